import HubModel

/// Where a golden value comes from.
package struct CellSource: Sendable, Equatable {
    /// Id of the mention that gives the chosen value; 0 when no mention gives any.
    package let mention: Int64
    /// Mentions whose value counts as equal to the chosen one (same folded form).
    package let support: Int32
    /// Mentions with another value. A `union` has none: it keeps them all.
    package let conflicts: Int32

    package static let none = CellSource(mention: 0, support: 0, conflicts: 0)

    package init(mention: Int64, support: Int32, conflicts: Int32) {
        self.mention = mention
        self.support = support
        self.conflicts = conflicts
    }
}

/// Golden records, one row a cluster, with the origin of every value.
package struct GoldenTable: Sendable {
    /// One cell an attribute; missing when no mention of the cluster has a value.
    package let values: CellTable
    /// One a cell, in the same order.
    package let sources: [CellSource]
}
