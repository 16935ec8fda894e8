import Foundation
import HubModel

/// Scores pairs of rows: the prior plus what each comparison weighs (Fellegi & Sunter 1969).
struct PairScorer: Sendable {
    let comparisons: [PreparedComparison]
    /// Set numbers of all rows, `width` each.
    private let rows: [UInt32]
    private let width: Int
    let prior: Int
    let threshold: Int
    /// Of each comparison: its column, the most two different sets weigh, and where its weights of equal
    /// sets begin in `same`. Flat, because every pair reads them.
    private let columns: [Int]
    private let best: [Int32]
    private let sameStarts: [Int]
    private var same: [Int32]
    /// Of each comparison the column that implies what it looks at, -1 for none.
    private let sources: [Int]

    init(model: EntityModel, evidences: Evidences, features: [Feature], rows: [UInt32]) {
        comparisons = model.comparisons.map {
            let column = evidences.position($0.evidence)
            return PreparedComparison(
                $0, column: column, feature: features[column], scale: model.calibration.scale)
        }
        columns = comparisons.map(\.column)
        sources = evidences.sources(in: model)
        best = comparisons.map { $0.mostOfDifferentSets() }
        var starts: [Int] = []
        var all: [Int32] = []
        for comparison in comparisons {
            starts.append(all.count)
            all += comparison.weightsOfEqualSets(count: features[comparison.column].setLimit)
        }
        sameStarts = starts
        same = all
        self.rows = rows
        width = features.count
        let odds = model.prior(amongMentions: features.first?.sets.count ?? 0)
        let (scale, shift) = (model.calibration.scale, model.calibration.shift)
        prior = Int(Bits(log2(odds / (1 - odds)) * scale + shift).raw)
        threshold = Int(Bits(probability: model.threshold).raw)
    }

    /// The score of a pair, or `nil` as soon as it cannot reach `floor` any more.
    func score(_ first: Int, _ second: Int, atLeast floor: Int, _ scratch: inout EditScratch) -> Int? {
        let (a, b) = (first &* width, second &* width)
        var score = prior
        // Equal and missing values are known at once; different ones count with the most they could weigh.
        for index in 0..<columns.count {
            let x = rows[a &+ columns[index]]
            let y = rows[b &+ columns[index]]
            if x == 0 || y == 0 { continue }
            let most = x == y ? same[sameStarts[index] &+ Int(x)] : best[index]
            score &+= Int(isImplied(index, a, b) ? min(most, 0) : most)
        }
        guard score >= floor else { return nil }
        for index in 0..<columns.count {
            let x = rows[a &+ columns[index]]
            let y = rows[b &+ columns[index]]
            if x == 0 || y == 0 || x == y { continue }
            let bits = comparisons[index].outcome(x, y, &scratch).bits
            score &+= isImplied(index, a, b) ? Int(min(bits, 0)) : Int(bits) &- Int(best[index])
            if score < floor { return nil }
        }
        return score
    }

    /// The outcome of one comparison; `nil` when a side is missing.
    func outcome(
        _ comparison: Int, _ first: Int, _ second: Int, _ scratch: inout EditScratch
    ) -> PreparedComparison.Outcome? {
        let x = rows[first &* width &+ comparisons[comparison].column]
        let y = rows[second &* width &+ comparisons[comparison].column]
        if x == 0 || y == 0 { return nil }
        var outcome = comparisons[comparison].outcome(x, y, &scratch)
        if x == y { outcome.bits = same[sameStarts[comparison] &+ Int(x)] }
        if isImplied(comparison, first &* width, second &* width) { outcome.bits = min(outcome.bits, 0) }
        return outcome
    }

    /// Whether the rows that start at `a` and `b` have the same value of what implies the compared one: that it agrees
    /// then says nothing more, that it does not still speaks against them.
    @inline(__always)
    private func isImplied(_ comparison: Int, _ a: Int, _ b: Int) -> Bool {
        let source = sources[comparison]
        return source >= 0 && rows[a &+ source] != 0 && rows[a &+ source] == rows[b &+ source]
    }

    /// What two rows weigh that have the very same set.
    func bitsOfSame(_ comparison: Int, set: UInt32) -> Int32 { same[sameStarts[comparison] &+ Int(set)] }

    /// Lets agreement on a set weigh at most `bits`.
    mutating func weaken(_ comparison: Int, set: UInt32, to bits: Int32) {
        let position = sameStarts[comparison] &+ Int(set)
        same[position] = min(same[position], bits)
    }

    /// The set that a row has in a comparison's evidence; 0: missing.
    func set(_ comparison: Int, of row: Int) -> UInt32 { rows[row &* width &+ columns[comparison]] }
}
