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
            try table.fill(from: sample, rows: [0, 1]) { _ in }
            var mistake: String?
            try table.read(count: 2) { _, _ in } failed: { _, error in
                if error.reason.contains("non-deterministic") { mistake = error.reason }
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
            func fail(_ record: Int, _ result: inout ExpressionValues) {
                result.failures[record * width + number] = true
            }
            do {
                let sheet = try ExpressionTable(expression)
                try sheet.fill(from: table, rows: rows) { fail($0, &result) }
                try sheet.read(count: rows.count) { record, statement in
                    let start = result.values.arena.count
                    guard let count = statement.append(0, to: &result.values.arena) else { return }
                    if Self.isText(result.values.arena, from: start) {
                        result.values.cells[record * width + number] = CellTable.Cell(
                            start: UInt32(start), length: UInt32(count))
                    } else {
                        fail(record, &result)
                    }
                } failed: { record, _ in
                    fail(record, &result)
                }
            } catch {
                for record in rows.indices { fail(record, &result) }
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
        /// Name of the generated column, quoted.
        private let result: String

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
            var free = "value"
            while expression.columns.contains(where: { $0.name.lowercased() == free }) { free += "_" }
            result = free
            let names = expression.columns.map { Self.quoted($0.name) + " TEXT" }.joined(separator: ", ")
            // The line break ends nothing but a mistake's place.
            try connection.execute("CREATE TABLE record (\(names), \(free) AS (\(expression.text)\n))")
            _ = try reading()
            try connection.execute("BEGIN")
        }

        private func reading() throws(SQLiteError) -> SQLiteStatement {
            try connection.statement("SELECT \(result) FROM record WHERE rowid > ? ORDER BY rowid")
        }

        /// Fills the table with the columns of some rows, blank ones as NULL. What is too long is told to `refuse`.
        func fill(from table: CellTable, rows: [Int32], refuse: (Int) -> Void) throws(SQLiteError) {
            let marks = columns.map { _ in "?" }.joined(separator: ", ")
            let insert = try connection.statement("INSERT INTO record VALUES (\(marks))")
            let arena = table.arena.span
            try insert.withArena(arena) { () throws(SQLiteError) in
                for (record, row) in rows.enumerated() {
                    var size = 0
                    for (index, column) in columns.enumerated() {
                        let range = trimmedRange(arena, table.cell(Int(row), column).range)
                        size += range.count
                        if range.isEmpty || size > SQLExpressions.longestText / 2 {
                            try insert.bindNull(at: index + 1)
                        } else {
                            try insert.bindArena(range, at: index + 1)
                        }
                    }
                    if size > SQLExpressions.longestText / 2 { refuse(record) }
                    try insert.run()
                }
            }
        }

        /// Evaluates row by row. A row that fails is told to `failed`, and the reading goes on behind it.
        func read(
            count: Int, _ take: (Int, SQLiteStatement) -> Void, failed: (Int, SQLiteError) -> Void
        ) throws(SQLiteError) {
            let statement = try reading()
            var next = 0
            while next < count {
                try statement.bind(Int64(next), at: 1)
                do throws(SQLiteError) {
                    while try statement.step() {
                        take(next, statement)
                        next += 1
                    }
                    statement.reset()
                    return
                } catch {
                    failed(next, error)
                    next += 1
                }
            }
        }

        private static func quoted(_ name: String) -> String {
            "\"" + name.replacing("\"", with: "\"\"") + "\""
        }
    }
}
