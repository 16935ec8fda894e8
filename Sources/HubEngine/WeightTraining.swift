import Foundation
import HubMapping
import HubMatching
import HubModel
import HubStore

/// Works out the weights of a type from its stored mentions, and keeps them as a file of the workspace.
package struct WeightTraining {
    /// The model as the workspace has it, with the weights it matched with so far.
    package let before: EntityModel
    package let estimate: Trainer.Estimate
    /// What was worked out; comparisons that no pair spoke of are left out.
    package let weights: TrainedWeights
    /// Where the weights belong.
    package let file: String

    /// Fewer mentions than this tell nothing.
    package static let leastMentions = 100

    /// Trains on all mentions of a type. `nil` when there are too few of them.
    package init?(type: Int, workspace: Workspace, store: any Store, now: Date = .now) async throws {
        let stored = try StoredInput(type: type, of: workspace, store: store)
        before = workspace.models[type]
        guard stored.mentions.ids.count >= Self.leastMentions else { return nil }
        var options = Trainer.Options()
        options.judged = stored.judged.asked
        estimate = await Trainer(stored.input, options: options).run()
        let day = String(now.formatted(.iso8601).prefix(10))
        weights = estimate.weights(of: before, version: (before.weights?.version ?? 0) + 1, day: day)
        file = "\(workspace.weights)/\(before.name).json5"
    }

    /// Writes the file: whole or not at all, over the one before.
    package func save() throws {
        let url = URL(fileURLWithPath: file)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(weights.text(for: before).utf8).write(to: url, options: .atomic)
    }
}
