import HubModel

/// A table of `Mappings/tables/`: named columns of texts without the blanks around them.
struct LookupTable {
    /// File name without `.csv`; an edition may follow an `@`: `occupation@2015`.
    let name: String
    let columns: [String]
    let cells: CellTable
    /// Line of the file that each row starts at.
    let lines: [Int]
    let location: SourceLocation

    /// Joins the parts of a composite key; no text of a table holds it.
    static let joint: UInt8 = 0x1F

    /// The values of column `to` by the texts of the columns `from` together. Rows that say the same twice are
    /// one; rows with one key and different values are reported.
    func codes(from: [Int], to: Int, _ report: inout Diagnostics) -> CodeTable {
        var maker = CodeTable.Maker(capacity: cells.rowCount)
        var firstLines: [Int] = []
        var ambiguous = 0
        var key: [UInt8] = []
        let arena = cells.arena.span
        for row in 0..<cells.rowCount {
            key.removeAll(keepingCapacity: true)
            for (index, column) in from.enumerated() {
                if index > 0 { key.append(Self.joint) }
                key.append(copying: arena.extracting(cells.cell(row, column).range))
            }
            let value = arena.extracting(cells.cell(row, to).range)
            guard let earlier = maker.add(key.span, value) else {
                firstLines.append(lines[row])
                continue
            }
            if maker.says(earlier, value) { continue }
            ambiguous += 1
            guard ambiguous <= Self.mostReported else { continue }
            let names = from.map { "`\(columns[$0])`" }.joined(separator: ", ")
            report.report(
                "\(names) is what line \(firstLines[earlier]) has, with another `\(columns[to])`",
                hint: "a code stands for one value; remove or mend one of the lines", at: place(of: row))
        }
        if ambiguous > Self.mostReported {
            report.report("\(ambiguous - Self.mostReported) more lines repeat a code", at: location)
        }
        return CodeTable(maker)
    }

    private func place(of row: Int) -> SourceLocation {
        SourceLocation(file: location.file, line: lines[row], column: 1)
    }

    /// Of many mistakes of one kind in a table so many are told one by one.
    static let mostReported = 10
}
