/// Why a district could not be written, and what to do about it.
package struct DistrictError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
