/// The store could not do what was asked. Carries no values.
package struct StoreError: Error, Sendable, CustomStringConvertible {
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        package let description: String
        package init(_ text: String) { description = text }

        package static let cannotOpen = Code("cannot-open")
        package static let notAStore = Code("not-a-store")
        package static let newerSchema = Code("newer-schema")
        package static let locked = Code("locked")
        package static let full = Code("disk-full")
        /// The file is ours, but pages of it are broken.
        package static let damaged = Code("damaged")
        /// Another process holds the run lock that was ours.
        package static let fenced = Code("fenced")
        package static let failed = Code("failed")
    }

    package let code: Code
    /// What, where, how to mend.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
