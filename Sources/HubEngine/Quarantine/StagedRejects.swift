import HubConnect
import HubMapping
import HubModel
import HubStore

/// What of a batch goes into quarantine: rejects, and one copy of every record that left some.
///
/// A copy holds the columns that the mapping looks at and no others, so that the record can be sent back, mended and
/// mapped again. A record that could not be split into cells is kept as raw text.
struct RejectMaker {
    private let mapped: MappedRecords
    private let columns: [String]
    /// Positions of `columns` in the batch.
    private let kept: [Int]
    private(set) var copies: [RecordCopy] = []
    private var copyOfRow: [Int32: Int] = [:]

    init(_ mapped: MappedRecords, feed: Feed) {
        self.mapped = mapped
        columns = feed.columns.filter(mapped.batch.columns.contains)
        kept = columns.compactMap(mapped.batch.columns.firstIndex)
    }

    /// A record without cells.
    func unreadable(_ reject: Reject) -> StagedBatch.Reject {
        let raw = clipped(reject.raw)
        return StagedBatch.Reject(
            record: -1, reason: reject.reason, key: "", ordinal: reject.position.ordinal,
            line: reject.position.line, byteOffset: reject.position.byteOffset, column: "", target: "",
            detail: reject.detail, raw: raw, part: mapped.batch.part.name, origin: RecordOrigin.of(raw: raw))
    }

    /// A record that is refused as a whole; `target` is `role.attribute from COLUMN`, or empty.
    mutating func whole(
        _ row: Int32, _ reason: RejectReason, key: String, detail: String = "", target: String = ""
    ) -> StagedBatch.Reject {
        let parts = target.split(separator: " from ", maxSplits: 1).map(String.init)
        let column = parts.count == 2 ? parts[1] : ""
        return make(
            record: -1, row, reason, key: key, column: column, target: parts.first ?? "",
            detail: detail.isEmpty ? RejectDetail.of(cell(row, column) ?? "", reason) : detail, raw: "")
    }

    /// Refused values of records that are taken.
    mutating func values(excluding excluded: Set<Int>) -> [StagedBatch.Reject] {
        var rejects: [StagedBatch.Reject] = []
        for reject in mapped.rejects {
            guard let column = reject.column, !excluded.contains(Int(reject.record)) else { continue }
            let row = mapped.rows[Int(reject.record)]
            let raw = cell(row, column) ?? ""
            rejects.append(
                make(
                    record: Int(reject.record), row, reject.reason,
                    key: mapped.staged.records[Int(reject.record)].key, column: column, target: reject.target,
                    detail: RejectDetail.of(raw, reject.reason), raw: clipped(raw)))
        }
        return rejects
    }

    private func cell(_ row: Int32, _ column: String) -> String? {
        mapped.batch.columns.firstIndex(of: column).flatMap { mapped.batch.table.text(Int(row), $0) }
    }

    private mutating func make(
        record: Int, _ row: Int32, _ reason: RejectReason, key: String, column: String, target: String,
        detail: String, raw: String
    ) -> StagedBatch.Reject {
        let place = mapped.batch.positions[Int(row)]
        return StagedBatch.Reject(
            record: record, reason: reason, key: key, ordinal: place.ordinal, line: place.line,
            byteOffset: place.byteOffset, column: column, target: target, detail: detail, raw: raw,
            part: mapped.parts[row] ?? mapped.batch.part.name,
            origin: mapped.origins[row]
                ?? RecordOrigin.of(mapped.batch.table, row: Int(row), columns: kept).text,
            copy: copy(of: row))
    }

    private mutating func copy(of row: Int32) -> Int {
        if let known = copyOfRow[row] { return known }
        copies.append(
            RecordCopy(columns: columns, cells: kept.map { mapped.batch.table.text(Int(row), $0) }))
        copyOfRow[row] = copies.count - 1
        return copies.count - 1
    }
}

/// What can be said of a refused value without telling it.
enum RejectDetail {
    static func of(_ value: String, _ reason: RejectReason) -> String {
        let value = value.trimmingPrefix(while: \.isWhitespace)
        guard !value.isEmpty else { return "" }
        switch reason {
        case .wrongLength, .tooLong: return "\(value.count) characters"
        case .wrongShape:
            let count = "\(value.count) characters"
            return value.utf8.allSatisfy { $0 < 0x80 }
                ? "\(count), shape \(ValueShape.of(String(value)))" : count
        default: return ""
        }
    }
}

/// At most 64 KiB of a raw text goes into the quarantine.
func clipped(_ raw: String) -> String {
    raw.utf8.count <= 1 << 16 ? raw : String(raw.unicodeScalars.prefix(1 << 14)) + "…"
}

extension StagedBatch {
    /// The batch without these records and all they say; the rest is renumbered.
    func removing(_ excluded: Set<Int>) -> StagedBatch {
        var number: [Int] = []
        var kept = 0
        for position in records.indices {
            number.append(excluded.contains(position) ? -1 : kept)
            if !excluded.contains(position) { kept += 1 }
        }
        var result = StagedBatch()
        result.records = records.indices.filter { number[$0] >= 0 }.map { records[$0] }
        result.mentions = mentions.map { table in
            var copy = MentionTable(type: table.type, attributes: table.values.width)
            copy.values.arena = table.values.arena
            for row in table.record.indices where number[Int(table.record[row])] >= 0 {
                copy.record.append(Int32(number[Int(table.record[row])]))
                copy.role.append(table.role[row])
                for column in 0..<table.values.width {
                    copy.values.cells.append(table.values.cell(row, column))
                }
            }
            return copy
        }
        result.relations = relations.compactMap { relation in
            let record = number[Int(relation.record)]
            return record < 0
                ? nil
                : RelationMention(
                    record: Int32(record), relation: relation.relation, qualifier: relation.qualifier)
        }
        result.rejects = rejects.compactMap { reject in
            guard reject.record >= 0 else { return reject }
            let record = number[reject.record]
            return record < 0 ? nil : reject.moved(to: record)
        }
        return result
    }
}

extension StagedBatch.Reject {
    fileprivate func moved(to record: Int) -> Self {
        Self(
            record: record, reason: reason, key: key, ordinal: ordinal, line: line, byteOffset: byteOffset,
            column: column, target: target, detail: detail, raw: raw, part: part, origin: origin, copy: copy)
    }
}
