import Connectors
import Foundation
import HubConnect
import HubModel
import HubPostgres
import TestSupport
import Testing

/// The `postgresql` connector against a real server.
@Suite struct PostgreSQLConnectorTests {
    @Test func valuesArriveAsTheyAre() async throws {
        let values: [String?] = [
            nil, "", "\\N", "\\.", "\\", "\\\\t", "a\tb", "a\nb", "a\r\nb", "\u{8}\u{B}\u{C}", "\u{1}",
            "李\u{20BB7}龥", "N",
            "'\"", " x ",
        ]
        let list = values.enumerated().map { index, value in
            "(\(index), \(value.map { "'\($0.replacing("'", with: "''"))'" } ?? "NULL"))"
        }
        let database = try await database(
            "CREATE TABLE t (i int, v text); INSERT INTO t VALUES \(list.joined(separator: ","))")
        let reading = try await read(["connection": database, "query": "SELECT v FROM t ORDER BY i"])
        #expect(reading.rows == values.map { [$0] })
        #expect(reading.positions == values.indices.map { RecordPosition(ordinal: $0 + 1) })
        #expect(reading.columns == ["v"])
    }

    @Test func everyTypeArrivesAsText() async throws {
        let query = """
            SELECT 1 AS i, 1.50::numeric AS n, true AS b, date '1990-02-28' AS d, '{1,2}'::int[] AS a,
                '\\x00ff'::bytea AS y, '姓名' AS "姓 名", NULL::int AS "x\"\"y" -- the end
            """
        let reading = try await read(["connection": try await database(), "query": query])
        #expect(reading.columns == ["i", "n", "b", "d", "a", "y", "姓 名", "x\"y"])
        #expect(reading.rows == [["1", "1.50", "t", "1990-02-28", "{1,2}", "\\x00ff", "姓名", nil]])
    }

    @Test func tableIsQuotedAndMayHaveASchema() async throws {
        let database = try await database(
            """
            CREATE SCHEMA "民政"; CREATE TABLE "民政".plain (x text); INSERT INTO "民政".plain VALUES ('1');
            CREATE SCHEMA "a.b"; CREATE TABLE "a.b"."c; d" (x text); INSERT INTO "a.b"."c; d" VALUES ('2')
            """)
        #expect(try await read(["connection": database, "table": "民政.plain"]).rows == [["1"]])
        #expect(try await read(["connection": database, "table": "\"a.b\".\"c; d\""]).rows == [["2"]])
        await fails(.notFound, naming: ["Plain\""]) {
            _ = try await read(["connection": database, "table": "民政.Plain"])
        }
    }

    @Test func queryMayEndInASemicolonAndNoRowsAreAnEmptyFeed() async throws {
        let database = try await database()
        let reading = try await read(["connection": database, "query": "SELECT 1 AS a WHERE false ;\n; "])
        #expect(reading.columns == ["a"] && reading.rows.isEmpty && reading.batches == 1)
        let connector = try connector(["connection": database, "query": "SELECT 1 AS a, 2 AS b"])
        #expect(try await connector.columns() == ["a", "b"])
    }

    @Test(arguments: [
        ("INSERT INTO t VALUES (1) RETURNING x", ConnectorError.Code.queryFailed, "read-only"),
        ("SELECT write()", .queryFailed, "read-only"),
        ("SELECT set_config('transaction_read_only', 'off', true), write()", .queryFailed, "read"),
        ("DELETE FROM t", .queryFailed, "SELECT"), ("DROP TABLE t", .queryFailed, "SELECT"),
        ("SELECT 1; DROP TABLE t", .queryFailed, "multiple commands"),
        ("SELECT 1) TO STDOUT; DROP TABLE t; --", .queryFailed, "syntax"),
        ("nonsense", .queryFailed, "nonsense"),
        ("SELECT y FROM t", .noSuchColumn, "\"y\""), ("SELECT x FROM u", .notFound, "\"u\""),
        ("SELECT 1 AS a, 2 AS a", .badHeader, "`a`"), ("SELECT", .queryFailed, "SELECT"),
    ])
    func queryThatMayNotOrCannotRunIsANamedError(
        _ query: String, _ code: ConnectorError.Code, _ word: String
    ) async throws {
        let server = try await PostgreSQLServer.shared()
        let name = try server.makeDatabase(
            """
            CREATE TABLE t (x int);
            CREATE FUNCTION write() RETURNS int LANGUAGE sql AS 'INSERT INTO t VALUES (1) RETURNING x'
            """)
        await fails(code, naming: [word]) {
            _ = try await read(["connection": server.connection(to: name), "query": query])
        }
        #expect(try server.run("SELECT count(*) FROM t", in: name) == "0")
    }

    @Test func readingSeesOneMoment() async throws {
        let server = try await PostgreSQLServer.shared()
        let name = try server.makeDatabase(
            "CREATE TABLE t (x int); INSERT INTO t SELECT generate_series(1, 20000)")
        let connector = try connector(["connection": server.connection(to: name), "table": "t"])
        var count = 0
        try await connector.read { batch in
            if count == 0 { try server.run("DELETE FROM t", in: name) }
            count += batch.positions.count
        }
        #expect(count == 20000)
    }

    @Test func errorTextsHoldNoValues() async throws {
        let database = try await database(
            """
            CREATE TABLE t (x text); INSERT INTO t VALUES ('张"三"13800000000');
            CREATE FUNCTION complain(x text) RETURNS text LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''bad value %'', x; END'
            """)
        for query in ["SELECT x::int FROM t", "SELECT x::date FROM t", "SELECT complain(x) FROM t"] {
            do {
                _ = try await read(["connection": database, "query": query])
                Issue.record("\(query) was to fail")
            } catch let error as ConnectorError {
                #expect(error.code == .queryFailed)
                #expect(!error.message.contains("三") && !error.message.contains("138"), "\(error)")
                #expect(error.message.contains("SQLSTATE"))
            }
        }
    }

    // MARK: Getting in

    @Test func wrongPasswordIsRefusedAndNotRepeated() async throws {
        let server = try await PostgreSQLServer.shared()
        let name = try server.makeDatabase("CREATE TABLE t (x int)")
        let right = server.connection(to: name, password: server.readerPassword)
        #expect(try await read(["connection": right, "table": "t"]).rows.isEmpty)
        await fails(.refused, naming: ["password", "28P01", name]) {
            do {
                _ = try await read([
                    "connection": server.connection(to: name, password: "wrong-secret"), "table": "t",
                ])
            } catch let error as ConnectorError {
                #expect(!error.message.contains("wrong-secret") && !error.isTransient)
                throw error
            }
        }
        let without = "host=\(server.socketFolder) dbname=\(name) user=\(server.reader)"
        await fails(.refused, naming: ["asks for a password"]) {
            _ = try await read(["connection": without, "table": "t"])
        }
        await fails(.refused, naming: ["no such database"]) {
            _ = try await read(["connection": server.connection(to: "absent"), "table": "t"])
        }
    }

    @Test func passwordMayComeFromAFile() async throws {
        let server = try await PostgreSQLServer.shared()
        let name = try server.makeDatabase("CREATE TABLE t (x int); INSERT INTO t VALUES (1)")
        let folder = try TemporaryFolder()
        try folder.write("secret", "\(server.readerPassword)\n")
        try folder.write("empty", "\n")
        let without = "host=\(server.socketFolder) dbname=\(name) user=\(server.reader)"
        func settings(_ file: String) -> [String: String] {
            ["connection": without, "table": "t", "password_file": "\(folder.path)/\(file)"]
        }
        #expect(try await read(settings("secret")).rows == [["1"]])
        await fails(.badSetting, naming: ["first line"]) { _ = try await read(settings("empty")) }
        await fails(.notFound, naming: ["absent"]) { _ = try await read(settings("absent")) }
    }

    @Test func missingRightIsRefused() async throws {
        let server = try await PostgreSQLServer.shared()
        let name = try server.makeDatabase()
        try server.run("CREATE TABLE t (x int)", in: name)
        let connection = server.connection(to: name, password: server.readerPassword)
        await fails(.refused, naming: ["permission", "t"]) {
            _ = try await read(["connection": connection, "table": "t"])
        }
    }

    @Test func serverThatIsDownIsUnreachableAndTransient() async throws {
        let folder = try TemporaryFolder()
        for connection in [
            "host=\(folder.path) dbname=x", "postgresql://127.0.0.1:1/x", "host=absent.invalid",
        ] {
            await fails(.unreachable, naming: ["cannot be reached"]) {
                do {
                    _ = try await read(["connection": connection, "table": "t", "retries": "0"])
                } catch let error as ConnectorError {
                    #expect(error.isTransient)
                    throw error
                }
            }
        }
    }

    @Test func serverThatStopsWhileReadIsUnreachable() async throws {
        let server = try PostgreSQLServer()
        let connection = server.connection()
        let connector = try connector([
            "connection": connection,
            "query": "SELECT repeat('x', 1000) AS x FROM generate_series(1, 200000)",
        ])
        await fails(.unreachable, naming: [server.socketFolder]) {
            try await connector.read { _ in server.stop() }
        }
        await fails(.unreachable, naming: ["cannot be reached"]) {
            _ = try await read(["connection": connection, "table": "t", "retries": "1"])
        }
        #expect(!FileManager.default.fileExists(atPath: server.socketFolder))
    }

    @Test func settingsThatCannotBeUsedAreNamed() async throws {
        for (settings, word) in [
            (["connection": "host=x", "table": "a", "query": "b"], "either"),
            (["connection": "host=x"], "either"),
            (["connection": "host=x", "table": "a..b"], "schema.name"),
            (["connection": "host=x", "table": "\"a"], "schema.name"),
            (["connection": "password=sesame host", "table": "a"], "keyword=value"),
            (["connection": "sesame", "table": "a"], "keyword=value"),
            (["connection": "postgresql://u:sesame@h:port:1/x", "table": "a"], "an option"),
        ] {
            await fails(.badSetting, naming: [word]) {
                do {
                    _ = try await read(settings)
                } catch let error as ConnectorError {
                    #expect(!error.message.contains("sesame"))
                    throw error
                }
            }
        }
    }

    // MARK: Time and memory

    @Test func statementTimeoutIsKeptByTheServer() async throws {
        let database = try await database()
        let clock = ContinuousClock()
        let time = await clock.measure {
            await fails(.timedOut, naming: ["`statement_timeout`"]) {
                _ = try await read([
                    "connection": database, "query": "SELECT pg_sleep(60)::text AS x",
                    "statement_timeout": "1",
                ])
            }
        }
        #expect(time < .seconds(20))
    }

    @Test func serverThatSaysNothingIsGivenUp() async throws {
        // A listener that accepts and never answers.
        let folder = try TemporaryFolder()
        let silent = try SilentServer(folder: folder.path)
        defer { silent.stop() }
        await fails(.timedOut, naming: ["too long to connect"]) {
            _ = try await read([
                "connection": "host=\(folder.path) dbname=x", "table": "t", "connect_timeout": "1",
            ])
        }
    }

    @Test func cancellationEndsTheQueryOnTheServerToo() async throws {
        let server = try await PostgreSQLServer.shared()
        let name = try server.makeDatabase()
        let connector = try connector([
            "connection": server.connection(to: name), "query": "SELECT pg_sleep(600)::text AS x",
        ])
        let task = Task { try await connector.read { _ in } }
        let running =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = '\(name)' AND query LIKE '%sleep(600)%'"
            + " AND application_name = 'isthmus' AND state = 'active'"
        try await until { try server.run(running, in: "postgres") == "1" }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await until { try server.run(running, in: "postgres") == "0" }
    }

    @Test func manyRowsStreamInBoundedBatches() async throws {
        let database = try await database()
        let connector = try connector([
            "connection": database,
            "query":
                "SELECT i, repeat('户', 200) || i AS name, NULL::text AS gap FROM generate_series(1, 100000) i",
        ])
        var (count, batches, largest, sum) = (0, 0, 0, 0)
        try await connector.read { batch in
            #expect(batch.positions.count <= 8192)
            largest = max(largest, batch.table.arena.count)
            for row in 0..<batch.table.rowCount {
                count += 1
                let number = Int(batch.table.text(row, 0) ?? "") ?? 0
                sum += number
                if number != count || batch.positions[row].ordinal != count
                    || !batch.table.cell(row, 2).isMissing
                {
                    Issue.record("row \(count) is not as sent")
                }
            }
            batches += 1
        }
        #expect(count == 100_000 && sum == 5_000_050_000)
        #expect(batches > 20 && largest < 2 << 20)
    }

    @Test func longRecordIsARejectAndReadingGoesOn() async throws {
        let reading = try await read([
            "connection": try await database(), "max_record_bytes": "1024",
            "query":
                "SELECT repeat('字', CASE i WHEN 2 THEN 1000000 ELSE 1 END) AS x FROM generate_series(1, 3) i",
        ])
        #expect(reading.rows == [["字"], ["字"]])
        #expect(reading.positions.map(\.ordinal) == [1, 3])
        #expect(reading.rejects.map(\.reason) == [.fieldTooLong])
        #expect(reading.rejects.map(\.position.ordinal) == [2])
        #expect(reading.rejects.allSatisfy { $0.raw.utf8.count <= 65536 && $0.raw.hasPrefix("字字") })
    }

    // MARK: -

    private struct Delivered {
        var columns: [String] = []
        var rows: [[String?]] = []
        var positions: [RecordPosition] = []
        var rejects: [Reject] = []
        var batches = 0
    }

    private func database(_ sql: String = "") async throws -> String {
        let server = try await PostgreSQLServer.shared()
        return server.connection(to: try server.makeDatabase(sql))
    }

    private func connector(_ settings: [String: String]) throws -> PostgreSQLConnector {
        try PostgreSQLConnector(
            makeSettings(PostgreSQLConnector.self, settings), ConnectorContext(folder: "/", columns: []))
    }

    private func read(_ settings: [String: String]) async throws -> Delivered {
        var reading = Delivered()
        try await connector(settings).read { batch in
            reading.columns = batch.columns
            reading.positions += batch.positions
            reading.rejects += batch.rejects
            reading.batches += 1
            for row in 0..<batch.table.rowCount {
                reading.rows.append(batch.columns.indices.map { batch.table.text(row, $0) })
            }
        }
        return reading
    }

}

/// Listens where PostgreSQL would and never says a word.
private struct SilentServer {
    private let socket: Int32

    init(folder: String) throws {
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array("\(folder)/.s.PGSQL.5432".utf8)
        try #require(path.count < MemoryLayout.size(ofValue: address.sun_path))
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, size) }
        }
        try #require(bound == 0 && listen(socket, 4) == 0)
    }

    func stop() { close(socket) }
}
