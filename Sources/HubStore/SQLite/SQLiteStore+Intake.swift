import HubModel
import HubSQLite

// Records, and what they said.
extension SQLiteStore {
    package func recordIndex(feed: String) throws(StoreError) -> RecordIndex {
        try guarded {
            let range = Numbering.records(ofFeed: try feedNumber(feed))
            let (first, last) = (range.lowerBound, range.upperBound)
            let count = try database.integer(
                "SELECT count(*) FROM record WHERE record_id BETWEEN ? AND ?", first, last)
            let statement = try database.statement(
                """
                SELECT record_id, key_high, key_low, content_high, content_low, missing_since IS NOT NULL,
                coalesce(absent_since, 0) FROM record WHERE record_id BETWEEN ? AND ?
                """)
            defer { statement.reset() }
            try statement.bind(first, at: 1)
            try statement.bind(last, at: 2)
            var entries: [RecordHash: RecordIndex.Entry] = [:]
            entries.reserveCapacity(Int(count ?? 0))
            while try statement.step() {
                entries[Self.hash(statement, at: 1)] = RecordIndex.Entry(
                    record: statement.integer(0), content: Self.hash(statement, at: 3),
                    isMissing: statement.integer(5) != 0, absentSince: Int32(clamping: statement.integer(6)))
            }
            return RecordIndex(entries: entries)
        }
    }

    static func hash(_ row: SQLiteStatement, at column: Int) -> RecordHash {
        RecordHash(
            high: UInt64(bitPattern: row.integer(column)), low: UInt64(bitPattern: row.integer(column + 1)))
    }

    package func stage(_ batch: StagedBatch, feed: String, run: Int64) throws(StoreError) {
        try guarded {
            let feed = try feedLayout(feed)
            try inTransaction {
                let ids = try saveRecords(batch.records, feed: feed, run: run)
                for table in batch.mentions { try saveMentions(table, records: ids, feed: feed, run: run) }
                try forgetVanished(batch.records, feed: feed)
                try saveRelations(batch.relations, records: ids, feed: feed)
                try saveRejects(batch, records: ids, feed: feed.id, run: run)
            }
        }
    }

    /// Returns the id of each record.
    private func saveRecords(_ records: [StagedBatch.Record], feed: FeedLayout, run: Int64) throws -> [Int64]
    {
        let insert = try database.statement(
            """
            INSERT INTO record(record_key, key_high, key_low, content_high, content_low, line, byte_offset, run_id,
            record_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        let update = try database.statement(
            """
            UPDATE record SET record_key = ?, key_high = ?, key_low = ?, content_high = ?, content_low = ?, line = ?,
            byte_offset = ?, run_id = ?, missing_since = NULL, absent_since = NULL WHERE record_id = ?
            """)
        let forget = try ForgetRecord(feed: feed, database: database)
        var next = try nextRecordID(of: feed)
        var ids: [Int64] = []
        ids.reserveCapacity(records.count)
        for record in records {
            let id = record.record > 0 ? record.record : next
            if record.record > 0 {
                try forget(record.record)
            } else {
                next += 1
            }
            let statement = record.record > 0 ? update : insert
            try statement.bind(record.key, at: 1)
            try statement.bind(Int64(bitPattern: record.keyHash.high), at: 2)
            try statement.bind(Int64(bitPattern: record.keyHash.low), at: 3)
            try statement.bind(Int64(bitPattern: record.content.high), at: 4)
            try statement.bind(Int64(bitPattern: record.content.low), at: 5)
            try statement.bind(Int64(record.line), at: 6)
            try statement.bind(Int64(record.byteOffset), at: 7)
            try statement.bind(run, at: 8)
            try statement.bind(id, at: 9)
            try statement.run()
            ids.append(id)
        }
        nextRecord[feed.id] = next
        return ids
    }

    func nextRecordID(of feed: FeedLayout) throws -> Int64 {
        if let next = nextRecord[feed.id] { return next }
        let range = Numbering.records(ofFeed: feed.id)
        let last = try database.integer(
            "SELECT max(record_id) FROM record WHERE record_id BETWEEN ? AND ?", range.lowerBound,
            range.upperBound)
        // Sequence 0 is never given: record ids are above 0 even for a feed numbered 0.
        return max(last ?? range.lowerBound, try lastDeletedRecord(ofFeed: feed.id)) + 1
    }

    private func saveMentions(_ table: MentionTable, records: [Int64], feed: FeedLayout, run: Int64) throws {
        let type = try tables(table.type)
        let width = table.values.width
        let places = String(repeating: ", ?", count: width)
        let insert = try database.statement(
            "INSERT INTO \(type.mention)(mention_id, run_id\(type.attributeList)) VALUES (?, ?\(places))")
        let cells = table.values.cells
        try insert.withArena(table.values.arena.span) {
            for row in 0..<table.record.count {
                let role = feed.roles[Int(table.role[row])]
                try insert.bind(Numbering.mention(record: records[Int(table.record[row])], role: role), at: 1)
                try insert.bind(run, at: 2)
                for column in 0..<width {
                    let cell = cells[row * width + column]
                    if cell.isMissing {
                        try insert.bindNull(at: column + 3)
                    } else {
                        try insert.bindArena(cell.range, at: column + 3)
                    }
                }
                try insert.run()
            }
        }
    }

    /// Changed records keep the assignments of mentions they still make; those of mentions they no longer make go.
    private func forgetVanished(_ records: [StagedBatch.Record], feed: FeedLayout) throws {
        guard records.contains(where: { $0.record > 0 }), !feed.mentionTables.isEmpty else { return }
        let alive = feed.mentionTables
            .map { "SELECT mention_id FROM \($0) WHERE mention_id BETWEEN ?1 AND ?2" }
            .joined(separator: " UNION ALL ")
        let delete = try database.statement(
            "DELETE FROM assignment WHERE mention_id BETWEEN ?1 AND ?2 AND mention_id NOT IN (\(alive))")
        for record in records where record.record > 0 {
            let range = Numbering.mentions(ofRecord: record.record)
            try delete.bind(range.lowerBound, at: 1)
            try delete.bind(range.upperBound, at: 2)
            try delete.run()
        }
    }

    private func saveRelations(_ relations: [RelationMention], records: [Int64], feed: FeedLayout) throws {
        // A record that says the same tie twice says it once.
        let insert = try database.statement(
            """
            INSERT OR IGNORE INTO relation_mention(from_mention, to_mention, kind_id, qualifier)
            VALUES (?, ?, ?, ?)
            """)
        for relation in relations {
            let record = records[Int(relation.record)]
            let shape = feed.relations[Int(relation.relation)]
            try insert.bind(Numbering.mention(record: record, role: shape.from), at: 1)
            try insert.bind(Numbering.mention(record: record, role: shape.to), at: 2)
            try insert.bind(shape.kind, at: 3)
            try insert.bind(relation.qualifier, at: 4)
            try insert.run()
        }
    }
}

/// Removes what an earlier version of a record said, and touches the entities it said it of.
struct ForgetRecord {
    private let touch: SQLiteStatement
    private let deletions: [SQLiteStatement]
    private let rejects: SQLiteStatement

    init(feed: FeedLayout, database: SQLiteConnection) throws {
        touch = try database.statement(SQLiteStore.touchEntitiesOfRecord)
        deletions =
            try feed.mentionTables.map {
                try database.statement("DELETE FROM \($0) WHERE mention_id BETWEEN ? AND ?")
            } + [database.statement("DELETE FROM relation_mention WHERE from_mention BETWEEN ? AND ?")]
        rejects = try database.statement("DELETE FROM reject WHERE feed_id = ? AND record_id = ?")
        try rejects.bind(feed.id, at: 1)
    }

    func callAsFunction(_ record: Int64) throws {
        let range = Numbering.mentions(ofRecord: record)
        for statement in [touch] + deletions {
            try statement.bind(range.lowerBound, at: 1)
            try statement.bind(range.upperBound, at: 2)
            try statement.run()
        }
        try rejects.bind(record, at: 2)
        try rejects.run()
    }
}
