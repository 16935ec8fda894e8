internal import CSQLite

/// One connection to one SQLite file. Belongs to one task at a time; statements live no longer than it does.
///
/// Durability first: `synchronous=FULL`, because with a write-ahead log NORMAL loses acknowledged commits when
/// the power fails (<https://www.sqlite.org/pragma.html#pragma_synchronous>).
@safe package final class SQLiteConnection {
    /// How a file is opened.
    package struct Options: Sendable {
        package var isReadOnly = false
        /// Bytes; takes effect on an empty file only.
        package var pageSize = 8192
        package var cacheMegabytes = 128
        /// 0 reads through the page cache; a mapped file turns a read error into a signal.
        package var mappedMegabytes = 0
        package var busyMilliseconds = 5000
        /// For a file of somebody else's: read-only, and its schema is not trusted. See `guardForeignFile`.
        package var isForeign = false
        /// Nobody writes to the file: it is read without locks and without looking for a log beside it.
        package var isImmutable = false

        package init() {}
    }

    let handle: OpaquePointer
    /// When a query on somebody else's file has taken too long.
    var deadline: ContinuousClock.Instant?
    private var cache: [String: SQLiteStatement] = [:]

    /// Opens `path`, creating the file unless read-only.
    package init(path: String, options: Options = Options()) throws(SQLiteError) {
        let isReadOnly = options.isReadOnly || options.isForeign
        let access = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let file = options.isImmutable ? Self.immutable(path) : path
        let form = options.isImmutable ? SQLITE_OPEN_URI : 0
        var opened: OpaquePointer?
        let result = unsafe sqlite3_open_v2(
            file, &opened, access | form | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard result == SQLITE_OK, let opened = unsafe opened else {
            let text = unsafe opened.map { unsafe String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            _ = unsafe sqlite3_close_v2(opened)
            throw SQLiteError(code: .init(result: result), message: text)
        }
        unsafe handle = opened
        _ = unsafe sqlite3_busy_timeout(handle, Int32(clamping: options.busyMilliseconds))
        try execute("PRAGMA cache_size = -\(options.cacheMegabytes * 1024)")
        try execute("PRAGMA mmap_size = \(options.mappedMegabytes * 1_048_576)")
        try execute("PRAGMA foreign_keys = OFF")
        if options.isForeign {
            try guardForeignFile()
        } else if options.isReadOnly {
            try execute("PRAGMA query_only = ON")
        } else {
            try execute("PRAGMA page_size = \(options.pageSize)")
            try execute("PRAGMA synchronous = FULL")
        }
    }

    deinit {
        cache.removeAll()
        // v2 waits for statements that are still alive elsewhere.
        _ = unsafe sqlite3_close_v2(handle)
    }

    /// A bound on what statements may ask for (<https://www.sqlite.org/limits.html>).
    package enum Limit {
        /// Bytes of a text, a row or a statement.
        case length
        case expressionDepth
        case likePatternLength
        case attachedDatabases

        fileprivate var number: Int32 {
            switch self {
            case .length: SQLITE_LIMIT_LENGTH
            case .expressionDepth: SQLITE_LIMIT_EXPR_DEPTH
            case .likePatternLength: SQLITE_LIMIT_LIKE_PATTERN_LENGTH
            case .attachedDatabases: SQLITE_LIMIT_ATTACHED
            }
        }
    }

    /// Lowers a bound for this connection.
    package func limit(_ limit: Limit, to value: Int) {
        _ = unsafe sqlite3_limit(handle, limit.number, Int32(clamping: value))
    }

    /// Switches the file to a write-ahead log: readers and the writer do not wait for each other. This changes the
    /// file, so it is asked for only when the file is known to be ours.
    package func useWriteAheadLog() throws(SQLiteError) {
        try execute("PRAGMA journal_mode = WAL")
        try execute("PRAGMA journal_size_limit = 67108864")
    }

    /// Runs one or more statements without parameters; result rows are dropped.
    package func execute(_ sql: String) throws(SQLiteError) {
        let result = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw error(result, in: sql) }
    }

    /// A prepared statement, kept for the next time the same text is asked for.
    package func statement(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
        if let kept = cache[sql], !kept.isBusy { return kept }
        let fresh = try SQLiteStatement(sql, on: self)
        if cache[sql] == nil { cache[sql] = fresh }
        return fresh
    }

    /// Forgets prepared statements that are kept: names in them may mean something else from now on.
    package func forgetStatements() { cache.removeAll() }

    /// The first column of the first row, `nil` when there is no row or it is NULL.
    package func integer(_ sql: String, _ parameters: Int64...) throws(SQLiteError) -> Int64? {
        let statement = try statement(sql)
        defer { statement.reset() }
        for (index, value) in parameters.enumerated() { try statement.bind(value, at: index + 1) }
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.integer(0)
    }

    /// Whether a transaction is open. SQLite ends it by itself after some errors, a full disk among them.
    package var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    /// Rows that the last INSERT, UPDATE or DELETE touched.
    package var changes: Int { unsafe Int(sqlite3_changes64(handle)) }

    func error(_ result: Int32, in sql: String) -> SQLiteError {
        let text = unsafe String(cString: sqlite3_errmsg(handle))
        return SQLiteError(code: .init(result: result), statement: sql, text: text)
    }
}
