import HubPostgres
import TestSupport
import Testing

/// The libpq wrapper against a real server.
@Suite struct PostgreSQLConnectionTests {
    @Test func parametersAndNullsMakeTheRoundTrip() async throws {
        let connection = try await connect()
        let texts = [nil, "", "'; DROP TABLE x; --", "a\\b\n\t", "李\u{20BB7}"]
        let result = try connection.exec(
            "SELECT $1::text AS a, $2::text, $3::text, $4::text, $5::text AS e", texts)
        #expect(result.rows == [texts])
        #expect(result.columns == ["a", "text", "text", "text", "e"])
        #expect(try connection.exec("SELECT 1 WHERE false").rows.isEmpty)
    }

    @Test func severalStatementsAtOnceAndNULBytesAreRefused() async throws {
        let connection = try await connect()
        #expect(failure { try connection.exec("SELECT 1; SELECT 2") }?.sqlState == "42601")
        #expect(failure { try connection.exec("SELECT $1::text", ["a\0b"]) }?.sqlState == "22021")
        #expect(failure { try connection.startCopy(of: "SELECT 1\0") }?.sqlState == "22021")
        #expect(try connection.exec("SELECT 3").rows == [["3"]], "the connection goes on after an error")
    }

    @Test func describingRunsNothing() async throws {
        let connection = try await connect()
        #expect(try connection.describe("SELECT 1 / 0 AS a, pg_sleep(600) AS b").map(\.name) == ["a", "b"])
        #expect(try connection.describe("CREATE TABLE never (x int)").isEmpty)
        #expect(failure { try connection.exec("SELECT * FROM never") }?.sqlState == "42P01")
    }

    @Test func copyGivesWholeRowsInAnyPortions() async throws {
        let connection = try await connect()
        for (rows, limit) in [(1, 1), (7, 1 << 20), (1000, 10), (1000, 1 << 20)] {
            try connection.startCopy(of: "SELECT i, 'x' FROM generate_series(1, 100) i")
            var bytes: [UInt8] = []
            var count = 0
            while true {
                let before = bytes.count
                let more = try connection.copiedRows(into: &bytes, rows: rows, limit: limit)
                if more == 0 { break }
                #expect(more <= rows && bytes[before...].filter { $0 == 0x0A }.count == more)
                count += more
            }
            #expect(count == 100)
            #expect(String(decoding: bytes, as: UTF8.self) == (1...100).map { "\($0)\tx\n" }.joined())
        }
    }

    @Test func copyThatFailsHalfWayThrowsAndTheConnectionGoesOn() async throws {
        let connection = try await connect()
        try connection.startCopy(of: "SELECT 100 / (50000 - i) FROM generate_series(1, 60000) i")
        let error = failure {
            var bytes: [UInt8] = []
            while try connection.copiedRows(into: &bytes, rows: 100, limit: 1 << 20) > 0 { bytes = [] }
        }
        #expect(error?.sqlState == "22012" && error?.isTransient == false)
        #expect(try connection.exec("SELECT 3").rows == [["3"]])
    }

    @Test func ourOwnDeadlineEndsAStatementThatSaysNothing() async throws {
        let connection = try await connect()
        connection.statementTimeout = .milliseconds(300)
        let clock = ContinuousClock()
        let time = clock.measure {
            let error = failure { try connection.exec("SELECT pg_sleep(600)") }
            #expect(error?.kind == .timedOut && error?.isTransient == true)
        }
        #expect(time < .seconds(10))
    }

    @Test func connectionThatTheServerEndsIsLostAndTransient() async throws {
        let server = try await PostgreSQLServer.shared()
        let connection = try await connect()
        let process = try #require(try connection.exec("SELECT pg_backend_pid()").rows[0][0])
        try server.run("SELECT pg_terminate_backend(\(process))", in: "postgres")
        let error = failure { try connection.exec("SELECT 1") }
        #expect(error?.isTransient == true)
        #expect(error?.kind == .lost || error?.sqlState == "57P01")
    }

    @Test(arguments: [("40001", true), ("53300", true), ("08006", true), ("22012", false), ("42601", false)])
    func transienceFollowsTheSQLState(_ state: String, _ isTransient: Bool) async throws {
        let connection = try await connect()
        let error = failure {
            try connection.exec(
                "CREATE FUNCTION pg_temp.fail() RETURNS int LANGUAGE plpgsql AS "
                    + "'BEGIN RAISE EXCEPTION USING ERRCODE = ''\(state)''; END'")
            try connection.exec("SELECT pg_temp.fail()")
        }
        #expect(error?.sqlState == state && error?.isTransient == isTransient)
    }

    private func connect() async throws -> PostgresConnection {
        try PostgresConnection(
            try await PostgreSQLServer.shared().connection(), connectTimeout: .seconds(30))
    }

    private func failure(_ body: () throws -> Void) -> PostgresError? {
        do {
            try body()
            return nil
        } catch {
            return error as? PostgresError
        }
    }
}
