import Foundation
import HubConnect
import HubMapping
import HubModel
import HubStore

/// Records out of quarantine: what is asked for, and what became of it.
package enum Replay {
    package struct Options: Sendable {
        /// Only this feed; needed with `mended`.
        package var feed: String?
        /// Only what was refused for this reason.
        package var reason: String?
        /// Path of an export that was mended.
        package var mended: String?
        /// Leaves resolving and publishing to the next run.
        package var stagesOnly = false

        package init() {}
    }

    /// Rows of a mended file, by line.
    package struct Row: Codable, Sendable {
        package let line: Int
        package let reasons: [String]
    }

    /// What became of the records of one feed. `replayed = taken + unchanged + refused`.
    package struct Outcome: Codable, Sendable {
        package let feed: String
        package var replayed = 0
        /// Now in the registry, perhaps without some values.
        package var taken = 0
        /// In the registry as before, without the same values.
        package var unchanged = 0
        /// Still refused as a whole.
        package var refused = 0
        /// Mends taken back: the next reading brings these records as they are delivered.
        package var takenBack = 0
        /// Values refused in the records that were taken.
        package var rejectedValues = 0
        /// Left out because no cells of them are kept (any more).
        package var withoutCells = 0
        /// Rows that were mended, and still not well.
        package var stillWrong: [Row] = []
        /// Rows of the mended file that could not be split into cells.
        package var unreadable: [Row] = []
        /// Lines of rows that mend nothing that lies in quarantine.
        package var unmatched: [Int] = []
        /// Lines of rows that speak of the same record as an earlier one, and differently.
        package var conflicting: [Int] = []

        init(feed: String) { self.feed = feed }
    }
}

extension Pipeline {
    /// Replays what lies in quarantine, a feed a transaction, then resolves and publishes as a night does.
    ///
    /// Never throws: what went wrong is in the report, and the run is closed with it. Cut off at any moment, it may be
    /// run again: what was taken is no longer in quarantine, and the rest of the night is carried on.
    package func replay(_ options: Replay.Options) async -> (report: RunReport, outcomes: [Replay.Outcome]) {
        var outcomes: [Replay.Outcome] = []
        let report = await conduct(job: "replay") { report in
            let night = try openNight(run: report.run, Options())
            for feed in workspace.feeds where options.feed == nil || options.feed == feed.name {
                try Task.checkCancellation()
                progress.show(Stage(name: "replay", subject: feed.name))
                let outcome = try await replay(feed, options, night: night)
                outcomes.append(outcome)
                if outcome.replayed > 0 { report.feeds.append(outcome.account) }
            }
            guard !options.stagesOnly else { return }
            try guardAgainstAnOutage(report)
            try await resolve(Options(), &report)
            try publish(&report)
        }
        return (report, outcomes)
    }

    private func replay(_ feed: Feed, _ options: Replay.Options, night: Int64) async throws -> Replay.Outcome
    {
        var mended: MendedFile?
        if let path = options.mended { mended = try await mendedFile(path, feed) }
        try store.begin()
        do {
            var replay = try ReplayFeed(
                feed: feed, models: workspace.models, store: store, night: night, mended: mended)
            let outcome = try replay.replay(reason: options.reason)
            try store.commit()
            return outcome
        } catch {
            store.rollback()
            throw error
        }
    }

    private func mendedFile(_ path: String, _ feed: Feed) async throws -> MendedFile {
        guard let csv = connectors.first(where: { $0.name == "csv" }) else {
            throw ConnectorError(.unreadable, "\(path) cannot be read: there is no connector `csv`")
        }
        let source = FeedSource(feed, connectors: connectors, environment: environment)
        return try await MendedFile(
            path: path, feed: feed,
            format: await source.delimitedFormat(in: workspace.folder) ?? DelimitedFormat(),
            csv: csv)
    }
}

extension FeedSource {
    /// How the files of the feed are written; `nil` when it has none, or cannot be asked now.
    func delimitedFormat(in folder: String) async -> DelimitedFormat? {
        try? await connect(in: folder).delimitedFormat()
    }
}

extension Replay.Outcome {
    /// As the account of a feed in a run's report.
    var account: RunReport.Feed {
        var account = RunReport.Feed(name: feed)
        account.read = replayed
        account.changed = taken
        account.unchanged = unchanged
        account.rejected = refused
        account.rejectedValues = rejectedValues
        return account
    }
}
