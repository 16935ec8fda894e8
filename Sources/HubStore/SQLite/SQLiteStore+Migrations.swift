import HubSQLite

// What brings the store of an earlier Isthmus up to date. A migration is never changed once it was shipped.
extension SQLiteStore {
    /// `migrations[n]` turns schema n + 1 into schema n + 2.
    private static let migrations = [
        """
        ALTER TABLE feed ADD COLUMN readings INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE feed ADD COLUMN checkpoint TEXT;
        ALTER TABLE record ADD COLUMN absent_since INTEGER;
        ALTER TABLE reject ADD COLUMN part TEXT NOT NULL DEFAULT '';
        ALTER TABLE reject ADD COLUMN copy_id INTEGER;
        ALTER TABLE reject ADD COLUMN origin TEXT NOT NULL DEFAULT '';
        CREATE TABLE reject_layout(layout_id INTEGER PRIMARY KEY, feed_id INTEGER NOT NULL, columns TEXT NOT NULL,
            UNIQUE (feed_id, columns));
        CREATE TABLE rejected_copy(copy_id INTEGER PRIMARY KEY, layout_id INTEGER NOT NULL, cells TEXT NOT NULL);
        CREATE TABLE mend(feed_id INTEGER NOT NULL, origin TEXT NOT NULL, layout_id INTEGER NOT NULL,
            cells TEXT NOT NULL, made_run INTEGER NOT NULL, used_run INTEGER NOT NULL,
            PRIMARY KEY (feed_id, origin)) WITHOUT ROWID;
        CREATE INDEX reject_by_place ON reject(feed_id, ordinal, line);
        CREATE TRIGGER rejected_copy_goes AFTER DELETE ON reject WHEN old.copy_id IS NOT NULL
            BEGIN DELETE FROM rejected_copy WHERE copy_id = old.copy_id; END;
        DROP VIEW quarantine;
        CREATE VIEW quarantine AS SELECT j.reject_id, f.name AS feed, j.scope, j.reason, j.record_key, j.ordinal,
            j.line, j.byte_offset, j.source_column, j.target, j.detail, j.raw, j.run_id AS run, j.part, j.copy_id, j.origin
            FROM reject j JOIN feed f ON f.feed_id = j.feed_id
            LEFT JOIN record r ON r.record_id = j.record_id WHERE r.missing_since IS NULL;
        """, StewardTables.migration, HistoryTables.migration,
    ]

    /// Brings the store from schema `version` to the present one, wholly or not at all.
    func migrate(from version: Int64) throws {
        guard version < Self.schemaVersion else { return }
        guard !isReadOnly else {
            throw StoreError(
                .failed,
                "\(path): an earlier Isthmus wrote this store; `isthmus run` brings it up to date")
        }
        try inTransaction {
            // Somebody else may have been quicker.
            let version = try database.integer("PRAGMA user_version") ?? 0
            for migration in Self.migrations.dropFirst(Int(version) - 1) { try database.execute(migration) }
            try database.execute("PRAGMA user_version = \(Self.schemaVersion)")
        }
    }
}
