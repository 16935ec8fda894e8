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
            // Before the digest: what is written in between then differs.
            let stamp = try await connector.changeStamp()
            let key = try await LastReading.key(of: feed, connector)
            if let last = try LastReading.load(feed.name, from: store), last.key == key, !options.readsAgain {
                let still = StandingFeed(feed: feed, store: store, last: last)
                outcome = try await still.carryOn(connector, night: night, options: options)
            } else {
                outcome = try await readAndKeep(
                    feed, connector, (key, stamp), night: night, options: options)
            }
        } catch let skip as FeedSkipped {
            outcome.status = .skipped
            outcome.reason = skip.description
        } catch let held as FeedHeld {
            store.rollback()
            outcome = held.outcome
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

    /// Reads the feed and commits what it said, or forgets it after a dry run.
    private func readAndKeep(
        _ feed: Feed, _ connector: any Connector, _ source: (key: String?, stamp: String?), night: Int64,
        options: Pipeline.Options
    ) async throws -> RunReport.Feed {
        try store.begin()
        let outcome = try await read(feed, from: connector, night: night, options: options)
        // A file that was written to under the reader is read again the next night, even when its bytes
        // are those of before: what was read may be half of them.
        let stampAfter = try await connector.changeStamp()
        if let key = source.key, let stamp = source.stamp, stamp == stampAfter {
            try LastReading(key: key, outcome: outcome).save(to: store)
        } else {
            try LastReading.forget(feed.name, in: store)
        }
        if options.isDryRun { store.rollback() } else { try store.commit() }
        return outcome
    }

    private func read(
        _ feed: Feed, from connector: any Connector, night: Int64, options: Pipeline.Options
    ) async throws -> RunReport.Feed {
        let index = try store.recordIndex(feed: feed.name)
        let mends = try store.mends(feed: feed.name)
        let earlier = try FeedProfile.load(feed: feed.name, from: store)
        let lastChange = try await connector.lastChange()
        let newestReject = try store.newestReject()
        if feed.rules.change == .snapshot { try store.clearRecordRejects(feed: feed.name) }
        let kept = options.isFull ? nil : try store.feedProgress(feed.name).checkpoint
        var stager = Stager(feed: feed, store: store, night: night, index: index)
        var mapper: BatchMapper?
        var ahead: [Task<MappedRecords, Never>] = []
        var rowsToProfile = FeedProfile.rowLimit
        let reading: Reading
        do {
            reading = try await connector.read(from: Checkpoint.given(kept, of: feed)) { batch in
                try Task.checkCancellation()
                let worker: BatchMapper
                if let mapper {
                    worker = mapper
                } else {
                    worker = try bind(feed, to: batch, index, mends, earlier, options)
                    mapper = worker
                    stager.expect(worker.watch, columns: batch.columns)
                }
                let profiled = min(rowsToProfile, batch.table.rowCount)
                rowsToProfile -= profiled
                ahead.append(Task.detached { worker.map(batch, profiled: profiled) })
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
        return try stager.finish(
            DeliveryJudgement(
                reading: reading, lastChange: lastChange, freshness: Freshness(feed, now: options.now),
                earlier: earlier, checkpoint: Checkpoint.kept(reading.checkpoint, of: feed),
                acceptsShrinking: options.acceptsShrinking, acceptsEverything: options.acceptsEverything,
                newestReject: newestReject))
    }

    /// Binds the mapping to the columns that came; what is gone is told with what may have become of it.
    private func bind(
        _ feed: Feed, to batch: RecordBatch, _ index: RecordIndex, _ mends: [Mend],
        _ earlier: FeedProfile?, _ options: Pipeline.Options
    ) throws -> BatchMapper {
        do {
            return try BatchMapper(
                feed: feed, models: workspace.models, columns: batch.columns, index: index,
                isFull: options.isFull, mends: mends, today: Freshness.day(of: options.now))
        } catch let mistakes as Diagnostics {
            var now = FeedProfile(columns: batch.columns)
            now.add(batch.table)
            throw MappingMisfit(mistakes, feed: feed, now: now, earlier: earlier)
        }
    }
}
