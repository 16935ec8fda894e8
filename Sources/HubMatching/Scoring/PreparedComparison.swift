import Foundation
import HubModel

/// A comparison made ready for its feature: weights in `Bits`, what equal values weigh looked up by number.
struct PreparedComparison: Sendable {
    /// The level that holds for two values, and what it weighs.
    struct Outcome: Sendable, Equatable {
        var level: Int
        var bits: Int32
    }

    /// Values of one record that are compared; what has more is a list, not a person's data.
    private static let crossLimit = 64

    let feature: Feature
    let column: Int
    private let tests: [Comparison.Test]
    private let weights: [Int32]
    private let adjusts: [Bool]
    /// What a level adjusted for frequency gains or loses for each value; empty when no level is.
    private let adjustments: [Int32]
    /// What two mentions with the very same set weigh, for each set.
    private(set) var same: [Int32] = []
    /// The most that two different sets can weigh.
    private(set) var best: Int32 = 0

    init(_ comparison: Comparison, column: Int, feature: Feature) {
        self.feature = feature
        self.column = column
        tests = comparison.levels.map(\.test)
        weights = comparison.levels.map { Bits($0.weight).raw }
        adjusts = comparison.levels.map(\.adjustsForFrequency)
        adjustments =
            comparison.levels.contains(where: \.adjustsForFrequency)
            ? Self.adjustments(comparison, feature) : []
        var scratch = EditScratch()
        same = (0..<UInt32(feature.setLimit)).map { $0 == 0 ? 0 : outcome($0, $0, &scratch).bits }
        let gain = adjustments.max() ?? 0
        best =
            weights.indices
            .filter { feature.isMultiple || tests[$0] != .equal }
            .map { weights[$0] + (adjusts[$0] ? max(gain, 0) : 0) }
            .max() ?? 0
        // No level may hold at all, which weighs nothing.
        best = max(best, 0)
    }

    /// The best outcome over all pairs of values of two sets, neither of them missing.
    @inline(__always)
    func outcome(_ first: UInt32, _ second: UInt32, _ scratch: inout EditScratch) -> Outcome {
        guard feature.isMultiple else { return valueOutcome(first, second, &scratch) }
        return crossOutcome(first, second, &scratch)
    }

    private func crossOutcome(_ first: UInt32, _ second: UInt32, _ scratch: inout EditScratch) -> Outcome {
        var best = Outcome(level: tests.count, bits: 0)
        for x in feature.memberRange(first).prefix(Self.crossLimit) {
            for y in feature.memberRange(second).prefix(Self.crossLimit) {
                let found = valueOutcome(feature.members[x], feature.members[y], &scratch)
                if found.level < best.level || (found.level == best.level && found.bits > best.bits) {
                    best = found
                }
            }
        }
        return best
    }

    private func valueOutcome(_ x: UInt32, _ y: UInt32, _ scratch: inout EditScratch) -> Outcome {
        for level in 0..<tests.count where holds(tests[level], x, y, &scratch) {
            var bits = weights[level]
            if adjusts[level] {
                // A value's rarity may take the edge off an agreement, but not turn it into evidence against.
                let adjusted = bits &+ min(adjustments[Int(x)], adjustments[Int(y)])
                bits = max(adjusted, min(bits, 0))
            }
            return Outcome(level: level, bits: bits)
        }
        return Outcome(level: tests.count, bits: 0)
    }

    @inline(__always)
    private func holds(
        _ test: Comparison.Test, _ x: UInt32, _ y: UInt32, _ scratch: inout EditScratch
    ) -> Bool {
        switch test {
        case .equal: return x == y
        case .otherwise: return true
        default: break
        }
        guard feature.isText else { return x == y }
        let forms = feature.forms
        switch test {
        case .equal, .otherwise:
            return true
        case .edits(let limit):
            return x == y
                || isWithinEdits(
                    limit, forms.scalars.span.extracting(forms.scalarRange(x)),
                    forms.scalars.span.extracting(forms.scalarRange(y)), &scratch)
        case .prefix(let length):
            return isPrefix(
                length, forms.scalars.span.extracting(forms.scalarRange(x)),
                forms.scalars.span.extracting(forms.scalarRange(y)))
        case .similar(let share):
            return x == y
                || isSimilar(
                    share, forms.bigrams.span.extracting(forms.bigramRange(x)),
                    forms.bigrams.span.extracting(forms.bigramRange(y)))
        case .nearDate:
            return isNearDate(forms.dates[Int(x)], forms.dates[Int(y)])
        }
    }

    /// log2 of how much rarer each value is than the comparison's `equal` level supposes.
    ///
    /// The frequency of a value among mentions is smoothed by one supposed occurrence at the rate `u`, less
    /// the occurrence that is being compared: (n - 1 + 1) / (N - 1 + 1/u). So a small night changes little,
    /// and a value seen in one pair only is as rare as the night is large. At most six bits are gained.
    private static func adjustments(_ comparison: Comparison, _ feature: Feature) -> [Int32] {
        let exact = comparison.levels.first { $0.test == .equal } ?? comparison.levels.first
        let u = max(exact?.u ?? 0.5, 1e-12)
        let others = Double(max(feature.present - 1, 0)) + 1 / u
        return feature.frequencies.map { frequency in
            let expected = Double(max(frequency, 1)) / others
            return Bits(min(6, log2(u / expected))).raw
        }
    }
}
