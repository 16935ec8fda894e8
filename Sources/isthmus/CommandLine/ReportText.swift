import HubEngine

/// The report of a run as a person likes to read it.
enum ReportText {
    static func text(_ report: RunReport) -> String {
        var parts = [headline(report)]
        if !report.feeds.isEmpty { parts.append(feeds(report)) }
        if !report.types.isEmpty { parts.append(types(report)) }
        if !report.datasets.isEmpty { parts.append(datasets(report)) }
        let problems = report.problems + report.feeds.flatMap(problems)
        if !problems.isEmpty {
            parts.append("What went wrong\n" + problems.map { "  • \($0.withVisibleControls)\n" }.joined())
        }
        let hints = hints(report)
        if !hints.isEmpty { parts.append(hints.map { "\($0)\n" }.joined()) }
        return parts.joined(separator: "\n")
    }

    private static func headline(_ report: RunReport) -> String {
        let what =
            report.isDryRun
            ? "Dry run \(report.run)" : report.job == "replay" ? "Replay \(report.run)" : "Run \(report.run)"
        let status =
            switch report.status {
            case .done: "done"
            case .doneWithFailures: "done, but not every feed could be read"
            case .failed: "FAILED"
            case .interrupted: "stopped by a signal"
            case .running: "running"
            }
        return "\(what) of \(report.workspace), \(report.startedAt): \(status) "
            + "in \(seconds(report.seconds)) s, peak memory \(report.peakMemoryMiB) MiB\n"
    }

    private static func feeds(_ report: RunReport) -> String {
        let columns = [
            "feed", "read", "new", "changed", "unchanged", "missing", "rejected", "values refused",
            "mentions",
            "seconds", "",
        ]
        let rows = report.feeds.map { feed -> [String?] in
            let counts = [
                feed.read, feed.new, feed.changed, feed.unchanged, feed.missing, feed.rejected,
                feed.rejectedValues, feed.mentions,
            ]
            let isRead = feed.status == .read
            return [feed.name] + counts.map { isRead ? String($0) : "" }
                + [seconds(feed.seconds), isRead ? "" : feed.status.rawValue]
        }
        let read = report.feeds.filter { $0.status == .read }
        let sums = [
            \RunReport.Feed.read, \.new, \.changed, \.unchanged, \.missing, \.rejected, \.rejectedValues,
            \.mentions,
        ].map { path in String(read.reduce(0) { $0 + $1[keyPath: path] }) }
        let total = ["all"] + sums + [seconds(report.feeds.reduce(0) { $0 + $1.seconds }), ""]
        return Output.table(columns, rows + [total])
    }

    private static func types(_ report: RunReport) -> String {
        let columns = [
            "entity type", "mentions", "entities", "new", "merged", "ended", "pairs", "links", "kept apart",
            "weak",
            "seconds",
        ]
        return Output.table(
            columns,
            report.types.map { type in
                let counts = [
                    type.mentions, type.entities, type.created, type.merged, type.ended, type.pairs,
                    type.links,
                    type.refused, type.weak,
                ]
                return [type.name] + counts.map { String($0) } + [seconds(type.seconds)]
            })
    }

    private static func datasets(_ report: RunReport) -> String {
        Output.table(
            ["dataset", "rows", "bytes", "", "file"],
            report.datasets.map {
                let file = $0.file.split(separator: "/").suffix(3).joined(separator: "/")
                return [$0.name, String($0.rows), String($0.bytes), $0.isNew ? "new" : "unchanged", file]
            }) + "published in \(report.publication)\n"
    }

    private static func problems(_ feed: RunReport.Feed) -> [String] {
        switch feed.status {
        case .read: feed.notes.map { "feed \(feed.name): \($0)" }
        case .skipped: ["feed \(feed.name) was skipped: \(feed.reason)"]
        case .failed: ["feed \(feed.name) failed: \(feed.reason)"]
        }
    }

    private static func hints(_ report: RunReport) -> [String] {
        var hints: [String] = []
        if report.feeds.contains(where: { $0.rejected + $0.rejectedValues > 0 }) {
            hints.append(
                report.isDryRun
                    ? "A dry run keeps nothing: isthmus preview FEED shows what is refused and why"
                    : "What was refused and why: isthmus quarantine count, list, show ID; for its department: "
                        + "isthmus quarantine export --feed F")
        }
        if report.expired > 0 {
            hints.append("The values of \(counted(report.expired, "old reject")) in quarantine were blanked")
        }
        for type in report.types {
            for rule in type.blocking where rule.oversized > 0 {
                hints.append(
                    "\(type.name): blocking rule `\(rule.rule)` has \(rule.oversized) oversized blocks (largest "
                        + "\(rule.largest)); near neighbours only were compared in them")
            }
        }
        return hints
    }

    private static func seconds(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
