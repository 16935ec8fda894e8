import HubModel
import HubSQLite

// Entities.
extension SQLiteStore {
    package func count(type: Int) throws(StoreError) -> (mentions: Int, entities: Int) {
        try guarded {
            let tables = try tables(type)
            let all = try database.integer("SELECT count(*) FROM \(tables.mention)") ?? 0
            let missing = try database.integer(
                """
                SELECT count(*) FROM record r CROSS JOIN \(tables.mention) m
                ON m.mention_id BETWEEN r.record_id << 6 AND r.record_id << 6 | 63
                WHERE r.missing_since IS NOT NULL
                """)
            let entities = try database.integer(
                "SELECT count(*) FROM entity WHERE type_id = ? AND retired_run IS NULL", tables.typeID)
            return (Int(all - (missing ?? 0)), Int(entities ?? 0))
        }
    }

    package func find(
        type: Int, where conditions: [(attribute: Int, value: String)], limit: Int
    ) throws(StoreError) -> [FoundEntity] {
        try guarded {
            let tables = try tables(type)
            let tests = conditions.enumerated().map { index, condition in
                let column = tables.attributes[condition.attribute]
                return tables.model.attributes[condition.attribute].isMultiple
                    ? "instr(';' || \(column) || ';', ';' || ?\(index + 2) || ';') > 0"
                    : "\(column) = ?\(index + 2)"
            }
            let condition = tests.isEmpty ? "" : " WHERE " + tests.joined(separator: " AND ")
            let statement = try database.statement(
                "\(Self.selectGolden(tables))\(condition) ORDER BY entity_id LIMIT ?1")
            defer { statement.reset() }
            try statement.bind(Int64(max(0, limit)), at: 1)
            for (index, condition) in conditions.enumerated() {
                try statement.bind(condition.value, at: index + 2)
            }
            var found: [FoundEntity] = []
            while try statement.step() { found.append(Self.found(statement, tables, type: type)) }
            return found
        }
    }

    private static func selectGolden(_ tables: ModelTables) -> String {
        "SELECT entity_no, entity_id, mentions, provenance\(tables.attributeList) FROM \(tables.golden)"
    }

    private static func found(_ row: SQLiteStatement, _ tables: ModelTables, type: Int) -> FoundEntity {
        FoundEntity(
            type: type, number: row.integer(0), id: row.text(1) ?? "", mentionCount: Int(row.integer(2)),
            values: tables.attributes.indices.map { row.text($0 + 4) }, provenance: row.text(3) ?? "{}")
    }

    package func entity(id: String) throws(StoreError) -> FoundEntity? {
        try guarded {
            guard let (number, typeID) = try resolve(id), let type = layout.modelIndex[typeID] else {
                return nil
            }
            let tables = layout.models[type]
            let statement = try database.statement("\(Self.selectGolden(tables)) WHERE entity_no = ?")
            defer { statement.reset() }
            try statement.bind(number, at: 1)
            return try statement.step() ? Self.found(statement, tables, type: type) : nil
        }
    }

    /// The living entity behind an id, with its type.
    private func resolve(_ id: String) throws -> (number: Int64, type: Int64)? {
        var next: Int64
        do {
            let statement = try database.statement("SELECT entity_no FROM entity WHERE entity_id = ?")
            defer { statement.reset() }
            try statement.bind(id, at: 1)
            guard try statement.step() else { return nil }
            next = statement.integer(0)
        }
        let statement = try database.statement(
            "SELECT type_id, retired_run IS NULL, redirect FROM entity WHERE entity_no = ?")
        defer { statement.reset() }
        var seen: Set<Int64> = []
        while seen.insert(next).inserted {
            statement.reset()
            try statement.bind(next, at: 1)
            guard try statement.step() else { return nil }
            if statement.integer(1) != 0 { return (next, statement.integer(0)) }
            // An entity that ended has redirect 0, which is nobody's number.
            next = statement.integer(2)
        }
        return nil
    }
}

// Where an entity comes from, and what it is tied to.
extension SQLiteStore {
    package func mentions(of entity: FoundEntity) throws(StoreError) -> [TracedMention] {
        try guarded {
            let tables = try tables(entity.type)
            let values = tables.attributes.map { ", m.\($0)" }.joined()
            let statement = try database.statement(
                """
                SELECT m.mention_id, f.name, r.record_key, o.name, r.line, r.byte_offset, m.run_id,
                coalesce(u.started_at, '')\(values)
                FROM assignment a JOIN \(tables.mention) m ON m.mention_id = a.mention_id
                JOIN record r ON r.record_id = m.mention_id >> 6 AND r.missing_since IS NULL
                JOIN feed f ON f.feed_id = m.mention_id >> 38
                JOIN role o ON o.feed_id = f.feed_id AND o.role_no = m.mention_id & 63
                LEFT JOIN run u ON u.run_id = m.run_id
                WHERE a.entity_no = ? ORDER BY f.name, r.record_key, o.name
                """)
            defer { statement.reset() }
            try statement.bind(entity.number, at: 1)
            var traced: [TracedMention] = []
            while try statement.step() {
                traced.append(
                    TracedMention(
                        mention: statement.integer(0), feed: statement.text(1) ?? "",
                        recordKey: statement.text(2) ?? "", role: statement.text(3) ?? "",
                        line: Int(statement.integer(4)), byteOffset: Int(statement.integer(5)),
                        run: statement.integer(6), runStartedAt: statement.text(7) ?? "",
                        values: tables.attributes.indices.map { statement.text($0 + 8) }))
            }
            return traced
        }
    }

    package func relations(of entity: FoundEntity) throws(StoreError) -> [FoundRelation] {
        try guarded {
            let statement = try database.statement(
                """
                SELECT k.name, 1 AS outgoing, e.type_id, e.entity_id, r.qualifier, r.support
                FROM entity_relation r JOIN relation_kind k USING (kind_id) JOIN entity e ON e.entity_no = r.to_entity
                WHERE r.from_entity = ?1
                UNION ALL SELECT k.name, 0, e.type_id, e.entity_id, r.qualifier, r.support
                FROM entity_relation r JOIN relation_kind k USING (kind_id) JOIN entity e ON e.entity_no = r.from_entity
                WHERE r.to_entity = ?1
                ORDER BY 1, 2 DESC, 4
                """)
            defer { statement.reset() }
            try statement.bind(entity.number, at: 1)
            var relations: [FoundRelation] = []
            while try statement.step() {
                guard let type = layout.modelIndex[statement.integer(2)] else { continue }
                relations.append(
                    FoundRelation(
                        kind: statement.text(0) ?? "", isOutgoing: statement.integer(1) != 0, otherType: type,
                        otherID: statement.text(3) ?? "", qualifier: statement.text(4) ?? "",
                        support: Int(statement.integer(5))))
            }
            return relations
        }
    }

    package func assignments(type: Int?, deliver: (AssignmentRow) throws -> Void) throws {
        try translating {
            let types = try type.map { [try tables($0)] } ?? layout.models
            guard !types.isEmpty else { return }
            let mentions = types.map {
                "SELECT mention_id, \($0.typeID) AS type_id FROM \($0.mention) WHERE mention_id BETWEEN ?1 AND ?2"
            }
            // Feed by feed: the sort stays small.
            let rows = try database.statement(
                """
                SELECT r.record_key, o.name, m.type_id, coalesce(e.entity_id, ''), m.mention_id
                FROM (\(mentions.joined(separator: " UNION ALL "))) m
                JOIN record r ON r.record_id = m.mention_id >> 6 AND r.missing_since IS NULL
                JOIN role o ON o.feed_id = m.mention_id >> 38 AND o.role_no = m.mention_id & 63
                LEFT JOIN assignment a ON a.mention_id = m.mention_id LEFT JOIN entity e ON e.entity_no = a.entity_no
                ORDER BY 1, 2, m.type_id
                """)
            let feeds = try numbers("SELECT name, feed_id FROM feed").sorted { $0.key < $1.key }
            for (feed, id) in feeds {
                defer { rows.reset() }
                let range = Numbering.mentions(ofFeed: id)
                try rows.bind(range.lowerBound, at: 1)
                try rows.bind(range.upperBound, at: 2)
                while try rows.step() {
                    try deliver(
                        AssignmentRow(
                            feed: feed, recordKey: rows.text(0) ?? "", role: rows.text(1) ?? "",
                            type: layout.modelIndex[rows.integer(2)] ?? 0, entityID: rows.text(3) ?? "",
                            mention: rows.integer(4)))
                }
            }
        }
    }
}
