/// The mentions of one entity type that a batch of records made.
///
/// Row `i` is what record `record[i]` of the batch says, in role `role[i]` of its feed, of one entity; its
/// cells are the normal forms of the model's attributes in the model's order, missing where nothing was said.
public struct MentionTable: Sendable {
    /// Index of the model among the workspace's models (sorted by name).
    public let type: Int
    /// `width` = number of attributes of the model.
    public var values: CellTable
    /// Row of the batch each mention came from, ascending.
    public var record: [Int32]
    /// Index of the role among the feed's mentions (file order), below 64.
    public var role: [UInt8]

    /// Creates an empty table for model number `type` with `attributes` attributes.
    public init(type: Int, attributes: Int) {
        self.type = type
        values = CellTable(width: attributes)
        record = []
        role = []
    }
}

/// A typed tie between two mentions of one record.
public struct RelationMention: Sendable {
    /// Row of the batch.
    public let record: Int32
    /// Index among the feed's relations (file order).
    public let relation: UInt8
    /// What the record says of the tie (relation to the head of household, job title); empty when nothing.
    public let qualifier: String

    /// Creates a tie.
    public init(record: Int32, relation: UInt8, qualifier: String) {
        self.record = record
        self.relation = relation
        self.qualifier = qualifier
    }
}

/// A value (or, with `column` nil, a whole record) that mapping could not take.
public struct MappingReject: Sendable {
    /// Row of the batch.
    public let record: Int32
    /// Source column, `nil` when the record as a whole is refused.
    public let column: String?
    /// Why.
    public let reason: RejectReason
    /// The attribute the value was meant for, as `role.attribute`; empty for whole records.
    public let target: String

    /// Creates a reject.
    public init(record: Int32, column: String?, reason: RejectReason, target: String) {
        self.record = record
        self.column = column
        self.reason = reason
        self.target = target
    }
}
