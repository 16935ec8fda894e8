import HubModel

/// The rows of a batch while scanned objects are added to it.
///
/// Cells point into the scanned text, which becomes the arena when the batch is made. What is not there as it
/// should be (escaped, joined) is written behind it.
package struct JSONRows: Sendable {
    package private(set) var cells: [CellTable.Cell] = []
    package var positions: [RecordPosition] = []
    package var rejects: [Reject] = []
    /// Of each column, whether any row has a value in it.
    package private(set) var isSeen: [Bool]
    private let width: Int
    private var written: [UInt8] = []
    /// Cells that lie in `written`.
    private var writtenCells: [Int] = []

    package init(width: Int) {
        self.width = width
        isSeen = [Bool](repeating: false, count: width)
    }

    package var count: Int { positions.count + rejects.count }

    /// Appends the object that the scanner has just scanned in `bytes`. Values of columns beyond the width are left out.
    package mutating func append(_ scanner: JSONScanner, _ bytes: Span<UInt8>, at position: RecordPosition) {
        let row = cells.count
        for _ in 0..<width { cells.append(.missing) }
        positions.append(position)
        for (number, value) in scanner.values.enumerated() where value.column < width {
            isSeen[value.column] = true
            let cell = row + value.column
            if scanner.tree.isJoined[value.column] {
                if cells[cell].isMissing { join(scanner.values[number...], bytes, into: cell) }
            } else if value.isEscaped {
                let start = written.count
                JSONText.append(bytes.extracting(value.range), to: &written)
                finish(cell, from: start)
            } else {
                cells[cell] = CellTable.Cell(
                    start: UInt32(value.range.lowerBound), length: UInt32(value.range.count))
            }
        }
    }

    /// Writes all values of the first one's column, separated by `;`, empty ones left out.
    private mutating func join(
        _ values: ArraySlice<JSONScanner.Value>, _ bytes: Span<UInt8>, into cell: Int
    ) {
        let start = written.count
        for value in values where value.column == values.first?.column && !value.range.isEmpty {
            if written.count > start { written.append(UInt8(ascii: ";")) }
            JSONText.append(bytes.extracting(value.range), isEscaped: value.isEscaped, to: &written)
        }
        finish(cell, from: start)
    }

    private mutating func finish(_ cell: Int, from start: Int) {
        cells[cell] = CellTable.Cell(start: UInt32(start), length: UInt32(written.count - start))
        writtenCells.append(cell)
    }

    /// The batch over `arena`, the text scanned.
    package mutating func batch(_ columns: [String], arena: [UInt8], part: SourcePart = .whole) -> RecordBatch
    {
        for cell in writtenCells { cells[cell].start += UInt32(arena.count) }
        let table = CellTable(width: width, arena: written.isEmpty ? arena : arena + written, cells: cells)
        return RecordBatch(columns: columns, table: table, positions: positions, rejects: rejects, part: part)
    }
}
