import Connectors
import HubConnect
import HubModel
import TestSupport

/// A tap that replays a file under the contract.
struct SingerCase: ConnectorCase {
    var type: any Connector.Type { SingerConnector.self }
    var holdsMissing: Bool { true }

    func source(columns: [String], rows: [[String?]]) async throws -> PreparedSource {
        let records = rows.map { row in
            FakeTap.record(
                zip(columns, row).map { "\(jsonText($0)): \($1.map(jsonText) ?? "null")" }.joined(
                    separator: ", "))
        }
        return try prepare(FakeTap([FakeTap.schema(columns)] + records))
    }

    func sourceWithBrokenRecord(secret: String) async throws -> PreparedSource? {
        try prepare(
            FakeTap([
                FakeTap.schema(["value"]), FakeTap.record("\"value\": \"a\""),
                FakeTap.record("\"value\": \"\(secret)\", \"value\": \"\(secret)\""),
                FakeTap.record("\"value\": \"b\""),
            ]))
    }

    func brokenSource(secret: String) async throws -> PreparedSource {
        try prepare(
            FakeTap(
                [FakeTap.schema(["value"]), FakeTap.record("\"value\": \"\(secret)\"")],
                ending: "echo 'ValueError: \(secret)' >&2; exit 3"))
    }

    func missingSource() async throws -> (source: PreparedSource, named: String) {
        let folder = try TemporaryFolder()
        let settings = try makeSettings(type, ["command": "./no-such-tap", "stream": "person"])
        let context = ConnectorContext(folder: folder.path, columns: [])
        return (
            PreparedSource(connector: try SingerConnector(settings, context), home: folder), "no-such-tap"
        )
    }

    private func prepare(_ tap: FakeTap) throws -> PreparedSource {
        PreparedSource(connector: try tap.connector(), home: tap)
    }
}

/// A tap as a shell script that writes what it was told to. No Python needed.
final class FakeTap: Sendable {
    let folder: TemporaryFolder

    /// It writes `lines`, each with a line feed, between the shell commands `start` and `ending`.
    init(_ lines: [String], start: String = ":", ending: String = ":") throws {
        folder = try TemporaryFolder()
        try folder.write("messages.jsonl", lines.map { $0 + "\n" }.joined())
        try folder.write("tap.sh", "\(start)\ncat messages.jsonl\n\(ending)\n")
    }

    func connector(
        _ settings: [String: String] = [:], environment: [String: String] = [:], columns: [String] = [],
        grace: Duration = .seconds(2), patience: Duration = .seconds(10)
    ) throws -> SingerConnector {
        let all = settings.merging(["command": "/bin/sh tap.sh", "stream": "person"]) { given, _ in given }
        return try SingerConnector(
            makeSettings(SingerConnector.self, all, dictionaries: ["environment": environment]),
            ConnectorContext(folder: folder.path, columns: columns), grace: grace, patience: patience)
    }

    static func schema(_ columns: [String], keys: [String] = [], of stream: String = "person") -> String {
        let properties = columns.map { "\(jsonText($0)): {\"type\": [\"null\", \"string\"]}" }.joined(
            separator: ", ")
        let named = keys.map(jsonText).joined(separator: ", ")
        return
            "{\"type\": \"SCHEMA\", \"stream\": \"\(stream)\", \"schema\": {\"properties\": {\(properties)}}, \"key_properties\": [\(named)]}"
    }

    static func record(_ members: String, of stream: String = "person") -> String {
        "{\"type\": \"RECORD\", \"stream\": \"\(stream)\", \"record\": {\(members)}, \"time_extracted\": \"2024-05-01T00:00:00Z\"}"
    }

    static func state(_ value: String) -> String { "{\"type\": \"STATE\", \"value\": \(value)}" }

    static func activate(_ version: Int, of stream: String = "person") -> String {
        "{\"type\": \"ACTIVATE_VERSION\", \"stream\": \"\(stream)\", \"version\": \(version)}"
    }
}
