import Connectors
import HubConnect
import HubModel
import HubSQLite
import TestSupport

/// A table of a SQLite file under the contract.
struct SQLiteCase: ConnectorCase {
    var type: any Connector.Type { SQLiteConnector.self }
    var holdsMissing: Bool { true }

    /// Letters are alike in both sizes in names of SQLite.
    func holds(columnName: String) -> Bool { columnName != "A" }

    func source(columns: [String], rows: [[String?]]) async throws -> PreparedSource {
        try prepare { database in
            let names = columns.map { "\"\($0.replacing("\"", with: "\"\""))\" TEXT" }
            try database.execute("CREATE TABLE source (\(names.joined(separator: ", ")))")
            let places = columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
            let insert = try database.statement("INSERT INTO source VALUES (\(places))")
            for row in rows {
                for (index, value) in row.enumerated() { try insert.bind(value, at: index + 1) }
                try insert.run()
            }
        }
    }

    func sourceWithBrokenRecord(secret: String) async throws -> PreparedSource? {
        try prepare { database in
            try database.execute(
                """
                CREATE TABLE source (value TEXT);
                INSERT INTO source VALUES ('a'), (CAST('\(secret)' || x'FF' AS TEXT)), ('b')
                """)
        }
    }

    func brokenSource(secret: String) async throws -> PreparedSource {
        try prepare { database in
            try database.execute(
                """
                CREATE TABLE plain (value TEXT); INSERT INTO plain VALUES ('1'), ('\(secret)');
                CREATE VIEW source AS SELECT json(value) AS value FROM plain
                """)
        }
    }

    func missingSource() async throws -> (source: PreparedSource, named: String) {
        let folder = try TemporaryFolder()
        let source = try Self.connector("absent.sqlite", ["table": "source"], in: folder)
        return (PreparedSource(connector: source, home: folder), "\(folder.path)/absent.sqlite")
    }

    private func prepare(_ fill: (SQLiteConnection) throws -> Void) throws -> PreparedSource {
        let folder = try TemporaryFolder()
        let database = try SQLiteConnection(path: "\(folder.path)/source.sqlite")
        try database.execute("BEGIN")
        try fill(database)
        try database.execute("COMMIT")
        let source = try Self.connector("source.sqlite", ["table": "source"], in: folder)
        return PreparedSource(connector: source, home: folder)
    }

    static func connector(
        _ path: String, _ settings: [String: String], in folder: TemporaryFolder
    ) throws -> SQLiteConnector {
        let all = settings.merging(["path": path]) { first, _ in first }
        return try SQLiteConnector(
            makeSettings(SQLiteConnector.self, all), ConnectorContext(folder: folder.path, columns: []))
    }
}
