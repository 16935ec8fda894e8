import HubConnect
import HubMapping
import HubModel
import HubStore

/// Saves mapped batches of one feed in the order read, and keeps the feed's account:
/// every record is new, changed, unchanged, rejected or superseded.
struct Stager {
    var outcome: RunReport.Feed
    /// Columns of the source that no mapping names.
    var unmappedColumns: [String] = []
    let feed: Feed
    let store: any Store
    /// Run that the records are staged under.
    let night: Int64
    let index: RecordIndex
    /// Where each key was first met.
    private(set) var first: FirstSeen
    /// Known records that were missing or absent, and came.
    private(set) var cameBack: (missing: [Int64], absent: [Int64]) = ([], [])
    private(set) var tally = FeedTally()
    private(set) var verdict: DeliveryVerdict?
    /// What the columns look like tonight.
    private(set) var profile: FeedProfile?
    private var watch: DeliveryWatch?
    /// Records refused before their key was known.
    private(set) var unreadable = 0
    /// Names of delivered records that were read as mended.
    private(set) var mendsUsed: [String] = []
    /// Wrapping sums of content hashes: the same whatever the order of records.
    var digest: (high: UInt64, low: UInt64) = (0, 0)

    init(feed: Feed, store: any Store, night: Int64, index: RecordIndex) {
        self.feed = feed
        self.store = store
        self.night = night
        self.index = index
        outcome = RunReport.Feed(name: feed.name)
        first = FirstSeen(capacity: index.entries.count)
    }

    /// Tells what the expectations look at and which columns there are; comes before the first batch.
    mutating func expect(_ watch: DeliveryWatch, columns: [String]) {
        self.watch = watch
        verdict = DeliveryVerdict(watch, columns: columns)
        profile = FeedProfile(columns: columns)
        unmappedColumns = columns.filter { !feed.columns.contains($0) }
    }

    /// Saves one batch.
    mutating func stage(_ mapped: MappedRecords) throws {
        let batch = mapped.batch
        outcome.read += batch.table.rowCount + batch.rejects.count
        unreadable += batch.rejects.count + mapped.keyless.count
        tally.add(mapped)
        profile?.merge(mapped.profile)
        var maker = RejectMaker(mapped, feed: feed)
        var rejects = batch.rejects.map(maker.unreadable)
        for row in mapped.keyless {
            rejects.append(maker.whole(row, .missingKey, key: "", detail: "no value in \(feed.keyInWords)"))
        }
        let repeated = superseded(in: mapped)
        let refused = refusedRecords(of: mapped, excluding: repeated, &maker, &rejects)
        let excluded = account(for: mapped, refused: refused, superseded: repeated, &maker, &rejects)
        if let watch {
            verdict?.add(repeated.isEmpty ? mapped.seenByWatch : watch.look(at: batch, excluding: repeated))
        }
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

    /// Rows of records that were said before: by a newer part of the source or, where the content is the key, by an
    /// equal record. A record that was refused before says nothing, so that an older version of it is taken.
    private func superseded(in mapped: MappedRecords) -> Set<Int32> {
        let part = mapped.batch.part.number
        var inBatch: Set<RecordHash> = []
        var rows: Set<Int32> = []
        for seen in mapped.seen {
            if let earlier = first[seen.key] {
                if feed.isKeyDerived || earlier.isTaken && !earlier.isOf(part) { rows.insert(seen.row) }
            } else if feed.isKeyDerived, !inBatch.insert(seen.key).inserted {
                rows.insert(seen.row)
            }
        }
        return rows
    }

    /// Positions in `mapped.rows` that the mapping refused as a whole, without those of superseded rows.
    private func refusedRecords(
        of mapped: MappedRecords, excluding superseded: Set<Int32>, _ maker: inout RejectMaker,
        _ rejects: inout [StagedBatch.Reject]
    ) -> Set<Int> {
        var refused: Set<Int> = []
        for reject in mapped.rejects where reject.column == nil {
            let position = Int(reject.record)
            if superseded.contains(mapped.rows[position]) { continue }
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
        for mapped: MappedRecords, refused: Set<Int>, superseded: Set<Int32>, _ maker: inout RejectMaker,
        _ rejects: inout [StagedBatch.Reject]
    ) -> Set<Int> {
        let part = mapped.batch.part.number
        var excluded = refused
        var position = 0
        for seen in mapped.seen {
            let isStaged = position < mapped.rows.count && mapped.rows[position] == seen.row
            defer { if isStaged { position += 1 } }
            if superseded.contains(seen.row) {
                outcome.superseded += 1
                if isStaged { excluded.insert(position) }
                continue
            }
            let earlier = first[seen.key]
            if let earlier, earlier.isOf(part) {
                // A refused duplicate already has its reject.
                if isStaged, !excluded.insert(position).inserted { continue }
                let place = earlier.line > 0 ? "line \(earlier.line)" : "an earlier row"
                rejects.append(
                    maker.whole(
                        seen.row, .duplicateKey, key: "", detail: "the key was already used by \(place)"))
                continue
            }
            let isRefused = isStaged && refused.contains(position)
            first[seen.key] = FirstSeen.Place(
                line: mapped.batch.positions[Int(seen.row)].line, part: part, isTaken: !isRefused)
            if earlier == nil { noteReturn(of: seen.key) }
            if isRefused { continue }
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

    private mutating func noteReturn(of key: RecordHash) {
        guard let known = index.entries[key] else { return }
        if known.isMissing {
            cameBack.missing.append(known.record)
        } else if known.absentSince > 0 {
            cameBack.absent.append(known.record)
        }
    }
}
