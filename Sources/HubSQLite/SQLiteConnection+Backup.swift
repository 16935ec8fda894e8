internal import CSQLite

// Copying a database while others write to it (<https://www.sqlite.org/backup.html>).
extension SQLiteConnection {
    /// Copies the whole database into a new file. Inside a read transaction of a write-ahead log the copy is of the
    /// moment that transaction began, whoever writes meanwhile, and nobody waits for it.
    ///
    /// - Parameters:
    ///   - path: a file that is not there yet.
    ///   - pagesAStep: after so many pages `progress` is called.
    ///   - progress: pages copied and pages in all; what it throws ends the copying.
    /// - Throws: `SQLiteError`, and what `progress` throws.
    package func copy(
        to path: String, pagesAStep: Int = 8192, progress: (_ copied: Int, _ all: Int) throws -> Void
    ) throws {
        let target = try SQLiteConnection(path: path)
        guard let backup = unsafe sqlite3_backup_init(target.handle, "main", handle, "main") else {
            let code = unsafe sqlite3_errcode(target.handle)
            throw target.error(code, in: "backup")
        }
        var result = SQLITE_OK
        do {
            while result == SQLITE_OK {
                result = unsafe sqlite3_backup_step(backup, Int32(clamping: pagesAStep))
                let all = unsafe Int(sqlite3_backup_pagecount(backup))
                let left = unsafe Int(sqlite3_backup_remaining(backup))
                try progress(all - left, all)
            }
        } catch {
            _ = unsafe sqlite3_backup_finish(backup)
            throw error
        }
        let finished = unsafe sqlite3_backup_finish(backup)
        guard result == SQLITE_DONE, finished == SQLITE_OK else {
            throw target.error(result == SQLITE_DONE ? finished : result, in: "backup")
        }
    }
}
