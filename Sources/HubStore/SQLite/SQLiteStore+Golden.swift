import HubModel
import HubSQLite

extension SQLiteStore {
    package func saveGolden(_ rows: GoldenRows, type: Int, run: Int64) throws(StoreError) {
        try guarded {
            let tables = try tables(type)
            try inTransaction {
                let isFirst = try database.integer("SELECT 1 FROM \(tables.golden) LIMIT 1") == nil
                let same = try database.statement(Self.sameRow(tables))
                let save = try database.statement(Self.newRow(tables))
                let keeper = try GoldenKeeper(tables, run: run, on: database)
                try same.withArena(rows.values.arena.span) {
                    try save.withArena(rows.values.arena.span) {
                        for row in 0..<rows.entities.count {
                            if !isFirst {
                                try Self.bind(rows, row, run: run, to: same)
                                defer { same.reset() }
                                if try same.step() { continue }
                                try keeper.keep(rows.entities[row])
                            }
                            try Self.bind(rows, row, run: run, to: save)
                            try save.run()
                        }
                    }
                }
            }
        }
    }

    /// Entity, id, mentions, provenance and run are parameters 1 to 5; attributes follow.
    private static func newRow(_ tables: ModelTables) -> String {
        """
        INSERT OR REPLACE INTO \(tables.golden)(entity_no, entity_id, mentions, provenance, \
        run_id\(tables.attributeList)) VALUES (?1, ?2, ?3, ?4, ?5\
        \(tables.attributes.indices.map { ", ?\($0 + 6)" }.joined()))
        """
    }

    /// Finds the row when it says the same already; parameters as for a new one.
    private static func sameRow(_ tables: ModelTables) -> String {
        """
        SELECT 1 FROM \(tables.golden) WHERE entity_no = ?1 AND entity_id = ?2 AND mentions = ?3 AND provenance = ?4 \
        AND ?5 = ?5\(tables.attributes.enumerated().map { " AND \($1) IS ?\($0 + 6)" }.joined())
        """
    }

    private static func bind(
        _ rows: GoldenRows, _ row: Int, run: Int64, to statement: SQLiteStatement
    ) throws {
        try statement.bind(rows.entities[row], at: 1)
        try statement.bind(rows.ids[row], at: 2)
        try statement.bind(Int64(rows.mentionCounts[row]), at: 3)
        try statement.bind(rows.provenance[row].isEmpty ? "{}" : rows.provenance[row], at: 4)
        try statement.bind(run, at: 5)
        for column in 0..<rows.values.width {
            let cell = rows.values.cell(row, column)
            if cell.isMissing {
                try statement.bindNull(at: column + 6)
            } else {
                try statement.bindArena(cell.range, at: column + 6)
            }
        }
    }
}
