import HubModel

/// Scores pairs of rows: the prior plus what each comparison weighs (Fellegi & Sunter 1969).
struct PairScorer: Sendable {
    let comparisons: [PreparedComparison]
    /// Set numbers of all rows, `width` each.
    private let rows: [UInt32]
    private let width: Int
    let prior: Int
    let threshold: Int

    init(model: EntityModel, evidences: Evidences, features: [Feature], rows: [UInt32]) {
        comparisons = model.comparisons.map {
            let column = evidences.position($0.evidence)
            return PreparedComparison($0, column: column, feature: features[column])
        }
        self.rows = rows
        width = features.count
        prior = Int(Bits(probability: model.prior).raw)
        threshold = Int(Bits(probability: model.threshold).raw)
    }

    /// The score of a pair, or `nil` as soon as it cannot reach the threshold any more.
    func link(_ first: Int, _ second: Int, _ scratch: inout EditScratch) -> Int? {
        let (a, b) = (first &* width, second &* width)
        var score = prior
        // Equal and missing values are known at once; different ones count with the most they could weigh.
        for index in 0..<comparisons.count {
            let x = rows[a &+ comparisons[index].column]
            let y = rows[b &+ comparisons[index].column]
            if x == 0 || y == 0 { continue }
            score &+= Int(x == y ? comparisons[index].same[Int(x)] : comparisons[index].best)
        }
        guard score >= threshold else { return nil }
        for index in 0..<comparisons.count {
            let x = rows[a &+ comparisons[index].column]
            let y = rows[b &+ comparisons[index].column]
            if x == 0 || y == 0 || x == y { continue }
            score &+= Int(comparisons[index].outcome(x, y, &scratch).bits)
            score &-= Int(comparisons[index].best)
            if score < threshold { return nil }
        }
        return score
    }

    /// The outcome of one comparison; `nil` when a side is missing.
    func outcome(
        _ comparison: Int, _ first: Int, _ second: Int, _ scratch: inout EditScratch
    ) -> PreparedComparison.Outcome? {
        let x = rows[first &* width &+ comparisons[comparison].column]
        let y = rows[second &* width &+ comparisons[comparison].column]
        return x == 0 || y == 0 ? nil : comparisons[comparison].outcome(x, y, &scratch)
    }
}
