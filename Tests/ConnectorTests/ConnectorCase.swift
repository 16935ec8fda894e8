import HubConnect
import HubModel
import Testing

/// What the contract suite must know of a connector: how to make sources for it. One file a connector.
protocol ConnectorCase: Sendable, CustomTestStringConvertible {
    /// The connector under test.
    var type: any Connector.Type { get }

    /// Whether sources can be made on this machine; a case that needs a server says no without one.
    var isAvailable: Bool { get }

    /// A source of `rows` under `columns`; `nil` is a missing value, asked for only if `holdsMissing`.
    func source(columns: [String], rows: [[String?]]) async throws -> PreparedSource

    /// A source of three records, `a`, a broken one that holds `secret`, and `b`, in a column `value`;
    /// `nil` where single records cannot be broken (a database).
    func sourceWithBrokenRecord(secret: String) async throws -> PreparedSource?

    /// A source that must throw `ConnectorError` while read, with `secret` among its values and never in the
    /// message.
    func brokenSource(secret: String) async throws -> PreparedSource

    /// A source that is not there, with what the message must say: the path, the table.
    func missingSource() async throws -> (source: PreparedSource, named: String)

    /// Whether the format tells a missing value from an empty one.
    var holdsMissing: Bool { get }

    /// Whether a column may have this name.
    func holds(columnName: String) -> Bool

    /// Whether the format can hold this value unchanged.
    func holds(value: String) -> Bool
}

extension ConnectorCase {
    var isAvailable: Bool { true }
    func holds(columnName: String) -> Bool { true }
    func holds(value: String) -> Bool { true }
    var testDescription: String { type.name }
}

/// A connector over a prepared source, with what the source lives in.
struct PreparedSource: Sendable {
    let connector: any Connector
    /// A temporary folder, a database: kept until the test is over.
    let home: any Sendable
}

/// Checked settings from plain texts; dictionaries as dictionaries, lists as lists.
func makeSettings(
    _ type: any Connector.Type, _ texts: [String: String], dictionaries: [String: [String: String]] = [:],
    lists: [String: [String]] = [:], environment: [String: String] = [:]
) throws -> Settings {
    var members = texts.sorted { $0.key < $1.key }.map { ($0.key, Node(.string($0.value), at: here)) }
    for (name, entries) in dictionaries.sorted(by: { $0.key < $1.key }) {
        members.append((name, object(entries.map { ($0.key, Node(.string($0.value), at: here)) })))
    }
    for (name, texts) in lists.sorted(by: { $0.key < $1.key }) {
        members.append((name, Node(.array(texts.map { Node(.string($0), at: here) }), at: here)))
    }
    var diagnostics = Diagnostics()
    let settings = Settings(
        object(members), declared: type.settings, environment: environment, owner: here,
        diagnostics: &diagnostics)
    guard diagnostics.isEmpty else { throw diagnostics }
    return settings
}

/// The place of nodes that no file holds.
let here = SourceLocation(file: "test.json5", line: 1, column: 1)

/// An object node.
func object(_ members: [(String, Node)]) -> Node {
    Node(.object(members.map { Node.Member(name: $0.0, location: here, value: $0.1) }), at: here)
}
