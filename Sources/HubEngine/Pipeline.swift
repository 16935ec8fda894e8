import Foundation
import HubConnect
import HubMapping
import HubModel
import HubPublish
import HubStore

/// One night from feeds to publications. This file is the whole story; each step is a file beside it.
package struct Pipeline {
    /// Which part of the night is wanted.
    package struct Options: Sendable {
        /// Only these feeds; empty means all.
        package var feeds: Set<String> = []
        /// Treat every record as changed.
        package var isFull = false
        /// Read, diff and map, then forget it all.
        package var isDryRun = false
        /// Take a feed in however many of its known records did not come.
        package var acceptsShrinking = false
        /// Take a feed in whatever it was expected to be.
        package var acceptsEverything = false
        /// What deliveries are fresh or stale by.
        package var now = Date.now

        /// Whether even a feed of which not one byte changed is read.
        var readsAgain: Bool { isFull || acceptsShrinking || acceptsEverything }

        package init() {}
    }

    let workspace: Workspace
    let store: any Store
    private let intake: Intake
    private let resolver: Resolver
    private let publisher: Publisher
    let connectors: [any Connector.Type]
    let environment: [String: String]
    let progress: any RunObserver

    package init(
        workspace: Workspace, store: any Store, connectors: [any Connector.Type],
        environment: [String: String], progress: any RunObserver
    ) {
        self.workspace = workspace
        self.store = store
        self.connectors = connectors
        self.environment = environment
        self.progress = progress
        intake = Intake(
            workspace: workspace, store: store, connectors: connectors, environment: environment,
            progress: progress)
        resolver = Resolver(workspace: workspace, store: store, progress: progress)
        publisher = Publisher(
            store: store, models: workspace.models, folder: workspace.publications,
            log: workspace.deliveryLog, keptVersions: workspace.keptVersions,
            environment: environment)
    }

    /// Runs the night. Never throws: what went wrong is in the report, and the run is closed with it.
    package func run(_ options: Options) async -> RunReport {
        await conduct(job: options.isDryRun ? "dry-run" : "nightly") { report in
            report.isDryRun = options.isDryRun
            let night = try openNight(run: report.run, options)
            try await takeIn(options, night: night, &report)
            guard !options.isDryRun else { return }
            try retireRemovedFeeds(night: night, &report)
            try expireQuarantine(&report)
            try guardAgainstAnOutage(report)
            try await resolve(options, &report)
            try publish(&report)
        }
    }

    /// Resolves all mentions of the store anew, without reading a feed or publishing; a trial only counts.
    package func resolveAnew(isTrial: Bool) async -> RunReport {
        await conduct(job: isTrial ? "dry-run" : "resolve") { report in
            report.isDryRun = isTrial
            let clock = ContinuousClock()
            let start = clock.now
            report.types = try await resolver.resolve(run: report.run, isFull: true, isTrial: isTrial)
            report.secondsResolving = (clock.now - start).seconds
        }
    }

    /// Opens a run, does `work`, and closes the run with the report of it.
    func conduct(job: String, _ work: (inout RunReport) async throws -> Void) async -> RunReport {
        var report = RunReport(job: job, workspace: workspace.name, startedAt: timestamp())
        let clock = ContinuousClock()
        let start = clock.now
        do {
            try store.prepare(models: workspace.models, feeds: workspace.feeds.map(\.shape))
            let cutOff = try cutOffRuns()
            report.run = try store.openRun(job: report.job, startedAt: report.startedAt)
            leaveTraces(of: report, cutOff: cutOff)
            try await work(&report)
            report.status = report.statusByFeeds
        } catch {
            store.rollback()
            report.status =
                switch error {
                case is CancellationError: .interrupted
                case is NightHeld, is PublicationHeld: .held
                default: .failed
                }
            report.problems.append(explanation(of: error))
        }
        report.finishedAt = timestamp()
        report.seconds = (clock.now - start).seconds
        report.peakMemoryMiB = peakMemoryMiB()
        close(&report)
        return report
    }

    /// Connect, diff, map, stage: feed after feed, each in a transaction of its own.
    private func takeIn(_ options: Options, night: Int64, _ report: inout RunReport) async throws {
        for feed in workspace.feeds where options.feeds.isEmpty || options.feeds.contains(feed.name) {
            let outcome = try await intake.take(feed, night: night, options: options)
            report.feeds.append(outcome)
            try Task.checkCancellation()
            if feed.isRequired { try guardAgainstTheAbsence(of: outcome) }
        }
    }

    /// Entities from mentions, one type after the other, in one transaction; skipped when nothing changed.
    func resolve(_ options: Options, _ report: inout RunReport) async throws {
        try Task.checkCancellation()
        let clock = ContinuousClock()
        let start = clock.now
        report.types = try await resolver.resolve(run: report.run, isFull: options.isFull)
        report.secondsResolving = (clock.now - start).seconds
    }

    /// All datasets as one publication; skipped when it would say what the current one says.
    func publish(_ report: inout RunReport) throws {
        try Task.checkCancellation()
        let clock = ContinuousClock()
        let start = clock.now
        let origin = Publisher.Origin(
            workspace: workspace.name, resolvedRun: try store.lastResolvedRun(),
            resolution: try store.memo(Memo.resolution) ?? "", publishedAt: timestamp(),
            feeds: try store.feedStates())
        let outcome =
            try publisher.upToDate(workspace.datasets, origin: origin)
            ?? publisher.publish(workspace.datasets, origin: origin) { dataset in
                progress.show(Stage(name: "publish", subject: dataset))
            }
        report.publication = outcome.folder
        report.datasets = outcome.datasets.map {
            RunReport.Dataset(
                name: $0.name, rows: $0.rows, bytes: $0.bytes, file: "\(outcome.folder)/\($0.file)",
                isNew: outcome.isNew, changes: $0.changes, gates: $0.gates)
        }
        report.secondsPublishing = (clock.now - start).seconds
    }

    private func close(_ report: inout RunReport) {
        progress.finish()
        guard report.run > 0 else { return }
        leaveReports(&report)
        do {
            try store.closeRun(
                report.run, status: report.status.rawValue, finishedAt: report.finishedAt,
                report: report.encoded())
        } catch {
            report.status = .failed
            report.problems.append("the run could not be closed: \(explanation(of: error))")
        }
    }
}
