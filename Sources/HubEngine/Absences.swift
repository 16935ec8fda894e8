import HubMapping
import HubModel
import HubStore

/// What becomes of the records that a reading did not bring, by the feed's rule.
///
/// ```
/// reading        7      8      9     10
/// delivered      yes    –      –     –
/// absent since          8      8     8
/// after: 3              1st    2nd   3rd: closed or deleted
/// ```
struct Absences {
    /// Absent tonight, and here with the reading before.
    private(set) var new: [Int64] = []
    /// To be closed.
    private(set) var closing: [Int64] = []
    /// To be forgotten.
    private(set) var deleting: [Int64] = []
    /// Of `deleting`, those that took part until now.
    private(set) var leaving = 0
    /// Absent, with their time not up, or let stay by the rule.
    private(set) var waiting = 0

    /// Nothing is absent.
    init() {}
    /// `isSeen`: whether tonight's reading brought the record with this key.
    /// `reading`: its number.
    init(_ index: RecordIndex, rule: MissingRule, reading: Int, isSeen: (RecordHash) -> Bool) {
        for (key, entry) in index.entries where !isSeen(key) {
            let isNew = entry.absentSince == 0 && !entry.isMissing
            if isNew { new.append(entry.record) }
            // What was closed before absences were counted has been gone for long.
            let since = isNew ? reading : Int(entry.absentSince)
            let isDue = reading - since + 1 >= rule.after
            switch rule.policy {
            case .delete where isDue:
                deleting.append(entry.record)
                if !entry.isMissing { leaving += 1 }
            case .close where isDue && !entry.isMissing: closing.append(entry.record)
            default: if !entry.isMissing || rule.policy == .delete { waiting += 1 }
            }
        }
        new.sort()
        closing.sort()
        deleting.sort()
    }

    /// Does to the store what the rule says.
    func apply(to store: any Store, feed: String, reading: Int, night: Int64) throws {
        try store.markAbsent(new, since: reading)
        try store.markMissing(closing, run: night)
        try store.delete(records: deleting, feed: feed)
    }

    /// What stays of the feed: how many records, and the wrapping sum of their content hashes.
    func remaining(of index: RecordIndex) -> (records: Int, digest: String) {
        let gone = Set(closing + deleting)
        let staying = index.entries.values.filter { !$0.isMissing && !gone.contains($0.record) }
        let high = staying.reduce(0) { $0 &+ $1.content.high }
        let low = staying.reduce(0) { $0 &+ $1.content.low }
        return (staying.count, String(high, radix: 16) + "-" + String(low, radix: 16))
    }

    /// How many records leave the registry tonight.
    var left: Int { closing.count + leaving }

    /// Adds the counts to a feed's account.
    func report(to outcome: inout RunReport.Feed) {
        outcome.missing = new.count
        outcome.closed = closing.count
        outcome.deleted = deleting.count
        outcome.waiting = waiting
    }
}
