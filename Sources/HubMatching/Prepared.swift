import HubModel

/// Everything pairs are found and scored with, worked out once of all mentions: the matcher clusters with it, the
/// trainer counts with it, and explanations read from it.
struct Prepared: Sendable {
    let evidences: Evidences
    let features: [Feature]
    let profiles: Profiles
    let constraints: ProfileConstraints
    /// One a blocking rule.
    let indexes: [BlockIndex]
    let scorer: PairScorer
    let contested: ContestedValues

    init(_ input: MatchInput, threads: Int) async {
        let model = input.model
        let evidences = Evidences(of: model)
        let features = await parallelMap(evidences.list.count, threads: threads) {
            evidences.feature($0, of: input)
        }
        let profiles = Profiles(
            of: features, ranks: input.ranks, splits: ProfileConstraints.splits(input, features))
        constraints = ProfileConstraints(input, profiles: profiles)
        self.evidences = evidences
        self.features = features
        self.profiles = profiles
        indexes = await parallelMap(model.blocking.count, threads: threads) { rule in
            BlockIndex(
                keys: BlockKeys(rule: model.blocking[rule], evidences: evidences, features: features),
                profiles: profiles)
        }
        let plain = PairScorer(model: model, evidences: evidences, features: features, rows: profiles.rows)
        contested = ContestedValues(model: model, evidences: evidences, profiles: profiles, scorer: plain)
        scorer = contested.weakened(plain)
    }
}
