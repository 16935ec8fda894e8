import HubConnect
import HubMapping
import HubModel
import HubStore

extension Stager {
    /// Positions in `mapped.rows` that the mapping refused as a whole, without those of superseded rows.
    func refusedRecords(
        of mapped: MappedRecords, excluding superseded: Set<Int32>, _ rejects: inout [StagedBatch.Reject]
    ) -> Set<Int> {
        var refused: Set<Int> = []
        for reject in mapped.rejects where reject.column == nil {
            let position = Int(reject.record)
            if superseded.contains(mapped.rows[position]) { continue }
            refused.insert(position)
            rejects.append(
                whole(
                    mapped.rows[position], of: mapped.batch, reject.reason,
                    key: mapped.staged.records[position].key, refused: reject.target))
        }
        return refused
    }

    func valueRejects(of mapped: MappedRecords, excluding excluded: Set<Int>) -> [StagedBatch.Reject] {
        mapped.rejects.compactMap { reject in
            guard let column = reject.column, !excluded.contains(Int(reject.record)) else { return nil }
            let row = Int(mapped.rows[Int(reject.record)])
            let place = mapped.batch.positions[row]
            let cell = mapped.batch.columns.firstIndex(of: column)
            return StagedBatch.Reject(
                record: Int(reject.record), reason: reject.reason,
                key: mapped.staged.records[Int(reject.record)].key, ordinal: place.ordinal, line: place.line,
                byteOffset: place.byteOffset, column: column, target: reject.target, detail: "",
                raw: cell.flatMap { mapped.batch.table.text(row, $0) }.map(clipped) ?? "")
        }
    }

    func whole(_ reject: Reject) -> StagedBatch.Reject {
        StagedBatch.Reject(
            record: -1, reason: reject.reason, key: "", ordinal: reject.position.ordinal,
            line: reject.position.line, byteOffset: reject.position.byteOffset, column: "", target: "",
            detail: reject.detail, raw: clipped(reject.raw))
    }

    func whole(
        _ row: Int32, of batch: RecordBatch, _ reason: RejectReason, key: String, detail: String = "",
        refused: String = ""
    ) -> StagedBatch.Reject {
        // `role.attribute from COLUMN`
        let parts = refused.split(separator: " from ", maxSplits: 1).map(String.init)
        let place = batch.positions[Int(row)]
        let cells = (0..<batch.table.width).map { batch.table.text(Int(row), $0) ?? "" }
        return StagedBatch.Reject(
            record: -1, reason: reason, key: key, ordinal: place.ordinal, line: place.line,
            byteOffset: place.byteOffset, column: parts.count == 2 ? parts[1] : "", target: parts.first ?? "",
            detail: detail, raw: clipped(CSVField.line(cells)))
    }
}

/// At most 64 KiB of a raw text goes into the quarantine.
private func clipped(_ raw: String) -> String {
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
            column: column, target: target, detail: detail, raw: raw)
    }
}
