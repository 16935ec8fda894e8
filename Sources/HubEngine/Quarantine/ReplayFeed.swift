import HubConnect
import HubMapping
import HubModel
import HubStore

/// Takes records of one feed out of quarantine and through the door again: mapped by the mapping as it stands, and
/// staged as an addition to the feed. What does not pass stays where it is.
struct ReplayFeed {
    /// A record as it is to be read now.
    private struct Candidate {
        let origin: String
        let copy: RecordCopy
        /// Line of the mended file, when it says something else than what is known.
        var mendedAt: Int?
        let place: RecordPosition
        let part: String
        /// What it left in quarantine; nothing when it was mended before.
        var rejects: [RejectRow] = []
        /// The key under which it is known; empty when it has none, or shares it with another record.
        let key: String
        /// Its id in the store when it is there.
        let record: Int64?
        /// Whether it may be a duplicate that says the same as the record that was taken.
        var delivered: RecordCopy?

        var isWhole: Bool { rejects.contains { $0.scope == "record" } }
    }

    /// What is done to the store once all is mapped: reading and writing of rejects must not meet.
    private struct Change {
        var batch = StagedBatch()
        var removed: [Int64] = []
        var mends: [Mend] = []
        var mendsTakenBack: [String] = []
        /// Records that are now known under another key.
        var left: [Int64] = []

        var isAny: Bool { !batch.records.isEmpty || !removed.isEmpty || !mendsTakenBack.isEmpty }
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
        if rows != nil { pending += try mendedAgain() }
        try take(pending)
        if let rows {
            outcome.unmatched = rows.unmatched
            outcome.conflicting = rows.conflicting
            outcome.unreadable = rows.file.unreadable.map { .init(line: $0.line, reasons: [$0.reason]) }
        }
        try save()
        return outcome
    }

    /// A record in quarantine, `nil` when there is nothing to map.
    private mutating func candidate(_ refused: RefusedRecord) -> Candidate? {
        let first = refused.rejects[0]
        let isDuplicate = first.reason == RejectReason.duplicateKey.code
        // An Isthmus that did not name records may have refused it.
        let isNamed = !refused.origin.isEmpty || refused.raw.isEmpty
        func candidate(_ copy: RecordCopy, mendedAt line: Int? = nil) -> Candidate {
            Candidate(
                origin: isNamed ? refused.origin : RecordOrigin.of(raw: refused.raw), copy: copy,
                mendedAt: line,
                place: RecordPosition(ordinal: first.ordinal, line: first.line, byteOffset: first.byteOffset),
                part: first.part, rejects: refused.rejects, key: isDuplicate ? "" : first.recordKey,
                record: first.record, delivered: isDuplicate ? refused.copy : nil)
        }
        let known =
            refused.copy
            ?? (refused.raw.isEmpty || rows == nil
                ? nil : RecordCopy(columns: feed.columns, cells: feed.columns.map { _ in nil }))
        guard let known else {
            outcome.withoutCells += 1
            return nil
        }
        guard rows != nil else { return candidate(known) }
        let origin = candidate(known).origin
        guard !origin.isEmpty, let row = rows?.row(mending: origin, key: first.recordKey),
            let file = rows?.file
        else { return nil }
        let mended = file.overlay(row, on: known)
        return candidate(mended, mendedAt: mended == refused.copy ? nil : file.lines[row])
    }

    /// Records that were mended before and are mended anew. What comes back as it was delivered takes the mend back: the
    /// next reading brings the record as the department delivers it.
    private mutating func mendedAgain() throws -> [Candidate] {
        var candidates: [Candidate] = []
        var change = Change()
        for mend in try store.mends(feed: feed.name) {
            guard let row = rows?.unusedRow(mending: mend.origin), let file = rows?.file else { continue }
            let copy = file.overlay(row, on: mend.copy)
            guard copy != mend.copy, let known = mapper.identity(of: mend.copy, columns: feed.columns),
                let entry = index.entries[known.keyHash]
            else {
                outcome.replayed += 1
                outcome.unchanged += 1
                continue
            }
            if RecordOrigin.of(copy).text == mend.origin {
                outcome.takenBack += 1
                change.mendsTakenBack.append(mend.origin)
                continue
            }
            let place = try store.place(ofRecord: entry.record)
            candidates.append(
                Candidate(
                    origin: mend.origin, copy: copy, mendedAt: file.lines[row],
                    place: RecordPosition(ordinal: 0, line: place.line, byteOffset: place.byteOffset),
                    part: "",
                    key: known.key, record: entry.record))
        }
        changes.append(change)
        return candidates
    }
}

// MARK: - Mapping

extension ReplayFeed {
    private mutating func take(_ candidates: [Candidate]) throws {
        guard !candidates.isEmpty else { return }
        try Task.checkCancellation()
        outcome.replayed += candidates.count
        var mapped = mapper.map(batch(of: candidates))
        for (row, candidate) in candidates.enumerated() {
            mapped.origins[Int32(row)] = candidate.origin
            mapped.parts[Int32(row)] = candidate.part
        }
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
                } else if candidate.isWhole,
                    !candidate.rejects.contains(where: { $0.reason == refusal.reason.code })
                {
                    change.removed += candidate.rejects.map(\.id)
                    whole.append(
                        maker.whole(row, refusal.reason, key: record?.key ?? "", target: refusal.target))
                }
                continue
            }
            guard let position, let record else { continue }
            let left = values[row] ?? []
            if candidate.mendedAt == nil, !candidate.isWhole, isSame(left, candidate.rejects) {
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
            batch.positions.append(candidate.place)
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
            if isKnown && candidate.key != record.key || saysWhatWasTaken(candidate)
                || !keys.insert(record.keyHash).inserted
            {
                refusals[row] = (.duplicateKey, "")
            }
        }
        return refusals
    }

    /// Whether a duplicate says just what the record says that was taken: mending the one would mend the other.
    private func saysWhatWasTaken(_ candidate: Candidate) -> Bool {
        guard let copy = candidate.delivered, let identity = mapper.identity(of: copy, columns: feed.columns)
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
        change.removed += candidate.rejects.map(\.id)
        if let line = candidate.mendedAt {
            change.mends.append(Mend(origin: candidate.origin, copy: candidate.copy))
            if !values.isEmpty {
                outcome.stillWrong.append(.init(line: line, reasons: values.map(\.reason.code)))
            }
        }
        state.take(record)
        if let before = candidate.record, before != record.record {
            change.left.append(before)
            state.leave(before)
        }
    }
}

// MARK: - Saving

extension ReplayFeed {
    private func save() throws {
        guard changes.contains(where: \.isAny) else { return }
        for change in changes {
            try store.removeRejects(change.removed)
            try store.stage(change.batch, feed: feed.name, run: night)
            try store.saveMends(change.mends, feed: feed.name, run: night)
            try store.removeMends(change.mendsTakenBack, feed: feed.name)
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
