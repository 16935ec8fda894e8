import HubEngine

/// The report of a run as a person likes to read it.
enum ReportText {
    static func text(_ report: RunReport) -> String {
        var parts = [headline(report)]
        if !report.feeds.isEmpty { parts.append(feeds(report)) }
        if !report.types.isEmpty { parts.append(types(report)) }
        if !report.datasets.isEmpty { parts.append(datasets(report)) }
        parts += sections(report)
        let hints = hints(report)
        if !hints.isEmpty { parts.append(hints.map { "\($0)\n" }.joined()) }
        return parts.joined(separator: "\n")
    }

    /// Held feeds first, for somebody must decide about them.
    private static func sections(_ report: RunReport) -> [String] {
        [
            section("What was held", report.feeds.flatMap(held)),
            section("What went wrong", report.problems + report.feeds.flatMap(problems)),
            section("What changed in the columns", report.feeds.flatMap(drift)),
            section("What the sources tell", remarks(report)),
        ].compactMap(\.self)
    }

    /// What many feeds tell alike is one line.
    private static func remarks(_ report: RunReport) -> [String] {
        var feeds: [String: [String]] = [:]
        for feed in report.feeds {
            for remark in feed.remarks { feeds[remark, default: []].append(feed.name) }
        }
        let inOrder = report.feeds.flatMap(\.remarks).reduce(into: [String]()) { told, remark in
            if !told.contains(remark) { told.append(remark) }
        }
        return inOrder.map { remark in
            let names = feeds[remark] ?? []
            if names.count == 1 { return "feed \(names[0]): \(remark)" }
            let more = names.count > 4 ? " and \(names.count - 3) others" : ""
            let shown = names.prefix(names.count > 4 ? 3 : 4).joined(separator: ", ")
            return "feeds \(shown)\(more): \(remark)"
        }
    }

    private static func section(_ title: String, _ lines: [String]) -> String? {
        guard !lines.isEmpty else { return nil }
        let points = lines.map { "  • \($0.withVisibleControls.replacing("\n", with: "\n    "))\n" }
        return "\(title)\n" + points.joined()
    }

    private static func headline(_ report: RunReport) -> String {
        let what =
            report.isDryRun
            ? "Dry run \(report.run)" : report.job == "replay" ? "Replay \(report.run)" : "Run \(report.run)"
        let status =
            switch report.status {
            case .done: "done"
            case .doneWithFailures: "done, but not every feed could be read"
            case .doneOverThreshold: "done, but not every delivery was what was expected"
            case .held: "STOPPED, for a delivery is not what was expected; nothing was published"
            case .failed: "FAILED"
            case .interrupted: "stopped by a signal"
            case .running: "running"
            }
        // "Nothing was published in 0.01 s" would say something else.
        let took = report.status == .done ? " in" : "; took"
        return "\(what) of \(report.workspace), \(report.startedAt): \(status)"
            + "\(took) \(seconds(report.seconds)) s, peak memory \(report.peakMemoryMiB) MiB\n"
    }

    private static func feeds(_ report: RunReport) -> String {
        let columns: [(title: String, count: KeyPath<RunReport.Feed, Int>)] = [
            ("read", \.read), ("new", \.new), ("changed", \.changed), ("unchanged", \.unchanged),
            ("missing", \.missing), ("rejected", \.rejected), ("superseded", \.superseded),
            ("values refused", \.rejectedValues), ("mentions", \.mentions), ("waiting", \.waiting),
            ("closed", \.closed), ("deleted", \.deleted),
        ]
        // What most feeds never have is shown when one has it. Of records that are closed at once, missing says it all.
        let read = report.feeds.filter { $0.status == .read }
        let shown = columns.filter { column in
            switch column.title {
            case "superseded", "deleted": read.contains { $0[keyPath: column.count] > 0 }
            case "waiting", "closed": read.contains { $0.waiting > 0 || $0.missing != $0.closed + $0.deleted }
            default: true
            }
        }
        let rows = report.feeds.map { feed -> [String?] in
            let isRead = feed.status == .read
            let counts = shown.map { isRead ? String(feed[keyPath: $0.count]) : "" }
            return [feed.name] + counts + [seconds(feed.seconds), isRead ? "" : feed.status.rawValue]
        }
        let sums = shown.map { column in String(read.reduce(0) { $0 + $1[keyPath: column.count] }) }
        let total = ["all"] + sums + [seconds(report.feeds.reduce(0) { $0 + $1.seconds }), ""]
        return Output.table(["feed"] + shown.map(\.title) + ["seconds", ""], rows + [total])
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
        case .held: []
        }
    }

    /// Every expectation that is not met on a line of its own, and what can be done.
    private static func held(_ feed: RunReport.Feed) -> [String] {
        guard feed.status == .held else { return [] }
        return feed.unmet.map { "feed \(feed.name): \($0)" }
            + ["feed \(feed.name): \(feed.advice)"]
    }

    /// `on_drift: "ignore"` leaves no sentence for this part of the report.
    private static func drift(_ feed: RunReport.Feed) -> [String] {
        guard feed.tellsDrift else { return [] }
        let told = Set(feed.unmet)
        return feed.drift.map(\.sentence).filter { !told.contains("drift: \($0)") }.map {
            "feed \(feed.name): \($0)"
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
        if !report.page.isEmpty { hints.append("The whole report as a page: \(report.page)") }
        if report.expired > 0 {
            hints.append("The values of \(counted(report.expired, "old reject")) in quarantine were blanked")
        }
        for type in report.types {
            for rule in type.blocking where rule.oversized > 0 {
                let split = rule.refinedBy.isEmpty ? "nothing" : rule.refinedBy.joined(separator: ", ")
                hints.append(
                    "\(type.name): blocking rule `\(rule.rule)` has \(rule.oversized) oversized blocks (largest "
                        + "\(rule.largest)); they were split by \(split), and \(rule.uncompared) pairs not compared"
                )
            }
            if type.largeClusters > 0 {
                hints.append(
                    "\(type.name): \(type.largeClusters) entities have more different mentions "
                        + "than `largest_cluster`")
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
