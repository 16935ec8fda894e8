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
    /// For each relation kind that leads to the type itself: the ties the records state.
    package let ties: [String: [MatchTie]]
    /// What is known whatever the values say.
    package let constraints: MatchConstraints

    package init(
        model: EntityModel, values: CellTable, ranks: [UInt64], related: [String: [Int64]],
        ties: [String: [MatchTie]] = [:], constraints: MatchConstraints = MatchConstraints()
    ) {
        self.model = model
        self.values = values
        self.ranks = ranks
        self.related = related
        self.ties = ties
        self.constraints = constraints
    }
}

/// A tie between two mentions of one type, named by their rows.
package struct MatchTie: Sendable, Hashable {
    package let from: Int32
    package let to: Int32

    package init(from: Int32, to: Int32) {
        self.from = from
        self.to = to
    }
}

extension MatchInput {
    /// The same under another model of the same attributes.
    package func with(_ model: EntityModel) -> MatchInput {
        MatchInput(
            model: model, values: values, ranks: ranks, related: related, ties: ties, constraints: constraints
        )
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

    /// Judged to be one entity: joined before any link, even against the evidence, the model and the groups.
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
        /// Blocks above the bound; they were split by further evidence.
        package let oversized: Int
        package let largest: Int
        /// Parts that oversized blocks were split into, each compared throughout.
        package var refined = 0
        /// What they were split by: `birth_date`, `lives_in`.
        package var refinedBy: [String] = []
        /// Pairs of oversized blocks that nothing compared: they share none of that, and are no near neighbours.
        package var uncompared = 0

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
    /// Links that a constraint (two different distinct identifiers, a rule of the model, a judgement) kept apart.
    package let refused: Int
    /// Links kept out because the two clusters as wholes speak against each other.
    package let weak: Int
    /// What a person should look at.
    package let doubts: Doubts
    /// Links of mentions that fit two clusters that must stay apart about equally well, and so joined neither.
    package var ambiguous = 0
    /// Pairs looked at a second time, and those of them that joined.
    package var secondLooks = 0
    package var joinedLater = 0
    /// Values of distinct attributes that mentions claim that contradict each other; they weigh less.
    package var contested = 0
    /// Clusters of more different mentions than the model's `largest_cluster`.
    package var largeClusters = 0
    /// Judgements of one entity that one of two entities, or another such judgement, overruled.
    package var overruled = 0

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
