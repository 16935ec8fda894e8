import Foundation
import HubMapping
import HubStore

/// What runs leave behind beside the store: a page each, and their events. Neither is worth a night: when one cannot
/// be written, the report says so and the run is what it was.
extension Pipeline {
    /// Runs that the store still lists as running. Whoever holds the lock knows that they were cut off.
    func cutOffRuns() throws -> [RunRow] {
        try store.runs(limit: 20).filter { $0.status == RunReport.Status.running.rawValue }
    }

    /// The beginning of a run, and the end of those that could not tell theirs.
    func leaveTraces(of report: RunReport, cutOff: [RunRow]) {
        guard report.job != "dry-run" else { return }
        let lineage = Lineage(workspace)
        let events = cutOff.filter { $0.job != "dry-run" }.map { lineage.abort($0, at: report.startedAt) }
        try? LineageFile(path: workspace.lineage).append(events + [lineage.start(report)])
    }

    /// The end of a run: what lies in quarantine, the page, the event.
    func leaveReports(_ report: inout RunReport) {
        report.quarantine = quarantined()
        guard !report.isDryRun else { return }
        let folder = RunPages(folder: workspace.reports)
        do {
            report.page = folder.path(of: report.run)
            let page = ReportPage(report, runs: try store.runs(limit: 60))
            try folder.write(page.html, run: report.run)
        } catch {
            report.page = ""
            report.problems.append("the page of the run could not be written: \(explanation(of: error))")
        }
        do {
            try LineageFile(path: workspace.lineage).append([Lineage(workspace).end(report)])
        } catch {
            report.problems.append("the lineage could not be written: \(explanation(of: error))")
        }
    }

    /// Nothing when the store cannot be asked any more: then there is worse to tell.
    private func quarantined() -> [RunReport.Quarantined] {
        let departments = Dictionary(
            workspace.feeds.map { ($0.name, $0.department) }, uniquingKeysWith: { first, _ in first })
        var sums: [[String]: Int] = [:]
        for row in (try? store.rejectCounts()) ?? [] {
            sums[[row.feed, row.scope, row.reason], default: 0] += row.count
        }
        return sums.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, count in
            RunReport.Quarantined(
                feed: key[0], department: departments[key[0]] ?? "", reason: key[2],
                isRecord: key[1] == "record", count: count)
        }
    }
}

/// The folder of pages: `000012.html` is that of run 12, `latest.html` leads to the newest.
package struct RunPages {
    let folder: String

    package init(folder: String) { self.folder = folder }

    package func path(of run: Int64) -> String { "\(folder)/\(Self.name(of: run))" }

    static func name(of run: Int64) -> String {
        let digits = String(run)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".html"
    }

    /// Replaces a page at once; a reader sees the old or the new one. `latest.html` follows the newest run.
    package func write(_ html: String, run: Int64) throws {
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(html.utf8).write(to: URL(fileURLWithPath: path(of: run)), options: .atomic)
        guard runs.last == run else { return }
        let link = "\(folder)/.latest"
        try? files.removeItem(atPath: link)
        try files.createSymbolicLink(atPath: link, withDestinationPath: Self.name(of: run))
        guard unsafe rename(link, "\(folder)/latest.html") == 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: "\(folder)/latest.html"])
        }
    }

    /// Runs that have a page, ascending.
    var runs: [Int64] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap { name in
            name.hasSuffix(".html")
                ? Int64(name.dropLast(5)).flatMap { Self.name(of: $0) == name ? $0 : nil } : nil
        }.sorted()
    }

    func remove(_ run: Int64) throws { try FileManager.default.removeItem(atPath: path(of: run)) }
}
