import HubModel

/// How the deliveries of a feed follow each other, and what they must fulfil to be taken in.
package struct FeedRules: Sendable {
    package var change = ChangeRule.snapshot
    package var missing = MissingRule()
    package var onDrift = DriftPolicy.warn
    package var expectations = Expectations()

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
    /// Records read, rejected ones among them.
    package var leastRows: Int?
    package var mostRows: Int?
    /// Share of the known records that may be absent, 0…1; guards feeds of 100 known records and more.
    package var shrink = 0.2
    /// Share of the records read that may be rejected as a whole, 0…1.
    package var rejected: Double?
    /// Columns that must be there, whether mapped or not.
    package var columns: [Located<String>] = []
    /// Least share of records that have a value, by column.
    package var filled: [(column: Located<String>, share: Double)] = []
    /// Groups of columns whose values together are never twice in one delivery.
    package var unique: [[Located<String>]] = []
    /// Least and greatest number or date in a column; values that are neither do not count.
    package var ranges: [(column: Located<String>, least: String?, greatest: String?)] = []
    /// A column of dates whose latest must not be older than so many days; a `nil` column means the source's own
    /// time of change.
    package var fresh: (column: Located<String>?, days: Int)?

    package init() {}
}
