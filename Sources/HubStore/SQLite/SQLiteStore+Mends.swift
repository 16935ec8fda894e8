import HubModel
import HubSQLite

// Corrections of records that a feed delivers wrongly night after night.
extension SQLiteStore {
    package func mends(feed: String) throws(StoreError) -> [Mend] {
        try guarded {
            let statement = try database.statement(
                """
                SELECT m.origin, l.columns, m.cells FROM mend m JOIN reject_layout l ON l.layout_id = m.layout_id
                WHERE m.feed_id = ? ORDER BY m.origin
                """)
            defer { statement.reset() }
            try statement.bind(try feedNumber(feed), at: 1)
            var mends: [Mend] = []
            while try statement.step() {
                guard let copy = Self.copy(statement, at: 1) else { continue }
                mends.append(Mend(origin: statement.text(0) ?? "", copy: copy))
            }
            return mends
        }
    }

    package func saveMends(_ mends: [Mend], feed: String, run: Int64) throws(StoreError) {
        try guarded {
            let number = try feedNumber(feed)
            let insert = try database.statement(
                """
                INSERT OR REPLACE INTO mend(feed_id, origin, layout_id, cells, made_run, used_run)
                VALUES (?1, ?2, ?3, ?4, ?5, ?5)
                """)
            var layouts = LayoutNumbers(feed: number)
            try inTransaction {
                for mend in mends {
                    try insert.bind(number, at: 1)
                    try insert.bind(mend.origin, at: 2)
                    try insert.bind(try layouts.number(of: mend.copy.columns, database), at: 3)
                    try insert.bind(CellsText.encode(mend.copy.cells), at: 4)
                    try insert.bind(run, at: 5)
                    try insert.run()
                }
            }
        }
    }

    package func useMends(_ origins: [String], feed: String, run: Int64) throws(StoreError) {
        try guarded {
            let update = try database.statement(
                "UPDATE mend SET used_run = ? WHERE feed_id = ? AND origin = ?")
            try update.bind(run, at: 1)
            try update.bind(try feedNumber(feed), at: 2)
            try inTransaction {
                for origin in origins {
                    try update.bind(origin, at: 3)
                    try update.run()
                }
            }
        }
    }

    package func removeMends(_ origins: [String], feed: String) throws(StoreError) {
        try guarded {
            let delete = try database.statement("DELETE FROM mend WHERE feed_id = ? AND origin = ?")
            try delete.bind(try feedNumber(feed), at: 1)
            try inTransaction {
                for origin in origins {
                    try delete.bind(origin, at: 2)
                    try delete.run()
                }
            }
        }
    }

    package func place(ofRecord record: Int64) throws(StoreError) -> (line: Int, byteOffset: Int) {
        try guarded {
            let statement = try database.statement("SELECT line, byte_offset FROM record WHERE record_id = ?")
            defer { statement.reset() }
            try statement.bind(record, at: 1)
            guard try statement.step() else { return (0, -1) }
            return (Int(statement.integer(0)), Int(statement.integer(1)))
        }
    }

    package func removeMends(feed: String, unusedSince run: Int64) throws(StoreError) {
        try guarded {
            let delete = try database.statement("DELETE FROM mend WHERE feed_id = ? AND used_run < ?")
            try delete.bind(try feedNumber(feed), at: 1)
            try delete.bind(run, at: 2)
            try delete.run()
        }
    }
}
