import Foundation
import HubSQLite

/// Copies of a store: made while a night is running, and looked at before they are trusted.
package enum StoreBackup {
    /// What a store holds, told in numbers that its copy must have too.
    package struct Contents: Codable, Sendable, Equatable {
        /// Number of the schema.
        package let schema: Int
        /// Rows by table.
        package let rows: [String: Int]
    }

    /// Copies the store at `path`, of whatever schema, as it is at one moment, into the new file `copy`. What the copy
    /// holds is counted in the copy and compared with the store; a copy that differs is an error.
    package static func make(
        of path: String, at copy: String, progress: (_ copied: Int, _ all: Int) throws -> Void = { _, _ in }
    ) throws -> Contents {
        guard FileManager.default.fileExists(atPath: path) else { throw SQLiteStore.noStore(path) }
        let contents = try translating(path) {
            let source = try open(path, isCopy: false)
            // All that follows is of this moment.
            try source.execute("BEGIN")
            let contents = try count(source, path)
            try source.copy(to: copy, progress: progress)
            return contents
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: copy)
        let copied = try verify(copy)
        guard copied == contents else {
            throw StoreError(.damaged, "\(copy): the copy does not hold what the store holds; make it again")
        }
        return contents
    }

    /// Looks a copy through from end to end and counts what it holds; nobody may be writing to it.
    package static func verify(_ copy: String) throws -> Contents {
        try translating(copy) {
            let database = try open(copy, isCopy: true)
            let check = try database.statement("PRAGMA integrity_check(1)")
            guard try check.step(), check.text(0) == "ok" else {
                throw StoreError(.damaged, "\(copy): this copy of the store is damaged; take another backup")
            }
            check.reset()
            return try count(database, copy)
        }
    }

    /// The schema this Isthmus works with.
    package static var schema: Int { Int(SQLiteStore.schemaVersion) }

    private static func open(_ path: String, isCopy: Bool) throws -> SQLiteConnection {
        var options = SQLiteConnection.Options()
        options.isReadOnly = true
        // A copy has no log beside it, and none is to be made.
        options.isImmutable = isCopy
        return try SQLiteConnection(path: path, options: options)
    }

    private static func count(_ database: SQLiteConnection, _ path: String) throws -> Contents {
        guard try database.integer("PRAGMA application_id") == SQLiteStore.applicationID else {
            throw StoreError(.notAStore, "\(path): this is not an Isthmus store")
        }
        let tables = try database.statement(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        )
        var names: [String] = []
        while try tables.step() { names.append(tables.text(0) ?? "") }
        tables.reset()
        var rows: [String: Int] = [:]
        for name in names {
            rows[name] = Int(try database.integer("SELECT count(*) FROM \(name.quoted)") ?? 0)
        }
        return Contents(schema: Int(try database.integer("PRAGMA user_version") ?? 0), rows: rows)
    }

    private static func translating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as SQLiteError {
            throw SQLiteStore.translate(error, path: path)
        }
    }
}
