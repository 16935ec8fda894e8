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
    /// What is known whatever the values say.
    package let constraints: MatchConstraints

    package init(
        model: EntityModel, values: CellTable, ranks: [UInt64], related: [String: [Int64]],
        constraints: MatchConstraints = MatchConstraints()
    ) {
        self.model = model
        self.values = values
        self.ranks = ranks
        self.related = related
        self.constraints = constraints
    }
}

/// What holds of mentions whatever their values say; mentions are named by their row.
package struct MatchConstraints: Sendable {
    /// Two mentions that somebody decided about.
    package struct Pair: Sendable, Hashable {
        package let first: Int32
        package let second: Int32

        package init(_ first: Int32, _ second: Int32) {
            self.first = min(first, second)
            self.second = max(first, second)
        }
    }

    /// Judged to be one entity: joined before any link, even against the evidence.
    package var together: [Pair] = []
    /// Judged to be two entities: never in one cluster. Where the two lists contradict each other, apart wins.
    package var apart: [Pair] = []
    /// For each mention the group whose mentions are all different entities (the records of a feed that lists each
    /// entity once); 0: none. Empty: nobody is in a group.
    package var exclusiveGroups: [Int32] = []

    package init() {}
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
    /// What a person should look at.
    package let doubts: Doubts

    package init(
        clusters: [Int32], clusterCount: Int, blocking: [Blocking], pairs: Int, links: Int, refused: Int,
        weak: Int = 0, doubts: Doubts = Doubts()
    ) {
        self.clusters = clusters
        self.clusterCount = clusterCount
        self.blocking = blocking
        self.pairs = pairs
        self.links = links
        self.refused = refused
        self.weak = weak
        self.doubts = doubts
    }
}
