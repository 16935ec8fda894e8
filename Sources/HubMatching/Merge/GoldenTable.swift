import HubModel

/// Where a golden value comes from.
package struct CellSource: Sendable, Equatable {
    /// Id of the mention that gives the chosen value; 0 when no mention gives any.
    package let mention: Int64
    /// Mentions whose value counts as equal to the chosen one (same folded form).
    package let support: Int32
    /// Mentions with another value. A `union` has none: it keeps them all.
    package let conflicts: Int32
    /// Override that set the value by hand; 0: none.
    package let override: Int64

    package static let none = CellSource(mention: 0, support: 0, conflicts: 0)

    package init(mention: Int64, support: Int32, conflicts: Int32, override: Int64 = 0) {
        self.mention = mention
        self.support = support
        self.conflicts = conflicts
        self.override = override
    }
}

extension CellSource {
    /// How sure a golden value is: (support + ½) / (support + conflicts + 1), as if half a mention more spoke for it and
    /// half a one against (Krichevsky & Trofimov 1981). One mention alone gives 0.75, five of five 0.92, one against one
    /// 0.5. What a steward set is sure.
    package var confidence: Double {
        guard override == 0 else { return 1 }
        return (Double(support) + 0.5) / (Double(support) + Double(conflicts) + 1)
    }
}

/// A value that a steward set for an entity, to be shown whatever its mentions say.
package struct SetValue: Sendable {
    package let id: Int64
    /// Position in the model.
    package let attribute: Int
    /// Normal form.
    package let value: String

    package init(id: Int64, attribute: Int, value: String) {
        self.id = id
        self.attribute = attribute
        self.value = value
    }
}

/// Golden records, one row a cluster, with the origin of every value.
package struct GoldenTable: Sendable {
    /// One cell an attribute; missing when no mention of the cluster has a value.
    package let values: CellTable
    /// One a cell, in the same order.
    package let sources: [CellSource]
}
