import Connectors
import HubConnect
import HubModel
import TestSupport

/// A table of a real PostgreSQL server under the contract.
struct PostgreSQLCase: ConnectorCase {
    var type: any Connector.Type { PostgreSQLConnector.self }
    var holdsMissing: Bool { true }

    /// PostgreSQL names have 1 to 63 bytes; text holds everything but NUL.
    func holds(columnName: String) -> Bool {
        (1...63).contains(columnName.utf8.count) && !columnName.utf8.contains(0)
    }
    func holds(value: String) -> Bool { !value.utf8.contains(0) }

    func source(columns: [String], rows: [[String?]]) async throws -> PreparedSource {
        let names = columns.map { "\(identifier($0)) text" }.joined(separator: ", ")
        let values = rows.map { row in "(\(row.map(literal).joined(separator: ", ")))" }
        let inserts = stride(from: 0, to: values.count, by: 500).map { start in
            "INSERT INTO source VALUES \(values[start..<min(start + 500, values.count)].joined(separator: ",\n"));"
        }
        return try await prepare("CREATE TABLE source (\(names));\n" + inserts.joined(separator: "\n"))
    }

    func sourceWithBrokenRecord(secret: String) async throws -> PreparedSource? {
        try await prepare(
            """
            CREATE TABLE source (value text);
            INSERT INTO source VALUES ('a'), (\(literal(secret)) || repeat('x', 2000)), ('b')
            """, settings: ["max_record_bytes": "1024"])
    }

    func brokenSource(secret: String) async throws -> PreparedSource {
        try await prepare(
            """
            CREATE TABLE plain (value text); INSERT INTO plain VALUES ('1'), (\(literal(secret)));
            CREATE VIEW source AS SELECT value::integer AS value FROM plain
            """)
    }

    func missingSource() async throws -> (source: PreparedSource, named: String) {
        (try await prepare(""), "source")
    }

    private func prepare(_ sql: String, settings: [String: String] = [:]) async throws -> PreparedSource {
        let server = try await PostgreSQLServer.shared()
        let database = try server.makeDatabase(sql)
        var settings = settings
        settings["connection"] = server.connection(to: database)
        settings["table"] = "source"
        let context = ConnectorContext(folder: "/", columns: [])
        return PreparedSource(
            connector: try PostgreSQLConnector(makeSettings(type, settings), context), home: server)
    }

    private func literal(_ text: String?) -> String {
        text.map { "'\($0.replacing("'", with: "''"))'" } ?? "NULL"
    }

    private func identifier(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }
}
