import HubModel

/// Where mentions, rejects, entities and runs live. SQLite today; PostgreSQL fulfils the same protocol.
///
/// A store belongs to one task at a time. Everything between `begin` and `commit` becomes visible at once or
/// not at all; `rollback` is always allowed. Ids of feeds, roles and relation kinds are given by the store and
/// never change. Model indices are those of the last `prepare`, which must come first.
///
/// Mentions of records marked missing stay in the store but take part in nothing: neither `mentions(type:)`, nor
/// relations, counts and traces show them until their record is present again.
package protocol Store: StewardStore, HistoryStore {
    /// Creates or migrates tables so that every model has its thematic tables and every feed its number.
    /// A read-only store is only looked at; it fails when it lacks a table or a column.
    func prepare(models: [EntityModel], feeds: [FeedShape]) throws(StoreError)

    /// Of a read-only store: all that is read until `commit` is of one instant.
    func begin() throws(StoreError)
    func commit() throws(StoreError)
    func rollback()

    /// A small text kept under a name (fingerprints, checkpoints); `nil` when there is none.
    func memo(_ name: String) throws(StoreError) -> String?
    func saveMemo(_ name: String, _ value: String) throws(StoreError)

    /// Fails with `fenced` when another process took over the run lock that this store is written under; nothing happens
    /// to a store without a lock. Transactions that write ask by themselves.
    func confirmHold() throws(StoreError)
    /// Runs `body` while nobody can take the run lock over; fails with `fenced`, before it, when somebody has. For what
    /// is changed outside of the store, where no transaction asks.
    func whileHeld(_ body: () throws -> Void) throws

    // Runs
    /// Begins a run. Only the holder of the run lock may call this: a run that still says `running` was cut off,
    /// and is closed as `interrupted`.
    func openRun(job: String, startedAt: String) throws(StoreError) -> Int64
    func closeRun(_ run: Int64, status: String, finishedAt: String, report: String) throws(StoreError)
    /// Newest first.
    func runs(limit: Int) throws(StoreError) -> [RunRow]
    func run(_ id: Int64) throws(StoreError) -> RunRow?
    /// How many runs that started before `date` still have a report; empties these unless `isDryRun`. Rows stay, since
    /// records name their night by them; so do the reports of the newest `kept` runs.
    func expireReports(before date: String, keeping kept: Int, isDryRun: Bool) throws(StoreError) -> Int
    /// What must agree in the store, and whether it does. Reads all of it.
    func audit() throws(StoreError) -> [Finding]

    // Intake
    /// Keys and content hashes of all records of a feed, also of one that is no longer configured: the diff is
    /// made against this, in memory.
    func recordIndex(feed: String) throws(StoreError) -> RecordIndex
    /// Forgets the rejects of whole records of earlier readings of this feed; tonight's reading brings them anew.
    func clearRecordRejects(feed: String) throws(StoreError)
    /// The number of the newest reject, 0 when there is none.
    func newestReject() throws(StoreError) -> Int64
    /// Rejects of whole records up to `reject`, with the keys of those that had one.
    func rejectedKeys(feed: String, upTo reject: Int64) throws(StoreError) -> [(reject: Int64, key: String)]
    /// Forgets rejects of whole records up to `reject` that were made once more since.
    func forgetRepeatedRejects(feed: String, upTo reject: Int64) throws(StoreError)
    /// Saves new and changed records with their mentions, relations and value rejects, and rejects of whole records.
    /// What an earlier version of a changed record said is replaced.
    func stage(_ batch: StagedBatch, feed: String, run: Int64) throws(StoreError)
    /// Marks records as missing since `run`, or as present again; touches their entities.
    func markMissing(_ records: [Int64], run: Int64) throws(StoreError)
    func markPresent(_ records: [Int64]) throws(StoreError)
    /// Notes the reading that first did not bring these records, 0 when they came again. They take part as before.
    func markAbsent(_ records: [Int64], since reading: Int) throws(StoreError)
    /// Forgets records with all they said, their assignments, rejects and copies; touches their entities. Their ids are
    /// never given again.
    func delete(records: [Int64], feed: String) throws(StoreError)
    /// Also of a feed that is no longer configured.
    func feedProgress(_ feed: String) throws(StoreError) -> FeedProgress
    func saveFeedProgress(_ progress: FeedProgress, feed: String) throws(StoreError)
    func saveFeedState(_ state: FeedState) throws(StoreError)
    func feedStates() throws(StoreError) -> [FeedState]

    // Resolution
    /// All mentions of a type, ordered by mention id.
    func mentions(type: Int) throws(StoreError) -> StoredMentions
    /// All relation mentions, ordered by `from`, then `to`.
    func relationMentions() throws(StoreError) -> [StoredRelation]
    /// Entities that a changed, vanished, missing or returned mention belongs to, since the last `clearTouched`;
    /// ascending, redirects followed. What must be resolved anew: these, and mentions without an entity.
    func touchedEntities(type: Int) throws(StoreError) -> [Int64]
    func clearTouched() throws(StoreError)
    /// Every entity of a type that was ever made, ordered by number.
    func entities(type: Int) throws(StoreError) -> [StoredEntity]
    /// The highest entity number of any type ever given, 0 when none.
    func lastEntityNumber() throws(StoreError) -> Int64
    /// Adds entities, retires those that were merged away (`redirect` > 0) or emptied (`redirect` = 0), and drops
    /// the golden rows of the retired. A number that exists already is revived under its old id.
    func saveEntities(_ new: [NewEntity], retired: [RetiredEntity], type: Int, run: Int64) throws(StoreError)
    func saveAssignments(_ assignments: [Assignment]) throws(StoreError)
    /// Replaces the golden rows of these entities where anything differs; what they were is kept as history.
    func saveGolden(_ rows: GoldenRows, type: Int, run: Int64) throws(StoreError)
    /// Brings `relation` to what the relation mentions and the assignments say; what changes is kept as history of the
    /// last run that was opened.
    func rebuildRelations() throws(StoreError)

    // Reading
    /// Opens another store, for a thread of its own, that reads what this one reads; `nil` when another connection would see
    /// something else.
    var readerMaker: (@Sendable () throws -> any Store)? { get }
    func count(type: Int) throws(StoreError) -> (mentions: Int, entities: Int)
    /// Golden rows in the order of entity ids, in batches; columns as asked for. Values of several related
    /// entities are a sorted set joined with `;`.
    func readDataset(_ dataset: DatasetDeclaration, deliver: (CellTable) throws -> Void) throws
    /// Entities whose golden values have all these normal forms (`multiple`: among their values), by entity id.
    func find(type: Int, where conditions: [(attribute: Int, value: String)], limit: Int) throws(StoreError)
        -> [FoundEntity]
    /// The entity with this id, following redirects; `nil` when unknown or ended.
    func entity(id: String) throws(StoreError) -> FoundEntity?
    /// Every mention of an entity with its origin, ordered by feed, key, role.
    func mentions(of entity: FoundEntity) throws(StoreError) -> [TracedMention]
    func relations(of entity: FoundEntity) throws(StoreError) -> [FoundRelation]
    /// The whole assignment: feed, record key, role, entity type, entity id; ordered by feed, key, role.
    func assignments(type: Int?, deliver: (AssignmentRow) throws -> Void) throws

    // Quarantine
    /// Where a record stood when it was last staged; -1 stands for no place in bytes.
    func place(ofRecord record: Int64) throws(StoreError) -> (line: Int, byteOffset: Int)
    /// By feed, scope, column and reason.
    func rejectCounts(_ filter: RejectFilter) throws(StoreError) -> [RejectCount]
    /// By name of the feed, then in source order.
    func rejects(_ filter: RejectFilter, limit: Int) throws(StoreError) -> [RejectRow]
    func reject(_ id: Int64) throws(StoreError) -> RejectRow?
    func copy(_ id: Int64) throws(StoreError) -> RecordCopy?
    /// The columns that copies of a feed have, each list of them once.
    func copiedColumns(feed: String) throws(StoreError) -> [[String]]
    /// Every record of a feed that left rejects, in source order, with all of them.
    func refusedRecords(feed: String, deliver: (RefusedRecord) throws -> Void) throws
    /// Takes rejects out of quarantine, with the copies of their records; all rejects of a record go together.
    func removeRejects(_ ids: [Int64]) throws(StoreError)
    /// How many rejects found before `date` still have values; blanks these unless `isDryRun`. Reason and place stay.
    func expireRejects(before date: String, isDryRun: Bool) throws(StoreError) -> Int
    /// The first run that started at `date` or later; `nil` when there is none. Dates compare as text.
    func firstRun(since date: String) throws(StoreError) -> Int64?
    /// What is to be read in the place of records of a feed.
    func mends(feed: String) throws(StoreError) -> [Mend]
    func saveMends(_ mends: [Mend], feed: String, run: Int64) throws(StoreError)
    /// Remembers that `run` met the records with these origins.
    func useMends(_ origins: [String], feed: String, run: Int64) throws(StoreError)
    func removeMends(_ origins: [String], feed: String) throws(StoreError)
    /// Forgets the mends of a feed that no run since `run` had a use for.
    func removeMends(feed: String, unusedSince run: Int64) throws(StoreError)
}

extension Store {
    package func rejectCounts() throws(StoreError) -> [RejectCount] { try rejectCounts(RejectFilter()) }

    package func rejects(feed: String?, reason: String?, limit: Int) throws(StoreError) -> [RejectRow] {
        try rejects(RejectFilter(feed: feed, reason: reason), limit: limit)
    }
}
