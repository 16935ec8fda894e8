import Connectors
import Foundation
import HubConnect
import HubPostgres
import TestSupport
import Testing

/// What is tried again, what is not, and how long anything may take.
@Suite struct PostgreSQLRetryTests {
    @Test func serverThatIsStillStartingIsWaitedFor() async throws {
        let folder = try PostgreSQLServer.makeFolder()
        let settings = [
            "connection": "host=\(folder) dbname=postgres user=postgres", "query": "SELECT 'there' AS x",
            "retries": "10",
        ]
        let connector = try Self.connector(settings, firstPause: .milliseconds(500))
        let task = Task {
            var rows: [String?] = []
            try await connector.read { rows.append($0.table.text(0, 0)) }
            return rows
        }
        try await Task.sleep(for: .milliseconds(700))
        let server = try PostgreSQLServer(folder: folder)
        #expect(try await task.value == ["there"])
        server.stop()
    }

    @Test func connectionLostBeforeTheFirstRowIsMadeAgain() async throws {
        let source = try await PostgreSQLSource()
        let holder = try PostgresConnection(
            source.server.connection(to: source.database), connectTimeout: .seconds(30))
        try holder.exec("SELECT pg_advisory_lock(9)")
        let connector = try source.connector([
            "query": "SELECT 'awake' AS x FROM pg_advisory_xact_lock(9)", "lock_timeout": "600",
        ])
        let task = Task { try await read(connector).rows }
        let waiting =
            "FROM pg_stat_activity WHERE datname = '\(source.database)' AND wait_event = 'advisory'"
        try await until { try source.server.run("SELECT count(*) \(waiting)", in: "postgres") == "1" }
        try source.server.run("SELECT pg_terminate_backend(pid) \(waiting)", in: "postgres")
        try holder.exec("SELECT pg_advisory_unlock(9)")
        #expect(try await task.value == [["awake"]])
    }

    @Test func connectionLostAfterRowsWereDeliveredFailsAtOnce() async throws {
        let source = try await PostgreSQLSource()
        let connector = try source.connector(
            ["query": "SELECT repeat('x', 1000) AS x FROM generate_series(1, 200000)"],
            firstPause: .seconds(600))
        var count = 0
        await fails(.unreachable, naming: [source.database]) {
            try await connector.read { batch in
                count += batch.positions.count
                let others = "datname = '\(source.database)' AND application_name = 'isthmus'"
                try source.server.run(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE \(others)", in: "postgres")
            }
        }
        #expect(count > 0 && count < 200_000)
    }

    @Test func connectionThatComesFreeIsTaken() async throws {
        let source = try await PostgreSQLSource("CREATE TABLE t (x int); INSERT INTO t VALUES (1)")
        let role = "one_\(source.database)"
        try source.run("CREATE ROLE \(role) LOGIN CONNECTION LIMIT 1; GRANT SELECT ON t TO \(role)")
        let connection =
            "host=\(source.server.socketFolder) dbname=\(source.database) user=\(role)"
        var holder: PostgresConnection? = try PostgresConnection(connection, connectTimeout: .seconds(30))
        await fails(.unreachable, naming: ["no more connections"]) {
            _ = try await read(
                Self.connector(["connection": connection, "table": "t", "retries": "1"]))
        }
        let connector = try Self.connector(
            ["connection": connection, "table": "t", "retries": "10"], firstPause: .milliseconds(100))
        let task = Task { try await read(connector).rows }
        try await Task.sleep(for: .milliseconds(300))
        #expect(try holder?.exec("SELECT 1").rows == [["1"]])
        holder = nil
        #expect(try await task.value == [["1"]])
    }

    @Test func serializationFailureIsRepeatedAndOthersAreNot() async throws {
        let source = try await PostgreSQLSource(
            """
            CREATE FUNCTION wait(state text) RETURNS int LANGUAGE plpgsql AS $$ BEGIN
                IF NOT pg_try_advisory_lock(7) THEN RAISE EXCEPTION USING ERRCODE = state; END IF;
                RETURN 5;
            END $$
            """)
        let holder = try PostgresConnection(
            source.server.connection(to: source.database), connectTimeout: .seconds(30))
        try holder.exec("SELECT pg_advisory_lock(7)")
        let clock = ContinuousClock()
        let time = await clock.measure {
            await fails(.queryFailed, naming: ["22012"]) {
                _ = try await read(
                    source.connector(["query": "SELECT wait('22012') AS x"], firstPause: .seconds(600)))
            }
        }
        #expect(time < .seconds(600))
        let connector = try source.connector(
            ["query": "SELECT wait('40001') AS x", "retries": "10"], firstPause: .milliseconds(100))
        let task = Task { try await read(connector).rows }
        try await Task.sleep(for: .milliseconds(300))
        try holder.exec("SELECT pg_advisory_unlock(7)")
        #expect(try await task.value == [["5"]])
    }

    @Test func whatCannotPassByItselfFailsAtOnce() async throws {
        let source = try await PostgreSQLSource("CREATE TABLE t (x int)")
        let server = source.server
        let clock = ContinuousClock()
        let time = try await clock.measure {
            for connection in [
                server.connection(to: source.database, password: "wrong"), server.connection(to: "absent"),
                "host=\(server.socketFolder) dbname=\(source.database) user=nobody_at_all",
            ] {
                await fails(.refused, naming: []) {
                    _ = try await read(
                        Self.connector(["connection": connection, "table": "t"], firstPause: .seconds(600)))
                }
            }
            for query in ["SELECT y FROM t", "nonsense", "SELECT 1/0 AS x"] {
                await #expect(throws: ConnectorError.self) {
                    _ = try await read(source.connector(["query": query], firstPause: .seconds(600)))
                }
            }
            _ = try await read(source.connector(["table": "t"], firstPause: .seconds(600)))
        }
        #expect(time < .seconds(600))
    }

    @Test func retriesAreBoundedAndCancellable() async throws {
        let folder = try TemporaryFolder()
        let settings = ["connection": "host=\(folder.path) dbname=x", "table": "t", "retries": "3"]
        let clock = ContinuousClock()
        let time = try await clock.measure {
            let connector = try Self.connector(settings, firstPause: .milliseconds(100))
            await fails(.unreachable, naming: ["cannot be reached"]) { _ = try await read(connector) }
        }
        // 0.1 + 0.2 + 0.4 s
        #expect(time >= .milliseconds(700))
        let patient = try Self.connector(settings, firstPause: .seconds(600))
        let task = Task { try await read(patient) }
        try await Task.sleep(for: .milliseconds(200))
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        // Looking at columns is for somebody who waits at a terminal.
        await fails(.unreachable, naming: ["cannot be reached"]) { _ = try await patient.columns() }
    }

    // MARK: Time

    @Test func serverThatStallsInTheMiddleIsGivenUp() async throws {
        let source = try await PostgreSQLSource()
        let connector = try source.connector([
            "query": "SELECT repeat('x', 1000) AS x FROM generate_series(1, 300000)", "read_timeout": "1",
        ])
        var process: Int32 = 0
        defer { if process > 0 { kill(process, SIGCONT) } }
        let clock = ContinuousClock()
        let time = await clock.measure {
            await fails(.timedOut, naming: ["has said nothing for 1 s", "`read_timeout`"]) {
                try await connector.read { _ in
                    guard process == 0 else { return }
                    process =
                        Int32(
                            try source.server.run(
                                """
                                SELECT pid FROM pg_stat_activity
                                WHERE datname = '\(source.database)' AND application_name = 'isthmus'
                                """, in: "postgres")) ?? 0
                    #expect(process > 0 && kill(process, SIGSTOP) == 0)
                }
            }
        }
        #expect(time < .seconds(600))
    }

    @Test func tableThatSomebodyAltersIsGivenUp() async throws {
        let source = try await PostgreSQLSource("CREATE TABLE t (x int)")
        let holder = try PostgresConnection(
            source.server.connection(to: source.database), connectTimeout: .seconds(30))
        try holder.exec("BEGIN")
        try holder.exec("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
        await fails(.timedOut, naming: ["`lock_timeout`"]) {
            _ = try await source.read(["table": "t", "lock_timeout": "1", "retries": "0"])
        }
        let connector = try source.connector(["table": "t", "lock_timeout": "1"])
        let task = Task { try await read(connector) }
        try await Task.sleep(for: .milliseconds(1300))
        try holder.exec("ROLLBACK")
        #expect(try await task.value.rows.isEmpty)
    }

    @Test func sameDataIsTheSameTextWhateverTheServerIsSetTo() async throws {
        let source = try await PostgreSQLSource()
        try source.run(
            """
            ALTER DATABASE \(source.database) SET timezone = 'America/New_York';
            ALTER DATABASE \(source.database) SET datestyle = 'SQL, DMY';
            ALTER DATABASE \(source.database) SET intervalstyle = 'sql_standard';
            ALTER DATABASE \(source.database) SET extra_float_digits = 0;
            ALTER DATABASE \(source.database) SET bytea_output = 'escape';
            ALTER DATABASE \(source.database) SET standard_conforming_strings = off
            """)
        let query = #"""
            SELECT timestamptz '1990-02-28 00:00+08' AS a, date '1990-02-28' AS b, interval '1 day 2 hours' AS c,
                0.1::float8 + 0.2 AS d, '\x00'::bytea AS e, 'a\b' AS f
            """#
        let (delivered, _) = try await source.read(["query": query])
        #expect(
            delivered.rows == [
                ["1990-02-27 16:00:00+00", "1990-02-28", "P1DT2H", "0.30000000000000004", "\\x00", "a\\b"]
            ])
        let local = try await source.read(["query": query, "time_zone": "Asia/Shanghai"])
        #expect(local.delivered.rows[0][0] == "1990-02-28 00:00:00+08")
        await fails(.badSetting, naming: ["`time_zone`"]) {
            _ = try await source.read(["query": query, "time_zone": "Mars/Olympus"])
        }
    }

    private static func connector(
        _ settings: [String: String], firstPause: Duration = .milliseconds(50)
    ) throws -> PostgreSQLConnector {
        try PostgreSQLConnector(
            makeSettings(PostgreSQLConnector.self, settings), ConnectorContext(folder: "/", columns: []),
            firstPause: firstPause)
    }
}
