import HubModel

/// Everything pairs are found and scored with: the matcher clusters with it, the trainer counts with it, and
/// explanations read from it.
struct Prepared: Sendable {
    let evidences: Evidences
    let features: [Feature]
    let profiles: Profiles
    let constraints: ProfileConstraints
    /// One a blocking rule.
    let indexes: [BlockIndex]
    let scorer: PairScorer
    let contested: ContestedValues

    init(_ ground: Groundwork) {
        (evidences, features, profiles) = (ground.evidences, ground.features, ground.profiles)
        (constraints, indexes) = (ground.constraints, ground.indexes)
        let model = ground.input.model
        let plain = PairScorer(model: model, evidences: evidences, features: features, rows: profiles.rows)
        contested = ContestedValues(model: model, evidences: evidences, profiles: profiles, scorer: plain)
        scorer = contested.weakened(plain)
    }
}
