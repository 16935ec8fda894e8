import HubMatching
import HubStore

/// The judgements of stewards about one type, by the rows of its mentions.
package struct JudgedRows: Sendable {
    package struct Pair: Sendable {
        package let first: Int32
        package let second: Int32
        package let verdict: Judgement.Verdict
        package let judgement: Int64
        package let isInForce: Bool
        /// Whether the list of doubts asked, and no steward came upon it by hand.
        package let wasAsked: Bool

        package init(
            first: Int32, second: Int32, verdict: Judgement.Verdict, judgement: Int64, isInForce: Bool,
            wasAsked: Bool = false
        ) {
            self.first = first
            self.second = second
            self.verdict = verdict
            self.judgement = judgement
            self.isInForce = isInForce
            self.wasAsked = wasAsked
        }
    }

    /// Pairs of which both mentions are here, oldest judgement first.
    package private(set) var pairs: [Pair] = []

    /// Mentions are found by rank, which their names decide: a record that was delivered anew is the same mention.
    /// Complexity: O(mentions) when there are judgements.
    package init(_ judgements: [Judgement], type: String, ranks: [UInt64]) {
        let ours = judgements.filter { $0.type == type }
        guard !ours.isEmpty else { return }
        let wanted = Set(ours.flatMap { $0.pairs.flatMap { [$0.firstRank, $0.secondRank] } })
        var rows: [UInt64: Int32] = [:]
        for (row, rank) in ranks.enumerated() where wanted.contains(rank) { rows[rank] = Int32(row) }
        for judgement in ours {
            for pair in judgement.pairs {
                guard let first = rows[pair.firstRank], let second = rows[pair.secondRank],
                    first != second
                else { continue }
                pairs.append(
                    Pair(
                        first: first, second: second, verdict: pair.verdict, judgement: judgement.id,
                        isInForce: pair.isInForce, wasAsked: judgement.action == "decide"))
            }
        }
    }

    /// Pairs that were judged when asked: what weights are calibrated by. What somebody merged or split by hand was not
    /// chosen by its score, so it would mislead.
    package var asked: [JudgedPair] {
        pairs.filter { $0.isInForce && $0.wasAsked && $0.verdict != .unsure }.map {
            JudgedPair(first: $0.first, second: $0.second, isSame: $0.verdict == .same)
        }
    }

    /// What the matcher must hold to.
    package var constraints: MatchConstraints {
        var constraints = MatchConstraints()
        for pair in pairs where pair.isInForce {
            switch pair.verdict {
            case .same: constraints.together.append(.init(pair.first, pair.second))
            case .different: constraints.apart.append(.init(pair.first, pair.second))
            case .unsure: break
            }
        }
        return constraints
    }
}
