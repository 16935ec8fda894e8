/// One mistake in a configuration file: what, where, and how to mend it.
public struct Diagnostic: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where the mistake stands.
    public let location: SourceLocation
    /// What is wrong, in one sentence without a final stop.
    public let message: String
    /// How to mend it; empty when the message says it all.
    public let hint: String

    /// Creates a diagnostic.
    public init(_ message: String, hint: String = "", at location: SourceLocation) {
        self.message = message
        self.hint = hint
        self.location = location
    }

    /// `file:line:column: message; hint`.
    public var description: String {
        let place = "\(location.file):\(location.line):\(location.column)"
        return hint.isEmpty ? "\(place): \(message)" : "\(place): \(message); \(hint)"
    }
}

/// Collects every mistake of a set of files, so that `check` reports them all at once.
public struct Diagnostics: Sendable, Error {
    /// In the order found.
    public private(set) var entries: [Diagnostic] = []
    /// Those that others may follow from.
    private var causes: Set<Diagnostic> = []

    /// Creates an empty collection.
    public init() {}

    /// Whether nothing is wrong.
    public var isEmpty: Bool { entries.isEmpty }

    /// Adds one mistake.
    public mutating func report(_ message: String, hint: String = "", at location: SourceLocation) {
        entries.append(Diagnostic(message, hint: hint, at: location))
    }

    /// Adds all mistakes of `other`.
    public mutating func merge(_ other: Diagnostics) {
        entries += other.entries
        causes.formUnion(other.causes)
    }

    /// Adds all mistakes of `other` as ones that others may follow from.
    package mutating func merge(causes other: Diagnostics) {
        merge(other)
        causes.formUnion(other.entries)
    }

    /// The mistakes sorted by file, line, column and message; before them, sorted likewise, those that others may
    /// follow from.
    public var sorted: [Diagnostic] {
        func order(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
            diagnostics.sorted {
                ($0.location.file, $0.location.line, $0.location.column, $0.message)
                    < ($1.location.file, $1.location.line, $1.location.column, $1.message)
            }
        }
        return order(entries.filter(causes.contains)) + order(entries.filter { !causes.contains($0) })
    }
}
