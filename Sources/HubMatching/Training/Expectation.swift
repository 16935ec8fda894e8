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

    private let patterns: [(pattern: PatternCounts.Pattern, count: Double)]
    /// Comparisons that all pairs agree on because of how they were found say nothing.
    private let free: [Int]

    init(
        _ counts: PatternCounts, m: [[Double]], u: [[Double]], free: [Int], share: Double, rounds: Int
    ) {
        self.m = m
        self.u = u
        random = u
        self.free = free
        self.share = share
        support = Array(repeating: 0, count: m.count)
        patterns = counts.sorted
        for _ in 0..<rounds where !step() {}
    }

    /// One round; true when nothing moves any more.
    private mutating func step() -> Bool {
        var matches = m.map { $0.map { _ in 0.0 } }
        var others = matches
        var total = 0.0
        var matched = 0.0
        for (pattern, count) in patterns {
            let weight = posterior(pattern) * count
            total += count
            matched += weight
            for comparison in free {
                if let level = pattern.level(comparison), level < matches[comparison].count {
                    matches[comparison][level] += weight
                    others[comparison][level] += count - weight
                }
            }
        }
        guard total > 0 else { return true }
        var moved = abs(matched / total - share)
        share = min(max(matched / total, 1e-9), 1 - 1e-9)
        for comparison in free {
            let sum = matches[comparison].reduce(0, +)
            support[comparison] = sum
            guard sum > 0 else { continue }
            // Half a supposed pair a level: what was never seen is rare, not impossible.
            let levels = Double(matches[comparison].count)
            for level in matches[comparison].indices {
                let next = (matches[comparison][level] + 0.5) / (sum + 0.5 * levels)
                moved = max(moved, abs(next - m[comparison][level]))
                m[comparison][level] = next
            }
            let strangers = others[comparison].reduce(0, +)
            for level in others[comparison].indices {
                u[comparison][level] =
                    (others[comparison][level] + Self.supposed * random[comparison][level])
                    / (strangers + Self.supposed)
            }
        }
        return moved < 1e-5
    }

    private func posterior(_ pattern: PatternCounts.Pattern) -> Double {
        var odds = log(share / (1 - share))
        for comparison in free {
            if let level = pattern.level(comparison), level < m[comparison].count {
                odds += log(m[comparison][level] / u[comparison][level])
            }
        }
        return 1 / (1 + exp(-odds))
    }
}
