import HubModel

/// Patterns of levels laid out for EM: one number a comparison, so that a look at a pattern is a sum over a table.
struct LevelTable: Sendable {
    /// Slots a comparison has in a table: missing, then its levels.
    static let stride = 16

    /// Slot of each comparison, pattern after pattern: `comparison * stride`, plus level + 1 where there is one.
    private(set) var slots: [UInt16] = []
    private(set) var counts: [Double] = []
    let width: Int

    /// In an order that does not depend on how the patterns were counted.
    init(_ counts: PatternCounts, comparisons: Int) {
        width = min(comparisons, PatternCounts.limit)
        slots.reserveCapacity(counts.counts.count * width)
        for (pattern, count) in counts.sorted {
            self.counts.append(count)
            for comparison in 0..<width {
                let level = pattern.level(comparison).map { $0 + 1 } ?? 0
                slots.append(UInt16(comparison * Self.stride + level))
            }
        }
    }

    /// Where a comparison's level stands in a table; `nil` beyond what patterns hold.
    static func slot(_ comparison: Int, _ level: Int) -> Int? {
        comparison < PatternCounts.limit && level < stride - 1 ? comparison * stride + level + 1 : nil
    }

    /// A table of `value` for each comparison and level, 0 for missing ones and for levels that the model does not have.
    static func table(_ levels: [[Double]], _ value: (Int, Int) -> Double) -> [Double] {
        var table = [Double](repeating: 0, count: PatternCounts.limit * stride)
        for comparison in levels.indices {
            for level in levels[comparison].indices {
                if let slot = slot(comparison, level) { table[slot] = value(comparison, level) }
            }
        }
        return table
    }

    /// The sum of what `table` has for the pattern's levels of `comparisons`.
    @inline(__always)
    func sum(_ pattern: Int, of comparisons: [Int], in table: [Double]) -> Double {
        var sum = 0.0
        for comparison in comparisons { sum += table[Int(slots[pattern &* width &+ comparison])] }
        return sum
    }
}
