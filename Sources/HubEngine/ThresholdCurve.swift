import HubMapping
import HubMatching
import HubModel
import HubStore

/// What precision and recall would be at other thresholds: every type matched anew at each.
///
/// Entities of other types that a rule leans on (the house somebody lives in) are those of the store, so that a point
/// says what one threshold alone would change. Stewards' judgements hold as in a night.
package struct ThresholdCurve: Sendable {
    /// One type at one threshold.
    package struct Point: Sendable {
        package let type: String
        package let threshold: Double
        /// Whether it is the model's own.
        package let isCurrent: Bool
        package let evaluation: Evaluation
    }

    /// By type in the order of the models, then ascending.
    package let points: [Point]

    /// Complexity: that of resolving all types, for each threshold.
    package init(
        _ labelled: LabelledMentions, workspace: Workspace, store: any Store, thresholds: [Double],
        progress: any RunObserver
    ) async throws {
        var points: [Point] = []
        for (type, rows) in labelled.types.enumerated() where !rows.truth.isEmpty {
            let model = workspace.models[type]
            let stored = try StoredInput(type: type, of: workspace, store: store)
            let mentions = stored.mentions
            let ground = await Groundwork(stored.input)
            let positions = ResolvedType(
                ids: mentions.ids, entities: mentions.ids.indices.map { Int64($0) + 1 })
            for threshold in Set(thresholds + [model.threshold]).sorted() {
                try Task.checkCancellation()
                progress.show(Stage(name: "evaluate", subject: "\(model.name) at \(threshold)"))
                let match = await Matcher(
                    ground.with { model in
                        var model = model
                        model.threshold = threshold
                        return model
                    }
                ).run()
                let predicted = rows.mentions.enumerated().map { row, mention in
                    let position = mention == 0 ? 0 : Int(positions.entity(of: mention))
                    return position == 0 ? -1 - row : Int(match.clusters[position - 1])
                }
                points.append(
                    Point(
                        type: model.name, threshold: threshold, isCurrent: threshold == model.threshold,
                        evaluation: Evaluation(predicted: predicted, truth: rows.truth)))
            }
        }
        self.points = points
    }
}
