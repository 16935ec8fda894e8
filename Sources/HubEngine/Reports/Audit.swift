import Foundation
import HubMapping
import HubPublish
import HubStore

/// The accounting, proved: every number that must agree with another, in reports, store and publications.
///
/// Asked of a workspace at rest. What waits for its resolution (a night that was cut off) is a finding of its own: then
/// counts of entities cannot agree, and are not looked at.
package struct Audit {
    private let workspace: Workspace
    private let store: any Store

    package init(workspace: Workspace, store: any Store) {
        self.workspace = workspace
        self.store = store
    }

    /// The report of one run, against itself and against what it published.
    package func run(_ row: RunRow) -> [Finding] {
        guard row.status != RunReport.Status.running.rawValue, row.report != "{}",
            let report = try? RunReport.decoded(row.report)
        else { return [] }
        let subject = "run \(row.id)"
        var findings = report.feeds.filter { $0.status == .read }.map { feed in
            Finding(
                "every record read is accounted for",
                "\(subject), \(feed.name)",
                expected: feed.read,
                found: feed.new + feed.changed + feed.unchanged + feed.rejected + feed.superseded)
        }
        findings.append(
            Finding(
                "a report is that of its run", subject, expected: Int(row.id),
                found: Int(report.run)))
        findings += report.types.map { type in
            Finding(
                "an entity has at least one mention", "\(subject), \(type.name)", expected: "yes",
                found: type.entities <= type.mentions ? "yes" : "no")
        }
        return findings + published(report, subject)
    }

    /// Datasets of a run against the manifest of the version it made, when that is still there.
    private func published(_ report: RunReport, _ subject: String) -> [Finding] {
        let name = (report.publication as NSString).lastPathComponent
        let history = VersionHistory(folder: workspace.publications, log: workspace.deliveryLog)
        guard !name.isEmpty, report.datasets.contains(where: \.isNew),
            let manifest = history.version(name)?.manifest
        else { return [] }
        let rows = Dictionary(
            manifest.datasets.map { ($0.name, $0.rows) }, uniquingKeysWith: { first, _ in first })
        return report.datasets.map { dataset in
            Finding(
                "rows a run published are those of the manifest", "\(subject), \(dataset.name)",
                expected: dataset.rows, found: rows[dataset.name] ?? 0)
        }
    }

    /// Everything: all runs, the store, quarantine, publications.
    package func all() throws -> [Finding] {
        let runs = try store.runs(limit: .max)
        var findings = runs.reversed().flatMap(run)
        let open = try store.memo(Memo.openNight).flatMap { Int64($0) } ?? 0
        let stored = try store.audit()
        guard open == 0 else {
            findings += stored.filter { !$0.dependsOnResolution }
            findings.append(
                Finding(
                    "nothing waits for its resolution", "", expected: "nothing",
                    found: "run \(open)"))
            return findings
        }
        findings += stored
        findings += try quarantine(runs)
        findings += try Publisher(
            store: store, models: workspace.models, folder: workspace.publications,
            log: workspace.deliveryLog, keptVersions: nil
        ).audit(
            workspace.datasets, resolvedRun: try store.lastResolvedRun(),
            resolution: try store.memo(Memo.resolution) ?? "")
        return findings
    }

    /// Whole records in quarantine are those that the last reading of their feed refused; replays take some out.
    private func quarantine(_ runs: [RunRow]) throws -> [Finding] {
        var refused: [String: Int] = [:]
        for count in try store.rejectCounts() where count.scope == "record" {
            refused[count.feed, default: 0] += count.count
        }
        var last: [String: Int] = [:]
        for run in runs where run.job != "replay" {
            guard let report = try? RunReport.decoded(run.report), !report.isDryRun else { continue }
            for feed in report.feeds where feed.status == .read && last[feed.name] == nil {
                last[feed.name] = feed.rejected
            }
        }
        let snapshots = workspace.feeds.filter { $0.rules.change == .snapshot }
        return snapshots.compactMap { feed in
            last[feed.name].map { told in
                let found = refused[feed.name] ?? 0
                return Finding(
                    "no more records in quarantine than the feed refused", feed.name,
                    expected: max(told, found) == told ? found : told, found: found)
            }
        }
    }
}

extension Finding {
    /// Whether it speaks of entities, which lag behind while a night waits for its resolution.
    fileprivate var dependsOnResolution: Bool {
        rule != "the file is whole" && !rule.hasPrefix("copies in quarantine")
    }
}
