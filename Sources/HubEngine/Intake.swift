import Foundation
import HubConnect
import HubMapping
import HubModel
import HubStore

/// Reads one feed into the store: connect, diff, map, stage. A source of which not one byte changed is not read.
///
/// The connector reads on this task; batches are diffed and mapped on other cores, two ahead, and staged
/// here in the order read, so that the result is the same whatever the number of cores.
struct Intake {
    let workspace: Workspace
    let store: any Store
    let connectors: [any Connector.Type]
    let environment: [String: String]
    let progress: any RunObserver

    /// Takes the feed in, in one transaction. What is wrong with the feed is in the outcome, and the store then is
    /// as before; what is wrong with the store (disk full, damage) is thrown, for it concerns every feed.
    func take(_ feed: Feed, night: Int64, options: Pipeline.Options) async throws -> RunReport.Feed {
        let clock = ContinuousClock()
        let start = clock.now
        var outcome = RunReport.Feed(name: feed.name)
        do {
            let connector = try FeedSource(feed, connectors: connectors, environment: environment)
                .connect(in: workspace.folder)
            let stamp = try await connector.changeStamp()
            let key = try await LastReading.key(of: feed, connector)
            if let last = try LastReading.load(feed.name, from: store), last.key == key, !options.readsAgain {
                outcome = last.unchanged
            } else {
                try store.begin()
                try await read(feed, from: connector, night: night, options: options, into: &outcome)
                // A file that was written to under the reader is read again the next night, even when its bytes
                // are those of before: what was read may be half of them.
                let stampAfter = try await connector.changeStamp()
                if let key, let stamp, stamp == stampAfter {
                    try LastReading(key: key, outcome: outcome).save(to: store)
                } else {
                    try LastReading.forget(feed.name, in: store)
                }
                if options.isDryRun { store.rollback() } else { try store.commit() }
            }
        } catch let skip as FeedSkipped {
            outcome.status = .skipped
            outcome.reason = skip.description
        } catch let error where error is StoreError || error is CancellationError {
            store.rollback()
            throw error
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
        _ feed: Feed, from connector: any Connector, night: Int64, options: Pipeline.Options,
        into outcome: inout RunReport.Feed
    ) async throws {
        let index = try store.recordIndex(feed: feed.name)
        let mends = try store.mends(feed: feed.name)
        try store.clearRecordRejects(feed: feed.name)
        var stager = Stager(
            feed: feed, store: store, night: night, index: index, acceptsShrinking: options.acceptsShrinking)
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
                        isFull: options.isFull, mends: mends)
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
