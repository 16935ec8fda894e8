import Foundation
import HubModel

/// A comparison made ready for its feature: weights in `Bits`, what equal values weigh looked up by number.
///
/// A class, so that a pair's look at it copies one reference and not a dozen arrays.
final class PreparedComparison: Sendable {
    /// The level that holds for two values, and what it weighs.
    struct Outcome: Sendable, Equatable {
        var level: Int
        var bits: Int32
    }

    /// Values of one record that are compared; what has more is a list, not a person's data.
    private static let crossLimit = 64

    /// Where the evidence stands in a row.
    let column: Int
    private let isMultiple: Bool
    private let isText: Bool
    private let memberEnds: [UInt32]
    private let members: [UInt32]
    private let scalars: [UInt32]
    private let scalarEnds: [Int]
    private let masks: [UInt64]
    private let bigrams: [UInt64]
    private let bigramEnds: [Int]
    private let dates: [UInt64]
    private let elements: ElementForms?
    private let looksAtElements: Bool
    private let names: NameTests
    private let tests: [Comparison.Test]
    private let weights: [Int32]
    private let adjusts: [Bool]
    /// What a level adjusted for frequency gains or loses for each value; empty when no level is.
    private let adjustments: [Int32]

    /// `scale`: what a bit is worth.
    init(_ comparison: Comparison, column: Int, feature: Feature, scale: Double) {
        self.column = column
        isMultiple = feature.isMultiple
        isText = feature.isText
        memberEnds = feature.memberEnds
        members = feature.members
        scalars = feature.forms.scalars
        scalarEnds = feature.forms.scalarEnds
        masks = feature.forms.masks
        bigrams = feature.forms.bigrams
        bigramEnds = feature.forms.bigramEnds
        dates = feature.forms.dates
        elements = feature.elements
        names = NameTests(feature.forms)
        tests = comparison.levels.map(\.test)
        looksAtElements =
            elements != nil && tests.contains { if case .elements = $0 { true } else { false } }
        weights = comparison.levels.map { Bits($0.weight * scale).raw }
        adjusts = comparison.levels.map(\.adjustsForFrequency)
        adjustments =
            comparison.levels.contains(where: \.adjustsForFrequency)
            ? Self.adjustments(comparison, feature, scale: scale) : []
    }

    /// What two mentions with the very same set weigh, for each of `count` sets.
    func weightsOfEqualSets(count: Int) -> [Int32] {
        var scratch = EditScratch()
        return (0..<UInt32(count)).map { $0 == 0 ? 0 : outcome($0, $0, &scratch).bits }
    }

    /// The most that two different sets can weigh; 0 at least, for no level may hold at all.
    func mostOfDifferentSets() -> Int32 {
        let gain = max(adjustments.max() ?? 0, 0)
        return weights.indices.filter { isMultiple || elements != nil || tests[$0] != .equal }
            .reduce(0) { max($0, weights[$1] + (adjusts[$1] ? gain : 0)) }
    }

    /// The best outcome over all pairs of values of two sets, neither of them missing.
    func outcome(_ first: UInt32, _ second: UInt32, _ scratch: inout EditScratch) -> Outcome {
        guard isMultiple else { return valueOutcome(first, second, &scratch) }
        return crossOutcome(first, second, &scratch)
    }

    /// What two mentions weigh that share one value of this evidence.
    func bitsOfShared(_ value: UInt32, _ scratch: inout EditScratch) -> Int32 {
        valueOutcome(value, value, &scratch).bits
    }

    private func crossOutcome(_ first: UInt32, _ second: UInt32, _ scratch: inout EditScratch) -> Outcome {
        var best = Outcome(level: tests.count, bits: 0)
        for x in memberRange(first) {
            for y in memberRange(second) {
                let found = valueOutcome(members[x], members[y], &scratch)
                if found.level < best.level || (found.level == best.level && found.bits > best.bits) {
                    best = found
                }
            }
        }
        return best
    }

    private func valueOutcome(_ x: UInt32, _ y: UInt32, _ scratch: inout EditScratch) -> Outcome {
        let found = looksAtElements ? elements?.outcome(x, y) : nil
        for level in 0..<tests.count where holds(tests[level], x, y, found, &scratch) {
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

    private func memberRange(_ set: UInt32) -> Range<Int> {
        let start = Int(memberEnds[Int(set) &- 1])
        return start..<min(Int(memberEnds[Int(set)]), start &+ Self.crossLimit)
    }

    @inline(__always)
    private func holds(
        _ test: Comparison.Test, _ x: UInt32, _ y: UInt32, _ found: ElementOutcome?,
        _ scratch: inout EditScratch
    ) -> Bool {
        switch test {
        case .equal: x == y || elements.map { $0.folds[Int(x)] == $0.folds[Int(y)] } ?? false
        case .elements(let outcome): found == outcome
        case .otherwise: true
        case .edits(let limit):
            x == y
                || isText && mayBeWithinEdits(limit, x, y)
                    && isWithinEdits(limit, text(x), text(y), scalars, &scratch)
        case .prefix(let length):
            isText ? isPrefix(length, text(x), text(y), scalars) : x == y
        case .similar(let share):
            x == y || isText && isSimilar(share, pairs(x), pairs(y), bigrams)
        case .nearDate:
            isText ? isNearDate(dates[Int(x)], dates[Int(y)]) : x == y
        case .jaroWinkler(let share):
            x == y || isText && isJaroWinkler(share, text(x), text(y), scalars)
        case .swapped: isText && isSwapped(dates[Int(x)], dates[Int(y)])
        case .sameYear: isText ? isSameYear(dates[Int(x)], dates[Int(y)]) : x == y
        case .yearsApart(let years): isText && areYearsApart(years, dates[Int(x)], dates[Int(y)])
        case .withinDays(let days): isText ? isWithin(days: days, dates[Int(x)], dates[Int(y)]) : x == y
        case .placeholder: isText && isPlaceholderDate(dates[Int(x)], dates[Int(y)])
        case .wildcard, .soundsAlike, .looksAlike, .dropped, .romanised, .sameSurname, .anyOrder, .initials:
            x == y || isText && names.holds(test, x, y)
        }
    }

    /// An edit takes one scalar away at most and brings one at most; a swap neither. So values that differ in more
    /// scalars than twice the limit need not be looked at, which is nearly all of them.
    @inline(__always)
    private func mayBeWithinEdits(_ limit: Int, _ x: UInt32, _ y: UInt32) -> Bool {
        (masks[Int(x)] ^ masks[Int(y)]).nonzeroBitCount <= 2 &* limit
    }

    private func text(_ value: UInt32) -> Range<Int> { scalarEnds[Int(value) &- 1]..<scalarEnds[Int(value)] }

    private func pairs(_ value: UInt32) -> Range<Int> { bigramEnds[Int(value) &- 1]..<bigramEnds[Int(value)] }

    /// log2 of how much rarer each value is than the comparison's `equal` level supposes.
    ///
    /// The frequency of a value among mentions is smoothed by one supposed occurrence at the rate `u`, less
    /// the occurrence that is being compared: (n - 1 + 1) / (N - 1 + 1/u). So a small night changes little,
    /// and a value seen in one pair only is as rare as the night is large. At most six bits are gained.
    private static func adjustments(
        _ comparison: Comparison, _ feature: Feature, scale: Double
    ) -> [Int32] {
        let exact = comparison.levels.first { $0.test == .equal } ?? comparison.levels.first
        let u = max(exact?.u ?? 0.5, 1e-12)
        let others = Double(max(feature.present - 1, 0)) + 1 / u
        return feature.frequencies.map { frequency in
            let expected = Double(max(frequency, 1)) / others
            return Bits(min(6, log2(u / expected)) * scale).raw
        }
    }
}
