/// One verb of the command line: what it takes, what it says of itself, what it does.
protocol Verb: Sendable {
    static var name: String { get }
    /// One line for the overview.
    static var summary: String { get }
    /// Operands as in usage lines: `FEED`, `TYPE [attribute=value]...`; empty when there are none.
    static var operands: String { get }
    /// How many operands it takes.
    static var operandCount: ClosedRange<Int> { get }
    static var options: [OptionDeclaration] { get }
    /// A paragraph or two for `isthmus help VERB`.
    static var details: String { get }
    /// Whether a signal waits for a safe point. What only reads is ended at once.
    static var hasSafePoints: Bool { get }

    /// Does the work. Data goes to stdout, everything else to stderr.
    static func run(_ arguments: Arguments) async throws -> ExitCode
}

extension Verb {
    static var hasSafePoints: Bool { false }
}

/// One option of a verb.
struct OptionDeclaration: Sendable {
    /// Without the dashes.
    let name: String
    /// Name of its value in help, `nil` for a flag.
    let value: String?
    let help: String
    /// Whether it may be given more than once.
    var isRepeatable = false

    /// `--format`, on every verb that prints data.
    static let format = OptionDeclaration(
        name: "format", value: "table|json|csv", help: "how to print the data (default table)")
    static let asOf = OptionDeclaration(
        name: "as-of", value: "TIME",
        help: "what the registry believed then: a date (its end), a date and time, or the number of a run")
    static let limit = OptionDeclaration(name: "limit", value: "N", help: "print at most N (default 20)")
}

/// Exit codes: the promise of the command line.
enum ExitCode: Int32 {
    case done = 0
    case failed = 1
    /// The command line or the configuration is wrong.
    case usage = 2
    /// A delivery is not what was expected and was held; the report tells whether the others were published.
    case overThreshold = 3
    /// Another run holds the workspace.
    case locked = 4
    case interrupted = 130
    /// Whoever read the output went away.
    case outputClosed = 141
    case terminated = 143
}

/// The command line is wrong.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
