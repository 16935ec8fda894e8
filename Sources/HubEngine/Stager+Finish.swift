import HubConnect
import HubMapping
import HubModel
import HubStore

/// What a delivery is judged by at its end, besides its records.
struct DeliveryJudgement {
    /// What the connector says of its reading.
    let reading: Reading
    /// When the source was last written to, in seconds since 1970.
    let lastChange: Int?
    let freshness: Freshness
    /// What the columns looked like at the last good reading.
    let earlier: FeedProfile?
    /// What the next reading may go on from, as it is kept.
    let checkpoint: String?
    let acceptsShrinking: Bool
    /// What is not as expected is told, and taken all the same.
    let acceptsEverything: Bool
    /// The newest reject from before this reading.
    let newestReject: Int64
}

/// The delivery is not what was expected: last night's records stand.
struct FeedHeld: Error {
    let outcome: RunReport.Feed
}

extension Stager {
    /// Judges the delivery, marks what did not come, saves the feed's state, and returns the account. Throws `FeedHeld`
    /// when the delivery is not what was expected.
    mutating func finish(_ judgement: DeliveryJudgement) throws -> RunReport.Feed {
        let state = try store.feedStates().first { $0.feed == feed.name }
        var progress = try store.feedProgress(feed.name)
        let provesAbsence = judgement.reading.isComplete && feed.rules.change != .append
        // A night that was cut off after this feed and is carried on is the same reading.
        let reading = max(1, progress.readings + (state?.run == night ? 0 : 1))
        var absences = Absences(index, rule: feed.rules.missing, reading: reading) {
            !provesAbsence || first.contains($0)
        }
        outcome.unmappedColumns = unmappedColumns
        outcome.remarks = judgement.reading.remarks
        outcome.latestDay = verdict?.seen.latest
        outcome.missing = absences.new.count
        if let profile, let earlier = judgement.earlier { outcome.drift = profile.drift(since: earlier) }
        outcome.tellsDrift = feed.rules.onDrift != .ignore
        try judge(judgement, known: index.entries.values.count { !$0.isMissing && $0.absentSince == 0 })

        try store.useMends(mendsUsed, feed: feed.name, run: night)
        let accepts = judgement.acceptsShrinking || judgement.acceptsEverything
        if try !accepts && mayBeAmongTheUnreadable(absences.new.count) {
            outcome.notes.append(
                "\(absences.new.count) records did not come, but \(unreadable) could not be read and may be they: "
                    + "all stay; mend the feed, or run again with --accept")
            absences = Absences()
        } else if provesAbsence {
            absences.report(to: &outcome)
            try absences.apply(to: store, feed: feed.name, reading: reading, night: night)
            try store.saveMemo(Memo.unreadable(feed: feed.name), String(unreadable))
            progress.readings = reading
            // What is no longer delivered as it was when it was mended needs no mending any more.
            try store.removeMends(feed: feed.name, unusedSince: night)
        }
        try store.markPresent(cameBack.missing.sorted())
        try store.markAbsent(cameBack.absent.sorted(), since: 0)
        try settleRejects(judgement, isWhole: provesAbsence)
        try store.useMends(mendsUsed, feed: feed.name, run: night)
        // Of a part of the source nobody knows which mends the rest has a use for.
        if provesAbsence { try store.removeMends(feed: feed.name, unusedSince: night) }
        progress.checkpoint = judgement.checkpoint
        try store.saveFeedProgress(progress, feed: feed.name)
        try profile?.remembering(judgement.earlier).save(feed: feed.name, to: store)
        let isChanged = outcome.new + outcome.changed + absences.left + cameBack.missing.count > 0
        try saveState(version: isChanged ? night : state?.version ?? night, absences)
        outcome.notes += tally.notes(outcome, feed: feed) + notes(judgement)
        return outcome
    }

    /// Holds the feed when an expectation is not met or its columns drifted too far, and nobody takes it all the same.
    private mutating func judge(_ judgement: DeliveryJudgement, known: Int) throws {
        let shrink = judgement.acceptsShrinking ? nil : shrinkage(known: known)
        let verdict =
            verdict ?? DeliveryVerdict(DeliveryWatch(Expectations(), columns: [], today: 0), columns: [])
        outcome.unmet = verdict.unmet(
            outcome, shrinkage: shrink, present: tally.isPresent, refusals: tally.refusals)
        if let complaint = judgement.freshness.complaint(
            latest: outcome.latestDay, lastChange: judgement.lastChange, rows: outcome.read)
        {
            outcome.unmet.append(complaint)
        }
        if feed.rules.onDrift == .stop {
            let read = Set(feed.columnsRead)
            outcome.unmet += outcome.drift.filter { $0.touches(read) }.map { "drift: \($0.sentence)" }
        }
        guard !outcome.unmet.isEmpty else { return }
        if judgement.acceptsEverything {
            outcome.notes += outcome.unmet.map { "taken all the same: \($0)" }
            return
        }
        throw FeedHeld(outcome: outcome.held)
    }

    /// A truncated delivery must not empty the registry.
    private func shrinkage(known: Int) -> String? {
        let gone = outcome.missing
        let share = feed.rules.expectations.shrink
        let most = Int(Double(known) * (share ?? 0.2))
        let isTooMany = (share != nil || known >= 100) && gone > most
        // None at all is no delivery, unless the feed file says that even that may be.
        guard isTooMany || (known > 0 && gone == known && share != 1) else { return nil }
        return outcome.rejected >= gone
            ? "shrink: \(gone) of \(known) known records are not among those that could be taken: "
                + "\(outcome.rejected) of \(outcome.read) records read were refused (\(tally.refusals))"
            : "shrink: \(gone) of \(known) known records did not come, at most \(most) expected"
    }

    /// A record that cannot be read has no key, so it may be one of those that did not come. While more of them
    /// than usual cannot be read, nothing is taken for gone.
    private func mayBeAmongTheUnreadable(_ gone: Int) throws -> Bool {
        guard gone > 0 else { return false }
        let usual = try store.memo(Memo.unreadable(feed: feed.name)).flatMap { Int($0) } ?? 0
        return unreadable > usual
    }

    /// Of a source that was not read as a whole, rejects of records that were not delivered tonight still stand.
    private func settleRejects(_ judgement: DeliveryJudgement, isWhole: Bool) throws {
        guard feed.rules.change != .snapshot else { return }
        let last = judgement.newestReject
        let earlier = try store.rejectedKeys(feed: feed.name, upTo: last)
        let settled = earlier.filter { reject in
            let key = Array(reject.key.utf8)
            return isWhole || (!key.isEmpty && first.contains(Mapper.hash(ofKey: key.span)))
        }
        try store.removeRejects(settled.map(\.reject))
        try store.forgetRepeatedRejects(feed: feed.name, upTo: last)
    }

    private func saveState(version: Int64, _ absences: Absences) throws {
        var (high, low) = digest
        var records = outcome.read - outcome.rejected - outcome.superseded
        let gone = Set(absences.closing + absences.deleting)
        if feed.rules.change != .snapshot || gone.count < outcome.missing + outcome.waiting {
            // What did not come tonight and is here nevertheless is part of the feed.
            for (key, entry) in index.entries
            where !entry.isMissing && !first.contains(key) && !gone.contains(entry.record) {
                high &+= entry.content.high
                low &+= entry.content.low
                records += 1
            }
        }
        try store.saveFeedState(
            FeedState(
                feed: feed.name, run: night, version: version, records: records,
                digest: String(high, radix: 16) + "-" + String(low, radix: 16)))
    }

    private func notes(_ judgement: DeliveryJudgement) -> [String] {
        var notes: [String] = []
        if !judgement.reading.isComplete, feed.rules.change == .snapshot {
            notes.append("the source gave no proof that this is all it has, so nothing is taken for gone")
        }
        if feed.rules.change == .cursor, judgement.reading.checkpoint == nil {
            notes.append(
                "the connector gives no checkpoint, so every night reads everything; say `change: \"snapshot\"`, or "
                    + "set what the connector goes on by")
        }
        return notes
    }
}

extension RunReport.Feed {
    /// The account of a delivery that was not taken.
    var held: RunReport.Feed {
        var feed = self
        feed.status = .held
        feed.reason = unmet.joined(separator: "; ") + ". " + advice
        return feed
    }

    /// What can be done about a held feed.
    package var advice: String {
        let blamesRefusals = unmet.contains { $0.hasPrefix("shrink:") && $0.contains("were refused") }
        return "The last good records stand; mend the "
            + (blamesRefusals
                ? "feed or its mapping"
                : "delivery, or take it as it is: isthmus run --feed \(name) --accept")
    }
}
