import HubModel
import HubPostgres
import HubStore

/// Datasets in a schema of a PostgreSQL server: rows by generation, a pointer row, and a view that shows the generation
/// the pointer names.
///
/// ```
/// isthmus_pointer    dataset            generation
///                    resident_register  42           one UPDATE, for all datasets in one transaction
/// resident_register  view: rows whose generation the pointer names
/// ```
///
/// Readers wait for nothing: rows of the next generation are inserted beside those they read, and the pointer is a row like
/// any other. A rename of tables would queue them behind its exclusive lock.
struct ServerTarget {
    private let connection: PostgresConnection
    private let schema: String
    /// Generations that stay, so that there is a way back.
    private static let keptGenerations = 3

    init(_ server: DatasetDeclaration.Server, environment: [String: String]) throws {
        guard let place = environment[server.connection], !place.isEmpty else {
            throw PublishError(
                "the environment variable \(server.connection) is not set; it holds the connection of the "
                    + "server that datasets are published to")
        }
        connection = try PostgresConnection(place, connectTimeout: .seconds(20))
        connection.silenceTimeout = .seconds(600)
        schema = Self.quoted(server.schema)
    }

    /// Makes schema and pointer where they are not there yet.
    func prepare() throws {
        let known = try connection.exec(
            "SELECT to_regclass($1) IS NOT NULL", ["\(schema).isthmus_pointer"]
        ).rows.first?.first
        if known == "t" { return }
        try connection.exec("CREATE SCHEMA IF NOT EXISTS \(schema)")
        try connection.exec(
            """
            CREATE TABLE IF NOT EXISTS \(schema).isthmus_pointer (
              dataset text PRIMARY KEY, generation bigint NOT NULL, rows bigint NOT NULL, kept bigint[] NOT NULL)
            """)
    }

    /// Whether the view of a dataset shows this generation.
    func shows(_ generation: Int, of dataset: String) throws -> Bool {
        let rows = try connection.exec(
            "SELECT generation FROM \(schema).isthmus_pointer WHERE dataset = $1", [Self.name(dataset)]
        ).rows
        return rows.first?.first == "\(generation)"
    }

    /// Everything `work` does becomes visible at once or not at all; `commit` runs the last step.
    func atOnce(
        commit: (() throws -> Void) throws -> Void = { try $0() }, _ work: () throws -> Void
    ) throws {
        try connection.exec("BEGIN")
        do {
            try work()
            try commit { try connection.exec("COMMIT") }
        } catch {
            // A broken connection rolls back by itself.
            _ = try? connection.exec("ROLLBACK")
            throw error
        }
    }

    /// Inserts the rows of a generation and points at them.
    func publish(
        _ dataset: String, columns: [Manifest.Column], generation: Int,
        rows: (_ insert: (CellTable) throws -> Void) throws -> Void
    ) throws {
        let view = "\(schema).\(Self.quoted(Self.name(dataset)))"
        let table = "\(schema).\(Self.quoted(Self.name(dataset) + "_" + Self.shape(columns)))"
        try makeTable(table, view: view, dataset: dataset, columns)
        try connection.exec("DELETE FROM \(table) WHERE generation = $1", ["\(generation)"])
        let names = columns.map { Self.quoted($0.name) }.joined(separator: ", ")
        let insert = """
            INSERT INTO \(table) (generation, \(names))
            SELECT $1::bigint, \(names) FROM json_populate_recordset(NULL::\(table), $2::json)
            """
        var format = NDJSONFormat(columns)
        var count = 0
        try rows { batch in
            try Task.checkCancellation()
            var text: [UInt8] = []
            format.write(batch, into: &text)
            guard batch.rowCount > 0 else { return }
            // Lines to an array: a line break never stands inside a value.
            let array =
                "[" + String(decoding: text.dropLast(), as: UTF8.self).replacing("\n", with: ",") + "]"
            try connection.exec(insert, ["\(generation)", array])
            count += batch.rowCount
        }
        try connection.exec(
            """
            INSERT INTO \(schema).isthmus_pointer AS p VALUES ($1, $2::bigint, $3::bigint, ARRAY[$2::bigint])
            ON CONFLICT (dataset) DO UPDATE SET generation = excluded.generation, rows = excluded.rows,
              kept = (array_remove(p.kept, excluded.generation) || excluded.generation)
            """, [Self.name(dataset), "\(generation)", "\(count)"])
        let kept =
            "SELECT kept[greatest(cardinality(kept) - \(Self.keptGenerations - 1), 1):] "
            + "FROM \(schema).isthmus_pointer WHERE dataset = $1"
        try connection.exec(
            "DELETE FROM \(table) WHERE NOT generation = ANY ((\(kept))::bigint[])", [Self.name(dataset)])
        try connection.exec(
            "UPDATE \(schema).isthmus_pointer SET kept = (\(kept)) WHERE dataset = $1", [Self.name(dataset)])
    }

    /// Points at a generation that is still there; false when it is not.
    func pointBack(_ dataset: String, to generation: Int) throws -> Bool {
        !(try connection.exec(
            """
            UPDATE \(schema).isthmus_pointer SET generation = $2::bigint
            WHERE dataset = $1 AND $2::bigint = ANY (kept) RETURNING dataset
            """, [Self.name(dataset), "\(generation)"]
        ).rows.isEmpty)
    }

    /// A table for each shape of columns; only when the shape changes the view is made anew, which readers see.
    private func makeTable(
        _ table: String, view: String, dataset: String, _ columns: [Manifest.Column]
    ) throws {
        let isKnown =
            try connection.exec("SELECT to_regclass($1) IS NOT NULL", [table]).rows.first?.first == "t"
        if isKnown { return }
        let list = columns.map { "\(Self.quoted($0.name)) \($0.type == "integer" ? "bigint" : "text")" }
        try connection.exec(
            "CREATE TABLE \(table) (generation bigint NOT NULL, \(list.joined(separator: ", ")))")
        try connection.exec("CREATE INDEX ON \(table) (generation)")
        try connection.exec("DROP VIEW IF EXISTS \(view)")
        let names = columns.map { Self.quoted($0.name) }.joined(separator: ", ")
        try connection.exec(
            """
            CREATE VIEW \(view) AS SELECT \(names) FROM \(table) WHERE generation =
              (SELECT generation FROM \(schema).isthmus_pointer WHERE dataset = '\(Self.name(dataset))')
            """)
    }

    /// `resident-register` → `resident_register`: names of datasets are lower-case words.
    private static func name(_ dataset: String) -> String { dataset.replacing("-", with: "_") }

    private static func shape(_ columns: [Manifest.Column]) -> String {
        let text = columns.map { "\($0.name) \($0.type == "integer")" }.joined(separator: ",")
        return String(StableHash.of(text) & 0xFFFF_FFFF, radix: 36)
    }

    private static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
}
