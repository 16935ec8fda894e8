import Foundation
import HubEngine
import HubMatching
import HubModel
import HubStore

/// `isthmus resolve`: the matching by itself: again, on trial, looked into, trained.
struct ResolveVerb: Verb {
    static let name = "resolve"
    static let summary = "match anew what the store holds; report on blocking, train weights"
    static let operands = "[TYPE...]"
    static let operandCount = 0...100
    static let options = [
        OptionDeclaration(
            name: "train", value: nil,
            help: "work out the weights of TYPE (all types when none is named) and write Mappings/weights/"),
        OptionDeclaration(
            name: "blocking-report", value: nil,
            help: "what the blocking rules of TYPE cost and yield, and which others would pay"),
        OptionDeclaration(
            name: "dry-run", value: nil, help: "tell what would come of it and change nothing"),
        OptionDeclaration(name: "quiet", value: nil, help: "no progress on stderr"),
        OptionDeclaration.format,
    ]
    static let hasSafePoints = true
    static let details = """
        Without --train or --blocking-report: resolves all mentions of all types anew and merges them, as a run
        does when its rules changed, but reads no feed and publishes nothing (`isthmus publish` does).

        --train estimates, without labels, how often each level of each comparison holds among pairs that are one
        entity (m) and among others (u), and how many pairs there are to find; the next run matches with that.
        Types whose rules look at relations lean on the entities of the last run, so run once before.
        --train --dry-run prints the weights and writes nothing.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let open = try OpenWorkspace(arguments)
        let named = try arguments.operands.map { try open.type($0) }
        let types = named.isEmpty ? open.workspace.resolutionOrder : named
        let progress = LiveProgress(isQuiet: arguments.flag("quiet"))
        switch (arguments.flag("train"), arguments.flag("blocking-report")) {
        case (true, true): throw UsageError("--train and --blocking-report are two things; give one of them")
        case (true, false): return try await train(types, open, arguments, progress)
        case (false, true): return try await reportBlocking(types, open, arguments, progress)
        case (false, false):
            guard named.isEmpty else {
                throw UsageError(
                    "types are resolved together, since they lean on each other; leave out "
                        + "`\(arguments.operands.joined(separator: " "))`")
            }
            return try await resolve(open, arguments, progress)
        }
    }

    private static func resolve(
        _ open: OpenWorkspace, _ arguments: Arguments, _ progress: LiveProgress
    ) async throws -> ExitCode {
        let format = try arguments.format()
        guard format != .csv else { throw UsageError("--format must be table or json") }
        _ = try open.storeForReading()
        let (store, lock) = try open.storeForWriting()
        let report = await Pipeline(
            workspace: open.workspace, store: store, connectors: OpenWorkspace.connectors,
            environment: OpenWorkspace.environment, progress: progress
        ).resolveAnew(isTrial: arguments.flag("dry-run"))
        lock.release()
        Terminal.print(format == .json ? try report.encoded() : ReportText.text(report))
        if report.status == .interrupted { throw CancellationError() }
        return report.status == .done ? .done : .failed
    }

    private static func train(
        _ types: [Int], _ open: OpenWorkspace, _ arguments: Arguments, _ progress: LiveProgress
    ) async throws -> ExitCode {
        let store = try open.storeForReading()
        let numbers = ["m_before", "u_before", "bits_before", "m", "u", "bits"]
        var output = Output(
            try arguments.format(), columns: ["entity_type", "comparison", "level"] + numbers,
            numbers: Set(numbers))
        var told: [String] = []
        for type in types {
            let model = open.workspace.models[type]
            progress.show(Stage(name: "train", subject: model.name))
            guard
                let training = try await WeightTraining(type: type, workspace: open.workspace, store: store)
            else {
                told.append(
                    "\(model.name): fewer than \(WeightTraining.leastMentions) mentions tell nothing; "
                        + "it keeps the weights it has")
                continue
            }
            for row in WeightRows(training).rows { output.row([model.name] + row) }
            let prior = training.before.weighted(by: training.weights).prior(
                amongMentions: training.weights.mentions)
            told.append(
                "\(model.name): trained on \(training.weights.mentions) mentions, prior "
                    + String(format: "%.3g", prior) + ", version \(training.weights.version)"
                    + calibrated(training.weights.calibration))
            if arguments.flag("dry-run") { continue }
            try training.save()
            told.append(
                "\(model.name): written to \(training.file); the next run or `resolve` matches with it")
        }
        progress.finish()
        output.finish()
        for line in told { Terminal.error(line) }
        return .done
    }

    private static func calibrated(_ calibration: Calibration?) -> String {
        calibration.map {
            String(
                format: ", calibrated by %d judgements (a bit is worth %.2f, %+.1f bits)",
                $0.same + $0.different, $0.scale, $0.shift)
        } ?? ""
    }

    private static func reportBlocking(
        _ types: [Int], _ open: OpenWorkspace, _ arguments: Arguments, _ progress: LiveProgress
    ) async throws -> ExitCode {
        let store = try open.storeForReading()
        let numbers = ["blocks", "largest", "oversized", "pairs", "links", "own_pairs", "own_links"]
        var output = Output(
            try arguments.format(), columns: ["entity_type", "standing", "rule"] + numbers,
            numbers: Set(numbers))
        for type in types {
            let model = open.workspace.models[type]
            let stored = try StoredInput(type: type, of: open.workspace, store: store)
            let report = await BlockingReport(stored.input) {
                progress.show(Stage(name: "\(model.name):", subject: $0))
            }
            for rule in report.rules {
                let counts = [
                    rule.blocks, rule.largest, rule.oversized, rule.pairs, rule.links, rule.ownPairs,
                    rule.ownLinks,
                ]
                output.row([model.name, "in use", rule.text] + counts.map { String($0) })
            }
            for suggestion in report.suggestions {
                output.row([
                    model.name, "suggested", suggestion.text, nil, nil, nil, String(suggestion.pairs), nil,
                    nil, String(suggestion.newLinks),
                ])
            }
        }
        progress.finish()
        output.finish()
        return .done
    }
}

/// The levels of a model with their weights before and after a training.
private struct WeightRows {
    var rows: [[String?]] = []

    init(_ training: WeightTraining) {
        for comparison in training.before.comparisons {
            let trained = training.weights.comparisons[comparison.name]
            for (index, level) in comparison.levels.enumerated() {
                let after = trained.map { [$0[index].m, $0[index].u, log2($0[index].m / $0[index].u)] }
                rows.append(
                    [comparison.name, level.test.text] + Self.cells([level.m, level.u, level.weight])
                        + (after.map(Self.cells) ?? [nil, nil, nil]))
            }
        }
    }

    private static func cells(_ numbers: [Double]) -> [String?] {
        [
            String(format: "%.4g", numbers[0]), String(format: "%.3g", numbers[1]),
            String(format: "%.1f", numbers[2]),
        ]
    }
}
