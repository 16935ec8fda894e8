import HubModel
import HubSQLite

// The tables every store has, and those its models and feeds ask for.
extension SQLiteStore {
    /// "ISTH": written into the file's header, so that `file` and we know our own.
    static let applicationID: Int64 = 0x4953_5448
    /// Kept in `PRAGMA user_version`. A greater number was written by a later Isthmus.
    static let schemaVersion: Int64 = 4

    func openSchema() throws {
        if try isEmptyFile() {
            if isReadOnly { throw Self.noStore(path) }
            try database.useWriteAheadLog()
            return try inTransaction {
                // Somebody else may have been quicker.
                if try isEmptyFile() { try createFixedTables() }
            }
        }
        guard try database.integer("PRAGMA application_id") == Self.applicationID else {
            throw StoreError(
                .notAStore,
                "\(path): this SQLite file belongs to another program; check `store` in isthmus.json5")
        }
        let version = try database.integer("PRAGMA user_version") ?? 0
        guard version <= Self.schemaVersion else {
            throw StoreError(
                .newerSchema,
                "\(path): a later Isthmus wrote this store (schema \(version), this one knows \(Self.schemaVersion)); update Isthmus"
            )
        }
        if !isReadOnly { try database.useWriteAheadLog() }
        try migrate(from: version)
    }

    private func isEmptyFile() throws -> Bool {
        try database.integer("PRAGMA application_id") == 0
            && database.integer("SELECT count(*) FROM sqlite_master") == 0
    }

    private func createFixedTables() throws {
        try database.execute(Self.fixedTables)
        try database.execute(StewardTables.create)
        try database.execute(HistoryTables.create)
        try database.execute("PRAGMA application_id = \(Self.applicationID)")
        try database.execute("PRAGMA user_version = \(Self.schemaVersion)")
    }

    private static let fixedTables = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE run(run_id INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, status TEXT NOT NULL,
            started_at TEXT NOT NULL, finished_at TEXT NOT NULL, report TEXT NOT NULL);
        CREATE TABLE entity_type(type_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL);
        CREATE TABLE feed(feed_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
            trust INTEGER NOT NULL, run_id INTEGER, version INTEGER, records INTEGER, digest TEXT,
            readings INTEGER NOT NULL DEFAULT 0, checkpoint TEXT);
        CREATE TABLE role(feed_id INTEGER NOT NULL, role_no INTEGER NOT NULL, name TEXT NOT NULL,
            type_id INTEGER NOT NULL, PRIMARY KEY (feed_id, role_no), UNIQUE (feed_id, name, type_id)) WITHOUT ROWID;
        CREATE TABLE relation_kind(kind_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE record(record_id INTEGER PRIMARY KEY, record_key TEXT NOT NULL,
            key_high INTEGER NOT NULL, key_low INTEGER NOT NULL,
            content_high INTEGER NOT NULL, content_low INTEGER NOT NULL,
            line INTEGER NOT NULL, byte_offset INTEGER NOT NULL, run_id INTEGER NOT NULL, missing_since INTEGER,
            absent_since INTEGER);
        CREATE INDEX record_missing ON record(missing_since) WHERE missing_since IS NOT NULL;
        CREATE TABLE relation_mention(from_mention INTEGER NOT NULL, to_mention INTEGER NOT NULL,
            kind_id INTEGER NOT NULL, qualifier TEXT NOT NULL,
            PRIMARY KEY (from_mention, to_mention, kind_id, qualifier)) WITHOUT ROWID;
        CREATE TABLE entity(entity_no INTEGER PRIMARY KEY, entity_id TEXT NOT NULL UNIQUE, type_id INTEGER NOT NULL,
            created_run INTEGER NOT NULL, retired_run INTEGER, redirect INTEGER);
        CREATE TABLE assignment(mention_id INTEGER PRIMARY KEY, entity_no INTEGER NOT NULL, home_no INTEGER);
        CREATE INDEX assignment_by_entity ON assignment(entity_no);
        CREATE TABLE touched_entity(entity_no INTEGER PRIMARY KEY);
        CREATE TABLE entity_relation(from_entity INTEGER NOT NULL, kind_id INTEGER NOT NULL,
            to_entity INTEGER NOT NULL, qualifier TEXT NOT NULL, support INTEGER NOT NULL,
            since_run INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (from_entity, kind_id, to_entity)) WITHOUT ROWID;
        CREATE INDEX entity_relation_by_end ON entity_relation(to_entity, kind_id);
        CREATE TABLE reject(reject_id INTEGER PRIMARY KEY, feed_id INTEGER NOT NULL, record_id INTEGER,
            record_key TEXT NOT NULL, scope TEXT NOT NULL, reason TEXT NOT NULL, ordinal INTEGER NOT NULL,
            line INTEGER NOT NULL, byte_offset INTEGER NOT NULL, source_column TEXT NOT NULL, target TEXT NOT NULL,
            detail TEXT NOT NULL, raw TEXT NOT NULL, run_id INTEGER NOT NULL, part TEXT NOT NULL DEFAULT '',
            copy_id INTEGER, origin TEXT NOT NULL DEFAULT '');
        CREATE TABLE reject_layout(layout_id INTEGER PRIMARY KEY, feed_id INTEGER NOT NULL, columns TEXT NOT NULL,
            UNIQUE (feed_id, columns));
        CREATE TABLE rejected_copy(copy_id INTEGER PRIMARY KEY, layout_id INTEGER NOT NULL, cells TEXT NOT NULL);
        CREATE TABLE mend(feed_id INTEGER NOT NULL, origin TEXT NOT NULL, layout_id INTEGER NOT NULL,
            cells TEXT NOT NULL, made_run INTEGER NOT NULL, used_run INTEGER NOT NULL,
            PRIMARY KEY (feed_id, origin)) WITHOUT ROWID;
        CREATE INDEX reject_by_record ON reject(feed_id, record_id);
        CREATE INDEX reject_by_place ON reject(feed_id, ordinal, line);
        CREATE TRIGGER rejected_copy_goes AFTER DELETE ON reject WHEN old.copy_id IS NOT NULL
            BEGIN DELETE FROM rejected_copy WHERE copy_id = old.copy_id; END;
        CREATE VIEW relation AS SELECT k.name AS kind, ft.name AS from_type, f.entity_id AS from_entity,
            tt.name AS to_type, t.entity_id AS to_entity, r.qualifier, r.support
            FROM entity_relation r JOIN relation_kind k ON k.kind_id = r.kind_id
            JOIN entity f ON f.entity_no = r.from_entity JOIN entity_type ft ON ft.type_id = f.type_id
            JOIN entity t ON t.entity_no = r.to_entity JOIN entity_type tt ON tt.type_id = t.type_id;
        CREATE VIEW quarantine AS SELECT j.reject_id, f.name AS feed, j.scope, j.reason, j.record_key, j.ordinal,
            j.line, j.byte_offset, j.source_column, j.target, j.detail, j.raw, j.run_id AS run, j.part, j.copy_id, j.origin
            FROM reject j JOIN feed f ON f.feed_id = j.feed_id
            LEFT JOIN record r ON r.record_id = j.record_id WHERE r.missing_since IS NULL;
        """
}

// What models and feeds ask for.
extension SQLiteStore {
    package func prepare(models: [EntityModel], feeds: [FeedShape]) throws(StoreError) {
        try guarded {
            try refuseTakenNames(models)
            if !isReadOnly {
                try inTransaction {
                    for model in models { try register(model) }
                    for feed in feeds { try register(feed, models: models) }
                }
            }
            layout = try loadLayout(models: models, feeds: feeds)
        }
    }

    /// Names of the store's own tables cannot be types, nor its columns attributes.
    private func refuseTakenNames(_ models: [EntityModel]) throws {
        var taken: Set<String> = [
            "meta", "run", "entity_type", "feed", "role", "relation_kind", "record", "relation_mention",
            "entity",
            "assignment", "touched_entity", "entity_relation", "reject", "reject_layout", "rejected_copy",
            "mend",
            "relation", "quarantine",
        ]
        taken.formUnion(StewardTables.names + HistoryTables.names)
        for model in models {
            for name in ModelTables.names(of: model) {
                guard !name.hasPrefix("sqlite_"), taken.insert(name).inserted else {
                    throw StoreError(
                        .failed,
                        "model `\(model.name)`: the store already has a table `\(name)`; give the type another name"
                    )
                }
            }
            if let attribute = model.attributes.first(where: { ModelTables.reservedColumns.contains($0.name) }
            ) {
                throw StoreError(
                    .failed,
                    "model `\(model.name)`: the store itself uses the column `\(attribute.name)`; give the attribute another name"
                )
            }
        }
    }

    private func register(_ model: EntityModel) throws {
        let statement = try database.statement(
            "INSERT INTO entity_type(name, title) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET title = excluded.title"
        )
        try statement.bind(model.name, at: 1)
        try statement.bind(model.title, at: 2)
        try statement.run()
        let tables = ModelTables(model: model, typeID: 0)
        for sql in tables.createTables() { try database.execute(sql) }
        for table in [model.table, model.table + "_mention", model.table + "_history"] {
            let known = try columns(of: table)
            for attribute in model.attributes where !known.contains(attribute.name) {
                try database.execute("ALTER TABLE \(table.quoted) ADD COLUMN \(attribute.name.quoted) TEXT")
            }
        }
        for sql in tables.createIndexes() { try database.execute(sql) }
        for view in tables.views() where try definition(of: view.name) != view.sql {
            try database.execute("DROP VIEW IF EXISTS \(view.name.quoted)")
            try database.execute(view.sql)
        }
    }

    private func columns(of table: String) throws -> Set<String> {
        let statement = try database.statement("SELECT name FROM pragma_table_info(?)")
        defer { statement.reset() }
        try statement.bind(table, at: 1)
        var names: Set<String> = []
        while try statement.step() { names.insert(statement.text(0) ?? "") }
        return names
    }

    private func definition(of view: String) throws -> String? {
        let statement = try database.statement(
            "SELECT sql FROM sqlite_master WHERE type = 'view' AND name = ?")
        defer { statement.reset() }
        try statement.bind(view, at: 1)
        return try statement.step() ? statement.text(0) : nil
    }

    private func register(_ feed: FeedShape, models: [EntityModel]) throws {
        let statement = try database.statement(
            """
            INSERT INTO feed(name, title, trust) VALUES (?, ?, ?)
            ON CONFLICT(name) DO UPDATE SET title = excluded.title, trust = excluded.trust
            """)
        try statement.bind(feed.name, at: 1)
        try statement.bind(feed.title, at: 2)
        try statement.bind(Int64(feed.trust), at: 3)
        try statement.run()
        for role in feed.roles {
            try register(role: role.name, type: models[role.type].name, feed: feed.name)
        }
        guard try database.integer("SELECT coalesce(max(role_no), 0) FROM role") ?? 0 < Numbering.roleLimit
        else {
            throw StoreError(
                .failed,
                "feed `\(feed.name)`: has had more than \(Numbering.roleLimit) roles; give the feed a new name"
            )
        }
        for relation in feed.relations {
            let kind = try database.statement("INSERT OR IGNORE INTO relation_kind(name) VALUES (?)")
            try kind.bind(relation.kind, at: 1)
            try kind.run()
        }
    }

    /// A role that changes its type gets a new number: its old mentions live in another table.
    private func register(role: String, type: String, feed: String) throws {
        let statement = try database.statement(
            """
            INSERT OR IGNORE INTO role(feed_id, role_no, name, type_id)
            SELECT f.feed_id, (SELECT count(*) FROM role WHERE feed_id = f.feed_id), ?, t.type_id
            FROM feed f, entity_type t WHERE f.name = ? AND t.name = ?
            """)
        try statement.bind(role, at: 1)
        try statement.bind(feed, at: 2)
        try statement.bind(type, at: 3)
        try statement.run()
    }
}

// What the store found.
extension SQLiteStore {
    private func loadLayout(models: [EntityModel], feeds: [FeedShape]) throws -> StoreLayout {
        var layout = StoreLayout()
        let types = try numbers("SELECT name, type_id FROM entity_type")
        for (index, model) in models.enumerated() {
            guard let type = types[model.name] else { throw unprepared("the type `\(model.name)`") }
            layout.models.append(ModelTables(model: model, typeID: type))
            layout.modelIndex[type] = index
            guard isReadOnly else { continue }
            let known = try columns(of: model.table)
            for attribute in model.attributes where !known.contains(attribute.name) {
                throw unprepared("the attribute `\(attribute.name)` of `\(model.name)`")
            }
        }
        let kinds = try numbers("SELECT name, kind_id FROM relation_kind")
        let known = try numbers("SELECT name, feed_id FROM feed")
        for feed in feeds {
            // A read-only store may not know the newest feed; it has no records either.
            guard let id = known[feed.name] else { continue }
            layout.feeds[feed.name] = try load(
                feed, id: id, models: layout.models, kinds: kinds, types: types)
        }
        return layout
    }

    private func load(
        _ feed: FeedShape, id: Int64, models: [ModelTables], kinds: [String: Int64], types: [String: Int64]
    ) throws -> FeedLayout {
        var result = FeedLayout(id: id)
        var numbers: [RoleKey: Int64] = [:]
        var typesUsed: Set<Int64> = []
        let statement = try database.statement("SELECT name, type_id, role_no FROM role WHERE feed_id = ?")
        defer { statement.reset() }
        try statement.bind(id, at: 1)
        while try statement.step() {
            numbers[RoleKey(name: statement.text(0) ?? "", type: statement.integer(1))] = statement.integer(2)
            typesUsed.insert(statement.integer(1))
        }
        result.roles = feed.roles.map { numbers[RoleKey(name: $0.name, type: models[$0.type].typeID)] ?? 0 }
        for relation in feed.relations {
            guard let kind = kinds[relation.kind] else { continue }
            result.relations.append((kind, result.roles[relation.from], result.roles[relation.to]))
        }
        result.mentionTables = types.filter { typesUsed.contains($0.value) }.keys.sorted().map { name in
            (String(name.map { $0 == "-" ? "_" : $0 }) + "_mention").quoted
        }
        return result
    }

    private struct RoleKey: Hashable {
        let name: String
        let type: Int64
    }

    func numbers(_ sql: String) throws -> [String: Int64] {
        let statement = try database.statement(sql)
        defer { statement.reset() }
        var result: [String: Int64] = [:]
        while try statement.step() { result[statement.text(0) ?? ""] = statement.integer(1) }
        return result
    }

    private func unprepared(_ what: String) -> StoreError {
        StoreError(
            .failed, "\(path): the store does not know \(what) yet; `isthmus run` brings it up to date")
    }

    func tables(_ type: Int) throws -> ModelTables {
        guard layout.models.indices.contains(type) else {
            throw StoreError(.failed, "\(path): type number \(type) was not prepared")
        }
        return layout.models[type]
    }

    /// Number of a feed that is configured, or was once.
    func feedNumber(_ name: String) throws -> Int64 {
        if let feed = layout.feeds[name] { return feed.id }
        let statement = try database.statement("SELECT feed_id FROM feed WHERE name = ?")
        defer { statement.reset() }
        try statement.bind(name, at: 1)
        guard try statement.step() else {
            throw StoreError(.failed, "\(path): feed `\(name)` was not prepared")
        }
        return statement.integer(0)
    }

    func feedLayout(_ name: String) throws -> FeedLayout {
        guard let feed = layout.feeds[name] else {
            throw StoreError(.failed, "\(path): feed `\(name)` was not prepared")
        }
        return feed
    }
}
