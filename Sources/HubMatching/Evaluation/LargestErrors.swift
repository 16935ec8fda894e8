/// Clusters and entities that cost most pairs, for somebody to look at.
package struct LargestErrors: Sendable {
    /// A cluster of several entities, or an entity in several clusters.
    package struct Case: Sendable, Equatable {
        package enum Kind: String, Sendable { case merge, split }

        package let kind: Kind
        /// Wrong pairs of a cluster, or missing pairs of an entity.
        package let pairs: Int
        /// Rows of the mentions; those that belong together side by side.
        package let mentions: [Int]

        package init(kind: Kind, pairs: Int, mentions: [Int]) {
            self.kind = kind
            self.pairs = pairs
            self.mentions = mentions
        }
    }

    /// The `limit` costliest merges, then the `limit` costliest splits; of equal ones the first.
    package static func of(predicted: [Int], truth: [Int], limit: Int) -> [Case] {
        list(.merge, whole: predicted, part: truth, limit)
            + list(.split, whole: truth, part: predicted, limit)
    }

    private static func list(_ kind: Case.Kind, whole: [Int], part: [Int], _ limit: Int) -> [Case] {
        let rows = whole.indices.sorted { (whole[$0], part[$0], $0) < (whole[$1], part[$1], $1) }
        var found: [(pairs: Int, first: Int, range: Range<Int>)] = []
        var start = 0
        while start < rows.count {
            var end = start
            var (squares, run) = (0, 0)
            var first = Int.max
            while end < rows.count, whole[rows[end]] == whole[rows[start]] {
                let continues = end > start && part[rows[end]] == part[rows[end - 1]]
                run = continues ? run + 1 : 1
                squares += run - 1  // pairs of one part: 0 + 1 + … + (n - 1)
                first = min(first, rows[end])
                end += 1
            }
            let size = end - start
            let pairs = size * (size - 1) / 2 - squares
            if pairs > 0 { found.append((pairs, first, start..<end)) }
            start = end
        }
        found.sort { ($1.pairs, $0.first) < ($0.pairs, $1.first) }
        return found.prefix(limit).map { Case(kind: kind, pairs: $0.pairs, mentions: Array(rows[$0.range])) }
    }
}
