import HubMapping
import HubModel
import HubSQLite

/// Evaluates the SQL expressions of mappings with SQLite, in memory.
///
/// An expression becomes a generated column of a table that has the columns it names and nothing else. SQLite itself
/// then refuses whatever is more than a pure function of one row: subqueries, aggregates, parameters, random numbers,
/// the time of day (<https://www.sqlite.org/gencol.html> §2.3), and, with an untrusted schema, functions with side
/// effects (<https://www.sqlite.org/pragma.html#pragma_trusted_schema>). So the same record gives the same value
/// every night.
package struct SQLExpressions: ExpressionEngine {
    /// Longest text in bytes that an expression may read or make.
    private static let longestText = 1 << 18

    package init() {}

    package func mistake(in expression: SQLExpression) -> String? {
        let bound = BoundExpression(
            text: expression.text,
            columns: expression.columns.enumerated().map { ($1.value, $0) })
        do throws(SQLiteError) {
            let table = try ExpressionTable(bound)
            // Some functions tell only at work that they look at the clock.
            var sample = CellTable(width: bound.columns.count)
            for _ in bound.columns { sample.appendMissing() }
            for _ in bound.columns { sample.append("1".utf8) }
            var mistake: String?
            try table.fill(from: sample, rows: [0, 1]) { _, error in
                if let error, error.reason.contains("non-deterministic") { mistake = error.reason }
            }
            return mistake
        } catch {
            return error.reason
        }
    }

    package func evaluate(
        _ expressions: [BoundExpression], of table: CellTable, rows: [Int32]
    ) -> ExpressionValues {
        let width = expressions.count
        var result = ExpressionValues(expressions: width)
        result.values.cells = Array(repeating: .missing, count: rows.count * width)
        result.failures = Array(repeating: false, count: rows.count * width)
        for (number, expression) in expressions.enumerated() {
            do throws(SQLiteError) {
                let sheet = try ExpressionTable(expression)
                try sheet.fill(from: table, rows: rows) { record, _ in
                    result.failures[record * width + number] = true
                }
                try sheet.read { record, statement in
                    let start = result.values.arena.count
                    guard let count = statement.append(1, to: &result.values.arena) else { return }
                    if Self.isText(result.values.arena, from: start) {
                        result.values.cells[record * width + number] = CellTable.Cell(
                            start: UInt32(start), length: UInt32(count))
                    } else {
                        result.failures[record * width + number] = true
                    }
                }
            } catch {
                for record in rows.indices { result.failures[record * width + number] = true }
            }
        }
        return result
    }

    /// Whether the bytes behind some point are UTF-8; blobs need not be.
    private static func isText(_ arena: [UInt8], from start: Int) -> Bool {
        (try? UTF8Span(validating: arena.span.extracting(start..<arena.count))) != nil
    }

    /// One expression over a table of its own.
    private struct ExpressionTable {
        private let connection: SQLiteConnection
        private let columns: [Int]
        /// Names of the record's number and of the expression's value that no column has.
        private let (number, value): (String, String)

        init(_ expression: BoundExpression) throws(SQLiteError) {
            var options = SQLiteConnection.Options()
            options.cacheMegabytes = 16
            connection = try SQLiteConnection(path: ":memory:", options: options)
            try connection.execute("PRAGMA journal_mode = OFF; PRAGMA trusted_schema = OFF")
            connection.limit(.length, to: SQLExpressions.longestText)
            connection.limit(.expressionDepth, to: 200)
            connection.limit(.likePatternLength, to: 1000)
            connection.limit(.attachedDatabases, to: 0)
            columns = expression.columns.map(\.position)
            number = Self.free("number", expression)
            value = Self.free("value", expression)
            let names = expression.columns.map { Self.quoted($0.name) + " TEXT" }.joined(separator: ", ")
            try connection.execute(
                "CREATE TABLE record (\(number) INTEGER PRIMARY KEY, \(names), "
                    + "\(value) AS (\(expression.text)) STORED)")
            try connection.execute("BEGIN")
        }

        /// Fills the table with the columns of some rows, blank ones as NULL, which evaluates the expression. A row
        /// that fails is told to `failed`, without an error when it is too long, and is left out.
        func fill(
            from table: CellTable, rows: [Int32], failed: (Int, SQLiteError?) -> Void
        ) throws(SQLiteError) {
            let marks = columns.map { _ in ", ?" }.joined()
            let insert = try connection.statement("INSERT INTO record VALUES (?\(marks))")
            let arena = table.arena.span
            try insert.withArena(arena) { () throws(SQLiteError) in
                for (record, row) in rows.enumerated() {
                    var size = 0
                    try insert.bind(Int64(record), at: 1)
                    for (index, column) in columns.enumerated() {
                        let range = trimmedRange(arena, table.cell(Int(row), column).range)
                        size += range.count
                        if range.isEmpty || size > SQLExpressions.longestText {
                            try insert.bindNull(at: index + 2)
                        } else {
                            try insert.bindArena(range, at: index + 2)
                        }
                    }
                    if size > SQLExpressions.longestText {
                        failed(record, nil)
                        continue
                    }
                    do throws(SQLiteError) {
                        try insert.run()
                    } catch {
                        failed(record, error)
                    }
                }
            }
        }

        /// Reads the value of every record that has one: column 1 of the statement.
        func read(_ take: (Int, SQLiteStatement) -> Void) throws(SQLiteError) {
            let select = try connection.statement(
                "SELECT \(number), \(value) FROM record WHERE \(value) IS NOT NULL ORDER BY \(number)")
            while try select.step() { take(Int(select.integer(0)), select) }
        }

        private static func quoted(_ name: String) -> String {
            "\"" + name.replacing("\"", with: "\"\"") + "\""
        }

        private static func free(_ name: String, _ expression: BoundExpression) -> String {
            var free = name
            while expression.columns.contains(where: { $0.name.lowercased() == free }) { free += "_" }
            return free
        }
    }
}
