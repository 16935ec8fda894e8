import HubMapping
import HubMatching
import HubModel
import HubStore

/// What the matcher is given for a type, put together from the store.
package struct StoredInput {
    package let mentions: StoredMentions
    package let input: MatchInput
    package let judged: JudgedRows

    /// `resolved`: what the mentions of the types became that the model's rules look at.
    init(
        type: Int, model: EntityModel, feeds: [Feed], store: any Store, relations: [StoredRelation],
        resolved: [ResolvedType]
    ) throws {
        mentions = try store.mentions(type: type)
        judged = JudgedRows(try store.judgements(), type: model.name, ranks: mentions.ranks)
        var constraints = judged.constraints
        constraints.exclusiveGroups = Self.exclusiveGroups(mentions, feeds: feeds)
        input = MatchInput(
            model: model, values: mentions.values, ranks: mentions.ranks,
            related: RelatedEntities.of(model, mentions: mentions.ids, relations, resolved),
            ties: RelatedEntities.ties(model, type: type, mentions: mentions.ids, relations),
            constraints: constraints)
    }

    /// As the store has it, with the entities that those of other types became when they were last resolved.
    ///
    /// Complexity: O(mentions) of the type and of those its rules look at through relations.
    package init(type: Int, of workspace: Workspace, store: any Store) throws {
        let model = workspace.models[type]
        let evidence =
            model.comparisons.map(\.evidence) + model.blocking.flatMap { $0.elements.map(\.evidence) }
        var resolved: [ResolvedType] = []
        if evidence.contains(where: { if case .relation = $0 { true } else { false } }) {
            for other in workspace.resolutionOrder.prefix(while: { $0 != type }) {
                let others = try store.mentions(type: other)
                resolved.append(ResolvedType(ids: others.ids, entities: others.entities))
            }
        }
        let looksAtRelations = !resolved.isEmpty || model.relations.contains { $0.to == type }
        try self.init(
            type: type, model: model, feeds: workspace.feeds, store: store,
            relations: looksAtRelations ? try store.relationMentions() : [], resolved: resolved)
    }

    /// The mentions of a feed and role that list each entity once are different entities, all of them.
    private static func exclusiveGroups(_ mentions: StoredMentions, feeds: [Feed]) -> [Int32] {
        let unique = Set(
            feeds.flatMap { feed in
                feed.mentions.filter(\.isUnique).map { MentionSource(feed: feed.name, role: $0.role) }
            })
        let isUnique = mentions.sources.map(unique.contains)
        guard mentions.origins.contains(where: { isUnique[Int($0)] }) else { return [] }
        return mentions.origins.map { isUnique[Int($0)] ? $0 + 1 : 0 }
    }
}
