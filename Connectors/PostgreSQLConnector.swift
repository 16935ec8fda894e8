import Foundation
import HubConnect
import HubModel
import HubPostgres

/// A table or query of a PostgreSQL database.
///
/// The whole reading is one read-only transaction that sees the database as of its start, and nothing the
/// query calls can write. `COPY (query) TO STDOUT` sends rows as text, which is the arena of the batch as it
/// comes: cells point into it, and only values with escapes are rewritten, in place.
package struct PostgreSQLConnector: Connector {
    package static let name = "postgresql"
    package static let summary = "a table or query of a PostgreSQL database"
    package static let settings: [SettingDeclaration] = [
        SettingDeclaration(
            "connection", .text, required: true,
            help: "libpq connection URI or keywords, best kept out of the file: ${DISTRICT_PG}"),
        SettingDeclaration(
            "table", .text, help: "table or view, as `name` or `schema.name`; letters keep their case"),
        SettingDeclaration("query", .text, help: "one SELECT, instead of `table`"),
        SettingDeclaration(
            "password_file", .path,
            help: "file whose first line is the password, instead of one in `connection`"),
        SettingDeclaration(
            "connect_timeout", .integer(1...3600), default: "10", help: "seconds to wait for a connection"),
        SettingDeclaration(
            "statement_timeout", .integer(1...86400), default: "3600",
            help: "seconds for the query with all its rows"),
        SettingDeclaration(
            "max_record_bytes", .integer(1024...(64 << 20)), default: "1048576",
            help: "a record longer than this is rejected"),
    ]

    private let connection: String
    private let query: String
    private let passwordFile: String?
    private let connectTimeout: Int
    private let statementTimeout: Int
    private let maxRecordBytes: Int

    package init(_ settings: Settings, _ context: ConnectorContext) throws(ConnectorError) {
        connection = settings.text("connection") ?? ""
        passwordFile = settings.text("password_file").map(context.resolve)
        connectTimeout = settings.integer("connect_timeout") ?? 10
        statementTimeout = settings.integer("statement_timeout") ?? 3600
        maxRecordBytes = settings.integer("max_record_bytes") ?? 1 << 20
        switch (settings.text("table"), settings.text("query")) {
        case (let table?, nil): query = "SELECT * FROM \(try Self.quoted(table))"
        case (nil, let text?): query = Self.withoutSemicolon(text)
        default: throw ConnectorError(.badSetting, "give either `table` or `query`")
        }
    }

    package func columns() async throws -> [String] {
        try explaining { try columns(over: open()) }
    }

    package func read(
        from checkpoint: String?, deliver: (RecordBatch) async throws -> Void
    ) async throws -> Reading {
        let session = try explaining { try open() }
        let columns = try explaining { try self.columns(over: session) }
        try explaining { try session.startCopy(of: query) }
        var rows = CopiedRows(columns: columns, maxRecordBytes: maxRecordBytes)
        var isDelivered = false
        var isComplete = false
        while !isComplete {
            try Task.checkCancellation()
            var batch = RecordBatch(columns: columns)
            while !batch.isFull && batch.rejects.count < 64 {
                let start = batch.table.arena.count
                let room = 8192 - batch.positions.count - batch.rejects.count
                if room == 0 { break }
                let count = try explaining {
                    try session.copiedRows(into: &batch.table.arena, rows: min(room, 1024), limit: 256 << 10)
                }
                isComplete = count == 0
                if isComplete { break }
                try rows.take(from: start, into: &batch)
            }
            if batch.positions.isEmpty && batch.rejects.isEmpty && isDelivered { break }
            try await deliver(batch)
            isDelivered = true
        }
        _ = try explaining { try session.exec("ROLLBACK") }
        return Reading()
    }

    /// A session that can only read, and sees one moment.
    private func open() throws -> PostgresConnection {
        let session = try PostgresConnection(
            connection, password: try password(), connectTimeout: .seconds(connectTimeout))
        // The server gives up first and says so; our own deadline is for a server that says nothing.
        session.statementTimeout = .seconds(statementTimeout + 1)
        try session.exec("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try session.exec(
            "SELECT set_config('statement_timeout', $1, true), set_config('datestyle', 'ISO, YMD', true)",
            ["\(statementTimeout)s"])
        return session
    }

    private func columns(over session: PostgresConnection) throws -> [String] {
        let columns = try session.describe(query)
        guard !columns.isEmpty else {
            throw ConnectorError(.queryFailed, "`query` gives no columns: it must be one SELECT")
        }
        for (index, column) in columns.enumerated() where columns[..<index].contains(column) {
            throw ConnectorError(
                .badHeader, "the query gives column `\(column)` twice; name one of them otherwise with AS")
        }
        return columns
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

// MARK: - SQL

extension PostgreSQLConnector {
    /// `schema.table` as quoted identifiers. A part that holds a point is quoted by the writer already.
    private static func quoted(_ name: String) throws(ConnectorError) -> String {
        var parts: [String] = [""]
        var isQuoted = false
        for character in name {
            switch character {
            case "\"": isQuoted.toggle()
            case "." where !isQuoted: parts.append("")
            default: parts[parts.count - 1].append(character)
            }
        }
        guard !isQuoted, parts.count <= 3, parts.allSatisfy({ !$0.isEmpty && $0.utf8.count < 64 }) else {
            throw ConnectorError(.badSetting, "`table` must be `name` or `schema.name`")
        }
        return parts.map { "\"\($0)\"" }.joined(separator: ".")
    }

    private static func withoutSemicolon(_ text: String) -> String {
        var rest = Substring(text)
        while let last = rest.last, last.isWhitespace || last == ";" { rest = rest.dropLast() }
        return String(rest)
    }
}

// MARK: - Errors

extension PostgreSQLConnector {
    /// Turns what the session throws into the feed's error.
    private func explaining<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as PostgresError {
            if error.kind == .cancelled { throw CancellationError() }
            throw ConnectorError(Self.code(of: error), Self.text(of: error), isTransient: error.isTransient)
        }
    }

    private static func code(of error: PostgresError) -> ConnectorError.Code {
        switch error.kind {
        case .badConnectionString: .badSetting
        case .unreachable, .lost, .cancelled: .unreachable
        case .refused: .refused
        case .timedOut: .timedOut
        case .statement:
            switch error.sqlState {
            case "42501": .refused
            case "42703": .noSuchColumn
            case "42P01", "3F000": .notFound
            case "22021", "22P05": .encoding
            case "57014": .timedOut
            default: .queryFailed
            }
        }
    }

    private static func text(of error: PostgresError) -> String {
        let remedy =
            switch error.kind {
            case .badConnectionString: "; correct `connection`"
            case .refused: "; correct `connection` or `password_file`"
            case .timedOut: "; raise `connect_timeout` or `statement_timeout` if that is to be expected"
            case .unreachable, .lost, .cancelled: ""
            case .statement:
                switch error.sqlState {
                case "57014": "; raise `statement_timeout` if that is to be expected"
                case "22021", "22P05": "; have it mended in the database, or convert the column in `query`"
                case "25006": "; a feed may only read"
                case "42501": "; have the right to read granted"
                case let state where state.hasPrefix("42"): "; correct `table` or `query`"
                default: ""
                }
            }
        return "\(error)\(remedy)"
    }
}

// MARK: - Rows

/// Finds cells in the text form of COPY (PostgreSQL documentation, COPY, file formats).
///
/// ```
/// 张三 TAB \N TAB a\tb LF      张三 · missing · a TAB b
/// ```
private struct CopiedRows {
    private let columns: [String]
    private let maxRecordBytes: Int
    private var ordinal = 0

    init(columns: [String], maxRecordBytes: Int) {
        self.columns = columns
        self.maxRecordBytes = maxRecordBytes
    }

    /// Makes rows of the arena's bytes from `start` on.
    mutating func take(from start: Int, into batch: inout RecordBatch) throws(ConnectorError) {
        var index = start
        while index < batch.table.arena.count {
            ordinal += 1
            let position = RecordPosition(ordinal: ordinal)
            let row = index
            let firstCell = batch.table.cells.count
            index = Self.appendCells(&batch.table.arena, from: row, to: &batch.table.cells)
            guard batch.table.cells.count - firstCell == columns.count else {
                throw ConnectorError(
                    .malformed, "the server sent a row that does not have \(columns.count) values")
            }
            if index - row <= maxRecordBytes {
                batch.positions.append(position)
                continue
            }
            batch.table.cells.removeLast(batch.table.cells.count - firstCell)
            var end = min(index, batch.table.arena.count, row + 65536)
            while end < index && end > row && batch.table.arena[end] & 0xC0 == 0x80 { end -= 1 }
            batch.rejects.append(
                Reject(
                    .fieldTooLong, at: position, detail: "longer than \(maxRecordBytes) bytes",
                    raw: String(decoding: batch.table.arena[row..<end], as: UTF8.self)))
        }
    }

    /// Appends the cells of one row and returns the index behind its line feed.
    private static func appendCells(
        _ arena: inout [UInt8], from start: Int, to cells: inout [CellTable.Cell]
    ) -> Int {
        var bytes = arena.mutableSpan
        let count = bytes.count
        var index = start
        while true {
            let first = index
            // Escapes make a value shorter: `end` falls behind `index`.
            var end = index
            var isMissing = false
            while index < count && bytes[index] != 0x09 && bytes[index] != 0x0A {
                var byte = bytes[index]
                if byte == UInt8(ascii: "\\") && index + 1 < count {
                    index += 1
                    isMissing = bytes[index] == UInt8(ascii: "N")
                    byte = unescaped(bytes[index])
                }
                bytes[end] = byte
                end += 1
                index += 1
            }
            cells.append(
                isMissing ? .missing : CellTable.Cell(start: UInt32(first), length: UInt32(end - first)))
            index += 1
            if index >= count || bytes[index - 1] == 0x0A { return index }
        }
    }

    private static func unescaped(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "v"): 0x0B
        default: byte
        }
    }
}
