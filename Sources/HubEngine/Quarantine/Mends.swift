import HubConnect
import HubModel
import HubStore

/// Reads mended records in the place of those that a feed goes on delivering wrongly.
///
/// A mend is tied to what was delivered, byte for byte in the columns the mapping looked at: as soon as the department
/// delivers something else there, its word counts again.
struct Mends: Sendable {
    /// Mends of records over one list of columns.
    private struct Layout: Sendable {
        /// Positions of the columns in the batch.
        let positions: [Int]
        var mends: [RecordOrigin: RecordCopy] = [:]
    }

    private var layouts: [Layout] = []
    /// By the name of the raw record.
    private var raw: [String: RecordCopy] = [:]
    private let columns: [String]

    /// Binds mends to the columns of a reading. Those of columns that are no longer delivered are left out.
    init(_ mends: [Mend], columns: [String]) {
        self.columns = columns
        var byColumns: [[String]: Layout] = [:]
        for mend in mends {
            if mend.origin.hasPrefix("r") {
                raw[mend.origin] = mend.copy
                continue
            }
            let positions = mend.copy.columns.compactMap(columns.firstIndex)
            guard positions.count == mend.copy.columns.count, let origin = RecordOrigin(text: mend.origin)
            else { continue }
            byColumns[mend.copy.columns, default: Layout(positions: positions)].mends[origin] = mend.copy
        }
        layouts = byColumns.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }

    /// The batch with mended records in the place of those they mend.
    func applied(to batch: RecordBatch) -> Mended {
        var result = Mended(batch: batch)
        for layout in layouts where !layout.mends.isEmpty {
            for row in 0..<batch.table.rowCount where result.origins[Int32(row)] == nil {
                let origin = RecordOrigin.of(batch.table, row: row, columns: layout.positions)
                guard let copy = layout.mends[origin] else { continue }
                for (cell, column) in zip(copy.cells, layout.positions) {
                    result.batch.table.replace(row, column, by: cell)
                }
                result.origins[Int32(row)] = origin.text
            }
        }
        if !raw.isEmpty { readRaw(into: &result) }
        return result
    }

    /// Turns rejects into the rows they were mended to, in their places.
    private func readRaw(into result: inout Mended) {
        var rows: [(position: RecordPosition, copy: RecordCopy, origin: String)] = []
        result.batch.rejects.removeAll { reject in
            let origin = RecordOrigin.of(raw: clipped(reject.raw))
            guard let copy = raw[origin] else { return false }
            rows.append((reject.position, copy, origin))
            return true
        }
        guard !rows.isEmpty else { return }
        let before = result.batch
        let origins = result.origins
        result.batch.table.cells = []
        result.batch.positions = []
        result.origins = [:]
        var next = rows[...]
        func insert(before ordinal: Int) {
            while let row = next.first, row.position.ordinal < ordinal {
                result.origins[Int32(result.batch.positions.count)] = row.origin
                result.batch.positions.append(row.position)
                result.batch.table.append(row.copy, columns: columns)
                next.removeFirst()
            }
        }
        for row in 0..<before.table.rowCount {
            insert(before: before.positions[row].ordinal)
            result.origins[Int32(result.batch.positions.count)] = origins[Int32(row)]
            result.batch.positions.append(before.positions[row])
            for column in columns.indices { result.batch.table.cells.append(before.table.cell(row, column)) }
        }
        insert(before: .max)
    }
}

/// A batch after mending.
struct Mended: Sendable {
    var batch: RecordBatch
    /// Of rows that stand for something else than was delivered, the name of what was.
    var origins: [Int32: String] = [:]

    init(batch: RecordBatch) { self.batch = batch }
}

extension CellTable {
    /// Appends a row; columns that the copy does not have are missing.
    mutating func append(_ copy: RecordCopy, columns: [String]) {
        for column in columns { append(copy[column]) }
    }

    /// Appends a cell, or a missing one.
    fileprivate mutating func append(_ text: String?) {
        if let text { append(text.utf8) } else { appendMissing() }
    }

    fileprivate mutating func replace(_ row: Int, _ column: Int, by text: String?) {
        append(text)
        if let cell = cells.popLast() { cells[row * width + column] = cell }
    }
}
