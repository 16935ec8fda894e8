/// What the store keeps of the work of stewards, and of the identity of entities.
package protocol StewardStore: AnyObject {
    // Mentions by name
    /// Those of `names` that the store has, also of missing records. Complexity: one pass over the records of each feed.
    func mentions(named names: Set<MentionName>) throws(StoreError) -> [MentionName: PlacedMention]
    func mention(_ id: Int64) throws(StoreError) -> PlacedMention?
    /// The id behind an entity's number, alive or not.
    func entityID(_ number: Int64) throws(StoreError) -> String?

    // Judgements
    /// Every judgement ever made, oldest first.
    func judgements() throws(StoreError) -> [Judgement]
    /// Changes whenever a judgement is made or undone.
    func judgementState() throws(StoreError) -> String
    /// - Returns: its number, never given twice.
    func saveJudgement(_ judgement: NewJudgement) throws(StoreError) -> Int64
    /// False when there is no such judgement, or it was undone already.
    func undoJudgement(_ id: Int64, who: String, why: String, at: String) throws(StoreError) -> Bool

    // Overrides
    /// Every override ever made, oldest first.
    func overrides() throws(StoreError) -> [ValueOverride]
    /// Saves an override and touches its entity; an earlier one of the same attribute is undone.
    func saveOverride(
        _ value: String, of attribute: String, entity: FoundEntity, who: String, why: String, at: String
    ) throws(StoreError) -> Int64
    /// False when there is no such override, or it was undone already. Touches the entity.
    func undoOverride(_ id: Int64, who: String, why: String, at: String) throws(StoreError) -> Bool

    // Review
    /// Replaces the candidates of a type, best first, and how many there were of each kind.
    func saveReview(_ candidates: [ReviewCandidate], counts: [String: Int], type: Int, run: Int64)
        throws(StoreError)
    /// Best first.
    func reviewCandidates(type: Int?) throws(StoreError) -> [ReviewCandidate]
    func reviewCandidate(_ id: Int64) throws(StoreError) -> ReviewCandidate?
    /// By type index and kind.
    func reviewCounts() throws(StoreError) -> [Int: [String: Int]]

    // Journal
    func saveEvents(_ events: [EntityEvent], run: Int64) throws(StoreError)
    /// Remembers by which rules a run resolved.
    func saveResolution(run: Int64, rules: String) throws(StoreError)
    /// What happened, oldest first: to one entity, or to all.
    func journal(entity: Int64?, deliver: (JournalEntry) throws -> Void) throws
}
