import HubConnect
import HubMapping
import HubModel
import HubStore

/// Saves mapped batches of one feed in the order read, and keeps the feed's account:
/// every record is new, changed, unchanged or rejected.
struct Stager {
    private(set) var outcome: RunReport.Feed
    /// Columns of the source that no mapping names.
    var unmappedColumns: [String] = []
    private let feed: Feed
    private let store: any Store
    /// Run that the records are staged under.
    private let night: Int64
    private let index: RecordIndex
    private let acceptsShrinking: Bool
    /// Line of the first record with this key.
    private var firstLine: [RecordHash: Int] = [:]
    private var presentAgain: [Int64] = []
    private var tally = FeedTally()
    /// Records refused before their key was known.
    private var unreadable = 0
    /// Names of delivered records that were read as mended.
    private var mendsUsed: [String] = []
    /// Wrapping sums of content hashes: the same whatever the order of records.
    private var digest: (high: UInt64, low: UInt64) = (0, 0)

    init(feed: Feed, store: any Store, night: Int64, index: RecordIndex, acceptsShrinking: Bool) {
        self.feed = feed
        self.store = store
        self.night = night
        self.index = index
        self.acceptsShrinking = acceptsShrinking
        outcome = RunReport.Feed(name: feed.name)
        firstLine.reserveCapacity(index.entries.count)
    }

    /// Saves one batch.
    mutating func stage(_ mapped: MappedRecords) throws {
        let batch = mapped.batch
        outcome.read += batch.table.rowCount + batch.rejects.count
        unreadable += batch.rejects.count + mapped.keyless.count
        tally.add(mapped)
        var maker = RejectMaker(mapped, feed: feed)
        var rejects = batch.rejects.map(maker.unreadable)
        for row in mapped.keyless {
            let columns = feed.key.map { "`\($0.value)`" }.joined(separator: " or ")
            rejects.append(maker.whole(row, .missingKey, key: "", detail: "no value in \(columns)"))
        }
        let refused = refusedRecords(of: mapped, &maker, &rejects)
        let excluded = account(for: mapped, refused: refused, &maker, &rejects)
        var staged = mapped.staged
        staged.rejects = maker.values(excluding: excluded)
        if !excluded.isEmpty { staged = staged.removing(excluded) }
        staged.copies = maker.copies
        mendsUsed += mapped.origins.values
        outcome.rejectedValues += staged.rejects.count
        outcome.rejected += rejects.count
        for reject in rejects { tally.refuse(reject.reason.code) }
        staged.rejects += rejects
        outcome.mentions += staged.mentions.reduce(0) { $0 + $1.record.count }
        guard !staged.records.isEmpty || !staged.rejects.isEmpty else { return }
        let clock = ContinuousClock()
        let start = clock.now
        try store.stage(staged, feed: feed.name, run: night)
        outcome.secondsStaging += (clock.now - start).seconds
    }

    /// Marks what did not come, saves the feed's state, and returns the account.
    mutating func finish() throws -> RunReport.Feed {
        let gone = index.entries.filter { !$0.value.isMissing && firstLine[$0.key] == nil }.map(
            \.value.record)
        outcome.missing = gone.count
        try guardAgainstShrinking()
        let isHeld = try mayBeAmongTheUnreadable(gone.count)
        if isHeld {
            outcome.notes.append(
                "\(gone.count) records did not come, but \(unreadable) could not be read and may be they: all "
                    + "stay; mend the feed, or run again with --accept-shrink")
        } else {
            try store.markMissing(gone.sorted(), run: night)
            try store.saveMemo(Memo.unreadable(feed: feed.name), String(unreadable))
        }
        try store.markPresent(presentAgain.sorted())
        try store.useMends(mendsUsed, feed: feed.name, run: night)
        try store.removeMends(feed: feed.name, unusedSince: night)
        let state = try store.feedStates().first { $0.feed == feed.name }
        let left = isHeld ? 0 : gone.count
        let isChanged = outcome.new + outcome.changed + left + presentAgain.count > 0
        try store.saveFeedState(
            FeedState(
                feed: feed.name, run: night, version: isChanged ? night : state?.version ?? night,
                records: outcome.read - outcome.rejected,
                digest: String(digest.high, radix: 16) + "-" + String(digest.low, radix: 16)))
        outcome.unmappedColumns = unmappedColumns
        outcome.notes += tally.notes(outcome, feed: feed)
        return outcome
    }

    /// A truncated delivery must not empty the registry: the feed stops and last night's records stay.
    private func guardAgainstShrinking() throws {
        let known = index.entries.values.count { !$0.isMissing }
        let isTooMany = known >= 100 && outcome.missing * 5 > known
        guard !acceptsShrinking, isTooMany || (known > 0 && outcome.missing == known) else { return }
        throw ConnectorError(
            .malformed,
            outcome.rejected >= outcome.missing
                ? "\(outcome.missing) of \(known) known records are not among those that could be taken: "
                    + "\(outcome.rejected) of \(outcome.read) records read were refused (\(tally.refusals)); "
                    + "mend the feed or its mapping"
                : "\(outcome.missing) of \(known) known records did not come; if that is right, run again with "
                    + "--accept-shrink")
    }

    /// A record that cannot be read has no key, so it may be one of those that did not come. While more of them
    /// than usual cannot be read, nothing is taken for gone.
    private func mayBeAmongTheUnreadable(_ gone: Int) throws -> Bool {
        guard gone > 0, !acceptsShrinking else { return false }
        let usual = try store.memo(Memo.unreadable(feed: feed.name)).flatMap { Int($0) } ?? 0
        return unreadable > usual
    }

    /// Rows of `mapped.rows` that the mapping refused as a whole.
    private func refusedRecords(
        of mapped: MappedRecords, _ maker: inout RejectMaker, _ rejects: inout [StagedBatch.Reject]
    ) -> Set<Int> {
        var refused: Set<Int> = []
        for reject in mapped.rejects where reject.column == nil {
            let position = Int(reject.record)
            refused.insert(position)
            rejects.append(
                maker.whole(
                    mapped.rows[position], reject.reason, key: mapped.staged.records[position].key,
                    target: reject.target))
        }
        return refused
    }

    /// Counts every row with a key; returns the positions in `mapped.rows` that must not be saved.
    private mutating func account(
        for mapped: MappedRecords, refused: Set<Int>, _ maker: inout RejectMaker,
        _ rejects: inout [StagedBatch.Reject]
    ) -> Set<Int> {
        var excluded = refused
        var position = 0
        for seen in mapped.seen {
            let isStaged = position < mapped.rows.count && mapped.rows[position] == seen.row
            defer { if isStaged { position += 1 } }
            let place = mapped.batch.positions[Int(seen.row)]
            if let first = firstLine[seen.key] {
                // A refused duplicate already has its reject.
                if isStaged, !excluded.insert(position).inserted { continue }
                let earlier = first > 0 ? "line \(first)" : "an earlier row"
                rejects.append(
                    maker.whole(
                        seen.row, .duplicateKey, key: "", detail: "the key was already used by \(earlier)"))
                continue
            }
            firstLine[seen.key] = place.line
            if let known = index.entries[seen.key], known.isMissing { presentAgain.append(known.record) }
            if isStaged, refused.contains(position) { continue }
            digest.high &+= seen.content.high
            digest.low &+= seen.content.low
            if !isStaged {
                outcome.unchanged += 1
            } else if mapped.staged.records[position].record > 0 {
                outcome.changed += 1
            } else {
                outcome.new += 1
            }
        }
        return excluded
    }
}
