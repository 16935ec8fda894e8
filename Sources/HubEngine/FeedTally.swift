import HubConnect
import HubMapping

/// What is worth telling of a feed that was read: what a mapping that reads the wrong place looks like from outside.
struct FeedTally {
    /// For each column of the source, whether any record had it.
    private(set) var isPresent: [Bool] = []
    private var columns: [String] = []
    private var rows = 0
    /// Refused records by reason.
    private var refused: [String: Int] = [:]

    mutating func add(_ mapped: MappedRecords) {
        columns = mapped.batch.columns
        rows += mapped.batch.table.rowCount
        if isPresent.isEmpty { isPresent = mapped.isPresent }
        for (column, present) in mapped.isPresent.enumerated() where present { isPresent[column] = true }
    }

    mutating func refuse(_ reason: String) { refused[reason, default: 0] += 1 }

    /// `missing-key 120, duplicate-key 3`: most frequent first.
    var refusals: String {
        refused.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
            .joined(separator: ", ")
    }

    /// Sentences for the report; none when all is as it should be.
    func notes(_ outcome: RunReport.Feed, feed: Feed) -> [String] {
        if outcome.read == 0 { return ["it holds no records"] }
        var notes: [String] = []
        let mapped = Set(feed.columns)
        for (column, present) in zip(columns, isPresent) where !present && rows > 0 && mapped.contains(column)
        {
            notes.append(
                "column `\(column)` was in none of \(rows) records; does the mapping spell it right?")
        }
        if outcome.rejected * 5 > outcome.read {
            notes.append("\(outcome.rejected) of \(outcome.read) records were refused: \(refusals)")
        }
        let taken = outcome.new + outcome.changed
        if outcome.rejectedValues * 5 > taken, outcome.rejectedValues > 1 {
            notes.append(
                "\(outcome.rejectedValues) values were refused in \(taken) records; `isthmus quarantine list "
                    + "--feed \(feed.name) --count` tells which columns")
        }
        return notes
    }
}
