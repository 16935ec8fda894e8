import HubSQLite

extension SQLiteStore {
    package func rejectCounts() throws(StoreError) -> [RejectCount] {
        try guarded {
            let statement = try database.statement(
                """
                SELECT feed, reason, scope, source_column, count(*) FROM quarantine
                GROUP BY 1, 2, 3, 4 ORDER BY 1, 3, 4, 2
                """)
            defer { statement.reset() }
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

    package func rejects(feed: String?, reason: String?, limit: Int) throws(StoreError) -> [RejectRow] {
        try guarded {
            let statement = try database.statement(
                """
                SELECT reject_id, feed, record_key, scope, reason, ordinal, line, byte_offset, source_column, target,
                detail, raw, run FROM quarantine WHERE feed = coalesce(?1, feed) AND reason = coalesce(?2, reason)
                ORDER BY feed, ordinal, line, reject_id LIMIT ?3
                """)
            defer { statement.reset() }
            try statement.bind(feed, at: 1)
            try statement.bind(reason, at: 2)
            try statement.bind(Int64(max(0, limit)), at: 3)
            var rows: [RejectRow] = []
            while try statement.step() {
                rows.append(
                    RejectRow(
                        id: statement.integer(0), feed: statement.text(1) ?? "",
                        recordKey: statement.text(2) ?? "",
                        scope: statement.text(3) ?? "", reason: statement.text(4) ?? "",
                        ordinal: Int(statement.integer(5)), line: Int(statement.integer(6)),
                        byteOffset: Int(statement.integer(7)), column: statement.text(8) ?? "",
                        target: statement.text(9) ?? "", detail: statement.text(10) ?? "",
                        raw: statement.text(11) ?? "", run: statement.integer(12)))
            }
            return rows
        }
    }
}
