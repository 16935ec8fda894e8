import HubStore

/// Names under which the engine keeps small texts in the store.
package enum Memo {
    /// Run that last changed the entities.
    static let resolvedRun = "resolved-run"
    /// Names that resolution among those of all stores: another store, or this one put back from a backup, may well
    /// reach the same run number with other entities.
    package static let resolution = "resolution"
    /// Rules it did so by.
    static let resolvedRules = "resolved-rules"
    /// Judgements of stewards that it held to.
    static let resolvedJudgements = "resolved-judgements"
    /// Run whose records wait for resolution; "0" when none do.
    static let openNight = "open-night"

    /// What the last good reading of a feed found.
    static func lastReading(feed: String) -> String { "last-reading \(feed)" }

    /// What the columns of a feed looked like at its last good reading.
    static func profile(feed: String) -> String { "profile \(feed)" }

    /// How many records of a feed had no readable key when missing records were last believed.
    static func unreadable(feed: String) -> String { "unreadable-records \(feed)" }
}

extension Store {
    /// Run that last changed the entities, 0 when none did.
    package func lastResolvedRun() throws(StoreError) -> Int64 {
        try memo(Memo.resolvedRun).flatMap { Int64($0) } ?? 0
    }
}
