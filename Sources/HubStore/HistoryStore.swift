/// What was believed when: former golden rows, relations and redirects, kept when a run changes them.
///
/// A row says since which run it holds; a former row also until which run it held. The state *as of* a run is what the
/// registry believed when that run had ended.
package protocol HistoryStore {
    /// The last run that had ended at `time` (as runs write it: UTC, seconds); of one that was cut off, its beginning
    /// counts. `nil` when there was none.
    func run(asOf time: String) throws(StoreError) -> Int64?
    /// From now on golden records, relations and entities are read as of `run`. For a read-only store alone, once,
    /// before anything was read; of mentions those are left that were not read anew since.
    func lookBack(to run: Int64) throws(StoreError)
    /// The first run that can be looked back to; 0 when history was kept from the beginning.
    func historySince() throws(StoreError) -> Int64
    /// Number and model index of an entity, living or not; `nil` when the id was never given.
    func number(ofEntity id: String) throws(StoreError) -> (number: Int64, type: Int)?
    /// Every state of a golden record that is kept, the oldest first.
    func goldenVersions(entity: Int64, type: Int) throws(StoreError) -> [GoldenVersion]
    /// Every state of the relations of an entity that is kept, by kind, direction, other end, then age.
    func relationVersions(entity: Int64) throws(StoreError) -> [RelationVersion]
    /// Where a mention comes from; `nil` when its record was deleted.
    func origin(ofMention mention: Int64) throws(StoreError) -> MentionOrigin?
    /// Forgets what nobody needs who looks back to `date` or later; counts only when `isDryRun`. Dates compare as text
    /// with the times of runs.
    func expireHistory(before date: String, isDryRun: Bool) throws(StoreError) -> HistoryCounts
}

/// A golden record for as long as it stayed the same.
package struct GoldenVersion: Sendable {
    package let since: Int64
    /// Run that replaced or dropped it; `nil` for the present one.
    package let until: Int64?
    package let mentionCount: Int
    package let values: [String?]
}

/// A tie for as long as it stayed the same.
package struct RelationVersion: Sendable {
    package let kind: String
    package let isOutgoing: Bool
    package let otherID: String
    package let qualifier: String
    package let support: Int
    package let since: Int64
    /// Run that changed or ended it; `nil` for the present one.
    package let until: Int64?
}

/// The record behind a mention.
package struct MentionOrigin: Sendable {
    package let feed: String
    package let recordKey: String
    package let role: String
}

/// How many former rows there are, or were removed.
package struct HistoryCounts: Sendable, Equatable {
    package var golden = 0
    package var relations = 0
    package var entities = 0
    /// The first run that can be looked back to.
    package var since: Int64 = 0

    package init() {}

    package var total: Int { golden + relations + entities }
}
