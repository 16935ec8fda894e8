import HubConnect
import HubMapping
import HubMatching
import HubModel
import HubStore

/// The assignment of the store scored against labelled mentions.
package struct TruthScores {
    /// One entity type.
    package struct TypeScore: Sendable {
        package let type: String
        /// Labelled mentions that were scored.
        package let mentions: Int
        /// Labelled, but the hub has no such mention: each counts as an entity of its own.
        package let notTaken: Int
        /// In the hub, but without a label: not scored.
        package let unlabelled: Int
        package let evaluation: Evaluation
        /// Feeds by their position in `TruthScores.feeds`.
        package let feeds: FeedFigures
        /// Entities, labelled or not, that hold two different valid values of a `distinct` attribute.
        package let conflicting: Int
        /// Those that occur, in the order of the file.
        package let hazards: [(name: String, figures: HazardFigures)]
    }

    /// What is wrong with one cluster or entity, mention by mention.
    package struct Error: Sendable {
        package struct Mention: Sendable {
            /// Empty for a mention the hub did not take.
            package let entityID: String
            package let trueEntityID: String
            package let feed: String
            package let recordKey: String
            package let role: String
            /// One an attribute of the model.
            package let values: [String?]
        }

        /// Index of the model.
        package let type: Int
        package let kind: LargestErrors.Case.Kind
        package let pairs: Int
        /// Mentions of the cluster or entity; `mentions` are at most the first dozen of them.
        package let size: Int
        package let mentions: [Mention]
    }

    package let types: [TypeScore]
    /// Labelled mentions of feeds the hub never read: not scored.
    package let unread: Int
    /// Names of the feeds.
    package let feeds: [String]
    /// What was scored, for a closer look.
    package let labelled: LabelledMentions
    private let workspace: Workspace
    private let store: any Store

    /// Reads the labels through `truth`, which has `Truth.columns` or what `renamed` calls them, their `hazards` from a
    /// file with `Truth.hazardColumns`, and the assignment from `store`.
    package init(
        workspace: Workspace, store: any Store, truth: any Connector, hazards: (any Connector)? = nil,
        renamed: [String: String] = [:]
    ) async throws {
        let labelled = try await LabelledMentions(
            workspace: workspace, store: store, truth: truth, hazards: hazards, renamed: renamed)
        types = try workspace.models.indices.filter { !labelled.types[$0].truth.isEmpty }.map { type in
            let rows = labelled.types[type]
            let hazards = HazardFigures.of(
                rows.cases, count: labelled.hazards.count, predicted: rows.predicted, truth: rows.truth)
            return TypeScore(
                type: workspace.models[type].name, mentions: rows.truth.count, notTaken: rows.notTaken.count,
                unlabelled: rows.unlabelled,
                evaluation: Evaluation(predicted: rows.predicted, truth: rows.truth),
                feeds: FeedFigures(
                    predicted: rows.predicted, truth: rows.truth, feeds: rows.feeds,
                    feedCount: labelled.feeds.count),
                conflicting: try Self.conflicting(workspace.models[type], store.mentions(type: type)),
                hazards: zip(labelled.hazards, hazards).filter { $0.1.mentions > 0 }
                    .map { (name: $0.0, figures: $0.1) })
        }
        unread = labelled.unread
        feeds = labelled.feeds
        self.labelled = labelled
        self.workspace = workspace
        self.store = store
    }

    private static func conflicting(_ model: EntityModel, _ mentions: StoredMentions) -> Int {
        var entities: Set<Int64> = []
        for (column, attribute) in model.attributes.enumerated() where attribute.isDistinct {
            var first: [Int64: String] = [:]
            for (row, entity) in mentions.entities.enumerated() where entity > 0 {
                guard let value = mentions.values.text(row, column) else { continue }
                guard let known = first[entity] else {
                    first[entity] = value
                    continue
                }
                // Validity is asked for only where two differ: that is rare.
                guard known != value, attribute.type.normalised(value).verdict == .valid else { continue }
                if attribute.type.normalised(known).verdict == .valid {
                    entities.insert(entity)
                } else {
                    first[entity] = value
                }
            }
        }
        return entities.count
    }

    /// The `limit` costliest merges and splits of each type.
    package func errors(limit: Int) throws -> [Error] {
        try workspace.models.indices.flatMap { type -> [Error] in
            let rows = labelled.types[type]
            let cases = LargestErrors.of(predicted: rows.predicted, truth: rows.truth, limit: limit)
            if cases.isEmpty { return [] }
            let shown = cases.map { spread($0, rows) }
            let wanted = Set(shown.joined().map { rows.mentions[$0] })
            var places: [Int64: (key: String, role: String)] = [:]
            try store.assignments(type: type) { row in
                if wanted.contains(row.mention) { places[row.mention] = (row.recordKey, row.role) }
            }
            let stored = try store.mentions(type: type)
            var values: [Int64: [String?]] = [:]
            for (row, id) in stored.ids.enumerated() where wanted.contains(id) {
                values[id] = workspace.models[type].attributes.indices.map { stored.values.text(row, $0) }
            }
            return zip(cases, shown).map { one, chosen in
                Error(
                    type: type, kind: one.kind, pairs: one.pairs, size: one.mentions.count,
                    mentions: chosen.map { row in
                        let place = places[rows.mentions[row]] ?? rows.notTaken[row]
                        let entity = rows.predicted[row]
                        return Error.Mention(
                            entityID: entity >= 0 ? labelled.entityIDs[entity] : "",
                            trueEntityID: rows.labels[rows.truth[row]], feed: feeds[rows.feeds[row]],
                            recordKey: place?.key ?? "", role: place?.role ?? "",
                            values: values[rows.mentions[row]] ?? [])
                    })
            }
        }
    }

    /// A dozen mentions of a case; some of each part.
    private func spread(_ one: LargestErrors.Case, _ rows: LabelledMentions.OfType) -> [Int] {
        if one.mentions.count <= 12 { return one.mentions }
        var seen: [Int: Int] = [:]
        var chosen: [Int] = []
        for row in one.mentions {
            let part = one.kind == .merge ? rows.truth[row] : rows.predicted[row]
            seen[part, default: 0] += 1
            if seen[part, default: 0] <= 3 { chosen.append(row) }
        }
        return Array(chosen.prefix(12))
    }
}
