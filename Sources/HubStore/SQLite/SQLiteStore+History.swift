import HubModel
import HubSQLite

// Keeping what a run replaces. All of it is written in the transaction of the change itself, for rows that change.
extension SQLiteStore {
    /// Keeps golden rows before they are replaced or dropped. What came into being in the same run was never believed.
    struct GoldenKeeper {
        private let keep: SQLiteStatement

        init(_ tables: ModelTables, run: Int64, on database: SQLiteConnection) throws {
            let columns = "entity_id, mentions, provenance, run_id\(tables.attributeList)"
            keep = try database.statement(
                """
                INSERT OR IGNORE INTO \(tables.history)(entity_no, until_run, \(columns))
                SELECT entity_no, ?2, \(columns) FROM \(tables.golden) WHERE entity_no = ?1 AND run_id < ?2
                """)
            try keep.bind(run, at: 2)
        }

        func keep(_ entity: Int64) throws {
            try keep.bind(entity, at: 1)
            try keep.run()
        }
    }

    /// Keeps the standing of entities (living, ended, merged into another) before it changes.
    struct EntityKeeper {
        private let keepRetired: SQLiteStatement
        private let keepOther: SQLiteStatement

        init(run: Int64, on database: SQLiteConnection) throws {
            let keep = """
                INSERT OR IGNORE INTO entity_history(entity_no, until_run, retired_run, redirect)
                SELECT entity_no, ?2, retired_run, redirect FROM entity
                WHERE entity_no = ?1 AND created_run < ?2
                """
            keepRetired = try database.statement(keep + " AND retired_run IS NOT NULL")
            keepOther = try database.statement(keep + " AND (retired_run IS NULL OR redirect IS NOT ?3)")
            try keepRetired.bind(run, at: 2)
            try keepOther.bind(run, at: 2)
        }

        func keepBeforeRevival(_ entity: Int64) throws {
            try keepRetired.bind(entity, at: 1)
            try keepRetired.run()
        }

        func keep(_ entity: Int64, beforeRedirectTo redirect: Int64) throws {
            try keepOther.bind(entity, at: 1)
            try keepOther.bind(redirect, at: 3)
            try keepOther.run()
        }
    }

    /// Keeps ties before they are replaced or dropped.
    struct RelationKeeper {
        private let keep: SQLiteStatement

        init(run: Int64, on database: SQLiteConnection) throws {
            keep = try database.statement(
                """
                INSERT OR IGNORE INTO relation_history(from_entity, kind_id, to_entity, until_run, qualifier,
                support, since_run)
                SELECT from_entity, kind_id, to_entity, ?4, qualifier, support, since_run FROM entity_relation
                WHERE from_entity = ?1 AND kind_id = ?2 AND to_entity = ?3 AND since_run < ?4
                """)
            try keep.bind(run, at: 4)
        }

        func keep(from: Int64, kind: Int64, to: Int64) throws {
            try keep.bind(from, at: 1)
            try keep.bind(kind, at: 2)
            try keep.bind(to, at: 3)
            try keep.run()
        }
    }

    /// The run that is open, or was last.
    func latestRun() throws -> Int64 { try database.integer("SELECT max(run_id) FROM run") ?? 0 }
}

// One entity through time.
extension SQLiteStore {
    package func number(ofEntity id: String) throws(StoreError) -> (number: Int64, type: Int)? {
        try guarded {
            let statement = try database.statement(
                "SELECT entity_no, type_id FROM entity WHERE entity_id = ?")
            defer { statement.reset() }
            try statement.bind(id, at: 1)
            guard try statement.step(), let type = layout.modelIndex[statement.integer(1)] else { return nil }
            return (statement.integer(0), type)
        }
    }

    package func goldenVersions(entity: Int64, type: Int) throws(StoreError) -> [GoldenVersion] {
        try guarded {
            let tables = try tables(type)
            let statement = try database.statement(
                """
                SELECT run_id, until_run, mentions\(tables.attributeList) FROM \(tables.history) WHERE entity_no = ?1
                UNION ALL SELECT run_id, NULL, mentions\(tables.attributeList) FROM \(tables.golden)
                WHERE entity_no = ?1 ORDER BY 1
                """)
            defer { statement.reset() }
            try statement.bind(entity, at: 1)
            var versions: [GoldenVersion] = []
            while try statement.step() {
                versions.append(
                    GoldenVersion(
                        since: statement.integer(0), until: statement.isNull(1) ? nil : statement.integer(1),
                        mentionCount: Int(statement.integer(2)),
                        values: tables.attributes.indices.map { statement.text($0 + 3) }))
            }
            return versions
        }
    }

    package func relationVersions(entity: Int64) throws(StoreError) -> [RelationVersion] {
        try guarded {
            let columns = "kind_id, from_entity, to_entity, qualifier, support, since_run"
            let both = { (table: String, until: String) in
                """
                SELECT \(columns), \(until), 1 AS outgoing, to_entity AS other FROM \(table) WHERE from_entity = ?1
                UNION ALL SELECT \(columns), \(until), 0, from_entity FROM \(table) WHERE to_entity = ?1
                """
            }
            let statement = try database.statement(
                """
                SELECT k.name, v.outgoing, e.entity_id, v.qualifier, v.support, v.since_run, v.until_run
                FROM (\(both("relation_history", "until_run"))
                UNION ALL \(both("entity_relation", "NULL"))) v
                JOIN relation_kind k ON k.kind_id = v.kind_id JOIN entity e ON e.entity_no = v.other
                ORDER BY 1, 2 DESC, 3, 6
                """)
            defer { statement.reset() }
            try statement.bind(entity, at: 1)
            var versions: [RelationVersion] = []
            while try statement.step() {
                versions.append(
                    RelationVersion(
                        kind: statement.text(0) ?? "", isOutgoing: statement.integer(1) != 0,
                        otherID: statement.text(2) ?? "", qualifier: statement.text(3) ?? "",
                        support: Int(statement.integer(4)), since: statement.integer(5),
                        until: statement.isNull(6) ? nil : statement.integer(6)))
            }
            return versions
        }
    }

    package func origin(ofMention mention: Int64) throws(StoreError) -> MentionOrigin? {
        try guarded {
            let statement = try database.statement(
                """
                SELECT f.name, r.record_key, o.name FROM record r JOIN feed f ON f.feed_id = ?1 >> 38
                JOIN role o ON o.feed_id = f.feed_id AND o.role_no = ?1 & 63 WHERE r.record_id = ?1 >> 6
                """)
            defer { statement.reset() }
            try statement.bind(mention, at: 1)
            guard try statement.step() else { return nil }
            return MentionOrigin(
                feed: statement.text(0) ?? "", recordKey: statement.text(1) ?? "",
                role: statement.text(2) ?? "")
        }
    }
}

// Forgetting.
extension SQLiteStore {
    package func historySince() throws(StoreError) -> Int64 {
        try memo(HistoryTables.horizon).flatMap { Int64($0) } ?? 0
    }

    package func expireHistory(before date: String, isDryRun: Bool) throws(StoreError) -> HistoryCounts {
        try guarded {
            var counts = HistoryCounts()
            try inTransaction {
                let last = try database.statement(
                    "SELECT max(run_id) FROM run WHERE coalesce(nullif(finished_at, ''), started_at) < ?")
                defer { last.reset() }
                try last.bind(date, at: 1)
                counts.since = try historySince()
                guard try last.step(), last.integer(0) > counts.since else { return }
                counts.since = last.integer(0)
                last.reset()
                for tables in layout.models {
                    counts.golden += try expire(tables.history, upTo: counts.since, isDryRun)
                }
                counts.relations = try expire("relation_history", upTo: counts.since, isDryRun)
                counts.entities = try expire("entity_history", upTo: counts.since, isDryRun)
                if !isDryRun { try saveMemo(HistoryTables.horizon, String(counts.since)) }
            }
            return counts
        }
    }

    private func expire(_ table: String, upTo run: Int64, _ isDryRun: Bool) throws -> Int {
        let former = "FROM \(table) WHERE until_run <= ?"
        if isDryRun { return Int(try database.integer("SELECT count(*) \(former)", run) ?? 0) }
        let delete = try database.statement("DELETE \(former)")
        try delete.bind(run, at: 1)
        try delete.run()
        return database.changes
    }
}
