import HubModel
import HubSQLite

// What the matcher reads.
extension SQLiteStore {
    /// Mentions, records and assignments lie in the order of the same numbers, so they are merged like three
    /// sorted files: no look-up a row.
    package func mentions(type: Int) throws(StoreError) -> StoredMentions {
        try guarded {
            let tables = try tables(type)
            let width = tables.model.attributes.count
            var result = StoredMentions(attributes: width)
            let count = Int(try database.integer("SELECT count(*) FROM \(tables.mention)") ?? 0)
            result.reserveCapacity(count)

            let missing = try missingRecords()
            let redirects = try redirects(type: tables.typeID)
            let origins = try Origins(database)
            result.sources = origins.sources
            var records = try Cursor(
                database.statement("SELECT record_id, key_high, key_low FROM record ORDER BY 1"))
            var assigned = try Cursor(
                database.statement("SELECT mention_id, entity_no, home_no FROM assignment ORDER BY 1"))
            let rows = try database.statement(
                "SELECT mention_id, run_id\(tables.attributeList) FROM \(tables.mention) ORDER BY 1")
            defer {
                rows.reset()
                records.row.reset()
                assigned.row.reset()
            }
            while try rows.step() {
                let mention = rows.integer(0)
                let record = Numbering.record(ofMention: mention)
                if missing.contains(record) { continue }
                guard try records.advance(to: record) else {
                    throw StoreError(.damaged, "\(path): a mention has no record; put back the last backup")
                }
                let isAssigned = try assigned.advance(to: mention)
                let entity = isAssigned ? assigned.row.integer(1) : 0
                let home = isAssigned ? assigned.row.integer(2) : 0
                let origin = try origins.origin(of: mention)
                result.ids.append(mention)
                result.runs.append(rows.integer(1))
                result.ranks.append(origin.rank(of: Self.hash(records.row, at: 1)))
                result.origins.append(origin.number)
                result.trusts.append(origin.trust)
                result.entities.append(redirects[entity] ?? entity)
                result.homes.append(home > 0 ? home : entity)
                for column in 2..<width + 2 { rows.appendCell(column, to: &result.values) }
                guard result.values.arena.count < Int(UInt32.max) - 64_000_000 else {
                    throw StoreError(
                        .failed,
                        "\(path): type `\(tables.model.name)` has more than 4 GB of values, more than one run can hold"
                    )
                }
            }
            return result
        }
    }

    func missingRecords() throws -> Set<Int64> {
        let statement = try database.statement("SELECT record_id FROM record WHERE missing_since IS NOT NULL")
        defer { statement.reset() }
        var records: Set<Int64> = []
        while try statement.step() { records.insert(statement.integer(0)) }
        return records
    }

    /// Entities that were merged away, with the one they ended up in.
    private func redirects(type: Int64) throws -> [Int64: Int64] {
        let statement = try database.statement(
            "SELECT entity_no, redirect FROM entity WHERE type_id = ? AND redirect > 0")
        defer { statement.reset() }
        try statement.bind(type, at: 1)
        var next: [Int64: Int64] = [:]
        while try statement.step() { next[statement.integer(0)] = statement.integer(1) }
        return next.mapValues { target in
            var target = target
            // A chain is shorter than the table; anything longer would be a ring.
            for _ in 0..<next.count {
                guard let further = next[target] else { break }
                target = further
            }
            return target
        }
    }

    package func relationMentions() throws(StoreError) -> [StoredRelation] {
        try guarded {
            let missing = try missingRecords()
            let names = try kindNames()
            let statement = try database.statement(
                "SELECT from_mention, to_mention, kind_id FROM relation_mention ORDER BY 1, 2, 3, qualifier")
            defer { statement.reset() }
            var relations: [StoredRelation] = []
            while try statement.step() {
                let from = statement.integer(0)
                if missing.contains(Numbering.record(ofMention: from)) { continue }
                let kind = names[statement.integer(2)] ?? ""
                relations.append(StoredRelation(kind: kind, from: from, to: statement.integer(1)))
            }
            return relations
        }
    }

    private func kindNames() throws -> [Int64: String] {
        let kinds = try numbers("SELECT name, kind_id FROM relation_kind")
        return Dictionary(kinds.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
    }

    package func touchedEntities(type: Int) throws(StoreError) -> [Int64] {
        try guarded {
            let tables = try tables(type)
            let redirects = try redirects(type: tables.typeID)
            let statement = try database.statement(
                "SELECT entity_no FROM touched_entity JOIN entity USING (entity_no) WHERE type_id = ?")
            defer { statement.reset() }
            try statement.bind(tables.typeID, at: 1)
            var touched: Set<Int64> = []
            while try statement.step() {
                let entity = statement.integer(0)
                touched.insert(redirects[entity] ?? entity)
            }
            return touched.sorted()
        }
    }

    package func clearTouched() throws(StoreError) {
        try guarded { try inTransaction { try database.execute("DELETE FROM touched_entity") } }
    }

    package func entities(type: Int) throws(StoreError) -> [StoredEntity] {
        try guarded {
            let statement = try database.statement(
                """
                SELECT entity_no, entity_id, retired_run IS NULL, coalesce(redirect, 0) FROM entity
                WHERE type_id = ? ORDER BY entity_no
                """
            )
            defer { statement.reset() }
            try statement.bind(try tables(type).typeID, at: 1)
            var entities: [StoredEntity] = []
            while try statement.step() {
                entities.append(
                    StoredEntity(
                        number: statement.integer(0), id: statement.text(1) ?? "",
                        isLive: statement.integer(2) != 0, redirect: statement.integer(3)))
            }
            return entities
        }
    }

    package func lastEntityNumber() throws(StoreError) -> Int64 {
        try guarded { try database.integer("SELECT max(entity_no) FROM entity") ?? 0 }
    }
}

// What the matcher and the merger found.
extension SQLiteStore {
    package func saveEntities(
        _ new: [NewEntity], retired: [RetiredEntity], type: Int, run: Int64
    ) throws(StoreError) {
        try guarded {
            let tables = try tables(type)
            let insert = try database.statement(
                """
                INSERT INTO entity(entity_no, entity_id, type_id, created_run) VALUES (?, ?, ?, ?)
                ON CONFLICT(entity_no) DO UPDATE SET retired_run = NULL, redirect = NULL
                """)
            let retire = try database.statement(
                "UPDATE entity SET retired_run = ?, redirect = ? WHERE entity_no = ?")
            let drop = try database.statement("DELETE FROM \(tables.golden) WHERE entity_no = ?")
            try inTransaction {
                let known = try database.integer("SELECT max(entity_no) FROM entity") ?? 0
                let entities = try EntityKeeper(run: run, on: database)
                let golden = try GoldenKeeper(tables, run: run, on: database)
                for entity in new {
                    if entity.number <= known { try entities.keepBeforeRevival(entity.number) }
                    try insert.bind(entity.number, at: 1)
                    try insert.bind(entity.id, at: 2)
                    try insert.bind(tables.typeID, at: 3)
                    try insert.bind(run, at: 4)
                    try insert.run()
                }
                for entity in retired {
                    try entities.keep(entity.number, beforeRedirectTo: entity.redirect)
                    try golden.keep(entity.number)
                    try retire.bind(run, at: 1)
                    try retire.bind(entity.redirect, at: 2)
                    try retire.bind(entity.number, at: 3)
                    try retire.run()
                    try drop.bind(entity.number, at: 1)
                    try drop.run()
                }
            }
        }
    }

    package func saveAssignments(_ assignments: [Assignment]) throws(StoreError) {
        try guarded {
            let save = try database.statement(
                "INSERT OR REPLACE INTO assignment(mention_id, entity_no, home_no) VALUES (?, ?, ?)")
            try inTransaction {
                let known = Int(try database.integer("SELECT count(*) FROM assignment") ?? 0)
                // Sorting once is cheaper than placing most rows one by one.
                let isBulk = assignments.count > max(10_000, known / 4)
                if isBulk { try database.execute("DROP INDEX assignment_by_entity") }
                for assignment in assignments {
                    try save.bind(assignment.mention, at: 1)
                    try save.bind(assignment.entity, at: 2)
                    if assignment.home == assignment.entity {
                        try save.bindNull(at: 3)
                    } else {
                        try save.bind(assignment.home, at: 3)
                    }
                    try save.run()
                }
                if isBulk {
                    try database.execute("CREATE INDEX assignment_by_entity ON assignment(entity_no)")
                }
            }
        }
    }
}

extension StoredMentions {
    mutating func reserveCapacity(_ count: Int) {
        ids.reserveCapacity(count)
        ranks.reserveCapacity(count)
        entities.reserveCapacity(count)
        homes.reserveCapacity(count)
        origins.reserveCapacity(count)
        trusts.reserveCapacity(count)
        runs.reserveCapacity(count)
        values.cells.reserveCapacity(count * values.width)
    }
}
