import HubConnect
import HubModel
import TestSupport
import Testing

/// Databases whose texts are not in the encoding they say.
@Suite struct PostgreSQLEncodingTests {
    /// Says SQL_ASCII, and holds GBK: `E'…'` takes bytes as they are.
    private static func ascii(_ sql: String) async throws -> PostgreSQLSource {
        try await PostgreSQLSource(sql, options: "ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    }

    /// Says EUC_CN, and holds GBK: it was loaded while it said something else.
    private static func chinese(_ sql: String) async throws -> PostgreSQLSource {
        let source = try await ascii(sql)
        try source.server.run(
            """
            UPDATE pg_database SET encoding = pg_char_to_encoding('EUC_CN')
            WHERE datname = '\(source.database)'
            """, in: "postgres")
        return source
    }

    /// 张誠 (a second byte that is a backslash), 瓅 (one that is a bar), a tab, a line feed and a backslash of the
    /// data's own, 𠮷 in four bytes, NULL, and FF, which is nothing.
    private static let table = #"""
        CREATE TABLE t (i int, n text);
        INSERT INTO t VALUES (1, E'\xd5\xc5\xd5\\'), (2, E'\xad\x7c|'), (3, E'a\tb\nc\\\xd5\xc5'),
            (4, E'\x95\x34\xb2\x35'), (5, NULL), (6, E'\xd5\xff'), (7, ''), (8, 'plain \\.')
        """#
    private static let rows: [[String?]] = [
        ["1", "张誠"], ["2", "瓅|"], ["3", "a\tb\nc\\张"], ["4", "\u{20BB7}"], ["5", nil], ["7", ""],
        ["8", "plain \\\\."],
    ]

    @Test(arguments: ["gb18030", "GBK", "gb2312", "cp936"])
    func gbkInSQLASCIIIsDecodedAsDeclared(_ encoding: String) async throws {
        let source = try await Self.ascii(Self.table)
        let (delivered, reading) = try await source.read(["table": "t", "encoding": encoding])
        #expect(delivered.rows == Self.rows)
        #expect(delivered.rejects.map(\.reason) == [.invalidEncoding])
        #expect(delivered.rejects.map(\.position.ordinal) == [6])
        #expect(delivered.rejects[0].detail == "column `n` holds bytes that are not valid gb18030")
        #expect(delivered.rejects[0].raw.hasPrefix("6\t"))
        #expect(reading.remarks == ["texts are gb18030, whatever the database says (SQL_ASCII)"])
    }

    @Test func gbkInEUCCNIsDecodedAsDeclared() async throws {
        let source = try await Self.chinese(Self.table)
        let (delivered, reading) = try await source.read(["table": "t", "encoding": "gb18030"])
        #expect(delivered.rows == Self.rows)
        #expect(delivered.rejects.map(\.position.ordinal) == [6])
        #expect(reading.remarks == ["texts are gb18030, whatever the database says (EUC_CN)"])
    }

    @Test func truthfulEUCCNIsConvertedByTheServer() async throws {
        let source = try await Self.chinese(
            #"CREATE TABLE t (n text); INSERT INTO t VALUES (E'\xd5\xc5\xc8\xfd')"#)
        let (delivered, reading) = try await source.read(["table": "t"])
        #expect(delivered.rows == [["张三"]] && reading.remarks.isEmpty)
    }

    @Test func lieThatIsNotDeclaredIsAnErrorWithTheRemedy() async throws {
        let source = try await Self.chinese(Self.table)
        await fails(.encoding, naming: ["set `encoding`", "22021"]) {
            _ = try await source.read(["table": "t"])
        }
        let silent = try await Self.ascii("CREATE TABLE t (n text)")
        await fails(.encoding, naming: ["SQL_ASCII", "set `encoding`", "\"gb18030\"", silent.database]) {
            _ = try await silent.read(["table": "t"])
        }
        await fails(.encoding, naming: ["SQL_ASCII"]) {
            _ = try await silent.connector(["table": "t"]).columns()
        }
    }

    @Test func utf8InSQLASCIIIsCheckedValueByValue() async throws {
        let source = try await Self.ascii(
            #"CREATE TABLE t (n text); INSERT INTO t VALUES ('张三'), (E'\xd5\xc5'), ('\\')"#)
        let (delivered, _) = try await source.read(["table": "t", "encoding": "utf-8"])
        #expect(delivered.rows == [["张三"], ["\\\\"]])
        #expect(delivered.rejects.map(\.position.ordinal) == [2])
    }

    @Test func declaringWhatAUTF8DatabaseCannotHoldIsRefused() async throws {
        let source = try await PostgreSQLSource("CREATE TABLE t (n text); INSERT INTO t VALUES ('张三')")
        await fails(.badSetting, naming: ["UTF-8", "leave `encoding` out"]) {
            _ = try await source.read(["table": "t", "encoding": "gbk"])
        }
        #expect(try await source.read(["table": "t", "encoding": "utf-8"]).delivered.rows == [["张三"]])
    }

    @Test func namesAndStatementsAreInTheEncodingOfTheData() async throws {
        let source = try await Self.ascii("CREATE SCHEMA other")
        let make = try await source.connector(["query": "SELECT 1 AS a", "encoding": "gb18030"]).columns()
        #expect(make == ["a"])
        // psql would send UTF-8: the names are made of bytes.
        try source.run(
            #"""
            DO $$ BEGIN EXECUTE convert_from('\xd0d5c3fb'::bytea, 'SQL_ASCII'); EXCEPTION WHEN OTHERS THEN NULL; END $$;
            DO $$ BEGIN
                EXECUTE 'CREATE TABLE "' || E'\xc8\xcb\xbf\xda' || '" ("' || E'\xd0\xd5\xc3\xfb' || '" text)';
                EXECUTE 'INSERT INTO "' || E'\xc8\xcb\xbf\xda' || '" VALUES (E''\xd5\xc5\xc8\xfd''), (''x'')';
            END $$
            """#)
        let whole = try await source.read(["table": "人口", "encoding": "gbk", "cursor": "姓名"])
        #expect(whole.delivered.columns == ["姓名"])
        #expect(Set(whole.delivered.rows) == [["张三"], ["x"]])
        let one = try await source.read(
            ["query": "SELECT * FROM 人口 WHERE 姓名 = '张三'", "encoding": "gbk", "cursor": "姓名"],
            from: nil)
        #expect(one.delivered.rows == [["张三"]])
        #expect(one.reading.checkpoint?.contains("张三") == true)
        await fails(.encoding, naming: ["`encoding`"]) {
            _ = try await source.read(["query": "SELECT '\u{E5E5}' AS a", "encoding": "gbk"])
        }
    }

    @Test func longUndecodableRecordIsCutBetweenCharacters() async throws {
        let source = try await Self.ascii(
            #"CREATE TABLE t (n text); INSERT INTO t VALUES (repeat(E'\xd5\xc5', 50000) || E'\xff'), ('b')"#)
        let (delivered, _) = try await source.read(["table": "t", "encoding": "gbk"])
        #expect(delivered.rows == [["b"]])
        let raw = try #require(delivered.rejects.first?.raw)
        #expect(raw.utf8.count <= 65536 && raw.utf8.count > 65530 && raw.allSatisfy { $0 == "张" })
    }
}
