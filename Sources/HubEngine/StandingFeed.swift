import HubConnect
import HubMapping
import HubStore

/// A feed of which nothing changed since its last good reading, so that it is not read: what a new night means for it
/// all the same.
struct StandingFeed {
    let feed: Feed
    let store: any Store
    let last: LastReading

    /// The account of the night. A delivery that has gone stale is held; absent records are absent one reading more.
    func carryOn(
        _ connector: any Connector, night: Int64, options: Pipeline.Options
    ) async throws -> RunReport.Feed {
        var outcome = last.unchanged
        let complaint = Freshness(feed, now: options.now).complaint(
            latest: outcome.latestDay, lastChange: try await connector.lastChange(), rows: outcome.read)
        if let complaint {
            outcome.unmet = [complaint]
            throw FeedHeld(outcome: outcome.held)
        }
        if outcome.waiting > 0, feed.rules.missing.policy != .keep {
            try store.begin()
            try countAbsences(night: night, &outcome)
            if options.isDryRun { store.rollback() } else { try store.commit() }
        }
        return outcome
    }

    private func countAbsences(night: Int64, _ outcome: inout RunReport.Feed) throws {
        // A night that was cut off and is carried on counts once.
        guard let state = try store.feedStates().first(where: { $0.feed == feed.name }), state.run != night
        else { return }
        var progress = try store.feedProgress(feed.name)
        progress.readings += 1
        let index = try store.recordIndex(feed: feed.name)
        let absences = Absences(index, rule: feed.rules.missing, reading: progress.readings) { key in
            index.entries[key].map { $0.absentSince == 0 && !$0.isMissing } ?? true
        }
        try absences.apply(to: store, feed: feed.name, reading: progress.readings, night: night)
        absences.report(to: &outcome)
        try store.saveFeedProgress(progress, feed: feed.name)
        let staying = absences.remaining(of: index)
        try store.saveFeedState(
            FeedState(
                feed: feed.name, run: night, version: absences.left > 0 ? night : state.version,
                records: staying.records, digest: staying.digest))
        try LastReading(key: last.key, outcome: last.outcome.with(waiting: absences.waiting)).save(to: store)
    }
}

extension RunReport.Feed {
    fileprivate func with(waiting: Int) -> RunReport.Feed {
        var feed = self
        feed.waiting = waiting
        return feed
    }
}
