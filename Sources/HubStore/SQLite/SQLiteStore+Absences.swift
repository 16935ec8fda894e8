import HubModel
import HubSQLite

// Whether records came, and what becomes of those that did not.
extension SQLiteStore {
    static let touchEntitiesOfRecord = """
        INSERT OR IGNORE INTO touched_entity(entity_no)
        SELECT entity_no FROM assignment WHERE mention_id BETWEEN ? AND ?
        """

    package func markMissing(_ records: [Int64], run: Int64) throws(StoreError) {
        try guarded {
            let update = try database.statement("UPDATE record SET missing_since = ?2 WHERE record_id = ?1")
            try update.bind(run, at: 2)
            try mark(records, update)
        }
    }

    package func markPresent(_ records: [Int64]) throws(StoreError) {
        try guarded {
            try mark(
                records,
                try database.statement(
                    "UPDATE record SET missing_since = NULL, absent_since = NULL WHERE record_id = ?1"))
        }
    }

    private func mark(_ records: [Int64], _ update: SQLiteStatement) throws {
        let touch = try database.statement(Self.touchEntitiesOfRecord)
        try inTransaction {
            for record in records {
                try update.bind(record, at: 1)
                try update.run()
                let range = Numbering.mentions(ofRecord: record)
                try touch.bind(range.lowerBound, at: 1)
                try touch.bind(range.upperBound, at: 2)
                try touch.run()
            }
        }
    }

    package func markAbsent(_ records: [Int64], since reading: Int) throws(StoreError) {
        try guarded {
            let update = try database.statement(
                "UPDATE record SET absent_since = nullif(?2, 0) WHERE record_id = ?1")
            try update.bind(Int64(reading), at: 2)
            try inTransaction {
                for record in records {
                    try update.bind(record, at: 1)
                    try update.run()
                }
            }
        }
    }
}

// Forgetting.
extension SQLiteStore {
    package func delete(records: [Int64], feed: String) throws(StoreError) {
        guard !records.isEmpty else { return }
        try guarded {
            let feed = try feedLayout(feed)
            let forget = try ForgetRecord(feed: feed, database: database)
            let assignments = try database.statement(
                "DELETE FROM assignment WHERE mention_id BETWEEN ? AND ?")
            let row = try database.statement("DELETE FROM record WHERE record_id = ?")
            try inTransaction {
                try saveMemo(Self.lastRecordMemo(feed.id), String(try nextRecordID(of: feed) - 1))
                for record in records {
                    try forget(record)
                    let range = Numbering.mentions(ofRecord: record)
                    try assignments.bind(range.lowerBound, at: 1)
                    try assignments.bind(range.upperBound, at: 2)
                    try assignments.run()
                    try row.bind(record, at: 1)
                    try row.run()
                }
            }
        }
    }

    /// The highest record id given when records of the feed were last deleted, 0 when none ever were.
    func lastDeletedRecord(ofFeed id: Int64) throws -> Int64 {
        try memo(Self.lastRecordMemo(id)).flatMap { Int64($0) } ?? 0
    }

    private static func lastRecordMemo(_ feed: Int64) -> String { "last-record \(feed)" }
}

// Rejects of whole records, of feeds that do not deliver everything every night.
extension SQLiteStore {
    package func newestReject() throws(StoreError) -> Int64 {
        try guarded { try database.integer("SELECT coalesce(max(reject_id), 0) FROM reject") ?? 0 }
    }

    package func rejectedKeys(
        feed: String, upTo reject: Int64
    ) throws(StoreError) -> [(reject: Int64, key: String)] {
        try guarded {
            let statement = try database.statement(
                """
                SELECT reject_id, record_key FROM reject WHERE feed_id = ? AND record_id IS NULL AND reject_id <= ?
                """)
            defer { statement.reset() }
            try statement.bind(try feedLayout(feed).id, at: 1)
            try statement.bind(reject, at: 2)
            var keys: [(reject: Int64, key: String)] = []
            while try statement.step() { keys.append((statement.integer(0), statement.text(1) ?? "")) }
            return keys
        }
    }

    package func forgetRejects(_ rejects: [Int64]) throws(StoreError) {
        try guarded {
            let delete = try database.statement("DELETE FROM reject WHERE reject_id = ?")
            try inTransaction {
                for reject in rejects {
                    try delete.bind(reject, at: 1)
                    try delete.run()
                }
            }
        }
    }

    package func forgetRepeatedRejects(feed: String, upTo reject: Int64) throws(StoreError) {
        try guarded {
            let delete = try database.statement(
                """
                DELETE FROM reject WHERE feed_id = ?1 AND record_id IS NULL AND reject_id <= ?2
                AND (reason, origin) IN (SELECT reason, origin FROM reject WHERE feed_id = ?1 AND record_id IS NULL
                AND reject_id > ?2 AND origin <> '')
                """)
            try delete.bind(try feedLayout(feed).id, at: 1)
            try delete.bind(reject, at: 2)
            try delete.run()
        }
    }
}
