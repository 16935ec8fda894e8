import HubConnect
import HubModel
import HubPostgres
import TestSupport
import Testing

/// Reading only what changed, and several queries as of one moment.
@Suite struct PostgreSQLChangeTests {
    @Test func withoutACursorEveryReadingIsComplete() async throws {
        let source = try await PostgreSQLSource("CREATE TABLE t (x int); INSERT INTO t VALUES (1)")
        let (delivered, reading) = try await source.read(["table": "t"], from: "what another connector said")
        #expect(delivered.rows == [["1"]])
        #expect(reading.isComplete && reading.checkpoint == nil && reading.remarks.isEmpty)
    }

    @Test func cursorColumnGivesWhatChangedAndTheOverlap() async throws {
        let source = try await PostgreSQLSource(
            """
            CREATE TABLE t (id int PRIMARY KEY, changed timestamp);
            INSERT INTO t VALUES (1, '2024-05-01 08:00'), (2, '2024-05-02 08:00'), (3, NULL)
            """)
        let settings = ["table": "t", "cursor": "changed", "overlap": "3600"]
        let first = try await source.read(settings)
        #expect(first.reading.isComplete)
        #expect(first.delivered.rows.map { $0[0] } == ["1", "2", "3"])
        try source.run(
            """
            INSERT INTO t VALUES (4, '2024-05-02 07:00'), (5, '2024-05-02 06:59:59'), (6, '2024-05-03 00:00')
            """)
        let second = try await source.read(settings, from: first.reading.checkpoint)
        #expect(!second.reading.isComplete)
        #expect(second.delivered.rows.map { $0[0] } == ["2", "3", "4", "6"])
        let third = try await source.read(settings, from: second.reading.checkpoint)
        #expect(third.delivered.rows.map { $0[0] } == ["3", "6"])
        #expect(third.reading.checkpoint == second.reading.checkpoint)
    }

    @Test(arguments: [
        ("bigint", "5000", "5500", "", "4000", "3999"), ("smallint", "5000", "5500", "10", "4990", "4989"),
        ("numeric", "5000.5", "5001.5", "2", "4998.5", "4998.4"),
        ("date", "2024-05-09", "2024-05-10", "", "2024-05-08", "2024-05-07"),
        (
            "timestamptz", "2024-05-09 00:00:00+08", "2024-05-10 00:00:00+08", "60", "2024-05-08 15:59:00+00",
            "2024-05-08 15:58:59+00"
        ),
        ("text", "20240509", "20240510", "", "20240509", "20240508"),
        ("varchar(9)", "它's", "它't", "", "它's", "它'r"),
    ])
    func everyKindOfCursorGoesBackByItsOverlap(
        _ type: String, _ last: String, _ later: String, _ overlap: String, _ near: String, _ far: String
    ) async throws {
        func literal(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }
        let source = try await PostgreSQLSource(
            "CREATE TABLE t (n text, c \(type)); INSERT INTO t VALUES ('last', \(literal(last)))")
        var settings = ["query": "SELECT * FROM t ORDER BY c", "cursor": "c"]
        if !overlap.isEmpty { settings["overlap"] = overlap }
        let first = try await source.read(settings)
        try source.run(
            """
            INSERT INTO t VALUES ('later', \(literal(later))), ('near', \(literal(near))), ('far', \(literal(far)))
            """)
        let second = try await source.read(settings, from: first.reading.checkpoint)
        #expect(Set(second.delivered.rows.map { $0[0] }) == ["last", "later", "near"])
    }

    @Test func cursorIsTakenFromTheMomentThatIsRead() async throws {
        let source = try await PostgreSQLSource(
            "CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 20000)")
        let settings = ["table": "t", "cursor": "id", "overlap": "0"]
        var count = 0
        let reading = try await source.connector(settings).read(from: nil) { batch in
            if count == 0 { try source.run("INSERT INTO t VALUES (20001)") }
            count += batch.positions.count
        }
        #expect(count == 20_000)
        let next = try await source.read(settings, from: reading.checkpoint)
        #expect(next.delivered.rows == [["20000"], ["20001"]])
    }

    @Test func rowFromTheFutureHidesNothing() async throws {
        let source = try await PostgreSQLSource(
            """
            CREATE TABLE t (n text, c timestamp);
            INSERT INTO t VALUES ('typo', '2999-01-01'), ('ever', 'infinity'), ('old', '2001-01-01')
            """)
        let settings = ["table": "t", "cursor": "c", "overlap": "0"]
        let first = try await source.read(settings)
        try source.run("INSERT INTO t VALUES ('new', localtimestamp + interval '1 day')")
        let second = try await source.read(settings, from: first.reading.checkpoint)
        #expect(Set(second.delivered.rows.map { $0[0] }) == ["typo", "ever", "new"])
        #expect(!second.reading.isComplete)
    }

    @Test func databaseThatWentBackIsReadAsAWhole() async throws {
        let source = try await PostgreSQLSource(
            "CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 9000)")
        let settings = ["table": "t", "cursor": "id"]
        let first = try await source.read(settings)
        try source.run("DELETE FROM t WHERE id > 10")
        let second = try await source.read(settings, from: first.reading.checkpoint)
        #expect(second.reading.isComplete && second.delivered.rows.count == 10)
        #expect(second.reading.remarks == ["the cursor `id` went back, so everything was read"])
        let third = try await source.read(settings, from: second.reading.checkpoint)
        #expect(!third.reading.isComplete)
    }

    @Test func emptyTableAndOneOfUnknownCursorsAreReadWhole() async throws {
        let source = try await PostgreSQLSource("CREATE TABLE t (id int)")
        let settings = ["table": "t", "cursor": "id"]
        let first = try await source.read(settings)
        #expect(first.delivered.batches.count == 1 && first.reading.isComplete)
        try source.run("INSERT INTO t VALUES (NULL)")
        let second = try await source.read(settings, from: first.reading.checkpoint)
        #expect(second.delivered.rows == [[nil]] && second.reading.isComplete)
    }

    @Test(arguments: [
        "", "nonsense", "{}", "{\"feed\":\"0\",\"values\":[\"1\"]}", "{\"feed\":\"x\",\"values\":[]}",
    ])
    func checkpointOfAnotherFeedMeansEverything(_ checkpoint: String) async throws {
        let source = try await PostgreSQLSource("CREATE TABLE t (id int); INSERT INTO t VALUES (1)")
        let (delivered, reading) = try await source.read(["table": "t", "cursor": "id"], from: checkpoint)
        #expect(delivered.rows == [["1"]] && reading.isComplete)
        #expect(
            reading.remarks == ["what the feed reads, or the database, was changed, so everything was read"])
    }

    @Test func changedQueryForgetsTheCheckpoint() async throws {
        let source = try await PostgreSQLSource(
            "CREATE TABLE t (id int, old bool); INSERT INTO t VALUES (1, true), (9999, false)")
        let first = try await source.read(["query": "SELECT id FROM t WHERE NOT old", "cursor": "id"])
        let second = try await source.read(
            ["query": "SELECT id FROM t", "cursor": "id"], from: first.reading.checkpoint)
        #expect(second.delivered.rows == [["1"], ["9999"]] && second.reading.isComplete)
    }

    @Test(arguments: [
        (["table": "t", "cursor": "absent"], ConnectorError.Code.noSuchColumn, ["`absent`", "`id`"]),
        (["table": "t", "cursor": "b"], .badSetting, ["`b`", "no order"]),
        (["table": "t", "cursor": "n", "overlap": "5"], .badSetting, ["`n`", "`overlap`"]),
        (["table": "t", "overlap": "5"], .badSetting, ["`cursor`"]),
        (["table": "v", "cursor": "xmin"], .badSetting, ["views"]),
        (["query": "SELECT 1 AS a", "cursor": "xmin"], .badSetting, ["`table`"]),
    ])
    func cursorThatCannotBeUsedIsNamed(
        _ settings: [String: String], _ code: ConnectorError.Code, _ words: [String]
    ) async throws {
        let source = try await PostgreSQLSource(
            "CREATE TABLE t (id int, b bool, n text); CREATE VIEW v AS SELECT * FROM t")
        await fails(code, naming: words) { _ = try await source.read(settings) }
    }

    // MARK: xmin

    /// Transactions of other databases count: these tests want a server to themselves.
    private static func quiet(_ sql: String) async throws -> PostgreSQLSource {
        try await PostgreSQLSource(sql, on: PostgreSQLServer())
    }

    @Test func xminGivesRowsWrittenSince() async throws {
        let source = try await Self.quiet(
            "CREATE TABLE t (id int, x text); INSERT INTO t SELECT i, 'a' FROM generate_series(1, 100) i")
        let settings = ["table": "t", "cursor": "xmin"]
        let first = try await source.read(settings)
        #expect(first.reading.isComplete && first.delivered.rows.count == 100)
        #expect(first.delivered.columns == ["id", "x"])
        try source.run(
            """
            UPDATE t SET x = 'b' WHERE id = 7; INSERT INTO t VALUES (101, 'c'); DELETE FROM t WHERE id = 9
            """)
        let second = try await source.read(settings, from: first.reading.checkpoint)
        #expect(!second.reading.isComplete)
        #expect(second.delivered.rows == [["7", "b"], ["101", "c"]])
        try source.run("VACUUM FREEZE t")
        let third = try await source.read(settings, from: second.reading.checkpoint)
        #expect(third.delivered.rows.isEmpty && third.delivered.batches.count == 1)
    }

    @Test func xminMissesNoTransactionThatWasStillRunning() async throws {
        let source = try await Self.quiet("CREATE TABLE t (id int); INSERT INTO t VALUES (1)")
        let settings = ["table": "t", "cursor": "xmin"]
        // A transaction that begins before another that is committed and read, and is committed afterwards.
        let slow = try PostgresConnection(
            source.server.connection(to: source.database), connectTimeout: .seconds(30))
        try slow.exec("BEGIN")
        try slow.exec("INSERT INTO t VALUES (2)")
        try source.run("INSERT INTO t VALUES (3)")
        let first = try await source.read(settings)
        #expect(first.delivered.rows == [["1"], ["3"]])
        try slow.exec("COMMIT")
        let second = try await source.read(settings, from: first.reading.checkpoint)
        #expect(second.delivered.rows == [["2"], ["3"]])
    }

    @Test func otherTableOfTheSameNameIsReadWhole() async throws {
        let source = try await PostgreSQLSource("CREATE TABLE t (id int); INSERT INTO t VALUES (1)")
        let settings = ["table": "t", "cursor": "xmin"]
        let first = try await source.read(settings)
        try source.run("CREATE TABLE u AS SELECT 2 AS id; DROP TABLE t; ALTER TABLE u RENAME TO t")
        let second = try await source.read(settings, from: first.reading.checkpoint)
        #expect(second.reading.isComplete && second.delivered.rows == [["2"]])
        #expect(second.reading.remarks.count == 1)
    }

    @Test func numbersOfTransactionsThatWentBackMeanEverything() async throws {
        let source = try await PostgreSQLSource("CREATE TABLE t (id int); INSERT INTO t VALUES (1)")
        let settings = ["table": "t", "cursor": "xmin"]
        let checkpoint = try #require(try await source.read(settings).reading.checkpoint)
        let value = try #require(checkpoint.firstMatch(of: /"values":\["(\d+)"\]/)?.output.1)
        // An older copy of this server; one that wrote for years since.
        for other in ["99999999999", "-3000000000"] {
            let changed = checkpoint.replacing("\"\(value)\"", with: "\"\(other)\"")
            let (delivered, reading) = try await source.read(settings, from: changed)
            #expect(delivered.rows == [["1"]] && reading.isComplete)
            #expect(reading.remarks.first?.contains("went back or round") == true)
        }
    }

    // MARK: Several queries

    @Test func severalQueriesSeeOneMoment() async throws {
        let source = try await PostgreSQLSource(
            """
            CREATE TABLE a (id int, n text); CREATE TABLE b (id int, n text);
            INSERT INTO a SELECT i, 'a' FROM generate_series(1, 20000) i; INSERT INTO b VALUES (1, 'b')
            """)
        let lists = [
            "queries": ["SELECT id, n FROM a;", "SELECT id, n FROM b", "SELECT id, n FROM b WHERE false"]
        ]
        var delivered = Delivered()
        let reading = try await source.connector([:], lists: lists).read(from: nil) { batch in
            if delivered.batches.isEmpty {
                try source.run("UPDATE b SET n = 'late'; INSERT INTO b VALUES (2, 'x')")
            }
            delivered.batches.append(batch)
        }
        #expect(reading.isComplete && delivered.rows.count == 20_001)
        #expect(delivered.rows.last == ["1", "b"])
        #expect(delivered.positions.map(\.ordinal) == Array(1...20_001))
        #expect(delivered.batches.map(\.part.number).sorted() == delivered.batches.map(\.part.number))
        #expect(delivered.batches.last?.part == SourcePart(number: 1, name: "query 2"))
    }

    @Test func severalQueriesHaveACursorEach() async throws {
        let source = try await PostgreSQLSource(
            """
            CREATE TABLE a (id int); CREATE TABLE b (id int);
            INSERT INTO a VALUES (100000); INSERT INTO b VALUES (5)
            """)
        let lists = ["queries": ["SELECT id FROM a", "SELECT id FROM b"]]
        let settings = ["cursor": "id", "overlap": "0"]
        let first = try await source.read(settings, lists: lists)
        try source.run("INSERT INTO a VALUES (7); INSERT INTO b VALUES (4), (6)")
        let second = try await source.read(settings, lists: lists, from: first.reading.checkpoint)
        #expect(second.delivered.rows == [["100000"], ["5"], ["6"]])
        #expect(!second.reading.isComplete)
    }

    @Test func queriesOfOtherColumnsAreNamed() async throws {
        let source = try await PostgreSQLSource()
        await fails(.badHeader, naming: ["query 2", "`b`, `a`", "alike"]) {
            _ = try await source.read(
                [:], lists: ["queries": ["SELECT 1 AS a, 2 AS b", "SELECT 1 AS b, 2 AS a"]])
        }
        await fails(.badSetting, naming: ["either"]) {
            _ = try await source.read(["table": "t"], lists: ["queries": ["SELECT 1"]])
        }
    }
}
