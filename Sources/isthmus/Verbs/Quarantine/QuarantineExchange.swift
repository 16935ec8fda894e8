import Foundation
import HubConnect
import HubEngine
import HubStore

/// What leaves the quarantine: to its department, into the registry, for good.
enum QuarantineExchange {
    static func export(_ arguments: Arguments, _ open: OpenWorkspace) async throws -> ExitCode {
        guard let name = arguments.value("feed") else {
            throw UsageError(
                "say whose records: `quarantine export --feed F`; one file goes to one department")
        }
        let feed = try open.feed(name)
        let store = try open.storeForReading()
        let reason = try arguments.value("reason").map { try QuarantineVerb.reason($0, store) }
        let export = await QuarantineExport(
            feed, of: open.workspace, store: store, connectors: OpenWorkspace.connectors,
            environment: OpenWorkspace.environment)
        let summary: QuarantineExport.Summary
        if let path = arguments.value("output") {
            let file = try PrivateFile(path: path)
            summary = try export.write(reason: reason, to: file.write)
            try file.close()
        } else {
            summary = try export.write(reason: reason) { Terminal.write($0) }
            Terminal.flush()
        }
        Terminal.error("\(counted(summary.records, "record")) in \(summary.format.encoding.rawValue)")
        if summary.withoutValues > 0 {
            Terminal.error(
                "\(counted(summary.withoutValues, "record")) left out: no values are kept (any more)")
        }
        return .done
    }

    static func replay(_ arguments: Arguments, _ open: OpenWorkspace) async throws -> ExitCode {
        var options = Replay.Options()
        options.feed = try arguments.value("feed").map { try open.feed($0).name }
        options.stagesOnly = arguments.flag("stage-only")
        let format = try arguments.format()
        if let path = arguments.value("from") {
            guard options.feed != nil else {
                throw UsageError("say whose records they are: `quarantine replay --feed F --from \(path)`")
            }
            guard arguments.value("reason") == nil else {
                throw UsageError("--reason does not go with --from")
            }
            guard FileManager.default.fileExists(atPath: path) else {
                throw ConnectorError(
                    .notFound, "there is no file \(path); --from names an export that was mended")
            }
            options.mended = URL(fileURLWithPath: path).standardizedFileURL.path
        }
        guard FileManager.default.fileExists(atPath: open.workspace.store) else {
            throw UsageError("there is no store yet at \(open.workspace.store); `isthmus run` makes it")
        }
        let (store, lock) = try open.storeForWriting()
        try store.prepare(models: open.workspace.models, feeds: open.workspace.feeds.map(\.shape))
        options.reason = try arguments.value("reason").map {
            try QuarantineVerb.reason($0, store)
        }
        let (report, outcomes) = await Pipeline(
            workspace: open.workspace, store: store, connectors: OpenWorkspace.connectors,
            environment: OpenWorkspace.environment, progress: LiveProgress(isQuiet: arguments.flag("quiet"))
        ).replay(options)
        lock.release()
        show(outcomes, format, isMended: options.mended != nil)
        for problem in report.problems { Terminal.error("isthmus quarantine: \(problem)") }
        if report.status == .interrupted { throw CancellationError() }
        guard report.status == .done else { return .failed }
        Terminal.error(
            options.stagesOnly
                ? "staged in run \(report.run); the next run resolves and publishes"
                : "run \(report.run) resolved and published: \(report.publication)")
        return .done
    }

    private static func show(_ outcomes: [Replay.Outcome], _ format: OutputFormat, isMended: Bool) {
        var output = Output(
            format,
            columns: [
                "feed", "replayed", "taken", "unchanged", "refused", "values_refused", "without_values",
            ],
            numbers: ["replayed", "taken", "unchanged", "refused", "values_refused", "without_values"])
        for outcome in outcomes where isMended || outcome.replayed + outcome.withoutCells > 0 {
            let counts = [
                outcome.replayed, outcome.taken, outcome.unchanged, outcome.refused, outcome.rejectedValues,
                outcome.withoutCells,
            ]
            output.row([outcome.feed] + counts.map { String($0) })
        }
        output.finish()
        for outcome in outcomes {
            for row in outcome.unreadable + outcome.stillWrong {
                Terminal.error("line \(row.line): \(row.reasons.joined(separator: ", "))")
            }
            if outcome.takenBack > 0 {
                Terminal.error(
                    "\(counted(outcome.takenBack, "mend")) taken back: the next run reads the feed as delivered"
                )
            }
            tell(outcome.conflicting, "mends the same record as an earlier line, and differently; left out")
            tell(outcome.unmatched, "names no record that lies in quarantine or was mended; left out")
        }
    }

    private static func tell(_ lines: [Int], _ what: String) {
        for line in lines.prefix(20) { Terminal.error("line \(line): \(what)") }
        if lines.count > 20 { Terminal.error("and \(lines.count - 20) more lines like it") }
    }

    static func expire(_ arguments: Arguments, _ open: OpenWorkspace) throws -> ExitCode {
        let kept = open.workspace.quarantineDays
        guard arguments.value("older-than") != nil || kept != nil else {
            throw UsageError(
                "say how old: `quarantine expire --older-than DAYS`, or `quarantine: { keep_days: 90 }` in isthmus.json5"
            )
        }
        let days = try arguments.number("older-than", default: kept ?? 0, least: 0, most: 36_500)
        let isDryRun = arguments.flag("dry-run")
        let format = try arguments.format()
        guard FileManager.default.fileExists(atPath: open.workspace.store) else {
            throw UsageError("there is no store yet at \(open.workspace.store); `isthmus run` makes it")
        }
        let (store, lock) = try open.storeForWriting()
        try store.prepare(models: open.workspace.models, feeds: open.workspace.feeds.map(\.shape))
        let expired = try store.expireRejects(before: QuarantineExpiry.date(days), isDryRun: isDryRun)
        lock.release()
        var output = Output(
            format, columns: ["older_than_days", "expired"], numbers: ["older_than_days", "expired"])
        output.row([String(days), String(expired)])
        output.finish()
        if isDryRun { Terminal.error("a dry run: nothing was changed") }
        return .done
    }
}
