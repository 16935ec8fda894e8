import Foundation
import HubModel

/// What pairs are found by and compared on, whatever comparisons weigh: worked out once of all mentions, for training,
/// for matching with what was trained, and for matching with one threshold after another.
package struct Groundwork: Sendable {
    package let input: MatchInput
    let evidences: Evidences
    let features: [Feature]
    let profiles: Profiles
    let constraints: ProfileConstraints
    /// One a blocking rule.
    let indexes: [BlockIndex]

    /// Complexity: O(mentions).
    package init(
        _ input: MatchInput, threads: Int = ProcessInfo.processInfo.activeProcessorCount
    ) async {
        precondition(input.ranks.count == input.values.rowCount, "one rank a mention")
        let model = input.model
        let evidences = Evidences(of: model)
        let features = await parallelMap(evidences.list.count, threads: threads) {
            evidences.feature($0, of: input)
        }
        let profiles = Profiles(
            of: features, ranks: input.ranks, splits: ProfileConstraints.splits(input, features))
        constraints = ProfileConstraints(input, profiles: profiles)
        indexes = await parallelMap(model.blocking.count, threads: threads) { rule in
            BlockIndex(
                keys: BlockKeys(rule: model.blocking[rule], evidences: evidences, features: features),
                profiles: profiles)
        }
        self.input = input
        self.evidences = evidences
        self.features = features
        self.profiles = profiles
    }

    private init(_ other: Groundwork, _ input: MatchInput) {
        self.input = input
        evidences = other.evidences
        features = other.features
        profiles = other.profiles
        constraints = other.constraints
        indexes = other.indexes
    }

    /// The same under a model that differs in weights, prior, threshold and limits only.
    package func with(_ change: (EntityModel) -> EntityModel) -> Groundwork {
        Groundwork(self, input.with(change(input.model)))
    }
}
