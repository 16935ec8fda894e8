import HubSQLite

// What happened to the identity of entities.
extension SQLiteStore {
    package func saveEvents(_ events: [EntityEvent], run: Int64) throws(StoreError) {
        try guarded {
            let insert = try database.statement(
                """
                INSERT INTO entity_event(run_id, entity_no, entity_id, kind, other_no, judgement_id)
                VALUES (?, ?, ?, ?, ?, ?)
                """)
            try inTransaction {
                for event in events {
                    try insert.bind(run, at: 1)
                    try insert.bind(event.entity, at: 2)
                    // The id stands where it is given; from there on the number says it.
                    if event.kind == .made || event.kind == .split {
                        try insert.bind(event.id, at: 3)
                    } else {
                        try insert.bindNull(at: 3)
                    }
                    try insert.bind(event.kind.rawValue, at: 4)
                    try insert.bind(event.other, at: 5)
                    try insert.bind(event.judgement, at: 6)
                    try insert.run()
                }
            }
        }
    }

    package func saveResolution(run: Int64, rules: String) throws(StoreError) {
        try guarded {
            let insert = try database.statement(
                "INSERT OR REPLACE INTO resolution(run_id, rules) VALUES (?, ?)")
            try insert.bind(run, at: 1)
            try insert.bind(rules, at: 2)
            try insert.run()
        }
    }

    package func journal(entity: Int64?, deliver: (JournalEntry) throws -> Void) throws {
        try translating {
            let statement = try database.statement(
                """
                SELECT v.kind, v.entity_no, e.entity_id, v.other_no, v.judgement_id, v.run_id,
                coalesce(u.started_at, ''), coalesce(o.entity_id, ''), coalesce(s.rules, '')
                FROM entity_event v LEFT JOIN entity e ON e.entity_no = v.entity_no
                LEFT JOIN entity o ON o.entity_no = v.other_no
                LEFT JOIN run u ON u.run_id = v.run_id LEFT JOIN resolution s ON s.run_id = v.run_id
                \(entity == nil ? "" : "WHERE v.entity_no = ?1 OR v.other_no = ?1") ORDER BY v.event_id
                """)
            defer { statement.reset() }
            if let entity { try statement.bind(entity, at: 1) }
            while try statement.step() {
                guard let kind = EntityEvent.Kind(rawValue: statement.integer(0)) else { continue }
                try deliver(
                    JournalEntry(
                        event: EntityEvent(
                            kind: kind, entity: statement.integer(1), id: statement.text(2) ?? "",
                            other: statement.integer(3), judgement: statement.integer(4)),
                        run: statement.integer(5), at: statement.text(6) ?? "",
                        otherID: statement.text(7) ?? "", rules: statement.text(8) ?? ""))
            }
        }
    }
}
