import Connectors
import Foundation
import HubConnect
import HubModel
import HubSQLite
import TestSupport
import Testing

@Suite struct SQLiteConnectorTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @discardableResult
    private func database(_ sql: String) throws -> SQLiteConnection {
        let database = try SQLiteConnection(path: "\(folder.path)/f.sqlite")
        try database.execute(sql)
        return database
    }

    private func connector(_ settings: [String: String] = ["table": "t"]) throws -> SQLiteConnector {
        try SQLiteCase.connector("f.sqlite", settings, in: folder)
    }

    private func files() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            files[name] = try Array(Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(name)")))
        }
        return files
    }

    // MARK: Values

    @Test func valuesComeAsTheyAreKept() async throws {
        try database(
            """
            CREATE TABLE t (v);
            INSERT INTO t VALUES (330203199001011234), (-9223372036854775808), (0.1), (5.0), (1e16), (0.1 + 0.2),
              (9e999), (-9e999), ('001'), (''), (NULL), (x'00ff'), (x''), (1.7976931348623157e308)
            """)
        #expect(
            try await read(connector()).rows.map { $0[0] } == [
                "330203199001011234", "-9223372036854775808", "0.1", "5.0", "1e+16", "0.30000000000000004",
                "Inf",
                "-Inf", "001", "", nil, "\\x00ff", "\\x", "1.7976931348623157e+308",
            ])
    }

    @Test func textsThatAreNoneAreRejectedWithTheirColumn() async throws {
        try database(
            """
            CREATE TABLE t (id, "姓名");
            INSERT INTO t VALUES (1, CAST(x'41FF' AS TEXT)), (2, CAST(x'410042' AS TEXT)), (3, '三')
            """)
        let found = try await read(connector())
        #expect(found.rows == [["3", "三"]])
        #expect(found.rejects.map(\.reason) == [.invalidEncoding, .nulByte])
        #expect(
            found.rejects.map(\.detail) == [
                "not valid UTF-8 at byte 2 in column `姓名`", "a NUL byte in column `姓名`",
            ])
        #expect(found.rejects.map(\.position.ordinal) == [1, 2])
    }

    @Test func aRecordThatIsTooLongIsRejectedWithoutBeingHeld() async throws {
        try database("CREATE TABLE t (v); INSERT INTO t VALUES (zeroblob(100000000)), ('a'), (zeroblob(511))")
        let found = try await read(connector(["table": "t", "max_record_bytes": "1024"]))
        #expect(found.rows.count == 2)
        #expect(found.rejects.map(\.reason) == [.fieldTooLong])
    }

    @Test func aDatabaseInUTF16ReadsTheSame() async throws {
        try database("PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (v); INSERT INTO t VALUES ('𠮷野家')")
        #expect(try await read(connector()).rows == [["𠮷野家"]])
    }

    // MARK: What is read

    @Test func aQueryMayBeAnySelect() async throws {
        try database("CREATE TABLE t (id, n); INSERT INTO t VALUES (1, 'b'), (2, 'a')")
        for (query, rows) in [
            ("SELECT n, count(*) AS c FROM t GROUP BY n ORDER BY n;\n", [["a", "1"], ["b", "1"]]),
            ("WITH x AS (SELECT id FROM t) SELECT * FROM x -- all of them", [["1"], ["2"]]),
            ("VALUES (1), (2)", [["1"], ["2"]]),
            (
                "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 2) SELECT i FROM c",
                [["1"], ["2"]]
            ),
        ] {
            #expect(try await read(connector(["query": query])).rows == rows, "\(query)")
        }
    }

    @Test(arguments: [
        "PRAGMA user_version", "PRAGMA query_only = 0", "ATTACH 'x.db' AS x", "VACUUM INTO 'stolen.db'",
        "DELETE FROM t", "INSERT INTO t VALUES (9, 9) RETURNING id", "CREATE TEMP TABLE x (y)", "BEGIN",
        "SELECT 1 AS a; DELETE FROM t", "SELECT * FROM pragma_table_list", "SELECT load_extension('x')", "",
        "SELECT id FROM t) ; DELETE FROM t --",
    ]) func nothingButOneSelectGetsThrough(_ query: String) async throws {
        try database("CREATE TABLE t (id, n); INSERT INTO t VALUES (1, 'b')")
        let before = try files()
        await #expect(throws: (any Error).self) { try await read(connector(["query": query])) }
        #expect(try files() == before)
    }

    @Test func aFullTextTableCanBeRead() async throws {
        try database("CREATE VIRTUAL TABLE t USING fts5(n); INSERT INTO t VALUES ('abc')")
        #expect(try await read(connector()).rows == [["abc"]])
    }

    @Test func namesMayHoldAnything() async throws {
        try database(
            "CREATE TABLE \"t\"\"; --\" (\"a\"\"b\", \"c d\"); INSERT INTO \"t\"\"; --\" VALUES (1, 2)")
        let found = try await read(connector(["table": "t\"; --", "cursor": "a\"b"]))
        #expect(found.columns == ["a\"b", "c d"])
        #expect(found.rows == [["1", "2"]])
    }

    // MARK: The cursor

    @Test func aCursorGoesOnWhereItWas() async throws {
        let database = try database(
            "CREATE TABLE t (id INTEGER, at); INSERT INTO t VALUES (1, 20), (2, 10), (3, NULL), (4, 'x')")
        let connector = try connector(["table": "t", "cursor": "at"])
        var batches: [RecordBatch] = []
        let first = try await connector.read { batches.append($0) }
        #expect(first.isComplete)
        #expect(first.checkpoint == "text:x")
        #expect(Delivered(batches: batches).rows.map { $0[0] } == ["3", "2", "1", "4"])

        try database.execute("INSERT INTO t VALUES (5, 'w'), (6, 'y'), (7, 99)")
        batches = []
        let second = try await connector.read(from: first.checkpoint) { batches.append($0) }
        #expect(!second.isComplete)
        #expect(second.checkpoint == "text:y")
        #expect(Delivered(batches: batches).rows.map { $0[0] } == ["3", "4", "6"])
        #expect(Delivered(batches: batches).positions.map(\.ordinal) == [1, 2, 3])
    }

    @Test func aCursorOfNumbersComparesAsNumbers() async throws {
        try database("CREATE TABLE t (id INTEGER); INSERT INTO t VALUES (9), (10), (11)")
        let connector = try connector(["table": "t", "cursor": "id"])
        for (mark, rows) in [("integer:10", ["10", "11"]), ("real:9.5", ["10", "11"]), ("integer:12", [])] {
            var batches: [RecordBatch] = []
            let reading = try await connector.read(from: mark) { batches.append($0) }
            #expect(Delivered(batches: batches).rows.map { $0[0] } == rows)
            #expect(reading.checkpoint == (rows.isEmpty ? mark : "integer:11"))
        }
    }

    @Test func cursorsThatCannotBeAreNamed() async throws {
        try database("CREATE TABLE t (id, b); INSERT INTO t VALUES (1, x'00')")
        await fails(.noSuchColumn, naming: ["`cursor`", "`at`", "`id`"]) {
            _ = try await read(connector(["table": "t", "cursor": "at"]))
        }
        await fails(.badSetting, naming: ["blobs"]) {
            _ = try await read(connector(["table": "t", "cursor": "b"]))
        }
        await fails(.badSetting, naming: ["checkpoint"]) {
            _ = try await connector(["table": "t", "cursor": "id"]).read(from: "17") { _ in }
        }
    }

    // MARK: Files in use

    @Test func aLogInUseIsReadWhileItIsWritten() async throws {
        let writer = try database("CREATE TABLE t (id)")
        try writer.useWriteAheadLog()
        try writer.execute("INSERT INTO t VALUES (1)")
        try writer.execute("BEGIN IMMEDIATE; INSERT INTO t VALUES (2)")
        let before = try files()["f.sqlite"]
        let source = try connector()
        #expect(try await read(source).rows == [["1"]])
        #expect(try await source.contentDigest() == nil)
        try writer.execute("COMMIT; INSERT INTO t VALUES (3)")
        #expect(try await read(source).rows == [["1"], ["2"], ["3"]])
        #expect(try files()["f.sqlite"] == before)
    }

    @Test func oneReadingSeesOneMoment() async throws {
        let writer = try database("CREATE TABLE t (id)")
        try writer.useWriteAheadLog()
        try writer.execute(
            "INSERT INTO t WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 20000) SELECT i FROM c"
        )
        var count = 0
        try await connector().read { batch in
            count += batch.positions.count
            try writer.execute("DELETE FROM t WHERE id > 10000; INSERT INTO t VALUES (0)")
        }
        #expect(count == 20_000)
    }

    @Test func nothingIsLeftBesideAFileWithALogThatNobodyHasOpen() async throws {
        do {
            let writer = try database("CREATE TABLE t (id)")
            try writer.useWriteAheadLog()
            try writer.execute("INSERT INTO t VALUES (1)")
        }
        let before = try files()
        #expect(Set(before.keys) == ["f.sqlite"])
        var seen: Set<String> = []
        try await connector().read { _ in seen = try Set(files().keys) }
        #expect(seen == ["f.sqlite"])
        #expect(try files() == before)
        #expect(try await connector().contentDigest() != nil)
    }

    @Test func aFileReadWithoutLocksMustNotChangeMeanwhile() async throws {
        do {
            let writer = try database("CREATE TABLE t (id)")
            try writer.useWriteAheadLog()
            try writer.execute("INSERT INTO t VALUES (1)")
        }
        let file = try #require(FileHandle(forUpdatingAtPath: "\(folder.path)/f.sqlite"))
        await fails(.unreadable, naming: ["written to", "again"]) {
            try await connector().read { _ in
                try file.seekToEnd()
                try file.write(contentsOf: Data([0]))
            }
        }
    }

    @Test func aLogWithoutItsIndexIsRefused() async throws {
        let writer = try database("CREATE TABLE t (id)")
        try writer.useWriteAheadLog()
        try writer.execute("INSERT INTO t VALUES (1)")
        let copy = try TemporaryFolder()
        for ending in ["", "-wal"] {
            try copy.write("f.sqlite\(ending)", try #require(files()["f.sqlite\(ending)"]))
        }
        await fails(.unreadable, naming: ["-wal", "VACUUM INTO"]) {
            _ = try await read(SQLiteCase.connector("f.sqlite", ["table": "t"], in: copy))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: copy.path).count == 2)
    }

    @Test func aWriterThatHoldsTheFileIsATransientError() async throws {
        let writer = try database("CREATE TABLE t (id)")
        try writer.execute("BEGIN EXCLUSIVE")
        let error = try await #require(throws: ConnectorError.self) { try await read(connector()) }
        #expect(error.code == .unreachable)
        #expect(error.isTransient)
    }

    // MARK: What is wrong

    @Test func whatIsNoDatabaseIsNamed() async throws {
        try folder.write("f.sqlite", "id,name\n1,x\n" + String(repeating: "x", count: 200))
        await fails(.malformed, naming: ["f.sqlite", "no SQLite file"]) { _ = try await read(connector()) }
        try folder.write("f.sqlite", "")
        await fails(.notFound, naming: ["f.sqlite", "no such table"]) { _ = try await read(connector()) }
    }

    @Test func aDamagedFileIsMalformed() async throws {
        do {
            try database(
                "CREATE TABLE t (v); INSERT INTO t WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 9000) SELECT i || '-SECRET' FROM c"
            )
        }
        var bytes = try #require(files()["f.sqlite"])
        for index in bytes.count / 2..<bytes.count / 2 + 8192 { bytes[index] = 0xEE }
        try folder.write("f.sqlite", bytes)
        let error = try await #require(throws: ConnectorError.self) { try await read(connector()) }
        #expect(error.code == .malformed)
        #expect(!error.message.contains("SECRET"))
    }

    @Test func settingsThatContradictAreNamed() async throws {
        #expect(throws: ConnectorError.self) { try connector([:]) }
        #expect(throws: ConnectorError.self) { try connector(["table": "t", "query": "SELECT 1"]) }
        try database("CREATE TABLE t (id)")
        await fails(.badHeader, naming: ["`id`", "AS"]) {
            _ = try await read(connector(["query": "SELECT a.id, b.id FROM t a, t b"]))
        }
        await fails(.noSuchColumn, naming: ["nope"]) {
            _ = try await read(connector(["query": "SELECT nope FROM t"]))
        }
    }

    @Test func aQueryWithoutEndTimesOut() async throws {
        try database("CREATE TABLE t (id)")
        let endless =
            "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT max(i) AS m FROM c"
        await fails(.timedOut, naming: ["1 s", "statement_timeout"]) {
            _ = try await read(connector(["query": endless, "statement_timeout": "1"]))
        }
    }

    @Test func aQueryWithoutEndCanBeCancelled() async throws {
        try database("CREATE TABLE t (id)")
        let endless =
            "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT max(i) AS m FROM c"
        let source = try connector(["query": endless])
        let task = Task { try await read(source) }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
