/// The columns of one record that the mapping looks at, as they were delivered or mended.
package struct RecordCopy: Sendable, Equatable {
    package let columns: [String]
    /// One a column; `nil` is missing.
    package var cells: [String?]

    package init(columns: [String], cells: [String?]) {
        self.columns = columns
        self.cells = cells
    }

    /// The cell of a column; `nil` when it is missing, or there is no such column.
    package subscript(column: String) -> String? { columns.firstIndex(of: column).flatMap { cells[$0] } }
}

/// What is to be read in the place of a record, for as long as its feed delivers it as it was when it was refused.
package struct Mend: Sendable {
    /// Names the record as delivered.
    package let origin: String
    package let copy: RecordCopy

    package init(origin: String, copy: RecordCopy) {
        self.origin = origin
        self.copy = copy
    }
}

/// Which rejects are asked for; `nil` asks for all.
package struct RejectFilter: Sendable {
    package var feed: String?
    package var reason: String?
    package var column: String?
    /// Found by this run or a later one.
    package var since: Int64?

    package init(feed: String? = nil, reason: String? = nil, column: String? = nil, since: Int64? = nil) {
        self.feed = feed
        self.reason = reason
        self.column = column
        self.since = since
    }
}

/// A record in quarantine with all its rejects.
package struct RefusedRecord: Sendable {
    /// At least one; of one record.
    package let rejects: [RejectRow]
    /// `nil` for a record that could not be split into cells, and when the values have expired.
    package let copy: RecordCopy?

    /// Names the record as delivered; empty when an Isthmus refused it that did not name records yet.
    package var origin: String { rejects.first?.origin ?? "" }
    /// Whether the record as a whole was refused.
    package var isWhole: Bool { rejects.contains { $0.scope == "record" } }
    /// The text of a record that could not be split into cells; empty otherwise.
    package var raw: String { copy == nil && isWhole ? rejects.first?.raw ?? "" : "" }
}

package struct RejectCount: Sendable {
    package let feed: String
    package let reason: String
    /// `record` or `value`.
    package let scope: String
    package let column: String
    package let count: Int

    package init(feed: String, reason: String, scope: String, column: String, count: Int) {
        self.feed = feed
        self.reason = reason
        self.scope = scope
        self.column = column
        self.count = count
    }
}

package struct RejectRow: Sendable {
    package let id: Int64
    package let feed: String
    package let recordKey: String
    package let scope: String
    package let reason: String
    package let ordinal: Int
    package let line: Int
    package let byteOffset: Int
    package let column: String
    package let target: String
    package let detail: String
    package let raw: String
    /// Run that found it.
    package let run: Int64
    /// File it stands in; empty where the source has no parts.
    package let part: String
    /// Names the record as delivered.
    package let origin: String
    /// Number of the copy of its record; `nil` when there is none (any more).
    package let copy: Int64?
    /// Id of the record it is a value of; `nil` when the record as a whole was refused.
    package let record: Int64?

    package init(
        id: Int64, feed: String, recordKey: String, scope: String, reason: String, ordinal: Int, line: Int,
        byteOffset: Int, column: String, target: String, detail: String, raw: String, run: Int64,
        part: String = "", origin: String = "", copy: Int64? = nil, record: Int64? = nil
    ) {
        self.id = id
        self.feed = feed
        self.recordKey = recordKey
        self.scope = scope
        self.reason = reason
        self.ordinal = ordinal
        self.line = line
        self.byteOffset = byteOffset
        self.column = column
        self.target = target
        self.detail = detail
        self.raw = raw
        self.run = run
        self.part = part
        self.origin = origin
        self.copy = copy
        self.record = record
    }
}
