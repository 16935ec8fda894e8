/// The server could not start.
package struct HTTPServerError: Error, Sendable, CustomStringConvertible {
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        package let description: String
        package init(_ text: String) { description = text }

        package static let portBusy = Code("port-busy")
        package static let noRight = Code("no-right")
        package static let badAddress = Code("bad-address")
        package static let failed = Code("failed")
    }

    package let code: Code
    /// What, where, how to mend.
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
