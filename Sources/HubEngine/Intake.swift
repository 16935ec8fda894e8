import Foundation
import HubConnect
import HubMapping
import HubModel
import HubStore

/// Reads one feed into the store: connect, diff, map, stage.
///
/// The connector reads on this task; batches are diffed and mapped on other cores, two ahead, and staged
/// here in the order read, so that the result is the same whatever the number of cores.
struct Intake {
    let workspace: Workspace
    let store: any Store
    let connectors: [any Connector.Type]
    let environment: [String: String]
    let progress: any RunObserver

    /// Takes the feed in, in one transaction. What went wrong is in the outcome; the store then is as before.
    ///
    /// Throws when the store itself failed: a full disk or a damaged file is no fault of the feed, and the
    /// night must not go on as if it were.
    func take(_ feed: Feed, run: Int64, options: Pipeline.Options) async throws -> RunReport.Feed {
        let clock = ContinuousClock()
        let start = clock.now
        var outcome = RunReport.Feed(name: feed.name)
        do {
            let connector = try FeedSource(feed, connectors: connectors, environment: environment)
                .connect(in: workspace.folder)
            try store.begin()
            try await read(feed, from: connector, run: run, options: options, into: &outcome)
            if options.isDryRun { store.rollback() } else { try store.commit() }
        } catch let skip as FeedSkipped {
            outcome.status = .skipped
            outcome.reason = skip.description
        } catch let failure as StoreError {
            store.rollback()
            throw failure
        } catch {
            store.rollback()
            outcome = RunReport.Feed(name: feed.name)
            outcome.status = .failed
            outcome.reason = explanation(of: error)
        }
        outcome.seconds = (clock.now - start).seconds
        return outcome
    }

    private func read(
        _ feed: Feed, from connector: any Connector, run: Int64, options: Pipeline.Options,
        into outcome: inout RunReport.Feed
    ) async throws {
        let index = try store.recordIndex(feed: feed.name)
        try store.clearRecordRejects(feed: feed.name)
        var stager = Stager(
            feed: feed, store: store, run: run, index: index, acceptsShrinking: options.acceptsShrinking)
        var mapper: BatchMapper?
        var ahead: [Task<MappedRecords, Never>] = []
        do {
            try await connector.read { batch in
                try Task.checkCancellation()
                let worker: BatchMapper
                if let mapper {
                    worker = mapper
                } else {
                    worker = try BatchMapper(
                        feed: feed, models: workspace.models, columns: batch.columns, index: index,
                        isFull: options.isFull)
                    mapper = worker
                    stager.unmappedColumns = batch.columns.filter { !feed.columns.contains($0) }
                }
                ahead.append(Task.detached { worker.map(batch) })
                if ahead.count > 2 {
                    try await stager.stage(ahead.removeFirst().value)
                    progress.show(Stage(name: "read", subject: feed.name, count: stager.outcome.read))
                }
            }
            for task in ahead { try await stager.stage(task.value) }
        } catch {
            for task in ahead { task.cancel() }
            throw error
        }
        outcome = try stager.finish()
    }
}
