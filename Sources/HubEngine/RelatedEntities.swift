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

    /// Ties between mentions of the type, by kind, as far as the model makes anything of them.
    static func ties(
        _ model: EntityModel, type: Int, mentions ids: [Int64], _ relations: [StoredRelation]
    ) -> [String: [MatchTie]] {
        let compared = Set(model.comparisons.map(\.evidence))
        let kinds = Set(
            model.relations.filter {
                $0.to == type && ($0.keepsApart || compared.contains(.relation($0.name)))
            }
            .map(\.name))
        var ties: [String: [MatchTie]] = [:]
        if kinds.isEmpty { return ties }
        let rows = ResolvedType(ids: ids, entities: ids.indices.map { Int64($0) + 1 })
        for relation in relations where kinds.contains(relation.kind) {
            let (from, to) = (rows.entity(of: relation.from), rows.entity(of: relation.to))
            if from > 0, to > 0 {
                ties[relation.kind, default: []].append(MatchTie(from: Int32(from - 1), to: Int32(to - 1)))
            }
        }
        return ties
    }
}
