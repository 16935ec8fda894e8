import HubMapping
import HubMatching
import HubModel
import HubStore

/// Resolves one entity type: match, give ids, merge what was touched, save.
struct TypeResolution {
    let type: Int
    let model: EntityModel
    let store: any Store
    let run: Int64
    /// Whether every golden record is built anew, not only those of touched entities.
    let mergesAll: Bool
    let feeds: [Feed]
    let progress: any RunObserver

    func resolve(
        relations: [StoredRelation], resolved: [ResolvedType]
    ) async throws -> (ResolvedType, RunReport.EntityType) {
        let clock = ContinuousClock()
        let start = clock.now
        progress.show(Stage(name: "resolve", subject: model.name))
        let mentions = try store.mentions(type: type)
        let match = await Matcher(
            MatchInput(
                model: model, values: mentions.values, ranks: mentions.ranks,
                related: relatedEntities(mentions.ids, relations, resolved),
                ties: ties(mentions.ids, relations), constraints: constraints(mentions))
        ).run()
        let existing = try store.entities(type: type)
        let identity = EntityIdentity(
            model: model, clusters: match.clusters, clusterCount: match.clusterCount, ranks: mentions.ranks,
            previous: mentions.entities, existing: existing, lastNumber: try store.lastEntityNumber())
        try store.saveEntities(identity.new, retired: identity.retired, type: type, run: run)
        let entities = match.clusters.map { identity.numbers[Int($0)] }
        try store.saveAssignments(
            mentions.ids.indices.filter { mentions.entities[$0] != entities[$0] }
                .map { Assignment(mention: mentions.ids[$0], entity: entities[$0]) })
        progress.show(Stage(name: "merge", subject: model.name, count: match.clusterCount))
        let merging = clock.now
        try await merge(mentions, match: match, identity: identity, entities: entities)
        return (
            ResolvedType(ids: mentions.ids, entities: entities),
            report(
                mentions, match, identity, seconds: (clock.now - start).seconds,
                secondsMerging: (clock.now - merging).seconds)
        )
    }

    /// What feeds that list each entity once say of their mentions.
    private func constraints(_ mentions: StoredMentions) -> MatchConstraints {
        var constraints = MatchConstraints()
        let unique = Set(
            feeds.flatMap { feed in
                feed.mentions.filter(\.isUnique).map { MentionSource(feed: feed.name, role: $0.role) }
            })
        let isUnique = mentions.sources.map(unique.contains)
        if mentions.origins.contains(where: { isUnique[Int($0)] }) {
            constraints.exclusiveGroups = mentions.origins.map { isUnique[Int($0)] ? $0 + 1 : 0 }
        }
        return constraints
    }

    /// Ties between mentions of the type, by kind, as far as the model makes anything of them.
    private func ties(_ ids: [Int64], _ relations: [StoredRelation]) -> [String: [MatchTie]] {
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

    /// For each relation kind the model's rules use: the entity at the other end, one a mention.
    private func relatedEntities(
        _ ids: [Int64], _ relations: [StoredRelation], _ resolved: [ResolvedType]
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

    private func merge(
        _ mentions: StoredMentions, match: MatchResult, identity: EntityIdentity, entities: [Int64]
    ) async throws {
        let touched = try touchedClusters(mentions, match, identity, entities)
        let chosen = touched.indices.filter { touched[$0] }
        let all = ClusterMembers(clusters: match.clusters, count: match.clusterCount)
        var starts = [0]
        var members: [Int32] = []
        for cluster in chosen {
            members += all[cluster]
            starts.append(members.count)
        }
        let golden = await Survivorship(
            model: model, values: mentions.values, mentions: mentions.ids, trust: mentions.trusts,
            runs: mentions.runs, ranks: mentions.ranks
        ).merge(ClusterMembers(starts: starts, rows: members))
        var rows = GoldenRows(attributes: model.attributes.count)
        rows.values = golden.values
        for (row, cluster) in chosen.enumerated() {
            rows.entities.append(identity.numbers[cluster])
            rows.ids.append(identity.ids[cluster])
            rows.mentionCounts.append(all[cluster].count)
            rows.provenance.append(provenance(golden, row))
        }
        try store.saveGolden(rows, type: type, run: run)
    }

    /// Clusters whose golden record may differ: a mention is new or changed, came or went.
    private func touchedClusters(
        _ mentions: StoredMentions, _ match: MatchResult, _ identity: EntityIdentity, _ entities: [Int64]
    ) throws -> [Bool] {
        if mergesAll { return Array(repeating: true, count: match.clusterCount) }
        let touchedEntities = Set(try store.touchedEntities(type: type))
        var touched = identity.numbers.map(touchedEntities.contains)
        var left: Set<Int64> = []
        for (mention, cluster) in match.clusters.enumerated() {
            guard mentions.entities[mention] != entities[mention] else { continue }
            touched[Int(cluster)] = true
            left.insert(mentions.entities[mention])
        }
        for cluster in touched.indices where left.contains(identity.numbers[cluster]) {
            touched[cluster] = true
        }
        return touched
    }

    /// `{"name":{"mention":123,"support":5,"conflicts":1},…}`; attributes without a value are left out.
    private func provenance(_ golden: GoldenTable, _ row: Int) -> String {
        var text = "{"
        for (column, attribute) in model.attributes.enumerated() {
            guard !golden.values.cell(row, column).isMissing else { continue }
            let source = golden.sources[row * model.attributes.count + column]
            if text.utf8.count > 1 { text += "," }
            text += "\"\(attribute.name)\":{\"mention\":\(source.mention),\"support\":\(source.support)"
            text += ",\"conflicts\":\(source.conflicts)}"
        }
        return text + "}"
    }

    private func report(
        _ mentions: StoredMentions, _ match: MatchResult, _ identity: EntityIdentity,
        seconds: Double, secondsMerging: Double
    ) -> RunReport.EntityType {
        let merged = identity.retired.count { $0.redirect > 0 }
        return RunReport.EntityType(
            name: model.name, mentions: mentions.ids.count, entities: match.clusterCount,
            created: identity.new.count, merged: merged, ended: identity.retired.count - merged,
            pairs: match.pairs, links: match.links, refused: match.refused, weak: match.weak,
            ambiguous: match.ambiguous, joinedLater: match.joinedLater, contested: match.contested,
            largeClusters: match.largeClusters,
            blocking: match.blocking.map {
                .init(
                    rule: $0.rule, blocks: $0.blocks, pairs: $0.pairs, oversized: $0.oversized,
                    largest: $0.largest, refined: $0.refined, refinedBy: $0.refinedBy,
                    uncompared: $0.uncompared)
            },
            seconds: seconds, secondsMerging: secondsMerging)
    }
}
