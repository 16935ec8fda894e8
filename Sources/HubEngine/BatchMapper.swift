import HubConnect
import HubMapping
import HubModel
import HubStore

/// Diffs and maps batches of one feed. Immutable, so that several cores use it at once.
struct BatchMapper: Sendable {
    private let mapper: Mapper
    private let index: RecordIndex
    private let isFull: Bool
    private let mends: Mends?
    /// What the expectations of the feed look at.
    let watch: DeliveryWatch

    /// Throws `Diagnostics` when the mapping names columns the feed does not have.
    init(
        feed: Feed, models: [EntityModel], columns: [String], index: RecordIndex, isFull: Bool,
        mends: [Mend] = [], today: Int = 0
    ) throws {
        mapper = try Mapper(feed: feed, models: models, columns: columns, expressions: SQLExpressions())
        self.index = index
        self.isFull = isFull
        self.mends = mends.isEmpty ? nil : Mends(mends, columns: columns)
        watch = DeliveryWatch(feed.rules.expectations, columns: columns, today: today)
    }

    /// Key and hashes of a single record; `nil` without a key.
    func identity(of copy: RecordCopy, columns: [String]) -> (
        key: String, keyHash: RecordHash, content: RecordHash
    )? {
        var table = CellTable(width: columns.count)
        table.append(copy, columns: columns)
        var key: [UInt8] = []
        return mapper.keyAndHash(of: table, row: 0, key: &key).map {
            (String(decoding: key, as: UTF8.self), $0.keyHash, $0.content)
        }
    }

    /// Keys and hashes of all rows; mentions of those whose content the store does not have; and what the first
    /// `profiled` rows look like as delivered.
    func map(_ delivered: RecordBatch, profiled: Int = 0) -> MappedRecords {
        let mended = mends?.applied(to: delivered) ?? Mended(batch: delivered)
        let batch = mended.batch
        var mapped = MappedRecords(batch: batch)
        mapped.origins = mended.origins
        mapped.seenByWatch = watch.look(at: batch)
        if profiled > 0 { mapped.profile.add(delivered.table, limit: profiled) }
        var rows: [Int32] = []
        var key: [UInt8] = []
        for row in 0..<batch.table.rowCount {
            key.removeAll(keepingCapacity: true)
            guard let (keyHash, content) = mapper.keyAndHash(of: batch.table, row: row, key: &key) else {
                mapped.keyless.append(Int32(row))
                continue
            }
            let known = index.entries[keyHash]
            mapped.seen.append(.init(row: Int32(row), key: keyHash, content: content))
            if let known, known.content == content, !isFull { continue }
            rows.append(Int32(row))
            mapped.staged.records.append(
                StagedBatch.Record(
                    record: known?.record ?? 0, key: String(decoding: key, as: UTF8.self), keyHash: keyHash,
                    content: content, line: batch.positions[row].line,
                    byteOffset: batch.positions[row].byteOffset))
        }
        mapped.rows = rows
        guard !rows.isEmpty else { return mapped }
        let result = mapper.map(batch.table, rows: rows)
        mapped.staged.mentions = result.mentions
        mapped.staged.relations = result.relations
        mapped.rejects = result.rejects
        return mapped
    }
}

/// A batch after diff and mapping, before anything was saved.
struct MappedRecords: Sendable {
    struct Seen: Sendable {
        let row: Int32
        let key: RecordHash
        let content: RecordHash
    }

    let batch: RecordBatch
    /// For each column, whether any row has it.
    let isPresent: [Bool]
    /// Every row that has a key, in order.
    var seen: [Seen] = []
    /// Rows without a key.
    var keyless: [Int32] = []
    /// Rows that are new or changed; `staged.records` runs parallel.
    var rows: [Int32] = []
    var staged = StagedBatch()
    /// `record` indexes `rows`.
    var rejects: [MappingReject] = []
    /// Of rows that were mended, the name of what was delivered.
    var origins: [Int32: String] = [:]
    /// Of rows that are not of the part the batch is of, the name of theirs.
    var parts: [Int32: String] = [:]
    /// What the expectations looked at, in all rows.
    var seenByWatch = DeliveryWatch.Seen()
    /// What the columns look like, in the rows that were asked for.
    var profile: FeedProfile

    init(batch: RecordBatch) {
        self.batch = batch
        profile = FeedProfile(columns: batch.columns)
        isPresent = batch.columns.indices.map { column in
            (0..<batch.table.rowCount).contains { !batch.table.cell($0, column).isMissing }
        }
    }
}
