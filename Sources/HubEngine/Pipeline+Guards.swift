import HubMapping
import HubStore

/// What keeps a disturbed night from doing harm: cut-off runs, removed feeds, outages.
extension Pipeline {
    /// The night that records are staged under: a run that was cut off before its resolution is carried on, so
    /// that the outcome is that of one undisturbed run.
    func openNight(run: Int64, _ options: Options) throws -> Int64 {
        if let open = try store.memo(Memo.openNight).flatMap({ Int64($0) }), open > 0 { return open }
        if !options.isDryRun { try store.saveMemo(Memo.openNight, String(run)) }
        return run
    }

    /// Records of feeds whose files were removed leave the registry, as missing records do.
    func retireRemovedFeeds(night: Int64, _ report: inout RunReport) throws {
        let names = Set(workspace.feeds.map(\.name))
        for state in try store.feedStates() where !names.contains(state.feed) {
            let left = try store.recordIndex(feed: state.feed).entries.values.filter { !$0.isMissing }
            guard !left.isEmpty else { continue }
            try store.begin()
            try LastReading.forget(state.feed, in: store)
            // Whatever is said of it after its return is read from the beginning.
            let readings = try store.feedProgress(state.feed).readings
            try store.saveFeedProgress(FeedProgress(readings: readings), feed: state.feed)
            try store.markMissing(left.map(\.record).sorted(), run: night)
            try store.saveFeedState(
                FeedState(feed: state.feed, run: state.run, version: night, records: 0, digest: ""))
            try store.commit()
            report.problems.append(
                "feed \(state.feed) is no longer configured: its \(left.count) records left the registry")
        }
    }

    /// A night without a feed that says `required: true` is none.
    func guardAgainstTheAbsence(of feed: RunReport.Feed) throws {
        switch feed.status {
        case .read, .skipped: return
        case .failed: throw RequiredFeedFailed(feed)
        case .held: throw NightHeld("required feed \(feed.name) was held; nothing was published")
        }
    }

    /// Nothing is published when no feed was ever read, or when tonight none of those asked for could be.
    func guardAgainstAnOutage(_ report: RunReport) throws {
        let tried = report.feeds.map(\.status).filter { $0 != .skipped }
        if !tried.isEmpty, !tried.contains(.read) {
            guard tried.contains(.failed) else {
                throw NightHeld("every feed was held; nothing was published")
            }
            throw NothingRead("no feed could be read; nothing was published")
        }
        if try store.feedStates().isEmpty {
            throw NothingRead("no feed was ever read, so there is nothing to publish")
        }
    }
}

extension RunReport {
    /// How a night ends that came to its end. A held feed weighs more than a failed one: it waits for a decision.
    var statusByFeeds: Status {
        if feeds.contains(where: { $0.status == .held }) { return .doneOverThreshold }
        return feeds.contains { $0.status == .failed } ? .doneWithFailures : .done
    }
}

/// The night stops because of what was delivered: nobody failed, somebody must decide.
struct NightHeld: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// There is nothing to publish, or an outage that must not empty what is published.
struct NothingRead: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// The night stops because a feed that says `required: true` could not be read.
struct RequiredFeedFailed: Error, CustomStringConvertible {
    let description: String

    init(_ feed: RunReport.Feed) {
        description = "required feed \(feed.name) could not be read: \(feed.reason)"
    }
}
