import HubConnect
import HubModel

/// Finds out how one type of connector has to be set to read an input. One connector, one small prober, one line in
/// `Probers.all`; everything behind it (columns, key, mapping) is the same for all of them.
package protocol Prober: Sendable {
    /// The connector it sets up.
    static var connector: String { get }
    /// Whether a file of it holds several tables, of which one may be named.
    static var hasTables: Bool { get }

    init()

    /// Whether the input looks like one for this connector.
    func recognises(_ input: GuessInput) -> Bool

    /// The settings that read it, and what is known of its columns. `opener` makes connectors, for those that have to
    /// ask a server.
    func probe(_ input: GuessInput, _ opener: ConnectorOpener) async throws -> ProbedSource
}

extension Prober {
    package static var hasTables: Bool { false }
}

/// Every prober there is; the first that recognises an input takes it.
package enum Probers {
    package static let all: [any Prober.Type] = [
        PostgreSQLProber.self,
        XMLProber.self,
        NDJSONProber.self,
        XLSXProber.self,
        SQLiteProber.self,
        CSVProber.self,
    ]

    /// The prober for an input: of `connector` when one is named, else the first that recognises it.
    static func prober(
        for input: GuessInput, connector: String?, available: [any Connector.Type]
    ) throws -> any Prober {
        let usable = all.filter { type in available.contains { $0.name == type.connector } }
        if let connector {
            guard let type = usable.first(where: { $0.connector == connector }) else {
                let names = usable.map { $0.connector }
                let near = nearestName(to: connector, among: names).map { "; did you mean `\($0)`?" }
                throw GuessError(
                    "the connector `\(connector)` cannot be guessed\(near ?? "; there are: \(names.joined(separator: ", "))")"
                )
            }
            return type.init()
        }
        for type in usable {
            let prober = type.init()
            if prober.recognises(input) { return prober }
        }
        if case .file(let path, _) = input.place,
            input.head.starts(with: [0x1F, 0x8B]) || input.head.starts(with: "PK".utf8)
        {
            throw GuessError("\(path) is packed; unpack it to guess, then name the packed file in `path`")
        }
        throw GuessError(
            "this looks like nothing that can be read: neither text in lines nor XML; name the connector with "
                + "--connector (\(usable.map { $0.connector }.joined(separator: ", ")))")
    }
}

/// How a source is read, and what is known of its columns before a record was looked at.
package struct ProbedSource: Sendable {
    package var connector: String
    package var settings: [SourceSetting]
    package var columns: [SourceColumn]
    /// Columns that the source itself calls its key.
    package var primaryKey: [String] = []
    /// Sentences for the file, without values of records.
    package var remarks: [String] = []
    /// Names put into the environment while the source is read: `${ISTHMUS_PG}`.
    package var environment: [String: String] = [:]
}

/// One setting of the connector.
package struct SourceSetting: Sendable {
    package enum Value: Sendable {
        case text(String)
        case texts([String])
        case number(Int)
        case flag(Bool)
        case dictionary([(name: String, text: String)])
    }

    package let name: String
    package let value: Value
    /// Behind it, in a comment.
    package let remark: String

    package init(_ name: String, _ value: Value, remark: String = "") {
        self.name = name
        self.value = value
        self.remark = remark
    }
}

/// One column of the source.
package struct SourceColumn: Sendable {
    /// What the mapping calls it.
    package let id: String
    /// What its meaning is read from: the header, the element's own name, a comment in the database. Several when it has
    /// several names.
    package let names: [String]
    /// The elements around it, outermost first: `["representative"]`.
    package let context: [String]

    package init(_ id: String, names: [String]? = nil, context: [String] = []) {
        self.id = id
        self.names = names ?? [id]
        self.context = context
    }
}
