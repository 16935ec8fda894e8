internal import CSQLite

/// A prepared statement: bind, step, read columns, reset. Parameters count from 1, columns from 0.
///
/// Text travels with its length, never NUL-terminated, so a NUL inside a value survives.
@safe package final class SQLiteStatement {
    let handle: OpaquePointer
    private let sql: String
    /// What `bindArena` points into; `nil` outside of `withArena`.
    private var arena: UnsafeBufferPointer<UInt8>?

    init(_ sql: String, on connection: SQLiteConnection) throws(SQLiteError) {
        self.sql = sql
        unsafe arena = nil
        var prepared: OpaquePointer?
        let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
        let result = unsafe sqlite3_prepare_v3(connection.handle, sql, -1, flags, &prepared, nil)
        guard result == SQLITE_OK, let prepared = unsafe prepared else {
            throw connection.error(result, in: sql)
        }
        unsafe handle = prepared
    }

    // A connection that goes first lingers until its last statement is finalised (sqlite3_close_v2).
    deinit { _ = unsafe sqlite3_finalize(handle) }

    /// Whether it has delivered a row and was not reset since.
    var isBusy: Bool { unsafe sqlite3_stmt_busy(handle) != 0 }

    private func check(_ result: Int32) throws(SQLiteError) {
        if result != SQLITE_OK { throw error(result) }
    }

    private func error(_ result: Int32) -> SQLiteError {
        let text = unsafe String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
        return SQLiteError(code: .init(result: result), statement: sql, text: text)
    }
}

// Running
extension SQLiteStatement {
    /// Whether there is a further row.
    package func step() throws(SQLiteError) -> Bool {
        switch unsafe sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let result:
            let error = error(result)
            reset()
            throw error
        }
    }

    /// Makes it ready to be bound and run again; ends the reading it was in.
    package func reset() { _ = unsafe sqlite3_reset(handle) }

    /// Runs a statement that delivers no rows and makes it ready again.
    package func run() throws(SQLiteError) {
        while try step() {}
        reset()
    }
}

// Parameters
extension SQLiteStatement {
    package func bind(_ value: Int64, at index: Int) throws(SQLiteError) {
        try check(unsafe sqlite3_bind_int64(handle, Int32(index), value))
    }

    package func bind(real value: Double, at index: Int) throws(SQLiteError) {
        try check(unsafe sqlite3_bind_double(handle, Int32(index), value))
    }

    package func bindNull(at index: Int) throws(SQLiteError) {
        try check(unsafe sqlite3_bind_null(handle, Int32(index)))
    }

    /// Binds UTF-8 text; `nil` is NULL. SQLite keeps a copy.
    package func bind(_ text: String?, at index: Int) throws(SQLiteError) {
        guard var text else { return try bindNull(at: index) }
        let result = text.withUTF8 { bytes in unsafe bindCopy(bytes, at: index) }
        try check(result)
    }

    /// Binds UTF-8 text given as bytes. SQLite keeps a copy.
    package func bind(_ text: Span<UInt8>, at index: Int) throws(SQLiteError) {
        let result = unsafe text.withUnsafeBufferPointer { bytes in unsafe bindCopy(bytes, at: index) }
        try check(result)
    }

    private func bindCopy(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int32 {
        // A null pointer would bind NULL instead of the empty text.
        guard let start = bytes.baseAddress else {
            return unsafe sqlite3_bind_text64(
                handle, Int32(index), "", 0, isthmus_sqlite_transient(), UInt8(SQLITE_UTF8))
        }
        return unsafe start.withMemoryRebound(to: CChar.self, capacity: bytes.count) { text in
            unsafe sqlite3_bind_text64(
                handle, Int32(index), text, UInt64(bytes.count), isthmus_sqlite_transient(),
                UInt8(SQLITE_UTF8))
        }
    }

    /// Runs `body` with `arena` held in place, so that `bindArena` need not copy; then forgets all parameters.
    package func withArena<Failure: Error>(_ arena: Span<UInt8>, _ body: () throws(Failure) -> Void)
        throws(Failure)
    {
        try unsafe arena.withUnsafeBufferPointer { bytes throws(Failure) in
            unsafe self.arena = bytes
            defer {
                // After this no parameter points into the arena any more.
                reset()
                _ = unsafe sqlite3_clear_bindings(handle)
                unsafe self.arena = nil
            }
            try body()
        }
    }

    /// Binds a range of the arena as UTF-8 text, without a copy. Only inside `withArena`.
    package func bindArena(_ range: Range<Int>, at index: Int) throws(SQLiteError) {
        guard let arena = unsafe arena, range.lowerBound >= 0, range.upperBound <= arena.count else {
            preconditionFailure("the range lies outside of the arena")
        }
        guard let start = arena.baseAddress, !range.isEmpty else { return try bind("", at: index) }
        // The destructor NULL is SQLITE_STATIC: the bytes stay where they are until the bindings are cleared.
        let text = unsafe UnsafeRawPointer(start + range.lowerBound).assumingMemoryBound(to: CChar.self)
        try check(
            unsafe sqlite3_bind_text64(
                handle, Int32(index), text, UInt64(range.count), nil, UInt8(SQLITE_UTF8)))
    }
}

// Columns
extension SQLiteStatement {
    package var columnCount: Int { unsafe Int(sqlite3_column_count(handle)) }

    package func isNull(_ column: Int) -> Bool {
        unsafe sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL
    }

    /// 0 when NULL.
    package func integer(_ column: Int) -> Int64 { unsafe sqlite3_column_int64(handle, Int32(column)) }

    package func double(_ column: Int) -> Double { unsafe sqlite3_column_double(handle, Int32(column)) }

    /// `nil` when NULL. Bytes that are not UTF-8 (somebody else wrote the file) are replaced.
    package func text(_ column: Int) -> String? {
        guard let start = unsafe sqlite3_column_text(handle, Int32(column)) else { return nil }
        let count = unsafe Int(sqlite3_column_bytes(handle, Int32(column)))
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// Appends the bytes of a text to `arena` and returns their count; `nil` when NULL.
    package func append(_ column: Int, to arena: inout [UInt8]) -> Int? {
        guard let start = unsafe sqlite3_column_text(handle, Int32(column)) else { return nil }
        let count = unsafe Int(sqlite3_column_bytes(handle, Int32(column)))
        unsafe arena.append(contentsOf: UnsafeBufferPointer(start: start, count: count))
        return count
    }
}
