/// A source as a whole could not be read. What is wrong with one record is a `Reject` instead.
public struct ConnectorError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure; new codes are not a breaking change.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// Kebab-case, stable.
        public let description: String

        /// Creates a code.
        public init(_ text: String) { description = text }

        /// There is no such file.
        public static let notFound = Code("not-found")
        /// It is there, but cannot be read: a folder, a device, no permission.
        public static let unreadable = Code("unreadable")
        /// Settings that contradict each other or the source.
        public static let badSetting = Code("bad-setting")
        /// The columns cannot be known.
        public static let badHeader = Code("bad-header")
        /// The source breaks its format where no next record can be found.
        public static let malformed = Code("malformed")
        /// The source holds what must not be processed: a document type with entities.
        public static let forbiddenContent = Code("forbidden-content")
        /// The encoding is not the declared one, or not supported.
        public static let encoding = Code("encoding")
        /// The source has no such column, table or path.
        public static let noSuchColumn = Code("no-such-column")
        /// The server does not answer.
        public static let unreachable = Code("unreachable")
        /// The server refuses: log-in, permission.
        public static let refused = Code("refused")
        /// The server could not run the query.
        public static let queryFailed = Code("query-failed")
        /// The server took too long.
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
