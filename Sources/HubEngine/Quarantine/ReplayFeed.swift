import HubConnect
import HubMapping
import HubModel
import HubStore

/// Takes records of one feed out of quarantine and through the door again: mapped by the mapping as it stands, and
/// staged as an addition to the feed. What does not pass stays where it is.
struct ReplayFeed {
    /// A record in quarantine, as it is to be read now.
    private struct Candidate {
        let refused: RefusedRecord
        let origin: String
        let copy: RecordCopy
        /// Line of the mended file, when it says something else than what is known.
        let mendedAt: Int?

        /// Whether the record of this key is the one that was refused.
        func owns(_ key: String) -> Bool {
            refused.rejects.contains { $0.recordKey == key && $0.reason != RejectReason.duplicateKey.code }
        }
    }

    /// What is done to the store once all is mapped: reading and writing of rejects must not meet.
    private struct Change {
        var batch = StagedBatch()
        var removed: [Int64] = []
        var mends: [Mend] = []
        /// Records that are now known under another key.
        var left: [Int64] = []
    }

    private let feed: Feed
    private let store: any Store
    /// Run that records are staged under.
    private let night: Int64
    private let index: RecordIndex
    private let mapper: BatchMapper
    private var rows: MendedRows?
    private var outcome: Replay.Outcome
    private var keys: Set<RecordHash> = []
    private var changes: [Change] = []
    private var state: FeedStateChange

    init(feed: Feed, models: [EntityModel], store: any Store, night: Int64, mended: MendedFile?) throws {
        self.feed = feed
        self.store = store
        self.night = night
        index = try store.recordIndex(feed: feed.name)
        mapper = try BatchMapper(
            feed: feed, models: models, columns: feed.columns, index: index, isFull: true)
        rows = mended.map { [mapper] in MendedRows($0, feed: feed, mapper: mapper) }
        outcome = Replay.Outcome(feed: feed.name)
        state = FeedStateChange(index: index)
    }

    /// Replays all that was refused for `reason`, or what the mended file mends. In the caller's transaction.
    mutating func replay(reason: String?) throws -> Replay.Outcome {
        var pending: [Candidate] = []
        try store.refusedRecords(feed: feed.name) { refused in
            guard reason == nil || refused.rejects.contains(where: { $0.reason == reason }),
                let candidate = candidate(refused)
            else { return }
            pending.append(candidate)
            guard pending.count == 4096 else { return }
            try take(pending)
            pending = []
        }
        try take(pending)
        if let rows {
            outcome.unmatched = rows.unmatched
            outcome.conflicting = rows.conflicting
            outcome.unreadable = rows.file.unreadable.map { .init(line: $0.line, reasons: [$0.reason]) }
        }
        try save()
        return outcome
    }

    private mutating func candidate(_ refused: RefusedRecord) -> Candidate? {
        // An Isthmus that did not name records may have refused it.
        let isNamed = !refused.origin.isEmpty || refused.raw.isEmpty
        let origin = isNamed ? refused.origin : RecordOrigin.of(raw: refused.raw)
        guard rows != nil else {
            if refused.copy == nil { outcome.withoutCells += 1 }
            return refused.copy.map { Candidate(refused: refused, origin: origin, copy: $0, mendedAt: nil) }
        }
        guard !origin.isEmpty, let row = rows?.row(mending: origin, key: refused.rejects[0].recordKey),
            let file = rows?.file
        else { return nil }
        if let copy = refused.copy {
            let mended = file.overlay(row, on: copy)
            return Candidate(
                refused: refused, origin: origin, copy: mended,
                mendedAt: mended == copy ? nil : file.lines[row])
        }
        guard !refused.raw.isEmpty else {
            outcome.withoutCells += 1
            return nil
        }
        let blank = RecordCopy(columns: feed.columns, cells: feed.columns.map { _ in nil })
        return Candidate(
            refused: refused, origin: origin, copy: file.overlay(row, on: blank), mendedAt: file.lines[row])
    }
}

// MARK: - Mapping

extension ReplayFeed {
    private mutating func take(_ candidates: [Candidate]) throws {
        guard !candidates.isEmpty else { return }
        try Task.checkCancellation()
        outcome.replayed += candidates.count
        var mapped = mapper.map(batch(of: candidates))
        for (row, candidate) in candidates.enumerated() { mapped.origins[Int32(row)] = candidate.origin }
        let refusals = refusals(of: candidates, mapped)
        var change = Change()
        var maker = RejectMaker(mapped, feed: feed)
        var excluded: Set<Int> = []
        var whole: [StagedBatch.Reject] = []
        let positions = Dictionary(uniqueKeysWithValues: mapped.rows.enumerated().map { ($1, $0) })
        let values = Dictionary(grouping: mapped.rejects) { mapped.rows[Int($0.record)] }
        for (row, candidate) in candidates.enumerated().map({ (Int32($0), $1) }) {
            let position = positions[row]
            let record = position.map { mapped.staged.records[$0] }
            if let refusal = refusals[row] {
                if let position { excluded.insert(position) }
                outcome.refused += 1
                if let line = candidate.mendedAt {
                    outcome.stillWrong.append(.init(line: line, reasons: [refusal.reason.code]))
                } else if candidate.refused.isWhole,
                    !candidate.refused.rejects.contains(where: { $0.reason == refusal.reason.code })
                {
                    change.removed += candidate.refused.rejects.map(\.id)
                    whole.append(
                        maker.whole(row, refusal.reason, key: record?.key ?? "", target: refusal.target))
                }
                continue
            }
            guard let position, let record else { continue }
            let left = values[row] ?? []
            if candidate.mendedAt == nil, !candidate.refused.isWhole, isSame(left, candidate.refused.rejects)
            {
                outcome.unchanged += 1
                excluded.insert(position)
                continue
            }
            accept(candidate, as: record, left, &change)
        }
        change.batch = mapped.staged
        change.batch.rejects = maker.values(excluding: excluded)
        outcome.rejectedValues += change.batch.rejects.count
        if !excluded.isEmpty { change.batch = change.batch.removing(excluded) }
        change.batch.rejects += whole
        change.batch.copies = maker.copies
        changes.append(change)
    }

    private func batch(of candidates: [Candidate]) -> RecordBatch {
        var batch = RecordBatch(columns: feed.columns)
        for candidate in candidates {
            let place = candidate.refused.rejects[0]
            batch.positions.append(
                RecordPosition(ordinal: place.ordinal, line: place.line, byteOffset: place.byteOffset))
            batch.table.append(candidate.copy, columns: feed.columns)
        }
        return batch
    }

    /// Rows that are refused as a whole: by the mapping, or because another record has their key.
    private mutating func refusals(
        of candidates: [Candidate], _ mapped: MappedRecords
    ) -> [Int32: (reason: RejectReason, target: String)] {
        var refusals: [Int32: (reason: RejectReason, target: String)] = [:]
        for row in mapped.keyless { refusals[row] = (.missingKey, "") }
        for reject in mapped.rejects where reject.column == nil {
            refusals[mapped.rows[Int(reject.record)]] = (reject.reason, reject.target)
        }
        for (position, row) in mapped.rows.enumerated() where refusals[row] == nil {
            let record = mapped.staged.records[position]
            let candidate = candidates[Int(row)]
            let isKnown = index.entries[record.keyHash].map { !$0.isMissing } ?? false
            if isKnown && !candidate.owns(record.key) || isTheRecordTaken(candidate)
                || !keys.insert(record.keyHash).inserted
            {
                refusals[row] = (.duplicateKey, "")
            }
        }
        return refusals
    }

    /// Whether a duplicate says just what the record says that was taken: mending the one would mend the other.
    private func isTheRecordTaken(_ candidate: Candidate) -> Bool {
        guard candidate.refused.rejects.contains(where: { $0.reason == RejectReason.duplicateKey.code }),
            let copy = candidate.refused.copy, let identity = mapper.identity(of: copy, columns: feed.columns)
        else { return false }
        return index.entries[identity.keyHash]?.content == identity.content
    }

    private func isSame(_ values: [MappingReject], _ rejects: [RejectRow]) -> Bool {
        let now = values.map { [$0.reason.code, $0.column ?? "", $0.target] }
        return Set(now) == Set(rejects.map { [$0.reason, $0.column, $0.target] })
    }

    private mutating func accept(
        _ candidate: Candidate, as record: StagedBatch.Record, _ values: [MappingReject],
        _ change: inout Change
    ) {
        outcome.taken += 1
        change.removed += candidate.refused.rejects.map(\.id)
        if let line = candidate.mendedAt {
            change.mends.append(Mend(origin: candidate.origin, copy: candidate.copy))
            if !values.isEmpty {
                outcome.stillWrong.append(.init(line: line, reasons: values.map(\.reason.code)))
            }
        }
        state.take(record)
        if let before = candidate.refused.rejects[0].record, before != record.record {
            change.left.append(before)
            state.leave(before)
        }
    }
}

// MARK: - Saving

extension ReplayFeed {
    private func save() throws {
        guard changes.contains(where: { !$0.batch.records.isEmpty || !$0.removed.isEmpty }) else { return }
        for change in changes {
            try store.removeRejects(change.removed)
            try store.stage(change.batch, feed: feed.name, run: night)
            try store.saveMends(change.mends, feed: feed.name, run: night)
            try store.markMissing(change.left.sorted(), run: night)
        }
        try LastReading.forget(feed.name, in: store)
        if let known = try store.feedStates().first(where: { $0.feed == feed.name }) {
            try store.saveFeedState(state.applied(to: known, night: night))
        }
    }
}

/// What taking records beside a reading does to the state of their feed.
struct FeedStateChange {
    private let index: RecordIndex
    private var records = 0
    private var digest: (high: UInt64, low: UInt64) = (0, 0)

    init(index: RecordIndex) { self.index = index }

    mutating func take(_ record: StagedBatch.Record) {
        if let known = index.entries[record.keyHash], !known.isMissing { add(known.content, -1) }
        add(record.content, 1)
    }

    mutating func leave(_ record: Int64) {
        guard let known = index.entries.values.first(where: { $0.record == record }), !known.isMissing else {
            return
        }
        add(known.content, -1)
    }

    private mutating func add(_ content: RecordHash, _ sign: Int) {
        records += sign
        digest.high = sign > 0 ? digest.high &+ content.high : digest.high &- content.high
        digest.low = sign > 0 ? digest.low &+ content.low : digest.low &- content.low
    }

    func applied(to state: FeedState, night: Int64) -> FeedState {
        let halves = state.digest.split(separator: "-").compactMap { UInt64($0, radix: 16) }
        let (high, low) = halves.count == 2 ? (halves[0], halves[1]) : (0, 0)
        return FeedState(
            feed: state.feed, run: state.run, version: night, records: state.records + records,
            digest: String(high &+ digest.high, radix: 16) + "-" + String(low &+ digest.low, radix: 16))
    }
}
