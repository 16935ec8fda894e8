import HubSQLite
import TestSupport
import Testing

@Suite struct SQLiteConnectionTests {
    private let folder: TemporaryFolder
    private let connection: SQLiteConnection

    init() throws {
        folder = try TemporaryFolder()
        connection = try SQLiteConnection(path: folder.path + "/t.sqlite")
        try connection.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, text TEXT, number REAL)")
    }

    @Test func everyTypeSurvivesARoundTrip() throws {
        let insert = try connection.statement("INSERT INTO t VALUES (?, ?, ?)")
        try insert.bind(.min, at: 1)
        try insert.bind("nul\u{0}inside", at: 2)
        try insert.bind(real: -0.5, at: 3)
        try insert.run()
        try insert.bind(.max, at: 1)
        try insert.bindNull(at: 2)
        try insert.bindNull(at: 3)
        try insert.run()
        let select = try connection.statement("SELECT id, text, number FROM t ORDER BY id")
        #expect(select.columnCount == 3)
        #expect(try select.step())
        #expect(select.integer(0) == .min && select.text(1) == "nul\u{0}inside" && select.double(2) == -0.5)
        var arena = Array("before".utf8)
        #expect(select.append(1, to: &arena) == 10)
        #expect(arena == Array("beforenul\u{0}inside".utf8))
        #expect(try select.step())
        #expect(select.integer(0) == .max && select.text(1) == nil && select.isNull(2) && !select.isNull(0))
        #expect(select.append(1, to: &arena) == nil && arena.count == 16)
        #expect(try !select.step())
    }

    @Test func arenaTextsAreBoundByRange() throws {
        let arena = Array("张三李四".utf8)
        let insert = try connection.statement("INSERT INTO t(id, text) VALUES (?, ?)")
        try insert.withArena(arena.span) {
            for (row, range) in [0..<6, 6..<12, 0..<12, 4..<4, 12..<12].enumerated() {
                try insert.bind(Int64(row), at: 1)
                try insert.bindArena(range, at: 2)
                try insert.run()
            }
        }
        // Forgotten: nothing points into the arena any more.
        try insert.bind(9, at: 1)
        try insert.run()
        let none: [UInt8] = []
        try insert.withArena(none.span) {
            try insert.bind(10, at: 1)
            try insert.bindArena(0..<0, at: 2)
            try insert.run()
        }
        let select = try connection.statement("SELECT text FROM t ORDER BY id")
        var texts: [String?] = []
        while try select.step() { texts.append(select.text(0)) }
        #expect(texts == ["张三", "李四", "张三李四", "", "", nil, ""])
    }

    @Test func anEmptyTextIsNotNull() throws {
        let insert = try connection.statement("INSERT INTO t(text) VALUES (?)")
        let none: [UInt8] = []
        try insert.bind(none.span, at: 1)
        try insert.run()
        try insert.bind("", at: 1)
        try insert.run()
        try insert.bind(nil as String?, at: 1)
        try insert.run()
        #expect(try connection.integer("SELECT count(*) FROM t WHERE text = ''") == 2)
        #expect(try connection.integer("SELECT count(*) FROM t WHERE text IS NULL") == 1)
    }

    @Test func aLongTextSurvives() throws {
        let text = String(repeating: "x", count: 3_000_000)
        let insert = try connection.statement("INSERT INTO t(text) VALUES (?)")
        try insert.bind(text, at: 1)
        try insert.run()
        #expect(try connection.integer("SELECT length(text) FROM t") == 3_000_000)
    }

    @Test func aStatementInUseIsNotHandedOutTwice() throws {
        try connection.execute("INSERT INTO t(id) VALUES (1), (2)")
        let outer = try connection.statement("SELECT id FROM t ORDER BY id")
        var pairs: [String] = []
        while try outer.step() {
            let inner = try connection.statement("SELECT id FROM t ORDER BY id")
            while try inner.step() { pairs.append("\(outer.integer(0))\(inner.integer(0))") }
        }
        #expect(pairs == ["11", "12", "21", "22"])
    }

    @Test func statementsOutliveTheConnection() throws {
        var other: SQLiteConnection? = try SQLiteConnection(path: folder.path + "/t.sqlite")
        let statement = try #require(try other?.statement("SELECT 7"))
        other = nil
        #expect(try statement.step())
        #expect(statement.integer(0) == 7)
    }

    @Test func errorsNameTheStatementAndNoValue() throws {
        let syntax = #expect(throws: SQLiteError.self) { try connection.execute("SELEKT 1") }
        #expect(syntax?.message.contains("SELEKT") == true)
        try connection.execute("INSERT INTO t(id) VALUES (5)")
        let insert = try connection.statement("INSERT INTO t(id, text) VALUES (?, ?)")
        try insert.bind(5, at: 1)
        try insert.bind("secret", at: 2)
        let conflict = #expect(throws: SQLiteError.self) { try insert.run() }
        #expect(conflict?.code == .constraint)
        #expect(conflict?.message.contains("secret") == false)
        // The statement is ready again.
        try insert.bind(6, at: 1)
        try insert.run()
        #expect(connection.changes == 1)
        #expect(throws: SQLiteError.self) { try insert.bind(1, at: 3) }
    }

    @Test func transactionsAreKnown() throws {
        #expect(!connection.isInTransaction)
        try connection.execute("BEGIN")
        #expect(connection.isInTransaction)
        try connection.execute("ROLLBACK")
        #expect(!connection.isInTransaction)
    }
}
