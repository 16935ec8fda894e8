import Connectors
import Foundation
import HubEngine
import HubMapping
import HubMatching
import HubModel

/// What matching a file took, alone in its process.
struct MatchTaken: Codable {
    var count = 0
    var seconds = 0.0
    var cpu = 0.0
    var peakMiB = 0
    var precision = 0.0
    var recall = 0.0
    /// Of `seconds`; a peer does not tell.
    var reading: Double?
    var training: Double?
    var matching: Double?
    var pairs: Int?
}

/// Reads a file of persons, trains, matches and scores, as `.ci/peers/splink-people.py` does.
enum MatchTask {
    static func perform(workspace folder: String) async throws {
        let (loaded, diagnostics) = Workspace.load(folder: folder)
        guard let workspace = loaded, let feed = workspace.feeds.first else { throw diagnostics }
        let clock = ContinuousClock()
        let (start, cpu) = (clock.now, ChildTask.cpu(RUSAGE_SELF))
        let connector = try FeedSource(feed, connectors: ConnectorRegistry.all, environment: [:])
            .connect(in: folder)
        var values = CellTable(width: workspace.models[0].attributes.count)
        var mapper: Mapper?
        var pending: Task<MappedBatch, Never>?
        func take(_ mapped: MappedBatch) {
            for mentions in mapped.mentions { values.append(contentsOf: mentions.values) }
        }
        // As in a night: a batch is mapped while the connector reads the next.
        try await connector.read { batch in
            let bound = try mapper ?? Mapper(feed: feed, models: workspace.models, columns: batch.columns)
            mapper = bound
            let table = batch.table
            let earlier = pending
            pending = Task { bound.map(table, rows: Array(0..<Int32(table.rowCount))) }
            if let earlier { take(await earlier.value) }
        }
        if let pending { take(await pending.value) }
        var taken = MatchTaken(count: values.rowCount)
        let ranks = (0..<values.rowCount).map { StableHash.of(String($0)) }
        let read = clock.now
        let ground = await Groundwork(
            MatchInput(model: workspace.models[0], values: values, ranks: ranks, related: [:]))
        let estimate = await Trainer(ground).run()
        let weights = estimate.weights(of: workspace.models[0], version: 1, day: "2026-01-01")
        let trained = clock.now
        let result = await Matcher(ground.with { $0.weighted(by: weights) }).run()
        let matched = clock.now
        taken.seconds = (matched - start).seconds
        taken.cpu = ChildTask.cpu(RUSAGE_SELF) - cpu
        taken.peakMiB = peakMemoryMiB()
        taken.reading = (read - start).seconds
        taken.training = (trained - read).seconds
        taken.matching = (matched - trained).seconds
        taken.pairs = result.pairs
        let truth = try truth("\(folder)/input/records.csv")
        let evaluation = Evaluation(predicted: result.clusters.map { Int($0) }, truth: truth)
        taken.precision = evaluation.pairwise.precision
        taken.recall = evaluation.pairwise.recall
        print(String(decoding: try JSONEncoder().encode(taken), as: UTF8.self))
    }

    /// The second column of the file, as numbers.
    private static func truth(_ path: String) throws -> [Int] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return text.utf8.split(separator: UInt8(ascii: "\n")).dropFirst().map { line in
            let fields = line.split(
                separator: UInt8(ascii: ","), maxSplits: 2, omittingEmptySubsequences: false)
            return fields[1].dropFirst().reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        }
    }
}
