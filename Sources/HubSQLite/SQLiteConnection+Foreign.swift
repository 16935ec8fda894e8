internal import CSQLite

// Reading a file of somebody else's. A read-only connection can still attach other files, make new ones with VACUUM INTO
// and be talked out of `query_only`; only the authorizer stops all of it.
extension SQLiteConnection {
    /// `path` as a URI that promises that nobody writes.
    static func immutable(_ path: String) -> String {
        let plain = path.utf8.map { byte -> String in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F:
                return String(UnicodeScalar(byte))
            default: return (byte < 16 ? "%0" : "%") + String(byte, radix: 16)
            }
        }
        return "file:\(plain.joined())?immutable=1"
    }

    func guardForeignFile() throws(SQLiteError) {
        try execute("PRAGMA query_only = ON")
        try execute("PRAGMA trusted_schema = OFF")
        try execute("PRAGMA cell_size_check = ON")
        try execute("PRAGMA temp_store = MEMORY")
        _ = unsafe sqlite3_set_authorizer(
            handle,
            { _, action, first, second, _, _ in
                switch action {
                case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return SQLITE_OK
                case SQLITE_UPDATE:
                    // How a virtual table declares itself; nothing is written, and the file is open for reading only.
                    let table = unsafe first.map { unsafe String(cString: $0) } ?? ""
                    return table == "sqlite_master" ? SQLITE_OK : SQLITE_DENY
                case SQLITE_FUNCTION:
                    let name = unsafe second.map { unsafe String(cString: $0) } ?? ""
                    return ["load_extension", "fts3_tokenizer"].contains(name) ? SQLITE_DENY : SQLITE_OK
                case SQLITE_PRAGMA:
                    // Full-text tables ask for it while they are read.
                    let name = unsafe first.map { unsafe String(cString: $0) } ?? ""
                    let hasArgument = unsafe second != nil
                    return name == "data_version" && !hasArgument ? SQLITE_OK : SQLITE_DENY
                default: return SQLITE_DENY
                }
            }, nil)
        unsafe sqlite3_progress_handler(
            handle, 10_000,
            { context in
                guard let context = unsafe context else { return 0 }
                let connection = unsafe Unmanaged<SQLiteConnection>.fromOpaque(context).takeUnretainedValue()
                let isLate = connection.deadline.map { ContinuousClock.now > $0 } ?? false
                return isLate || Task.isCancelled ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// From now on a query that runs on beyond `seconds`, or in a cancelled task, ends as `interrupted`.
    package func limit(seconds: Int) { deadline = .now + .seconds(seconds) }
}

extension SQLiteStatement {
    /// What SQLite keeps of a value, whatever the column was declared as.
    package enum Kind: Sendable { case null, integer, real, text, blob }

    package func kind(_ column: Int) -> Kind {
        switch unsafe sqlite3_column_type(handle, Int32(column)) {
        case SQLITE_INTEGER: .integer
        case SQLITE_FLOAT: .real
        case SQLITE_TEXT: .text
        case SQLITE_BLOB: .blob
        default: .null
        }
    }

    /// The names of the columns, in order.
    package var columnNames: [String] {
        (0..<columnCount).map { column in
            unsafe sqlite3_column_name(handle, Int32(column)).map { unsafe String(cString: $0) } ?? ""
        }
    }

    /// Appends the bytes of a blob in hexadecimal digits.
    package func appendHexadecimal(_ column: Int, to arena: inout [UInt8]) {
        guard let start = unsafe sqlite3_column_blob(handle, Int32(column)) else { return }
        let count = unsafe Int(sqlite3_column_bytes(handle, Int32(column)))
        let digits = Array("0123456789abcdef".utf8)
        for index in 0..<count {
            let byte = unsafe start.load(fromByteOffset: index, as: UInt8.self)
            arena.append(digits[Int(byte >> 4)])
            arena.append(digits[Int(byte & 15)])
        }
    }

    /// How many bytes a text or blob has.
    package func byteCount(_ column: Int) -> Int { unsafe Int(sqlite3_column_bytes(handle, Int32(column))) }
}
