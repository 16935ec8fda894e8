import HubModel

/// What speaks for and against two sets of mentions being one entity, as wholes.
package struct CrossVerdict: Sendable {
    /// Pair of rows, one of each set.
    package struct Pair: Sendable {
        package let first: Int
        package let second: Int
        package let score: PairScore
    }

    package let strongest: Pair
    package let weakest: Pair
    /// Prior plus, for each comparison, the average weight over the cross pairs that have both values; in bits.
    package let bits: Double
    /// Pairs looked at: of large sets, those of the first mentions only.
    package let pairs: Int
}

/// A tie that holds two mentions of one entity together.
package struct Tie: Sendable {
    package let first: Int
    package let second: Int
    package let bits: Double
    /// Whether a judgement, not the evidence, made it.
    package let isJudged: Bool
    /// Mentions that would be parted from the rest without it, were it the only tie.
    package fileprivate(set) var parted = 0
}

extension PairExplainer {
    /// Mentions of each side that are looked at.
    private static let sideLimit = 60
    /// Mentions of an entity whose ties are worked out.
    package static let spineLimit = 400

    /// The strongest and the weakest pair across two sets of rows, and what the sets say as wholes.
    ///
    /// Complexity: O(pairs), at most 3,600.
    package func cross(_ ours: [Int], _ theirs: [Int]) -> CrossVerdict? {
        var strongest: CrossVerdict.Pair?
        var weakest: CrossVerdict.Pair?
        var sums: [(sum: Double, count: Int)] = []
        var pairs = 0
        for first in ours.prefix(Self.sideLimit) {
            for second in theirs.prefix(Self.sideLimit) where first != second {
                let pair = CrossVerdict.Pair(first: first, second: second, score: score(first, second))
                pairs += 1
                if pair.score.total > strongest?.score.total ?? -.infinity { strongest = pair }
                if pair.score.total < weakest?.score.total ?? .infinity { weakest = pair }
                if sums.isEmpty { sums = pair.score.parts.map { _ in (0, 0) } }
                for (index, part) in pair.score.parts.enumerated() where part.isPresent {
                    sums[index].sum += part.weight
                    sums[index].count += 1
                }
            }
        }
        guard let strongest, let weakest else { return nil }
        let bits = sums.reduce(strongest.score.prior) {
            $0 + ($1.count > 0 ? $1.sum / Double($1.count) : 0)
        }
        return CrossVerdict(strongest: strongest, weakest: weakest, bits: bits, pairs: pairs)
    }

    /// The ties an entity hangs on: the strongest ones that together reach all of its mentions, weakest first.
    ///
    /// `judged` are pairs of rows that stewards put together. Complexity: O(rows²); `spineLimit` rows at most.
    package func spine(_ rows: [Int], judged: [(Int, Int)]) -> [Tie] {
        let rows = Array(rows.prefix(Self.spineLimit))
        guard rows.count > 1 else { return [] }
        let yeses = Set(judged.map { [min($0.0, $0.1), max($0.0, $0.1)] })
        // Prim: from the first mention on, the strongest tie to one that is not reached yet.
        var best = rows.map { _ in (from: 0, bits: -Double.infinity, isJudged: false) }
        var isReached = rows.map { _ in false }
        var ties: [Tie] = []
        var parents = rows.map { _ in 0 }
        var order = [0]
        var newest = 0
        isReached[0] = true
        while ties.count < rows.count - 1 {
            for other in rows.indices where !isReached[other] {
                let (a, b) = (rows[newest], rows[other])
                let isJudged = yeses.contains([min(a, b), max(a, b)])
                let bits = score(a, b).total
                if isJudged && !best[other].isJudged
                    || isJudged == best[other].isJudged && bits > best[other].bits
                {
                    best[other] = (newest, bits, isJudged)
                }
            }
            var next = -1
            for other in rows.indices where !isReached[other] {
                guard next >= 0 else {
                    next = other
                    continue
                }
                let isStronger =
                    best[other].isJudged != best[next].isJudged
                    ? best[other].isJudged : best[other].bits > best[next].bits
                if isStronger { next = other }
            }
            let tie = best[next]
            ties.append(
                Tie(first: rows[tie.from], second: rows[next], bits: tie.bits, isJudged: tie.isJudged))
            parents[next] = tie.from
            order.append(next)
            isReached[next] = true
            newest = next
        }
        // How much hangs on each tie: the mentions behind it.
        var behind = rows.map { _ in 1 }
        for index in order.dropFirst().reversed() { behind[parents[index]] += behind[index] }
        for (position, index) in order.dropFirst().enumerated() {
            ties[position].parted = min(behind[index], rows.count - behind[index])
        }
        return ties.sorted { ($0.isJudged ? 1 : 0, $0.bits) < ($1.isJudged ? 1 : 0, $1.bits) }
    }
}
