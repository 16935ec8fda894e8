import Foundation
import HubModel

/// Why two mentions are, or are not, one entity: the waterfall of weights.
package struct PairScore: Sendable, Equatable {
    /// What one comparison contributed.
    package struct Part: Sendable, Equatable {
        /// Position in `EntityModel.comparisons`.
        package let comparison: Int
        /// Position in its `levels`; `nil` when a side is missing, or no level holds.
        package let level: Int?
        /// Whether both sides say something.
        package let isPresent: Bool
        /// Match weight in bits, adjusted for frequency where the level asks for it.
        package let weight: Double
    }

    /// log2 of the prior odds.
    package let prior: Double
    /// One a comparison, in the order of the model.
    package let parts: [Part]
    /// Prior plus all weights, exactly.
    package let total: Double
    /// Blocking rules (positions in the model) that bring the two together; empty: never compared.
    package let rules: [Int]
    /// Attributes (positions in the model) whose different values keep the two apart whatever the score.
    package let conflicts: [Int]
    /// Rules of the model (positions in `apart`) that keep the two apart, unless a shared identifier spares them.
    package let apart: [Int]

    /// 1 / (1 + 2^-total).
    package var probability: Double { 1 / (1 + exp2(-total)) }
}

/// Scores any two mentions of an input, blocked together or not.
package struct PairExplainer: Sendable {
    private let input: MatchInput
    private let evidences: Evidences
    private let features: [Feature]
    private let keys: [BlockKeys]
    private let scorer: PairScorer
    private let rows: [UInt32]
    /// The profile of each mention: its row.
    private let owners: [Int]

    /// Prepares the evidence of all mentions, on which frequencies depend. Complexity: O(mentions).
    package init(_ input: MatchInput) {
        self.input = input
        let evidences = Evidences(of: input.model)
        let features = evidences.list.indices.map { evidences.feature($0, of: input) }
        let profiles = Profiles(
            of: features, ranks: input.ranks, splits: ProfileConstraints.splits(input, features))
        self.evidences = evidences
        self.features = features
        rows = profiles.rows
        owners = profiles.owners
        keys = input.model.blocking.map { BlockKeys(rule: $0, evidences: evidences, features: features) }
        let plain = PairScorer(model: input.model, evidences: evidences, features: features, rows: rows)
        scorer = ContestedValues(
            model: input.model, evidences: evidences, profiles: profiles, scorer: plain
        ).weakened(plain)
    }

    /// The score of mentions `first` and `second` with all its parts.
    package func score(_ first: Int, _ second: Int) -> PairScore {
        var scratch = EditScratch()
        var total = scorer.prior
        let (a, b) = (owners[first], owners[second])
        let parts = scorer.comparisons.indices.map { index in
            let outcome = scorer.outcome(index, a, b, &scratch)
            total += Int(outcome?.bits ?? 0)
            let level = outcome.flatMap {
                $0.level < input.model.comparisons[index].levels.count ? $0.level : nil
            }
            return PairScore.Part(
                comparison: index, level: level, isPresent: outcome != nil,
                weight: Bits.bits(Int(outcome?.bits ?? 0)))
        }
        return PairScore(
            prior: Bits.bits(scorer.prior), parts: parts, total: Bits.bits(total),
            rules: keys.indices.filter { shareKey(keys[$0], a, b) },
            conflicts: conflicts(first, second),
            apart: input.model.apart.indices.filter { rule in
                input.model.apart[rule].when.allSatisfy { outcome in
                    parts[outcome.comparison].level.map(outcome.levels.contains) ?? false
                }
            })
    }

    /// How many mentions meet under a blocking rule (a position in the model) that gives two mentions a common key; the
    /// smallest block when they share several. 0: they do not meet. Complexity: O(mentions).
    package func block(of rule: Int, _ first: Int, _ second: Int) -> Int {
        var (a, b): ([UInt64], [UInt64]) = ([], [])
        keys[rule].append(of: rows, from: owners[first] * features.count, to: &a)
        keys[rule].append(of: rows, from: owners[second] * features.count, to: &b)
        var counts = Dictionary(
            Set(a).intersection(b).map { ($0, 0) }, uniquingKeysWith: { first, _ in first })
        guard !counts.isEmpty else { return 0 }
        for mention in input.ranks.indices {
            a.removeAll(keepingCapacity: true)
            keys[rule].append(of: rows, from: owners[mention] * features.count, to: &a)
            for key in Set(a) where counts[key] != nil { counts[key]? += 1 }
        }
        return counts.values.min() ?? 0
    }

    /// A block of more mentions than this is too large for all its pairs to be compared.
    package static var blockBound: Int { BlockIndex.bound }

    private func shareKey(_ rule: BlockKeys, _ first: Int, _ second: Int) -> Bool {
        var (a, b): ([UInt64], [UInt64]) = ([], [])
        rule.append(of: rows, from: first * features.count, to: &a)
        rule.append(of: rows, from: second * features.count, to: &b)
        return !Set(a).isDisjoint(with: b)
    }

    private func conflicts(_ first: Int, _ second: Int) -> [Int] {
        evidences.distinct.compactMap { column in
            let (x, y) = (features[column].sets[first], features[column].sets[second])
            guard x != 0, y != 0, x != y, case .attribute(let attribute) = evidences.list[column] else {
                return nil
            }
            return attribute
        }
    }
}
