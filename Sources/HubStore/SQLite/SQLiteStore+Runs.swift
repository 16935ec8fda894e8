import HubSQLite

extension SQLiteStore {
    package func openRun(job: String, startedAt: String) throws(StoreError) -> Int64 {
        try guarded {
            var run: Int64 = 0
            try inTransaction {
                try database.execute("UPDATE run SET status = 'interrupted' WHERE status = 'running'")
                let statement = try database.statement(
                    "INSERT INTO run(job, status, started_at, finished_at, report) VALUES (?, 'running', ?, '', '{}')"
                )
                try statement.bind(job, at: 1)
                try statement.bind(startedAt, at: 2)
                try statement.run()
                run = try database.integer("SELECT last_insert_rowid()") ?? 0
            }
            return run
        }
    }

    package func closeRun(_ run: Int64, status: String, finishedAt: String, report: String) throws(StoreError)
    {
        try guarded {
            let statement = try database.statement(
                "UPDATE run SET status = ?, finished_at = ?, report = ? WHERE run_id = ?")
            try inTransaction {
                try statement.bind(status, at: 1)
                try statement.bind(finishedAt, at: 2)
                try statement.bind(report, at: 3)
                try statement.bind(run, at: 4)
                try statement.run()
            }
        }
    }

    package func runs(limit: Int) throws(StoreError) -> [RunRow] {
        try guarded {
            let statement = try database.statement(
                "SELECT run_id, job, status, started_at, finished_at, report FROM run ORDER BY run_id DESC LIMIT ?"
            )
            defer { statement.reset() }
            try statement.bind(Int64(max(0, limit)), at: 1)
            var rows: [RunRow] = []
            while try statement.step() { rows.append(Self.runRow(statement)) }
            return rows
        }
    }

    package func run(_ id: Int64) throws(StoreError) -> RunRow? {
        try guarded {
            let statement = try database.statement(
                "SELECT run_id, job, status, started_at, finished_at, report FROM run WHERE run_id = ?")
            defer { statement.reset() }
            try statement.bind(id, at: 1)
            return try statement.step() ? Self.runRow(statement) : nil
        }
    }

    package func expireReports(
        before date: String, keeping kept: Int, isDryRun: Bool
    ) throws(StoreError) -> Int {
        try guarded {
            let due = """
                started_at < ?1 AND report <> '{}' AND status <> 'running'
                AND run_id NOT IN (SELECT run_id FROM run ORDER BY run_id DESC LIMIT ?2)
                """
            let count = try database.statement("SELECT count(*) FROM run WHERE \(due)")
            defer { count.reset() }
            try count.bind(date, at: 1)
            try count.bind(Int64(max(0, kept)), at: 2)
            guard try count.step(), count.integer(0) > 0 else { return 0 }
            if !isDryRun {
                let update = try database.statement("UPDATE run SET report = '{}' WHERE \(due)")
                try update.bind(date, at: 1)
                try update.bind(Int64(max(0, kept)), at: 2)
                try update.run()
            }
            return Int(count.integer(0))
        }
    }

    private static func runRow(_ row: SQLiteStatement) -> RunRow {
        RunRow(
            id: row.integer(0), job: row.text(1) ?? "", status: row.text(2) ?? "",
            startedAt: row.text(3) ?? "",
            finishedAt: row.text(4) ?? "", report: row.text(5) ?? "")
    }
}
