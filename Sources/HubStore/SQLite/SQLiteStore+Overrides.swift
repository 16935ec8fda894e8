import HubSQLite

// Golden values set by hand.
extension SQLiteStore {
    package func overrides() throws(StoreError) -> [ValueOverride] {
        try guarded {
            let statement = try database.statement(
                """
                SELECT v.override_id, v.type, v.entity_no, e.entity_id, v.attribute, v.value, v.who, v.why, v.made_at,
                coalesce(v.undone_at, '') FROM value_override v JOIN entity e USING (entity_no) ORDER BY 1
                """)
            defer { statement.reset() }
            var overrides: [ValueOverride] = []
            while try statement.step() {
                let text = (0..<10).map { statement.text($0) ?? "" }
                overrides.append(
                    ValueOverride(
                        id: statement.integer(0), type: text[1], entity: statement.integer(2),
                        entityID: text[3], attribute: text[4], value: text[5], who: text[6], why: text[7],
                        madeAt: text[8], undoneAt: text[9]))
            }
            return overrides
        }
    }

    package func saveOverride(
        _ value: String, of attribute: String, entity: FoundEntity, who: String, why: String,
        at time: String
    ) throws(StoreError) -> Int64 {
        try guarded {
            let type = try tables(entity.type).model.name
            let replace = try database.statement(
                """
                UPDATE value_override SET undone_at = ?1, undone_by = ?2, undone_why = 'replaced by a later one'
                WHERE entity_no = ?3 AND attribute = ?4 AND undone_at IS NULL
                """)
            let insert = try database.statement(
                """
                INSERT INTO value_override(type, entity_no, attribute, value, who, why, made_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
            var id: Int64 = 0
            try inTransaction {
                try replace.bind(time, at: 1)
                try replace.bind(who, at: 2)
                try replace.bind(entity.number, at: 3)
                try replace.bind(attribute, at: 4)
                try replace.run()
                try insert.bind(type, at: 1)
                try insert.bind(entity.number, at: 2)
                for (column, text) in [attribute, value, who, why, time].enumerated() {
                    try insert.bind(text, at: column + 3)
                }
                try insert.run()
                id = try database.integer("SELECT last_insert_rowid()") ?? 0
                try touch(entity.number)
            }
            return id
        }
    }

    package func undoOverride(
        _ id: Int64, who: String, why: String, at time: String
    ) throws(StoreError) -> Bool {
        try guarded {
            var isDone = false
            try inTransaction {
                isDone = try undo("value_override", "override_id", id, who: who, why: why, at: time)
                let entity = try database.integer(
                    "SELECT entity_no FROM value_override WHERE override_id = ?", id)
                if isDone, let entity { try touch(entity) }
            }
            return isDone
        }
    }

    /// Has the golden record built anew by the next resolution.
    private func touch(_ entity: Int64) throws {
        let insert = try database.statement("INSERT OR IGNORE INTO touched_entity(entity_no) VALUES (?)")
        try insert.bind(entity, at: 1)
        try insert.run()
    }
}
