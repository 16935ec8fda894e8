import HubModel
import HubSQLite

// Reading as of a run. Views of this connection stand in front of the tables, so that every query of the store answers
// as it did then; SQLite pushes conditions through them to the same indexes.
extension SQLiteStore {
    package func run(asOf time: String) throws(StoreError) -> Int64? {
        try guarded {
            let statement = try database.statement(
                "SELECT max(run_id) FROM run WHERE coalesce(nullif(finished_at, ''), started_at) <= ?")
            defer { statement.reset() }
            try statement.bind(time, at: 1)
            guard try statement.step(), !statement.isNull(0) else { return nil }
            return statement.integer(0)
        }
    }

    package func lookBack(to run: Int64) throws(StoreError) {
        try guarded {
            guard isReadOnly else {
                throw StoreError(.failed, "\(path): only a store open for reading can look back")
            }
            let last = try latestRun()
            guard (1...max(last, 1)).contains(run), last > 0 else {
                throw StoreError(.failed, "there is no run \(run); runs 1 to \(last) have been")
            }
            let first = try historySince()
            guard run >= first else {
                throw StoreError(
                    .failed,
                    "what was believed as of run \(run) is no longer kept; history goes back to run \(first)")
            }
            // The file itself is open for reading alone; views of the connection live in memory.
            try database.execute("PRAGMA query_only = OFF; PRAGMA temp_store = MEMORY")
            for tables in layout.models { try database.execute(Self.goldenView(tables, run)) }
            try database.execute(Self.tieViews(run))
            try database.execute("PRAGMA query_only = ON")
            database.forgetStatements()
            isLookingBack = true
        }
    }

    private static func goldenView(_ tables: ModelTables, _ run: Int64) -> String {
        let columns = "entity_no, entity_id, mentions, provenance, run_id\(tables.attributeList)"
        return """
            CREATE TEMP VIEW \(tables.golden) AS SELECT \(columns) FROM main.\(tables.golden) WHERE run_id <= \(run)
            UNION ALL SELECT \(columns) FROM main.\(tables.history) WHERE run_id <= \(run) AND until_run > \(run);
            CREATE TEMP VIEW \(tables.mention) AS SELECT * FROM main.\(tables.mention) WHERE run_id <= \(run);
            """
    }

    private static func tieViews(_ run: Int64) -> String {
        let columns = "from_entity, kind_id, to_entity, qualifier, support, since_run"
        let then = "FROM main.entity_history h WHERE h.entity_no = e.entity_no AND h.until_run > \(run)"
        func state(_ column: String) -> String {
            """
            CASE WHEN EXISTS (SELECT 1 \(then)) THEN (SELECT \(column) \(then) ORDER BY until_run LIMIT 1)
            ELSE e.\(column) END AS \(column)
            """
        }
        return """
            CREATE TEMP VIEW entity_relation AS
            SELECT \(columns) FROM main.entity_relation WHERE since_run <= \(run)
            UNION ALL SELECT \(columns) FROM main.relation_history WHERE since_run <= \(run) AND until_run > \(run);
            CREATE TEMP VIEW entity AS SELECT e.entity_no, e.entity_id, e.type_id, e.created_run,
            \(state("retired_run")), \(state("redirect"))
            FROM main.entity e WHERE e.created_run <= \(run);
            """
    }
}
