import HubConnect
import HubModel
import HubPostgres

/// One reading: a read-only transaction that sees one moment, and the rows of its queries one after the other.
struct PostgreSQLReading {
    /// What a reading is asked for.
    struct Request {
        var target: PostgreSQLTarget
        var cursor: PostgreSQLCursor
        var overlap: Int?
        var maxRecordBytes: Int
    }

    /// A query with what it gives.
    private struct Query {
        /// What the feed asks for.
        let text: String
        let columns: [PostgresColumn]
        /// What is sent: all of it, or what changed.
        var sent: String
    }

    let columns: [String]
    /// What the reading stands for once its last batch has been delivered.
    private(set) var result = Reading()

    private let session: PostgresConnection
    private let request: Request
    /// Only when a table is read.
    private let table: PostgreSQLTable?
    private var queries: [Query]
    private var rows: CopiedRows
    private var number = 0
    private var isCopying = false
    private var isDelivered = false

    /// Looks at the queries, in a session that is open; runs none yet.
    init(
        _ request: Request, encoding: TextEncoding?, over session: PostgresConnection
    ) throws {
        self.session = session
        self.request = request
        var table: PostgreSQLTable?
        let texts: [String]
        switch request.target {
        case .queries(let given): texts = given
        case .table(let name):
            let found = try PostgreSQLTable(name, over: session)
            if !found.withheld.isEmpty {
                let names = found.withheld.map { "`\($0)`" }.joined(separator: ", ")
                result.remarks.append("columns that may not be read were left out: \(names)")
            }
            texts = [found.query]
            table = found
        }
        queries = []
        for text in texts {
            queries.append(
                Query(text: text, columns: try Self.columns(of: text, over: session), sent: text))
        }
        columns = queries.first?.columns.map(\.name) ?? []
        for (index, query) in queries.enumerated() where query.columns.map(\.name) != columns {
            let names = query.columns.map { "`\($0.name)`" }.joined(separator: ", ")
            throw ConnectorError(
                .badHeader,
                "query \(index + 1) of `queries` gives the columns \(names), not those of the first; name and "
                    + "order them alike")
        }
        rows = CopiedRows(columns: columns, maxRecordBytes: request.maxRecordBytes, encoding: encoding)
        if request.cursor == .transaction, table?.hasTransactions != true {
            throw ConnectorError(
                .badSetting,
                "`cursor: \"xmin\"` needs a `table`; views and queries do not say which transaction wrote a row"
            )
        }
        if request.cursor == .transaction, table?.isGrantedWhole == false {
            throw ConnectorError(
                .refused,
                "`cursor: \"xmin\"` needs the right to read the whole table; single columns do not do")
        }
        self.table = table
    }

    /// Adds a sentence to what the reading has to say.
    mutating func remark(_ sentence: String) { result.remarks.append(sentence) }

    private static func columns(
        of query: String, over session: PostgresConnection
    ) throws -> [PostgresColumn] {
        let columns = try session.describe(query)
        guard !columns.isEmpty else {
            throw ConnectorError(.queryFailed, "the query gives no columns: it must be one SELECT")
        }
        for (index, column) in columns.enumerated()
        where columns[..<index].contains(where: { $0.name == column.name }) {
            throw ConnectorError(
                .badHeader,
                "the query gives column `\(column.name)` twice; name one of them otherwise with AS")
        }
        return columns
    }
}

// MARK: - What changed

extension PostgreSQLReading {
    /// Narrows the queries to what changed since `checkpoint`, and notes where this reading will have ended, both
    /// as of the moment the transaction sees.
    mutating func goOn(from checkpoint: String?) throws {
        switch request.cursor {
        case .none: return
        case .column(let name): try goOn(byColumn: name, from: checkpoint)
        case .transaction: try goOnByTransaction(from: checkpoint)
        }
    }

    private mutating func goOn(byColumn name: String, from checkpoint: String?) throws {
        let feed = PostgreSQLCheckpoint.fingerprint([name] + queries.map(\.text))
        let last = PostgreSQLCheckpoint(checkpoint, feed: feed)
        noteForgotten(checkpoint, last)
        var next = PostgreSQLCheckpoint(feed: feed)
        var conditions: [String?] = []
        for (index, query) in queries.enumerated() {
            guard let column = query.columns.first(where: { $0.name == name }) else {
                let names = columns.map { "`\($0)`" }.joined(separator: ", ")
                throw ConnectorError(
                    .noSuchColumn, "`cursor` names the column `\(name)`; there are \(names)")
            }
            let cursor = try PostgreSQLCursorColumn(column, overlap: request.overlap)
            let since = last?.values[checked: index].flatMap { $0 }.flatMap(cursor.since)
            let greatest = try self.greatest(cursor, of: query, where: since)
            if since != nil, greatest == nil {
                // The row that had the greatest cursor is gone: this may be an older copy of the database.
                result.remarks.append("the cursor `\(name)` went back, so everything was read")
                return try goOn(byColumn: name, from: nil)
            }
            next.values.append(greatest)
            conditions.append(since.map(cursor.orUnknown))
        }
        for (index, condition) in conditions.enumerated() {
            guard let condition else { continue }
            queries[index].sent = "SELECT * FROM (\(queries[index].text)\n) AS source WHERE \(condition)"
            result.isComplete = false
        }
        result.checkpoint = next.text
    }

    private func greatest(
        _ cursor: PostgreSQLCursorColumn, of query: Query, where condition: String?
    ) throws -> String? {
        let rows = "(\(query.text)\n) AS source" + (condition.map { " WHERE \($0)" } ?? "")
        return try session.exec("SELECT (\(cursor.greatest))::text FROM \(rows)").rows.first?.first ?? nil
    }

    /// All transactions before the oldest one still running when the last reading looked were seen by it; rows
    /// written by that one or later may be new. Numbers of transactions have 64 bits, those kept with rows only the
    /// lower 32: they are compared as distances in the circle, which holds for two thousand million transactions.
    private mutating func goOnByTransaction(from checkpoint: String?) throws {
        let state =
            try session.exec(
                """
                SELECT txid_snapshot_xmin(txid_current_snapshot())::text, CASE
                    WHEN has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')
                    THEN (SELECT system_identifier::text FROM pg_catalog.pg_control_system()) END
                """
            ).rows.first ?? []
        let oldest = state.first.flatMap { $0 }.flatMap { Int64($0) } ?? 0
        let cluster = state.last.flatMap { $0 } ?? ""
        let feed = PostgreSQLCheckpoint.fingerprint(
            ["xmin", cluster, table?.number ?? ""] + queries.map(\.text))
        let last = PostgreSQLCheckpoint(checkpoint, feed: feed)
        noteForgotten(checkpoint, last)
        var next = PostgreSQLCheckpoint(feed: feed)
        next.values = ["\(oldest)"]
        result.checkpoint = next.text
        guard let since = last?.values.first.flatMap({ $0 }).flatMap({ Int64($0) }) else { return }
        guard since <= oldest, oldest - since < 1 << 31 else {
            result.remarks.append("the numbers of transactions went back or round, so everything was read")
            return
        }
        let distance = "((xmin::text::bigint - \(since & 0xFFFF_FFFF)) & 4294967295)"
        // 1 and 2 stand for rows that were there from the beginning, or were frozen by an old server.
        queries[0].sent += " WHERE \(distance) < 2147483648 AND xmin::text::bigint > 2"
        result.isComplete = false
    }

    private mutating func noteForgotten(_ checkpoint: String?, _ last: PostgreSQLCheckpoint?) {
        guard checkpoint != nil, last == nil else { return }
        result.remarks.append("what the feed reads, or the database, was changed, so everything was read")
    }
}

// MARK: - Rows

extension PostgreSQLReading {
    /// The next rows, an empty batch when there are none at all; `nil` after the last.
    mutating func nextBatch() throws -> RecordBatch? {
        while number < queries.count {
            if !isCopying { try session.startCopy(of: queries[number].sent) }
            isCopying = true
            let part = queries.count == 1 ? .whole : SourcePart(number: number, name: "query \(number + 1)")
            var batch = RecordBatch(columns: columns, part: part)
            try fill(&batch)
            if !isCopying { number += 1 }
            let isEmpty = batch.positions.isEmpty && batch.rejects.isEmpty
            guard !isEmpty || (number == queries.count && !isDelivered) else { continue }
            isDelivered = true
            return batch
        }
        if isDelivered { try session.exec("ROLLBACK") }
        return nil
    }

    private mutating func fill(_ batch: inout RecordBatch) throws {
        while isCopying && !batch.isFull && batch.rejects.count < 64 {
            let start = batch.table.arena.count
            let room = 8192 - batch.positions.count - batch.rejects.count
            if room == 0 { return }
            let count = try session.copiedRows(
                into: &batch.table.arena, rows: min(room, 1024), limit: 256 << 10)
            isCopying = count > 0
            try rows.take(from: start, into: &batch)
        }
    }
}

extension Array {
    /// The element at an index, if there is one.
    fileprivate subscript(checked index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
