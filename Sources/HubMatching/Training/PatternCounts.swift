/// How often each combination of levels occurs among pairs: all that EM needs to know of them.
struct PatternCounts: Sendable {
    /// The level of each of at most 32 comparisons in four bits: 0 missing, else level + 1 (15: the fifteenth and later).
    struct Pattern: Hashable, Sendable, Comparable {
        var low: UInt64 = 0
        var high: UInt64 = 0

        mutating func set(_ comparison: Int, level: Int?) {
            let code = UInt64(level.map { min($0 + 1, 15) } ?? 0)
            if comparison < 16 {
                low |= code << UInt64(comparison * 4)
            } else {
                high |= code << UInt64((comparison - 16) * 4)
            }
        }

        /// `nil` when a side was missing.
        func level(_ comparison: Int) -> Int? {
            let word = comparison < 16 ? low >> UInt64(comparison * 4) : high >> UInt64((comparison - 16) * 4)
            return word & 15 == 0 ? nil : Int(word & 15) - 1
        }

        static func < (a: Self, b: Self) -> Bool { (a.high, a.low) < (b.high, b.low) }
    }

    /// More comparisons than this are not trained.
    static let limit = 32

    private(set) var counts: [Pattern: Double] = [:]

    mutating func add(_ pattern: Pattern, _ weight: Double) { counts[pattern, default: 0] += weight }

    mutating func merge(_ other: PatternCounts) {
        for (pattern, count) in other.counts { counts[pattern, default: 0] += count }
    }

    /// In an order that does not depend on how they were counted.
    var sorted: [(pattern: Pattern, count: Double)] {
        counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
