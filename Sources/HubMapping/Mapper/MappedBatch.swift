import HubModel

/// What a batch of records says: mentions, ties between them, and the values that could not be taken.
package struct MappedBatch: Sendable {
    /// One table for each model the feed mentions, by model index; `record` indexes the rows asked for.
    package var mentions: [MentionTable]
    /// By record, then in file order.
    package var relations: [RelationMention]
    /// By record, then in file order.
    package var rejects: [MappingReject]
}
