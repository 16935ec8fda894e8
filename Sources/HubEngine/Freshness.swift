import Foundation
import HubConnect
import HubMapping
import HubModel

/// How old a delivery may be. Judged on every night, also when the source is not read because nothing changed in it:
/// that is how a delivery that stopped coming is noticed.
struct Freshness {
    private let expected: (column: Located<String>?, days: Int)?
    private let now: Date

    init(_ feed: Feed, now: Date) {
        expected = feed.rules.expectations.fresh
        self.now = now
    }

    /// Today in the time zone of this machine, as days since 1970-01-01.
    static func day(of date: Date) -> Int {
        let parts = Calendar(identifier: .gregorian).dateComponents([.year, .month, .day], from: date)
        return GregorianDay(year: parts.year ?? 1970, month: parts.month ?? 1, day: parts.day ?? 1)?.number
            ?? 0
    }

    /// Why the delivery is too old; `nil` when it is not.
    ///
    /// `latest`: the latest day in the column, when one is named.
    /// `lastChange`: when the source was last written to, in seconds since 1970.
    /// `rows`: how many records there are.
    func complaint(latest: Int?, lastChange: Int?, rows: Int) -> String? {
        guard let expected else { return nil }
        guard let column = expected.column else {
            guard let lastChange else {
                return "fresh: the source does not tell when it was last changed; name a `column` of dates"
            }
            let age = (Int(now.timeIntervalSince1970) - lastChange) / 86_400
            guard age > expected.days else { return nil }
            return "fresh: the source was last changed \(days(age)) ago, at most \(expected.days) expected"
        }
        guard let latest else { return "fresh: `\(column.value)` has no date in \(rows) records" }
        let age = Self.day(of: now) - latest
        guard age > expected.days else { return nil }
        return
            "fresh: the latest date in `\(column.value)` is \(days(age)) old, at most \(expected.days) expected"
    }

    private func days(_ count: Int) -> String { "\(count) day\(count == 1 ? "" : "s")" }
}
