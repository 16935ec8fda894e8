import HubModel
import HubSQLite

// Mentions by their names.
extension SQLiteStore {
    private static let placed = """
        SELECT m.mention_id, f.name, r.record_key, o.name, o.type_id, coalesce(a.entity_no, 0),
        coalesce(e.entity_id, ''), r.missing_since IS NOT NULL
        """
    private static let places = """
        JOIN record r ON r.record_id = m.mention_id >> 6
        JOIN feed f ON f.feed_id = m.mention_id >> 38
        JOIN role o ON o.feed_id = f.feed_id AND o.role_no = m.mention_id & 63
        LEFT JOIN assignment a ON a.mention_id = m.mention_id LEFT JOIN entity e ON e.entity_no = a.entity_no
        """

    package func mention(_ id: Int64) throws(StoreError) -> PlacedMention? {
        try guarded {
            for tables in layout.models {
                let statement = try database.statement(
                    "\(Self.placed) FROM \(tables.mention) m \(Self.places) WHERE m.mention_id = ? AND o.type_id = ?"
                )
                defer { statement.reset() }
                try statement.bind(id, at: 1)
                try statement.bind(tables.typeID, at: 2)
                if try statement.step() { return placed(statement) }
            }
            return nil
        }
    }

    package func entityID(_ number: Int64) throws(StoreError) -> String? {
        try guarded {
            let statement = try database.statement("SELECT entity_id FROM entity WHERE entity_no = ?")
            defer { statement.reset() }
            try statement.bind(number, at: 1)
            return try statement.step() ? statement.text(0) : nil
        }
    }

    private func placed(_ row: SQLiteStatement) -> PlacedMention? {
        guard let type = layout.modelIndex[row.integer(4)] else { return nil }
        return PlacedMention(
            mention: row.integer(0),
            name: MentionName(
                feed: row.text(1) ?? "", recordKey: row.text(2) ?? "", role: row.text(3) ?? ""),
            type: type, entity: row.integer(5), entityID: row.text(6) ?? "", isMissing: row.integer(7) != 0)
    }

    package func mentions(
        named names: Set<MentionName>
    ) throws(StoreError) -> [MentionName: PlacedMention] {
        try guarded {
            var found: [MentionName: PlacedMention] = [:]
            let feeds = try numbers("SELECT name, feed_id FROM feed")
            for (feed, wanted) in Dictionary(grouping: names, by: \.feed) {
                guard let number = feeds[feed] else { continue }
                for record in try records(ofFeed: number, keys: Set(wanted.map(\.recordKey))) {
                    for role in try roleNumbers(feed: number) {
                        let id = Numbering.mention(record: record, role: role)
                        guard let mention = try mention(id), names.contains(mention.name) else { continue }
                        found[mention.name] = mention
                    }
                }
            }
            return found
        }
    }

    private func records(ofFeed feed: Int64, keys: Set<String>) throws -> [Int64] {
        let range = Numbering.records(ofFeed: feed)
        let statement = try database.statement(
            "SELECT record_id, record_key FROM record WHERE record_id BETWEEN ? AND ?")
        defer { statement.reset() }
        try statement.bind(range.lowerBound, at: 1)
        try statement.bind(range.upperBound, at: 2)
        var records: [Int64] = []
        while try statement.step() {
            if keys.contains(statement.text(1) ?? "") { records.append(statement.integer(0)) }
        }
        return records
    }

    private func roleNumbers(feed: Int64) throws -> [Int64] {
        let statement = try database.statement("SELECT role_no FROM role WHERE feed_id = ? ORDER BY 1")
        defer { statement.reset() }
        try statement.bind(feed, at: 1)
        var roles: [Int64] = []
        while try statement.step() { roles.append(statement.integer(0)) }
        return roles
    }
}

// What stewards decided.
extension SQLiteStore {
    package func judgementState() throws(StoreError) -> String {
        try guarded {
            let last = try database.integer("SELECT max(judgement_id) FROM judgement") ?? 0
            let undone = try database.integer("SELECT count(undone_at) FROM judgement") ?? 0
            return "\(last)-\(undone)"
        }
    }

    package func judgements() throws(StoreError) -> [Judgement] {
        try guarded {
            var judgements: [Judgement] = []
            let statement = try database.statement(
                """
                SELECT judgement_id, type, action, subject, who, why, made_at, coalesce(undone_at, ''),
                coalesce(undone_by, ''), coalesce(undone_why, '') FROM judgement ORDER BY judgement_id
                """)
            defer { statement.reset() }
            while try statement.step() {
                let text = (0..<10).map { statement.text($0) ?? "" }
                judgements.append(
                    Judgement(
                        id: statement.integer(0), type: text[1], action: text[2], subject: text[3],
                        who: text[4], why: text[5], madeAt: text[6], undoneAt: text[7], undoneBy: text[8],
                        undoneWhy: text[9], pairs: []))
            }
            guard !judgements.isEmpty else { return [] }
            try readPairs(into: &judgements)
            return judgements
        }
    }

    private func readPairs(into judgements: inout [Judgement]) throws {
        let standing = Set(judgements.filter { !$0.isUndone }.map(\.id))
        let places = Dictionary(
            judgements.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        let statement = try database.statement(
            """
            SELECT pair_id, judgement_id, verdict, first_feed, first_key, first_role, first_high, first_low,
            second_feed, second_key, second_role, second_high, second_low, coalesce(superseded_by, 0)
            FROM judged_pair ORDER BY pair_id
            """)
        defer { statement.reset() }
        while try statement.step() {
            let id = statement.integer(1)
            guard let place = places[id], let verdict = Judgement.Verdict(rawValue: statement.text(2) ?? "")
            else {
                continue
            }
            let (first, firstRank) = Self.named(statement, at: 3)
            let (second, secondRank) = Self.named(statement, at: 8)
            let superseding = statement.integer(13)
            judgements[place].pairs.append(
                Judgement.Pair(
                    id: statement.integer(0), first: first, second: second, firstRank: firstRank,
                    secondRank: secondRank, verdict: verdict, supersededBy: superseding,
                    isInForce: standing.contains(id) && !standing.contains(superseding)))
        }
    }

    private static func named(_ row: SQLiteStatement, at column: Int) -> (MentionName, UInt64) {
        let name = MentionName(
            feed: row.text(column) ?? "", recordKey: row.text(column + 1) ?? "",
            role: row.text(column + 2) ?? "")
        return (name, Origins.rank(feed: name.feed, role: name.role, key: hash(row, at: column + 3)))
    }

    package func saveJudgement(_ judgement: NewJudgement) throws(StoreError) -> Int64 {
        try guarded {
            let type = try tables(judgement.type).model.name
            let insert = try database.statement(
                """
                INSERT INTO judgement(type, action, subject, who, why, made_at) VALUES (?, ?, ?, ?, ?, ?)
                """)
            let pair = try database.statement(
                """
                INSERT INTO judged_pair(judgement_id, verdict, first_feed, first_key, first_role, first_high,
                first_low, second_feed, second_key, second_role, second_high, second_low)
                SELECT ?1, ?2, fa.name, ra.record_key, oa.name, ra.key_high, ra.key_low,
                fb.name, rb.record_key, ob.name, rb.key_high, rb.key_low
                FROM record ra, record rb, feed fa, feed fb, role oa, role ob
                WHERE ra.record_id = ?3 >> 6 AND fa.feed_id = ?3 >> 38
                AND oa.feed_id = ?3 >> 38 AND oa.role_no = ?3 & 63
                AND rb.record_id = ?4 >> 6 AND fb.feed_id = ?4 >> 38
                AND ob.feed_id = ?4 >> 38 AND ob.role_no = ?4 & 63
                """)
            let supersede = try database.statement(
                "UPDATE judged_pair SET superseded_by = ? WHERE pair_id = ?")
            var id: Int64 = 0
            try inTransaction {
                let texts = [
                    type, judgement.action, judgement.subject, judgement.who, judgement.why, judgement.madeAt,
                ]
                for (column, text) in texts.enumerated() { try insert.bind(text, at: column + 1) }
                try insert.run()
                id = try database.integer("SELECT last_insert_rowid()") ?? 0
                for (first, second, verdict) in judgement.pairs {
                    try pair.bind(id, at: 1)
                    try pair.bind(verdict.rawValue, at: 2)
                    try pair.bind(first, at: 3)
                    try pair.bind(second, at: 4)
                    try pair.run()
                }
                for earlier in judgement.supersedes {
                    try supersede.bind(id, at: 1)
                    try supersede.bind(earlier, at: 2)
                    try supersede.run()
                }
            }
            return id
        }
    }

    package func undoJudgement(
        _ id: Int64, who: String, why: String, at time: String
    ) throws(StoreError) -> Bool {
        try guarded { try undo("judgement", "judgement_id", id, who: who, why: why, at: time) }
    }

    /// Marks a row as undone, unless it is already.
    func undo(
        _ table: String, _ key: String, _ id: Int64, who: String, why: String, at time: String
    ) throws -> Bool {
        let update = try database.statement(
            """
            UPDATE \(table) SET undone_at = ?, undone_by = ?, undone_why = ?
            WHERE \(key) = ? AND undone_at IS NULL
            """)
        try update.bind(time, at: 1)
        try update.bind(who, at: 2)
        try update.bind(why, at: 3)
        try update.bind(id, at: 4)
        var isDone = false
        try inTransaction {
            try update.run()
            isDone = try database.integer("SELECT changes()") ?? 0 > 0
        }
        return isDone
    }
}
