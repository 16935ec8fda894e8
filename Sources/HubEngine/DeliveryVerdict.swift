import HubMapping
import HubModel

/// Adds up what was seen of a delivery, and says which expectations it does not meet: in numbers, never in values.
struct DeliveryVerdict {
    private let watch: DeliveryWatch
    private let columns: [String]
    private(set) var seen: DeliveryWatch.Seen
    /// Hashes of each group of columns that must not come twice.
    private var known: [Set<UInt64>]
    private var repeats: [(count: Int, line: Int)]

    init(_ watch: DeliveryWatch, columns: [String]) {
        self.watch = watch
        self.columns = columns
        seen = watch.nothingYet
        known = Array(repeating: [], count: seen.keys.count)
        repeats = Array(repeating: (0, 0), count: seen.keys.count)
    }

    mutating func add(_ part: DeliveryWatch.Seen) {
        seen.rows += part.rows
        for index in seen.filled.indices { seen.filled[index] += part.filled[index] }
        for index in seen.ranges.indices {
            seen.ranges[index].values += part.ranges[index].values
            seen.ranges[index].readable += part.ranges[index].readable
            seen.ranges[index].outside += part.ranges[index].outside
        }
        for (group, keys) in part.keys.enumerated() {
            for key in keys where !known[group].insert(key.hash).inserted {
                if repeats[group].count == 0 { repeats[group].line = key.line }
                repeats[group].count += 1
            }
        }
        if let latest = part.latest { seen.latest = max(latest, seen.latest ?? .min) }
    }

    /// Sentences on what is not as it should be, in the order of the documentation.
    ///
    /// `shrinkage`: what is to be said of records that did not come.
    /// `present`: for each column, whether any record had it.
    /// `refusals`: reasons with counts, of `outcome.rejected`.
    func unmet(
        _ outcome: RunReport.Feed, shrinkage: String?, present: [Bool], refusals: String
    ) -> [String] {
        rows(outcome) + [shrinkage].compactMap(\.self) + rejected(outcome, refusals) + presence(present)
            + filled()
            + unique() + ranges()
    }

    private var expected: Expectations { watch.expected }

    private func rows(_ outcome: RunReport.Feed) -> [String] {
        let count = outcome.read - outcome.superseded
        if let least = expected.leastRows, count < least {
            return ["rows: \(count) read, at least \(least) expected"]
        }
        if let most = expected.mostRows, count > most {
            return ["rows: \(count) read, at most \(most) expected"]
        }
        return []
    }

    private func rejected(_ outcome: RunReport.Feed, _ refusals: String) -> [String] {
        let count = outcome.read - outcome.superseded
        guard let most = expected.rejected, Double(outcome.rejected) > most * Double(count) else { return [] }
        return [
            "rejected: \(outcome.rejected) of \(count) records were refused (\(refusals)), at most "
                + "\(Percent.of(most)) expected"
        ]
    }

    private func presence(_ present: [Bool]) -> [String] {
        expected.columnPlaces.compactMap { column in
            guard let index = columns.firstIndex(of: column.value) else {
                let near =
                    nearestName(to: column.value, among: columns).map { "; did you mean `\($0)`?" } ?? ""
                return "columns: `\(column.value)` is not there" + near
            }
            guard expected.columns.contains(where: { $0.value == column.value }), seen.rows > 0,
                index < present.count, !present[index]
            else { return nil }
            return "columns: `\(column.value)` is in none of \(seen.rows) records"
        }
    }

    private func filled() -> [String] {
        zip(expected.filled, seen.filled).compactMap { entry, count in
            guard columns.contains(entry.column.value), Double(count) < entry.share * Double(seen.rows) else {
                return nil
            }
            return "filled: \(count) of \(seen.rows) records have a value in `\(entry.column.value)` "
                + "(\(Percent.of(Double(count) / Double(max(1, seen.rows))))), at least "
                + "\(Percent.of(entry.share)) expected"
        }
    }

    private func unique() -> [String] {
        zip(expected.unique, repeats).compactMap { group, found in
            guard found.count > 0 else { return nil }
            let names = group.map { "`\($0.value)`" }.joined(separator: " + ")
            let place = found.line > 0 ? ", the first at line \(found.line)" : ""
            return
                "unique: \(found.count) of \(seen.rows) records have the \(names) of an earlier one\(place)"
        }
    }

    private func ranges() -> [String] {
        zip(expected.ranges, seen.ranges).compactMap { range, found in
            let name = range.column.value
            let kind = range.kind == .number ? "a number" : "a date"
            if found.values > 0, found.readable == 0 {
                return "range: none of \(found.values) values of `\(name)` is \(kind)"
            }
            guard found.outside > 0 else { return nil }
            let bounds =
                switch (range.least, range.greatest) {
                case (let least?, let greatest?): "\(least) to \(greatest)"
                case (let least?, nil): "\(least) and above"
                case (nil, let greatest?): "up to \(greatest)"
                case (nil, nil): "anything"
                }
            return "range: \(found.outside) of \(found.readable) values of `\(name)` are outside, expected "
                + bounds
        }
    }
}

/// Shares as people read them.
enum Percent {
    /// `5 %`, `5.05 %`.
    static func of(_ share: Double) -> String {
        let hundredths = Int((share * 10000).rounded())
        let (whole, rest) = (hundredths / 100, hundredths % 100)
        if rest == 0 { return "\(whole) %" }
        return rest % 10 == 0 ? "\(whole).\(rest / 10) %" : "\(whole).\(rest < 10 ? "0" : "")\(rest) %"
    }
}
