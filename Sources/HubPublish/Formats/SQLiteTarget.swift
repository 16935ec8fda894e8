import Foundation
import HubCrypto
import HubModel
import HubSQLite

/// A database file with one table. Readers see the whole file or none: it is built aside and never written again, so
/// they may open it as `immutable`.
final class SQLiteTarget: DatasetTarget {
    private let name: String
    private let path: String
    private let isNumber: [Bool]
    private var database: SQLiteConnection?
    private var insert: SQLiteStatement?

    init(table: String, columns: [Manifest.Column], name: String, in folder: String) throws {
        self.name = name
        path = "\(folder)/\(name)"
        isNumber = columns.map { $0.type == "integer" }
        try telling { try begin(table, columns) }
    }

    private func begin(_ table: String, _ columns: [Manifest.Column]) throws {
        var options = SQLiteConnection.Options()
        options.pageSize = 4096
        options.cacheMegabytes = 16
        let database = try SQLiteConnection(path: path, options: options)
        // The file is synchronised as a whole when it is complete; until then nobody looks at it.
        try database.execute("PRAGMA journal_mode = OFF")
        try database.execute("PRAGMA synchronous = OFF")
        let list = columns.map { column in
            let key = column.type == "entity-id" && column.name == "entity_id" ? " PRIMARY KEY NOT NULL" : ""
            return "\"\(column.name)\" \(column.type == "integer" ? "INTEGER" : "TEXT")\(key)"
        }
        let form = list.contains { $0.hasSuffix("NOT NULL") } ? " WITHOUT ROWID" : ""
        try database.execute("CREATE TABLE \"\(table)\" (\(list.joined(separator: ", ")))\(form)")
        try database.execute("BEGIN")
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        insert = try database.statement("INSERT INTO \"\(table)\" VALUES (\(places))")
        self.database = database
    }

    func write(_ rows: CellTable) throws {
        try Task.checkCancellation()
        guard let insert else { return }
        try telling { try self.insert(rows, by: insert) }
    }

    private func insert(_ rows: CellTable, by insert: SQLiteStatement) throws(SQLiteError) {
        try insert.withArena(rows.arena.span) { () throws(SQLiteError) in
            for row in 0..<rows.rowCount {
                for column in isNumber.indices {
                    let cell = rows.cell(row, column + 1)
                    if cell.isMissing {
                        try insert.bindNull(at: column + 1)
                    } else {
                        // A column of integers turns the text into one.
                        try insert.bindArena(cell.range, at: column + 1)
                    }
                }
                try insert.run()
            }
        }
    }

    func close() throws -> Manifest.File {
        try telling { try database?.execute("COMMIT") }
        insert = nil
        database = nil
        let bytes: UInt64
        do {
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            try handle.synchronize()
            bytes = try handle.seekToEnd()
        } catch {
            throw PublishError("cannot save \(path): \(DiskTrouble.text(of: error))")
        }
        return Manifest.File(
            name: name, use: .rows, bytes: Int(bytes), sha256: try SHA256.hex(ofFile: path))
    }

    /// Texts of SQLite do not name the file.
    private func telling(_ work: () throws -> Void) throws {
        do {
            try work()
        } catch let error as SQLiteError {
            let way =
                switch error.code {
                case .full: DiskTrouble.text(of: ENOSPC)
                case .inputOutput: DiskTrouble.text(of: EIO)
                default: "\(error)"
                }
            throw PublishError("cannot write \(path): \(way)")
        }
    }
}
