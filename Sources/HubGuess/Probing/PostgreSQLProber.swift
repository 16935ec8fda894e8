import HubConnect
import HubModel

/// A table or view of a PostgreSQL: columns, their comments and the primary key from the catalogue.
package struct PostgreSQLProber: Prober {
    package static let connector = "postgresql"

    package init() {}

    package func recognises(_ input: GuessInput) -> Bool {
        if case .server = input.place { true } else { false }
    }

    package func probe(_ input: GuessInput, _ opener: ConnectorOpener) async throws -> ProbedSource {
        guard case .server(let connection, let variable, let table) = input.place else {
            throw GuessError("the connector postgresql reads a server: give postgresql://… and --table")
        }
        let environment = [variable: connection]
        var source = ProbedSource(
            connector: Self.connector,
            settings: [
                SourceSetting(
                    "connection", .text("${\(variable)}"),
                    remark: "set \(variable) in the environment of the hub: no password stands in a file"),
                SourceSetting("table", .text(table)),
            ],
            columns: [], environment: environment)
        // Names only if the connector takes them: this is also how a wrong table is told.
        let names = try await opener.open(source, columns: []).columns()
        let catalogue = try await opener.rows(
            of: Self.query(Self.columnsQuery(table), variable: variable, environment: environment))
        let remarks = Dictionary(
            catalogue.compactMap { row in
                row.count == 3 ? row[0].map { ($0, row[1]?.trimmingBlanks ?? "") } : nil
            },
            uniquingKeysWith: { first, _ in first })
        source.columns = names.map { name in
            let comment = remarks[name] ?? ""
            return SourceColumn(name, names: comment.isEmpty ? [name] : [name, comment])
        }
        source.primaryKey = catalogue.filter { $0.count == 3 }
            .compactMap { row in row[2].flatMap { Int($0) }.flatMap { place in row[0].map { (place, $0) } } }
            .sorted { $0.0 < $1.0 }.map(\.1)
        return source
    }

    /// Tables and views that can be read, `schema.name` each, with their number of columns.
    package static func tables(
        connection: String, variable: String, opener: ConnectorOpener
    ) async throws -> [(name: String, columns: Int)] {
        let rows = try await opener.rows(
            of: query(tablesQuery, variable: variable, environment: [variable: connection]))
        return rows.compactMap { row in
            guard row.count == 3, let schema = row[0], let name = row[1] else { return nil }
            return ("\(part(schema)).\(part(name))", row[2].flatMap { Int($0) } ?? 0)
        }
    }

    private static func query(
        _ sql: String, variable: String, environment: [String: String]
    ) -> ProbedSource {
        ProbedSource(
            connector: connector,
            settings: [
                SourceSetting("connection", .text("${\(variable)}")), SourceSetting("query", .text(sql)),
            ],
            columns: [], environment: environment)
    }

    private static let tablesQuery = """
        SELECT n.nspname, c.relname, (SELECT count(*) FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND n.nspname NOT LIKE 'pg\\_%' AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
        ORDER BY 1, 2
        """

    private static func columnsQuery(_ table: String) -> String {
        let quoted = parts(table).map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ".")
        let literal = quoted.replacing("'", with: "''")
        return """
            SELECT a.attname, pg_catalog.col_description(a.attrelid, a.attnum) AS remark,
              (SELECT array_position(i.indkey::int2[], a.attnum) FROM pg_catalog.pg_index i
               WHERE i.indrelid = a.attrelid AND i.indisprimary) AS place
            FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = pg_catalog.to_regclass('\(literal)') AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """
    }

    /// `schema.table` divided at points outside quotes.
    private static func parts(_ name: String) -> [String] {
        var parts = [""]
        var isQuoted = false
        for character in name {
            switch character {
            case "\"": isQuoted.toggle()
            case "." where !isQuoted: parts.append("")
            default: parts[parts.count - 1].append(character)
            }
        }
        return parts
    }

    /// A part of a name as the setting `table` takes it.
    private static func part(_ name: String) -> String { name.contains(".") ? "\"\(name)\"" : name }
}
