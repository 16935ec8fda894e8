import Foundation
import HubConnect
import HubModel
import HubSQLite

/// A table or query of a SQLite file.
///
/// The file belongs to somebody else and may be in use: it is opened read-only, an authorizer lets nothing but reading
/// through, and one statement delivers everything, so that the reading sees one moment of the file.
package struct SQLiteConnector: Connector {
    package static let name = "sqlite"
    package static let summary = "a table or query of a SQLite file"
    package static let settings: [SettingDeclaration] = [
        SettingDeclaration("path", .path, required: true, help: "the file, relative to the workspace"),
        SettingDeclaration("table", .text, help: "table or view"),
        SettingDeclaration("query", .text, help: "one SELECT, instead of `table`"),
        SettingDeclaration(
            "cursor", .text,
            help:
                "column that only grows; from the second reading on only rows from its last value on are read"
        ),
        SettingDeclaration(
            "statement_timeout", .integer(1...86400), default: "3600",
            help: "seconds for the query with all its rows"),
        SettingDeclaration(
            "max_record_bytes", .integer(1024...(64 << 20)), default: "1048576",
            help: "a record longer than this is rejected"),
    ]

    private let path: String
    private let query: String
    private let cursor: String?
    private let statementTimeout: Int
    private let maxRecordBytes: Int

    package init(_ settings: Settings, _ context: ConnectorContext) throws(ConnectorError) {
        path = context.resolve(settings.text("path") ?? "")
        cursor = settings.text("cursor")
        statementTimeout = settings.integer("statement_timeout") ?? 3600
        maxRecordBytes = settings.integer("max_record_bytes") ?? 1 << 20
        switch (settings.text("table"), settings.text("query")) {
        case (let table?, nil): query = "SELECT * FROM \(Self.quoted(table))"
        case (nil, let text?): query = Self.withoutSemicolon(text)
        default: throw ConnectorError(.badSetting, "give either `table` or `query`")
        }
    }

    package func columns() async throws -> [String] {
        try explaining { try columns(over: try open().connection) }
    }

    /// That of the file, unless part of what it holds still lies in a log beside it.
    package func contentDigest() async throws -> String? {
        try size(of: "-wal") == 0 ? FileDigest.of(path: path) : nil
    }

    package func changeStamp() async throws -> String? {
        guard let stamp = FileDigest.stamp(of: path) else { return nil }
        return stamp + (FileDigest.stamp(of: path + "-wal").map { " \($0)" } ?? "")
    }

    package func read(
        from checkpoint: String?, deliver: (RecordBatch) async throws -> Void
    ) async throws -> Reading {
        let (connection, stamp) = try explaining { try open() }
        let columns = try explaining { try self.columns(over: connection) }
        let since = try checkpoint.map(mark)
        let statement = try explaining { try prepare(columns, since, over: connection) }
        var rows = SQLiteRows(
            columns: columns, cursor: cursor.flatMap(columns.firstIndex), last: since, path: path,
            maxRecordBytes: maxRecordBytes)
        var isDelivered = false
        while !rows.isDone {
            try Task.checkCancellation()
            connection.limit(seconds: statementTimeout)
            let batch = try explaining { try rows.nextBatch(statement) }
            if batch.positions.isEmpty, batch.rejects.isEmpty, isDelivered { break }
            try await deliver(batch)
            isDelivered = true
        }
        guard stamp == nil || stamp == FileDigest.stamp(of: path) else {
            throw ConnectorError(
                .unreadable, "\(path) was written to while it was read; read it again", isTransient: true)
        }
        return Reading(isComplete: since == nil, checkpoint: rows.last?.text)
    }

    /// The rows from the last value of the cursor on. Those without one come each time: nobody knows if they are new.
    private func prepare(
        _ columns: [String], _ since: SQLiteMark?, over connection: SQLiteConnection
    ) throws -> SQLiteStatement {
        guard let cursor else { return try connection.statement("SELECT * FROM (\n\(query)\n)") }
        guard columns.contains(cursor) else {
            throw ConnectorError(
                .noSuchColumn,
                "`cursor` names `\(cursor)`, which the rows do not have; they have `\(columns.prefix(20).joined(separator: "`, `"))`"
            )
        }
        let column = Self.quoted(cursor)
        let filter = since == nil ? "" : "WHERE \(column) >= ?1 OR \(column) IS NULL "
        let statement = try connection.statement(
            "SELECT * FROM (\n\(query)\n) \(filter)ORDER BY \(column)")
        try since?.bind(to: statement, at: 1)
        return statement
    }

    private func mark(_ checkpoint: String) throws(ConnectorError) -> SQLiteMark {
        if let mark = SQLiteMark(checkpoint) { return mark }
        throw ConnectorError(
            .badSetting, "the checkpoint is none of this connector's; read the feed from its beginning")
    }

    private func columns(over connection: SQLiteConnection) throws -> [String] {
        let columns = try connection.statement(query).columnNames
        guard !columns.isEmpty else {
            throw ConnectorError(.queryFailed, "`query` gives no columns: it must be one SELECT")
        }
        for (index, column) in columns.enumerated() where columns[..<index].contains(column) {
            throw ConnectorError(
                .badHeader, "the query gives column `\(column)` twice; name one of them otherwise with AS")
        }
        return columns
    }
}

// MARK: - The file

extension SQLiteConnector {
    /// A connection, and the stamp that the file must keep if it is read without locks.
    ///
    /// A database with a write-ahead log that nobody has open has no log beside it, and SQLite would make one, even to read.
    /// Nothing is to appear beside a file of others; so such a file is read as one that nobody writes to, and
    /// the reading fails if somebody did.
    private func open() throws -> (connection: SQLiteConnection, stamp: String?) {
        let header = try FileReader(path: path).read(100)
        guard header.isEmpty || header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw ConnectorError(
                .malformed, "\(path) is no SQLite file, or an encrypted one; correct `path` or `connector`")
        }
        var options = SQLiteConnection.Options()
        options.isForeign = true
        options.cacheMegabytes = 16
        let hasLog = header.count >= 20 && header[18] == 2
        if hasLog, !FileManager.default.fileExists(atPath: path + "-shm") {
            guard size(of: "-wal") == 0 else {
                throw ConnectorError(
                    .unreadable,
                    "\(path) was copied while in use: \(path)-wal holds changes, but its index, -shm, is not there; "
                        + "have it delivered as made by `VACUUM INTO` or `.backup`")
            }
            options.isImmutable = true
        }
        let stamp = options.isImmutable ? FileDigest.stamp(of: path) : nil
        let connection = try SQLiteConnection(path: path, options: options)
        connection.limit(seconds: statementTimeout)
        return (connection, stamp)
    }

    /// Bytes of the file that SQLite keeps beside `path` under this ending.
    private func size(of ending: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path + ending)
        return attributes?[.size] as? Int ?? 0
    }
}

// MARK: - SQL and errors

extension SQLiteConnector {
    private static func quoted(_ name: String) -> String {
        "\"\(name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }

    private static func withoutSemicolon(_ text: String) -> String {
        var rest = Substring(text)
        while let last = rest.last, last.isWhitespace || last == ";" { rest = rest.dropLast() }
        return String(rest)
    }

    /// Turns what SQLite throws into the feed's error.
    private func explaining<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as SQLiteError {
            if error.code == .interrupted {
                try Task.checkCancellation()
                throw ConnectorError(
                    .timedOut,
                    "\(path): the query ran for more than \(statementTimeout) s; raise `statement_timeout` if that "
                        + "is to be expected", isTransient: true)
            }
            let (code, remedy) = Self.meaning(of: error)
            throw ConnectorError(code, "\(path): \(error)\(remedy)", isTransient: error.code == .busy)
        }
    }

    private static func meaning(of error: SQLiteError) -> (ConnectorError.Code, String) {
        switch error.code {
        case .busy: (.unreachable, "; somebody is writing: read it later, or a copy of it")
        case .corrupt, .notADatabase: (.malformed, "; have it delivered again")
        case .denied: (.refused, "; a feed may only read: give one SELECT, without PRAGMA and ATTACH")
        case .cannotOpen, .readOnly, .inputOutput:
            (.unreadable, "; let the account that runs isthmus read the file and those beside it")
        case _ where error.message.hasPrefix("no such table"): (.notFound, "; correct `table` or `query`")
        case _ where error.message.hasPrefix("no such column"): (.noSuchColumn, "; correct `query`")
        default: (.queryFailed, "; correct `table` or `query`")
        }
    }
}

// MARK: - Rows

/// Makes batches of what a statement delivers.
private struct SQLiteRows {
    private let columns: [String]
    private let path: String
    private let maxRecordBytes: Int
    private let cursor: Int?
    private var ordinal = 0
    private(set) var isDone = false
    /// The greatest value of the cursor so far.
    private(set) var last: SQLiteMark?

    init(columns: [String], cursor: Int?, last: SQLiteMark?, path: String, maxRecordBytes: Int) {
        self.columns = columns
        self.cursor = cursor
        self.last = last
        self.path = path
        self.maxRecordBytes = maxRecordBytes
    }

    mutating func nextBatch(_ statement: SQLiteStatement) throws -> RecordBatch {
        var batch = RecordBatch(columns: columns)
        while !batch.isFull, batch.positions.count + batch.rejects.count < 8192, batch.rejects.count < 64 {
            guard try statement.step() else {
                isDone = true
                break
            }
            ordinal += 1
            if let cursor { last = try mark(statement, cursor) ?? last }
            append(statement, to: &batch)
        }
        return batch
    }

    private func mark(_ statement: SQLiteStatement, _ column: Int) throws(ConnectorError) -> SQLiteMark? {
        guard statement.kind(column) != .blob else {
            throw ConnectorError(
                .badSetting,
                "\(path): the column that `cursor` names holds blobs; take one of numbers or texts")
        }
        return SQLiteMark(statement, column)
    }

    private func append(_ statement: SQLiteStatement, to batch: inout RecordBatch) {
        let start = batch.table.arena.count
        let firstCell = batch.table.cells.count
        var flaw: (RejectReason, String)?
        for column in columns.indices {
            let cellStart = batch.table.arena.count
            if statement.kind(column) == .null {
                batch.table.appendMissing()
                continue
            }
            if cellStart - start + length(statement, column) > maxRecordBytes {
                flaw = (.fieldTooLong, "longer than \(maxRecordBytes) bytes")
                break
            }
            Self.append(statement, column, to: &batch.table.arena)
            let range = cellStart..<batch.table.arena.count
            if statement.kind(column) == .text, let found = Self.flaw(in: batch.table.arena, range) {
                flaw = flaw ?? (found.0, "\(found.1) in column `\(columns[column])`")
            }
            batch.table.cells.append(.init(start: UInt32(cellStart), length: UInt32(range.count)))
        }
        let position = RecordPosition(ordinal: ordinal)
        guard let (reason, detail) = flaw else { return batch.positions.append(position) }
        let raw = batch.table.arena.quarantineText(start..<batch.table.arena.count)
        batch.table.arena.removeLast(batch.table.arena.count - start)
        batch.table.cells.removeLast(batch.table.cells.count - firstCell)
        batch.rejects.append(Reject(reason, at: position, detail: detail, raw: raw))
    }

    /// Bytes that a value will take.
    private func length(_ statement: SQLiteStatement, _ column: Int) -> Int {
        switch statement.kind(column) {
        case .text: statement.byteCount(column)
        case .blob: 2 + 2 * statement.byteCount(column)
        default: 24
        }
    }

    /// Numbers as SQLite writes them, but with all the digits that tell one from the next; blobs as PostgreSQL does.
    private static func append(_ statement: SQLiteStatement, _ column: Int, to arena: inout [UInt8]) {
        switch statement.kind(column) {
        case .real:
            let number = statement.double(column)
            arena += Array((number.isInfinite ? number < 0 ? "-Inf" : "Inf" : "\(number)").utf8)
        case .blob:
            arena += Array("\\x".utf8)
            statement.appendHexadecimal(column, to: &arena)
        default: _ = statement.append(column, to: &arena)
        }
    }

    private static func flaw(in arena: [UInt8], _ range: Range<Int>) -> (RejectReason, String)? {
        if arena[range].contains(0) { return (.nulByte, "a NUL byte") }
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: arena.span.extracting(range))
            return nil
        } catch {
            return (.invalidEncoding, "not valid UTF-8 at byte \(error.byteOffsets.lowerBound + 1)")
        }
    }
}
