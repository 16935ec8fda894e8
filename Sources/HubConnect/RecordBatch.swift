import HubModel

/// Where a record stands in its source.
public struct RecordPosition: Sendable, Hashable {
    /// Number of the record in this reading of the feed, from 1.
    public var ordinal: Int
    /// First line of the record in the file, from 1; 0 where the source has no lines (a database).
    public var line: Int
    /// First byte of the record in the file as delivered, from 0; -1 where the source has no bytes.
    public var byteOffset: Int

    /// Creates a position.
    public init(ordinal: Int, line: Int = 0, byteOffset: Int = -1) {
        self.ordinal = ordinal
        self.line = line
        self.byteOffset = byteOffset
    }
}

/// A record that a connector could not turn into cells.
public struct Reject: Sendable {
    /// Why.
    public let reason: RejectReason
    /// Where it stands.
    public let position: RecordPosition
    /// What was expected and what was found, **without personal values**: `expected 12 fields, found 11`.
    public let detail: String
    /// The record as delivered (decoded lossily when it must be), for the quarantine alone. At most 64 KiB.
    public let raw: String

    /// Creates a reject.
    public init(_ reason: RejectReason, at position: RecordPosition, detail: String, raw: String) {
        self.reason = reason
        self.position = position
        self.detail = detail
        self.raw = raw
    }
}

/// One file among several that make up a source.
///
/// Parts are delivered newest first: of records with one key in different parts the first delivered is taken, and the
/// others are superseded. Within one part a repeated key is a reject.
public struct SourcePart: Sendable, Hashable {
    /// Counts the parts from 0 in the order delivered.
    public let number: Int
    /// File name without the folder, or path of the archive member; empty where the source has no parts.
    public let name: String

    /// Creates a part.
    public init(number: Int, name: String) {
        self.number = number
        self.name = name
    }

    /// A source that is not divided.
    public static let whole = SourcePart(number: 0, name: "")
}

/// Some thousand records, columnar bytes in one arena, with their places and the records that failed among them.
///
/// Every record of the source is either a row of `table` or an entry of `rejects`, in source order each.
public struct RecordBatch: Sendable {
    /// Names of the columns, as the source spells them; the same for every batch of a reading.
    public let columns: [String]
    /// One row a record, one cell a column.
    public var table: CellTable
    /// One position a row of `table`.
    public var positions: [RecordPosition]
    /// Records that could not become rows.
    public var rejects: [Reject]
    /// The part of the source all these records are of. Lines and offsets are those of the part.
    public var part: SourcePart

    /// Creates a batch.
    public init(
        columns: [String], table: CellTable? = nil, positions: [RecordPosition] = [],
        rejects: [Reject] = [], part: SourcePart = .whole
    ) {
        self.columns = columns
        self.table = table ?? CellTable(width: columns.count)
        self.positions = positions
        self.rejects = rejects
        self.part = part
    }

    /// Whether the batch has grown to the size at which it should be delivered: 8,192 records or 1 MiB.
    public var isFull: Bool { positions.count >= 8192 || table.arena.count >= 1 << 20 }
}
