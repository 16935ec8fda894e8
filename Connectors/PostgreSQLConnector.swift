import HubConnect
import HubModel
import HubPostgres

/// A table or queries of a PostgreSQL database.
///
/// The whole reading is one read-only transaction that sees the database as of its start, and nothing the
/// queries call can write. `COPY (query) TO STDOUT` sends rows as text, which is the arena of the batch as it comes.
/// Until the first rows are there, what may pass by itself is tried again; afterwards the feed fails as a whole.
package struct PostgreSQLConnector: Connector {
    package static let name = "postgresql"
    package static let summary = "a table or queries of a PostgreSQL database"
    package static let settings: [SettingDeclaration] = [
        SettingDeclaration(
            "connection", .text, required: true,
            help: "libpq connection URI or keywords, best kept out of the file: ${DISTRICT_PG}"),
        SettingDeclaration(
            "table", .text, help: "table or view, as `name` or `schema.name`; letters keep their case"),
        SettingDeclaration("query", .text, help: "one SELECT, instead of `table`"),
        SettingDeclaration(
            "queries", .texts,
            help: "several SELECTs of the same columns, read as of one moment, instead of `table`"),
        SettingDeclaration(
            "cursor", .text,
            help:
                "column that rises when a row changes, or `xmin`: only what changed since the last night is read"
        ),
        SettingDeclaration(
            "overlap", .integer(0...1_000_000_000),
            help:
                "how far behind the last cursor to read: seconds for times (86400), a number for numbers (1000)"
        ),
        SettingDeclaration(
            "encoding", .choice(PostgreSQLEncoding.settingWords), default: "auto",
            help: "auto has the server convert; another word is what the texts are really written in"),
        SettingDeclaration(
            "time_zone", .text, default: "UTC",
            help: "zone that times with a zone are given in: Asia/Shanghai"),
        SettingDeclaration(
            "password_file", .path,
            help: "file whose first line is the password, instead of one in `connection`"),
        SettingDeclaration(
            "connect_timeout", .integer(1...3600), default: "10", help: "seconds to wait for a connection"),
        SettingDeclaration(
            "statement_timeout", .integer(1...86400), default: "3600",
            help: "seconds for a query with all its rows"),
        SettingDeclaration(
            "lock_timeout", .integer(1...86400), default: "60",
            help: "seconds to wait for a table that somebody alters"),
        SettingDeclaration(
            "read_timeout", .integer(1...86400), default: "600",
            help: "seconds the server may say nothing while a query runs"),
        SettingDeclaration(
            "retries", .integer(0...10), default: "3",
            help: "how often to try again, after 1, 2, 4, … seconds, when a server is away or overrun"),
        SettingDeclaration(
            "max_record_bytes", .integer(1024...(64 << 20)), default: "1048576",
            help: "a record longer than this is rejected"),
    ]

    private let connection: String
    private let request: PostgreSQLReading.Request
    private let encoding: String
    private let timeZone: String
    private let passwordFile: String?
    private let connectTimeout: Int
    private let statementTimeout: Int
    private let lockTimeout: Int
    private let readTimeout: Int
    private let retries: Int
    private let firstPause: Duration

    package init(_ settings: Settings, _ context: ConnectorContext) throws(ConnectorError) {
        try self.init(settings, context, firstPause: .seconds(1))
    }

    /// With a pause of one's own before the first retry, for tests.
    package init(
        _ settings: Settings, _ context: ConnectorContext, firstPause: Duration
    ) throws(ConnectorError) {
        connection = settings.text("connection") ?? ""
        request = PostgreSQLReading.Request(
            target: try PostgreSQLTarget(settings), cursor: PostgreSQLCursor(settings.text("cursor")),
            overlap: settings.integer("overlap"),
            maxRecordBytes: settings.integer("max_record_bytes") ?? 1 << 20)
        if settings.integer("overlap") != nil, settings.text("cursor") == nil {
            throw ConnectorError(.badSetting, "`overlap` goes with `cursor`, which is not given")
        }
        encoding = settings.text("encoding") ?? "auto"
        timeZone = settings.text("time_zone") ?? "UTC"
        passwordFile = settings.text("password_file").map(context.resolve)
        connectTimeout = settings.integer("connect_timeout") ?? 10
        statementTimeout = settings.integer("statement_timeout") ?? 3600
        lockTimeout = settings.integer("lock_timeout") ?? 60
        readTimeout = settings.integer("read_timeout") ?? 600
        retries = settings.integer("retries") ?? 3
        self.firstPause = firstPause
    }

    package func columns() async throws -> [String] {
        try explaining { try open().columns }
    }

    package func read(
        from checkpoint: String?, deliver: (RecordBatch) async throws -> Void
    ) async throws -> Reading {
        var (reading, next) = try await withRetries {
            var reading = try open()
            try reading.goOn(from: checkpoint)
            let first = try reading.nextBatch()
            return (reading, first)
        }
        while let batch = next {
            try Task.checkCancellation()
            try await deliver(batch)
            try Task.checkCancellation()
            next = try explaining { try reading.nextBatch() }
        }
        return reading.result
    }

    /// Runs `start`, which delivers nothing yet, again after a pause if what failed may pass by itself.
    private func withRetries<Value>(_ start: () throws -> Value) async throws -> Value {
        var pause = firstPause
        for _ in 0..<retries {
            do {
                return try start()
            } catch let error as PostgresError where error.isWorthRepeating {
                try await Task.sleep(for: pause)
                pause = min(pause * 2, firstPause * 30)
            } catch let error as PostgresError {
                throw Self.explained(error)
            }
        }
        return try explaining(start)
    }

    private func explaining<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as PostgresError {
            throw Self.explained(error)
        }
    }

    private static func explained(_ error: PostgresError) -> any Error {
        error.kind == .cancelled ? CancellationError() : ConnectorError(error)
    }
}

// MARK: - Sessions

extension PostgreSQLConnector {
    /// A session that can only read, sees one moment, and writes the same data as the same text on every server.
    private func open() throws -> PostgreSQLReading {
        let session = try PostgresConnection(
            connection, password: try password(), connectTimeout: .seconds(connectTimeout))
        // The server gives up first and says so; our own deadlines are for a server that says nothing.
        session.statementTimeout = .seconds(statementTimeout + 1)
        session.silenceTimeout = .seconds(readTimeout)
        let encoding = try PostgreSQLEncoding.decided(encoding, over: session)
        try session.exec("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try prepare(session, encoding)
        if let encoding { session.coding = PostgreSQLEncoding.coding(encoding) }
        var reading = try PostgreSQLReading(request, encoding: encoding, over: session)
        if let encoding {
            reading.remark(
                "texts are \(encoding.rawValue), whatever the database says (\(session.serverEncoding))")
        }
        switch session.protection {
        case .local, .verified: break
        case .encrypted, .none:
            let problem = session.protection == .none ? "the connection is not encrypted and " : ""
            reading.remark(
                "\(problem)the server's identity is not checked; add sslmode=verify-full and sslrootcert= to "
                    + "`connection`")
        }
        return reading
    }

    private func prepare(_ session: PostgresConnection, _ encoding: TextEncoding?) throws {
        var values = [
            ("statement_timeout", "\(statementTimeout)s"), ("lock_timeout", "\(lockTimeout)s"),
            // A hub that hangs must not keep the server's snapshot for ever.
            ("idle_in_transaction_session_timeout", "\(statementTimeout)s"),
            ("datestyle", "ISO, YMD"), ("intervalstyle", "iso_8601"), ("bytea_output", "hex"),
            ("extra_float_digits", "3"), ("standard_conforming_strings", "on"), ("timezone", timeZone),
        ]
        if encoding != nil { values.append(("client_encoding", "SQL_ASCII")) }
        let calls = values.indices.map { "set_config('\(values[$0].0)', $\($0 + 1), true)" }
        do {
            try session.exec("SELECT \(calls.joined(separator: ", "))", values.map { $0.1 })
        } catch {
            guard error.sqlState == "22023" else { throw error }
            throw ConnectorError(.badSetting, "the server knows no `time_zone` of this name")
        }
    }

    private func password() throws -> String? {
        guard let passwordFile else { return nil }
        let bytes = try FileReader(path: passwordFile).read(4096)
        let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        guard let text = String(validating: line, as: UTF8.self), !text.isEmpty else {
            throw ConnectorError(.badSetting, "\(passwordFile) must hold the password in its first line")
        }
        return text
    }
}
