import HubMapping
import HubMatching
import HubModel
import HubStore

/// What the matcher was given for a type, put together from the store as it is.
package struct StoredInput {
    let mentions: StoredMentions
    let input: MatchInput
    let judged: JudgedRows

    /// Complexity: O(mentions) of the type and of those its rules look at through relations.
    package init(type: Int, of workspace: Workspace, store: any Store) throws {
        let model = workspace.models[type]
        let mentions = try store.mentions(type: type)
        let evidence =
            model.comparisons.map(\.evidence) + model.blocking.flatMap { $0.elements.map(\.evidence) }
        var resolved: [ResolvedType] = []
        var relations: [StoredRelation] = []
        let looksAtRelations = evidence.contains { if case .relation = $0 { true } else { false } }
        if looksAtRelations {
            relations = try store.relationMentions()
            for other in workspace.resolutionOrder.prefix(while: { $0 != type }) {
                let others = try store.mentions(type: other)
                resolved.append(ResolvedType(ids: others.ids, entities: others.entities))
            }
        }
        let judged = JudgedRows(try store.judgements(), type: model.name, ranks: mentions.ranks)
        let step = TypeResolution(
            type: type, model: model, store: store, run: 0, mergesAll: false, progress: NobodyWatching())
        input = MatchInput(
            model: model, values: mentions.values, ranks: mentions.ranks,
            related: step.relatedEntities(mentions.ids, relations, resolved), constraints: judged.constraints)
        self.mentions = mentions
        self.judged = judged
    }
}
