import HubConnect
import HubPostgres

/// What to read: a table, or queries.
enum PostgreSQLTarget {
    /// A name, quoted.
    case table(String)
    case queries([String])

    init(_ settings: Settings) throws(ConnectorError) {
        switch (settings.text("table"), settings.text("query"), settings.list("queries")) {
        case (let table?, nil, []): self = .table(try Self.quoted(table))
        case (nil, let query?, []): self = .queries([Self.withoutSemicolon(query)])
        case (nil, nil, let queries) where !queries.isEmpty:
            self = .queries(queries.map(Self.withoutSemicolon))
        default: throw ConnectorError(.badSetting, "give either `table` or `query` or `queries`")
        }
    }

    var count: Int {
        switch self {
        case .table: 1
        case .queries(let texts): texts.count
        }
    }

    /// `schema.table` as quoted identifiers. A part that holds a point is quoted by the writer already.
    private static func quoted(_ name: String) throws(ConnectorError) -> String {
        var parts: [String] = [""]
        var isQuoted = false
        for character in name {
            switch character {
            case "\"": isQuoted.toggle()
            case "." where !isQuoted: parts.append("")
            default: parts[parts.count - 1].append(character)
            }
        }
        guard !isQuoted, parts.count <= 3, parts.allSatisfy({ !$0.isEmpty && $0.utf8.count < 64 }) else {
            throw ConnectorError(.badSetting, "`table` must be `name` or `schema.name`")
        }
        return parts.map { "\"\($0)\"" }.joined(separator: ".")
    }

    private static func withoutSemicolon(_ text: String) -> String {
        var rest = Substring(text)
        while let last = rest.last, last.isWhitespace || last == ";" { rest = rest.dropLast() }
        return String(rest)
    }
}

/// A table as the catalogue has it.
struct PostgreSQLTable {
    /// SELECT of the columns that may be read.
    let query: String
    /// Columns that exist and may not be read.
    let withheld: [String]
    /// Number of the table, which another table of its name does not have.
    let number: String
    /// Whether its rows carry the transaction that wrote them.
    let hasTransactions: Bool
    /// Whether the right to read is one of the whole table, which that of single columns does not add up to.
    let isGrantedWhole: Bool

    /// A role may be granted single columns; `SELECT *` would then be refused.
    init(_ name: String, over session: PostgresConnection) throws(PostgresError) {
        let result = try session.exec(
            """
            SELECT c.oid, c.relkind, a.attname, has_column_privilege(c.oid, a.attnum, 'SELECT'),
                has_table_privilege(c.oid, 'SELECT')
            FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_attribute a
                ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.oid = $1::regclass ORDER BY a.attnum
            """, [name])
        var (granted, withheld): ([String], [String]) = ([], [])
        for row in result.rows {
            guard let column = row[2] else { continue }
            if row[3] == "t" { granted.append(column) } else { withheld.append(column) }
        }
        // With no column at all, let the server say it in its words.
        let isWhole = withheld.isEmpty || granted.isEmpty
        let columns = granted.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ", ")
        query = "SELECT \(isWhole ? "*" : columns) FROM \(name)"
        self.withheld = isWhole ? [] : withheld
        number = result.rows.first?[0] ?? ""
        hasTransactions = ["r", "p", "m"].contains(result.rows.first?[1])
        isGrantedWhole = result.rows.first?[4] == "t"
    }
}
