import Foundation
import HubModel
import HubSQLite

/// The store in one SQLite file. `docs/store.md` describes its tables for people with another SQLite client.
///
/// Split by concern: `+Schema` and `ThematicTables` (tables and views), `+Runs`, `+Intake`, `+Resolution`,
/// `+Relations`, `+Reading`, `+Datasets`, `+Quarantine`.
package final class SQLiteStore: Store {
    let database: SQLiteConnection
    let path: String
    let isReadOnly: Bool
    /// What `prepare` found out; empty before.
    var layout = StoreLayout()
    /// What is written by, once `hold` was called.
    var held: Hold?
    /// Whether views show what was believed at some time.
    var isLookingBack = false
    /// Next record id by feed id; forgotten on rollback.
    var nextRecord: [Int64: Int64] = [:]

    /// Opens the store, making the file and its folder unless `readOnly`.
    package init(path: String, readOnly: Bool) throws(StoreError) {
        self.path = path
        isReadOnly = readOnly
        let exists = FileManager.default.fileExists(atPath: path)
        if readOnly {
            guard exists else { throw Self.noStore(path) }
        } else {
            try Self.makeFolder(of: path)
        }
        var options = SQLiteConnection.Options()
        options.isReadOnly = readOnly
        // Who only reads goes through tables from end to end: filling a large cache would cost more than it gives.
        if readOnly { options.cacheMegabytes = 16 }
        do {
            database = try SQLiteConnection(path: path, options: options)
        } catch {
            throw Self.translate(error, path: path)
        }
        // A whole registry lies in one file: nobody but its owner reads it until somebody decides otherwise.
        // SQLite gives its side files the same rights.
        if !exists { try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path) }
        try guarded { try openSchema() }
    }

    private static func makeFolder(of path: String) throws(StoreError) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw StoreError(
                .cannotOpen,
                "\(folder.path): the folder of the store cannot be made; check the path and its rights")
        }
    }

    static func noStore(_ path: String) -> StoreError {
        StoreError(.cannotOpen, "\(path): there is no store yet; `isthmus run` makes it")
    }
}

// Transactions
extension SQLiteStore {
    package func begin() throws(StoreError) {
        try guarded {
            // Another process may have written since.
            nextRecord = [:]
            try database.execute(isReadOnly ? "BEGIN" : "BEGIN IMMEDIATE")
            // A read transaction begins with its first reading.
            if isReadOnly {
                _ = try database.integer("SELECT count(*) FROM meta")
            } else {
                try confirmWriting()
            }
        }
    }

    /// In a transaction that has just begun to write: makes sure that we still may.
    private func confirmWriting() throws {
        do {
            try confirmHold()
        } catch {
            rollback()
            throw error
        }
    }

    package func commit() throws(StoreError) { try guarded { try database.execute("COMMIT") } }

    package func rollback() {
        nextRecord = [:]
        // After a full disk SQLite may have rolled back by itself.
        guard database.isInTransaction else { return }
        try? database.execute("ROLLBACK")
    }

    /// Runs `body` in the open transaction, or in one of its own.
    func inTransaction(_ body: () throws -> Void) throws {
        if database.isInTransaction { return try body() }
        nextRecord = [:]
        try database.execute("BEGIN IMMEDIATE")
        do {
            try confirmHold()
            try body()
            try database.execute("COMMIT")
        } catch {
            rollback()
            throw error
        }
    }
}

// Room
extension SQLiteStore {
    /// Lets the file grow no further than this many pages; what needs more fails with `full`.
    package func limitPages(to pages: Int) throws(StoreError) {
        try guarded { try database.execute("PRAGMA max_page_count = \(pages)") }
    }
}

// Memos
extension SQLiteStore {
    package func memo(_ name: String) throws(StoreError) -> String? {
        try guarded {
            let statement = try database.statement("SELECT value FROM meta WHERE name = ?")
            defer { statement.reset() }
            try statement.bind(name, at: 1)
            return try statement.step() ? statement.text(0) : nil
        }
    }

    package func saveMemo(_ name: String, _ value: String) throws(StoreError) {
        try guarded {
            let statement = try database.statement("INSERT OR REPLACE INTO meta(name, value) VALUES (?, ?)")
            try inTransaction {
                try statement.bind(name, at: 1)
                try statement.bind(value, at: 2)
                try statement.run()
            }
        }
    }
}

// Errors
extension SQLiteStore {
    /// Runs `body` and turns whatever it throws into a `StoreError`.
    func guarded<Result>(_ body: () throws -> Result) throws(StoreError) -> Result {
        do {
            return try body()
        } catch let error as StoreError {
            throw error
        } catch let error as SQLiteError {
            throw Self.translate(error, path: path)
        } catch {
            throw StoreError(.failed, "\(path): \(error)")
        }
    }

    /// The same for functions that call back: the caller's own errors pass unchanged.
    func translating(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as SQLiteError {
            throw Self.translate(error, path: path)
        }
    }

    static func translate(_ error: SQLiteError, path: String) -> StoreError {
        switch error.code {
        case .busy:
            StoreError(
                .locked,
                "\(path): another process is writing to the store; try again when it is done, or, when it is stopped, wake "
                    + "it with `kill -CONT` or end it with `kill -KILL`")
        case .full:
            StoreError(.full, "\(path): the disk is full, nothing was changed; make room and run again")
        case .cannotOpen:
            StoreError(
                .cannotOpen,
                "\(path): the store cannot be opened; check the path and who may read and write it")
        case .notADatabase:
            StoreError(.notAStore, "\(path): this is not an Isthmus store; check `store` in isthmus.json5")
        case .corrupt:
            StoreError(.damaged, "\(path): the file is damaged; put back the last backup. \(error)")
        case .readOnly:
            StoreError(
                .failed,
                "\(path): the store cannot be written; check the rights of the file, of -wal and -shm beside "
                    + "it, and of the folder")
        case .inputOutput:
            StoreError(.failed, "\(path): the disk failed, nothing was changed; check the disk. \(error)")
        default:
            StoreError(.failed, "\(path): \(error)")
        }
    }
}
