import HubModel

/// What the matcher is given: the mentions of one type, column by column.
package struct MatchInput: Sendable {
    package let model: EntityModel
    /// Normal forms; one row a mention, one cell an attribute.
    package let values: CellTable
    /// One a mention: identity that does not depend on the order of intake; breaks ties.
    package let ranks: [UInt64]
    /// For each relation kind the model's rules use: the resolved entity at the other end, one a mention,
    /// 0 when the record gives none.
    package let related: [String: [Int64]]

    package init(model: EntityModel, values: CellTable, ranks: [UInt64], related: [String: [Int64]]) {
        self.model = model
        self.values = values
        self.ranks = ranks
        self.related = related
    }
}

/// What the matcher found.
package struct MatchResult: Sendable {
    /// What one blocking rule yielded.
    package struct Blocking: Sendable {
        package let rule: String
        package let blocks: Int
        /// Pairs this rule brought that no earlier rule had.
        package let pairs: Int
        /// Blocks above the bound; their mentions were compared with near neighbours only.
        package let oversized: Int
        package let largest: Int

        package init(rule: String, blocks: Int, pairs: Int, oversized: Int, largest: Int) {
            self.rule = rule
            self.blocks = blocks
            self.pairs = pairs
            self.oversized = oversized
            self.largest = largest
        }
    }

    /// For each mention the index of its cluster; clusters are numbered from 0 in order of first mention.
    package let clusters: [Int32]
    package let clusterCount: Int
    package let blocking: [Blocking]
    package let pairs: Int
    /// Pairs at or above the threshold.
    package let links: Int
    /// Links that a constraint (two different distinct identifiers) kept apart.
    package let refused: Int
    /// Links kept out because the two clusters as wholes speak against each other.
    package let weak: Int

    package init(
        clusters: [Int32], clusterCount: Int, blocking: [Blocking], pairs: Int, links: Int, refused: Int,
        weak: Int = 0
    ) {
        self.clusters = clusters
        self.clusterCount = clusterCount
        self.blocking = blocking
        self.pairs = pairs
        self.links = links
        self.refused = refused
        self.weak = weak
    }
}
