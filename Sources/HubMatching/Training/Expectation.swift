import Foundation

/// Expectation-maximisation over patterns (Dempster, Laird & Rubin 1977; for record linkage Winkler 1988): which share
/// of the pairs are one entity, and how often each level holds among those, when it is known how often it holds
/// among pairs that are not.
struct Expectation: Sendable {
    /// Probability of a level among pairs of one entity, by comparison and level. Fixed ones are as they were given.
    private(set) var m: [[Double]]
    /// The same among the pairs at hand that are not. Strangers who share a street share a district too: what they
    /// agree on is counted among themselves, not supposed to be as rare as among all.
    private(set) var u: [[Double]]
    /// As among pairs at random; where few pairs speak, u stays near.
    private let random: [[Double]]
    /// Share of the pairs that are one entity.
    private(set) var share: Double
    /// Expected number of pairs of one entity in which each comparison has a level.
    private(set) var support: [Double]

    /// Pairs at random that are supposed among the strangers of a block.
    private static let supposed = 50.0

    private let patterns: LevelTable
    /// Comparisons that all pairs agree on because of how they were found say nothing; these do.
    let free: [Int]

    init(
        _ patterns: LevelTable, m: [[Double]], u: [[Double]], free: [Int], share: Double, rounds: Int,
        tolerance: Double
    ) {
        self.m = m
        self.u = u
        random = u
        self.free = free
        self.share = share
        support = Array(repeating: 0, count: m.count)
        self.patterns = patterns
        for _ in 0..<rounds where step() < tolerance { break }
    }

    /// One round.
    /// - Returns: the farthest that any probability moved.
    private mutating func step() -> Double {
        let (matches, others, matched, total) = counted()
        guard total > 0 else { return 0 }
        var moved = abs(matched / total - share)
        share = min(max(matched / total, 1e-9), 1 - 1e-9)
        for comparison in free {
            func counts(_ table: [Double]) -> [Double] {
                m[comparison].indices.map { level in LevelTable.slot(comparison, level).map { table[$0] } ?? 0
                }
            }
            let (agreed, differed) = (counts(matches), counts(others))
            let sum = agreed.reduce(0, +)
            support[comparison] = sum
            guard sum > 0 else { continue }
            // Half a supposed pair a level: what was never seen is rare, not impossible.
            let levels = Double(agreed.count)
            let strangers = differed.reduce(0, +)
            for level in agreed.indices {
                let next = (agreed[level] + 0.5) / (sum + 0.5 * levels)
                moved = max(moved, abs(next - m[comparison][level]))
                m[comparison][level] = next
                u[comparison][level] =
                    (differed[level] + Self.supposed * random[comparison][level])
                    / (strangers + Self.supposed)
            }
        }
        return moved
    }

    /// How many pairs of one entity, and of two, are expected at each level by what is believed now.
    private func counted() -> (matches: [Double], others: [Double], matched: Double, total: Double) {
        let odds = log(share / (1 - share))
        let weights = LevelTable.table(m) { log(m[$0][$1] / u[$0][$1]) }
        var matches = [Double](repeating: 0, count: weights.count)
        var others = matches
        var (matched, total) = (0.0, 0.0)
        for pattern in patterns.counts.indices {
            let count = patterns.counts[pattern]
            let weight = count / (1 + exp(-odds - patterns.sum(pattern, of: free, in: weights)))
            total += count
            matched += weight
            let row = pattern &* patterns.width
            for comparison in free {
                let slot = Int(patterns.slots[row &+ comparison])
                matches[slot] += weight
                others[slot] += count - weight
            }
        }
        return (matches, others, matched, total)
    }
}
