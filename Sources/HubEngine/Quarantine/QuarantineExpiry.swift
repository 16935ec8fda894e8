import Foundation
import HubStore

/// Values in quarantine are kept for as long as somebody may mend them, and no longer.
package enum QuarantineExpiry {
    /// The moment so many days ago, as runs are dated.
    package static func date(_ days: Int) -> String {
        Date.now.addingTimeInterval(-86_400 * Double(days)).formatted(.iso8601)
    }
}

extension Pipeline {
    /// Blanks values that are older than `isthmus.json5` allows.
    func expireQuarantine(_ report: inout RunReport) throws {
        guard let days = workspace.quarantineDays else { return }
        let date = QuarantineExpiry.date(days)
        report.expired = try store.expireRejects(before: date, isDryRun: false)
        // A feed that brings the whole every night tells by itself which mends it still needs.
        guard let run = try store.firstRun(since: date) else { return }
        for feed in workspace.feeds where feed.rules.change != .snapshot {
            try store.removeMends(feed: feed.name, unusedSince: run)
        }
    }
}
