import HubMapping
import HubMatching
import HubModel
import HubStore

/// The entities at the other end of the relations that a model's rules look at.
enum RelatedEntities {
    /// For each relation kind the rules use: the entity of each mention of `ids`, 0 when its record gives none.
    static func of(
        _ model: EntityModel, mentions ids: [Int64], _ relations: [StoredRelation], _ resolved: [ResolvedType]
    ) -> [String: [Int64]] {
        let evidence =
            model.comparisons.map(\.evidence) + model.blocking.flatMap { $0.elements.map(\.evidence) }
        var related: [String: [Int64]] = [:]
        for case .relation(let kind) in evidence where related[kind] == nil {
            related[kind] = Array(repeating: 0, count: ids.count)
        }
        guard !related.isEmpty else { return related }
        // Both lists ascend by mention id: one pass finds the row of each relation's `from`.
        var row = 0
        for relation in relations where related[relation.kind] != nil {
            while row < ids.count, ids[row] < relation.from { row += 1 }
            guard row < ids.count, ids[row] == relation.from, related[relation.kind]?[row] == 0 else {
                continue
            }
            for type in resolved {
                let entity = type.entity(of: relation.to)
                if entity > 0 { related[relation.kind]?[row] = entity }
            }
        }
        return related
    }
}

/// What the matcher of a type is given, as the store has it: its mentions, and the entities that those of other types
/// became when they were last resolved.
package struct StoredMatchInput {
    package let mentions: StoredMentions
    package let input: MatchInput

    package init(type: Int, workspace: Workspace, store: any Store) throws {
        let model = workspace.models[type]
        let others = workspace.resolutionOrder.prefix { $0 != type }
        mentions = try store.mentions(type: type)
        let resolved = try others.map { other in
            let mentions = try store.mentions(type: other)
            return ResolvedType(ids: mentions.ids, entities: mentions.entities)
        }
        input = MatchInput(
            model: model, values: mentions.values, ranks: mentions.ranks,
            related: RelatedEntities.of(
                model, mentions: mentions.ids, try store.relationMentions(), resolved))
    }
}
