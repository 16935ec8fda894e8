import HubModel
import HubSQLite

// What lies in quarantine. Rejects of records that are missing from their feed are left out.
extension SQLiteStore {
    package func rejectCounts(_ filter: RejectFilter) throws(StoreError) -> [RejectCount] {
        try guarded {
            let statement = try database.statement(
                """
                SELECT feed, reason, scope, source_column, count(*) FROM quarantine
                WHERE feed = coalesce(?1, feed) AND reason = coalesce(?2, reason)
                AND source_column = coalesce(?3, source_column) AND run >= ?4
                GROUP BY 1, 2, 3, 4 ORDER BY 1, 3, 4, 2
                """)
            defer { statement.reset() }
            try Self.bind(filter, to: statement)
            var counts: [RejectCount] = []
            while try statement.step() {
                counts.append(
                    RejectCount(
                        feed: statement.text(0) ?? "", reason: statement.text(1) ?? "",
                        scope: statement.text(2) ?? "",
                        column: statement.text(3) ?? "", count: Int(statement.integer(4))))
            }
            return counts
        }
    }

    package func rejects(_ filter: RejectFilter, limit: Int) throws(StoreError) -> [RejectRow] {
        try guarded {
            var rows: [RejectRow] = []
            // Feed by feed, so that the index of places gives the order and nothing is sorted.
            for feed in try feedNumbers(named: filter.feed) where rows.count < limit {
                let statement = try database.statement(
                    """
                    SELECT \(Self.rejectColumns) FROM \(Self.rejectTables) WHERE j.feed_id = ?1 AND r.missing_since IS NULL
                    AND j.reason = coalesce(?2, j.reason) AND j.source_column = coalesce(?3, j.source_column)
                    AND j.run_id >= ?4 ORDER BY j.ordinal, j.line, j.reject_id LIMIT ?5
                    """)
                defer { statement.reset() }
                try Self.bind(filter, to: statement)
                try statement.bind(feed, at: 1)
                try statement.bind(Int64(max(0, limit - rows.count)), at: 5)
                while try statement.step() { rows.append(Self.rejectRow(statement)) }
            }
            return rows
        }
    }

    package func reject(_ id: Int64) throws(StoreError) -> RejectRow? {
        try guarded {
            let statement = try database.statement(
                "SELECT \(Self.rejectColumns) FROM \(Self.rejectTables) WHERE j.reject_id = ? AND r.missing_since IS NULL"
            )
            defer { statement.reset() }
            try statement.bind(id, at: 1)
            return try statement.step() ? Self.rejectRow(statement) : nil
        }
    }

    package func copy(_ id: Int64) throws(StoreError) -> RecordCopy? {
        try guarded {
            let statement = try database.statement(
                """
                SELECT l.columns, c.cells FROM rejected_copy c JOIN reject_layout l ON l.layout_id = c.layout_id
                WHERE c.copy_id = ?
                """)
            defer { statement.reset() }
            try statement.bind(id, at: 1)
            return try statement.step() ? Self.copy(statement, at: 0) : nil
        }
    }

    package func copiedColumns(feed: String) throws(StoreError) -> [[String]] {
        try guarded {
            let statement = try database.statement(
                """
                SELECT columns FROM reject_layout WHERE feed_id = ? AND layout_id IN (SELECT layout_id FROM rejected_copy)
                ORDER BY layout_id
                """)
            defer { statement.reset() }
            try statement.bind(try feedNumber(feed), at: 1)
            var lists: [[String]] = []
            while try statement.step() {
                lists.append(statement.text(0).flatMap(CellsText.decode)?.compactMap(\.self) ?? [])
            }
            return lists
        }
    }

    package func refusedRecords(feed: String, deliver: (RefusedRecord) throws -> Void) throws {
        try translating {
            guard let number = try feedNumbers(named: feed).first else { return }
            let statement = try database.statement(
                """
                SELECT \(Self.rejectColumns), l.columns, c.cells FROM \(Self.rejectTables)
                LEFT JOIN rejected_copy c ON c.copy_id = j.copy_id
                LEFT JOIN reject_layout l ON l.layout_id = c.layout_id
                WHERE j.feed_id = ? AND r.missing_since IS NULL ORDER BY j.ordinal, j.line, j.reject_id
                """)
            defer { statement.reset() }
            try statement.bind(number, at: 1)
            // Rejects of one record have one place; those of several readings may share it.
            var pending: [(rejects: [RejectRow], copy: RecordCopy?)] = []
            while true {
                let row = try statement.step() ? Self.rejectRow(statement) : nil
                if let first = pending.first?.rejects.first,
                    row?.ordinal != first.ordinal || row?.line != first.line
                {
                    for record in pending {
                        try deliver(RefusedRecord(rejects: record.rejects, copy: record.copy))
                    }
                    pending = []
                }
                guard let row else { break }
                if let mate = pending.firstIndex(where: { Self.isOfOneRecord($0.rejects[0], row) }) {
                    pending[mate].rejects.append(row)
                } else {
                    pending.append(([row], Self.copy(statement, at: Self.rejectColumnCount)))
                }
            }
        }
    }

    package func firstRun(since date: String) throws(StoreError) -> Int64? {
        try guarded {
            let statement = try database.statement("SELECT min(run_id) FROM run WHERE started_at >= ?")
            defer { statement.reset() }
            try statement.bind(date, at: 1)
            return try statement.step() && !statement.isNull(0) ? statement.integer(0) : nil
        }
    }

    private static func bind(_ filter: RejectFilter, to statement: SQLiteStatement) throws(SQLiteError) {
        try statement.bind(filter.feed, at: 1)
        try statement.bind(filter.reason, at: 2)
        try statement.bind(filter.column, at: 3)
        try statement.bind(filter.since ?? 0, at: 4)
    }

    private static func isOfOneRecord(_ one: RejectRow, _ other: RejectRow) -> Bool {
        if let copy = one.copy { return copy == other.copy }
        return other.copy == nil && one.scope == "value" && other.scope == "value"
            && one.recordKey == other.recordKey && one.run == other.run
    }

    /// The feed of this name, or all of them by name.
    private func feedNumbers(named name: String?) throws(SQLiteError) -> [Int64] {
        let statement = try database.statement(
            "SELECT feed_id FROM feed WHERE name = coalesce(?, name) ORDER BY name")
        defer { statement.reset() }
        try statement.bind(name, at: 1)
        var numbers: [Int64] = []
        while try statement.step() { numbers.append(statement.integer(0)) }
        return numbers
    }

    private static let rejectTables = """
        reject j JOIN feed f ON f.feed_id = j.feed_id LEFT JOIN record r ON r.record_id = j.record_id
        """

    private static let rejectColumns = """
        j.reject_id, f.name, j.record_key, j.scope, j.reason, j.ordinal, j.line, j.byte_offset, j.source_column,
        j.target, j.detail, j.raw, j.run_id, j.part, j.origin, j.copy_id, j.record_id
        """
    private static let rejectColumnCount = 17

    private static func rejectRow(_ row: SQLiteStatement) -> RejectRow {
        RejectRow(
            id: row.integer(0), feed: row.text(1) ?? "", recordKey: row.text(2) ?? "",
            scope: row.text(3) ?? "",
            reason: row.text(4) ?? "", ordinal: Int(row.integer(5)), line: Int(row.integer(6)),
            byteOffset: Int(row.integer(7)), column: row.text(8) ?? "", target: row.text(9) ?? "",
            detail: row.text(10) ?? "", raw: row.text(11) ?? "", run: row.integer(12),
            part: row.text(13) ?? "",
            origin: row.text(14) ?? "", copy: row.isNull(15) ? nil : row.integer(15),
            record: row.isNull(16) ? nil : row.integer(16))
    }

    /// The copy whose layout and cells stand in two columns; `nil` when there is none.
    static func copy(_ row: SQLiteStatement, at column: Int) -> RecordCopy? {
        guard let columns = row.text(column).flatMap(CellsText.decode)?.compactMap(\.self),
            let cells = row.text(column + 1).flatMap(CellsText.decode), columns.count == cells.count
        else { return nil }
        return RecordCopy(columns: columns, cells: cells)
    }
}
