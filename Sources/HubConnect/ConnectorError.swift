/// A source as a whole could not be read. What is wrong with one record is a `Reject` instead.
public struct ConnectorError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure; new codes are not a breaking change.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// Kebab-case, stable.
        public let description: String

        /// Creates a code.
        public init(_ text: String) { description = text }

        public static let notFound = Code("not-found")
        public static let unreadable = Code("unreadable")
        public static let badSetting = Code("bad-setting")
        public static let badHeader = Code("bad-header")
        public static let malformed = Code("malformed")
        public static let forbiddenContent = Code("forbidden-content")
        public static let encoding = Code("encoding")
        public static let noSuchColumn = Code("no-such-column")
        public static let unreachable = Code("unreachable")
        public static let refused = Code("refused")
        public static let queryFailed = Code("query-failed")
        public static let timedOut = Code("timed-out")
    }

    /// What kind of failure.
    public let code: Code
    /// What, where, and how to mend it. Carries no value of a record and no password.
    public let message: String
    /// Whether trying again later may help.
    public let isTransient: Bool

    /// Creates an error.
    public init(_ code: Code, _ message: String, isTransient: Bool = false) {
        self.code = code
        self.message = message
        self.isTransient = isTransient
    }

    /// The message.
    public var description: String { message }
}
