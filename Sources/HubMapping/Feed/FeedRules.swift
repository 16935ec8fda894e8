import HubModel

/// How the deliveries of a feed follow each other, and what they must fulfil to be taken in.
package struct FeedRules: Sendable {
    package var change = ChangeRule.snapshot
    package var missing = MissingRule()
    package var onDrift = DriftPolicy.warn
    package var expectations = Expectations()
    /// Hash of all that the file says of them: bytes that were judged by other rules are judged anew.
    package var fingerprint: UInt64 = 0

    package init() {}
}

/// What one delivery is of the whole.
package enum ChangeRule: String, Sendable, CaseIterable {
    /// The whole, as it is now: what does not come is missing.
    case snapshot
    /// More of it: nothing is ever missing.
    case append
    /// What changed since the connector's checkpoint; missing is only what a complete reading did not bring.
    case cursor
}

/// What becomes of a record that did not come.
package struct MissingRule: Sendable, Equatable {
    package enum Policy: String, Sendable, CaseIterable {
        /// It stays in the registry as if it had come.
        case keep
        /// It takes part in nothing until it comes again; what it said stays in the store.
        case close
        /// It takes part in nothing, and the store forgets what it said.
        case delete
    }

    package var policy = Policy.close
    /// How many readings in a row it must be absent from before the policy is applied, from 1.
    package var after = 1

    package init() {}
}

/// What a change of the columns means for tonight.
package enum DriftPolicy: String, Sendable, CaseIterable {
    /// The feed is held: last night's records stand.
    case stop
    /// The report tells.
    case warn
    /// Only the full report tells.
    case ignore
}

/// What a delivery must look like. What does not is held: last night's records stand, and the run ends with code 3.
package struct Expectations: Sendable {
    /// Numbers or dates that the values of a column must lie between.
    package struct ValueRange: Sendable {
        package enum Kind: Sendable, Equatable { case number, date }

        package let column: Located<String>
        package let kind: Kind
        /// As written; `YYYY-MM-DD` for a date, which then compares as text.
        package let least: String?
        package let greatest: String?
    }

    /// Records read, rejected ones among them.
    package var leastRows: Int?
    package var mostRows: Int?
    /// Share of the known records that may be absent, 0…1. `nil`: a fifth, for feeds of 100 known records and more.
    package var shrink: Double?
    /// Share of the records read that may be rejected as a whole, 0…1.
    package var rejected: Double?
    /// Columns that must be there, whether mapped or not.
    package var columns: [Located<String>] = []
    /// Least share of records that have a value, by column.
    package var filled: [(column: Located<String>, share: Double)] = []
    /// Groups of columns whose values together are never twice in one delivery.
    package var unique: [[Located<String>]] = []
    /// Values that are neither number nor date do not count.
    package var ranges: [ValueRange] = []
    /// A column of dates whose latest must not be older than so many days; a `nil` column means the source's own
    /// time of change.
    package var fresh: (column: Located<String>?, days: Int)?

    package init() {}

    /// Every column that is looked at, where it is first named.
    package var columnPlaces: [Located<String>] {
        var seen: Set<String> = []
        let all =
            columns + filled.map(\.column) + unique.joined() + ranges.map(\.column)
            + [fresh?.column].compactMap(\.self)
        return all.filter { seen.insert($0.value).inserted }
    }
}
