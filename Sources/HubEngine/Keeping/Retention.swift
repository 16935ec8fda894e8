import Foundation
import HubMapping
import HubPublish
import HubStore

/// What is kept too long goes, by the rules of `isthmus.json5`; what has no rule stays.
package struct Retention {
    /// What became of one rule.
    package struct Outcome: Sendable {
        /// What it is about: `quarantine`, `runs`, …
        package let rule: String
        /// How long things stay, in words: `90 days`, `3 years`; empty: for ever.
        package let keeps: String
        /// How many were due: removed, or with a dry run only counted.
        package let due: Int
        /// What was counted: `values blanked`, `pages removed`.
        package let what: String
    }

    /// Reports of the newest runs stay whatever their age: the next page stands them beside its own.
    private static let keptReports = 30

    private let workspace: Workspace
    private let store: any Store
    private let now: Date

    package init(workspace: Workspace, store: any Store, now: Date = .now) {
        self.workspace = workspace
        self.store = store
        self.now = now
    }

    /// Every rule in turn, each whole or not at all. The order is that of the documentation.
    package func carryOut(isDryRun: Bool) throws -> [Outcome] {
        [
            try quarantine(isDryRun), try reports(isDryRun), try pages(isDryRun), try lineage(isDryRun),
            try history(isDryRun), try deliveries(isDryRun),
        ]
    }

    private func quarantine(_ isDryRun: Bool) throws -> Outcome {
        let due = try workspace.quarantineDays.map {
            try store.expireRejects(before: date($0), isDryRun: isDryRun)
        }
        return outcome("quarantine", workspace.quarantineDays, due, "rejects whose values were blanked")
    }

    private func reports(_ isDryRun: Bool) throws -> Outcome {
        let days = workspace.retention.runDays
        let due = try days.map {
            try store.expireReports(before: date($0), keeping: Self.keptReports, isDryRun: isDryRun)
        }
        return outcome("runs", days, due, "reports removed from the store")
    }

    private func pages(_ isDryRun: Bool) throws -> Outcome {
        let days = workspace.retention.pageDays
        let due = try days.map { days in
            let pages = RunPages(folder: workspace.reports)
            let limit = date(days)
            // The newest stays: something must stand behind `latest.html`.
            let old = try pages.runs.dropLast().filter { run in
                try store.run(run).map { $0.startedAt < limit } ?? false
            }
            if !isDryRun { for run in old { try pages.remove(run) } }
            return old.count
        }
        return outcome("pages", days, due, "pages removed")
    }

    private func lineage(_ isDryRun: Bool) throws -> Outcome {
        let days = workspace.retention.lineageDays
        let due = try days.map {
            try LineageFile(path: workspace.lineage).expire(before: date($0), isDryRun: isDryRun)
        }
        return outcome("lineage", days, due, "events removed")
    }

    private func history(_ isDryRun: Bool) throws -> Outcome {
        let days = workspace.retention.historyDays
        let due = try days.map { try store.expireHistory(before: date($0), isDryRun: isDryRun).total }
        return outcome("history", days, due, "former records, relations and entity states removed")
    }

    /// The law asks for three years; no rule of a workspace shortens that.
    private func deliveries(_ isDryRun: Bool) throws -> Outcome {
        let due = try DeliveryLog(path: workspace.deliveryLog).expire(
            at: now.formatted(.iso8601), isDryRun: isDryRun)
        return Outcome(
            rule: "deliveries", keeps: "3 years", due: due, what: "deliveries removed from the log")
    }

    private func outcome(_ rule: String, _ days: Int?, _ due: Int?, _ what: String) -> Outcome {
        Outcome(
            rule: rule, keeps: days.map { "\($0) day\($0 == 1 ? "" : "s")" } ?? "", due: due ?? 0, what: what)
    }

    /// So many days ago, as runs are dated.
    private func date(_ days: Int) -> String {
        now.addingTimeInterval(-86_400 * Double(days)).formatted(.iso8601)
    }
}
