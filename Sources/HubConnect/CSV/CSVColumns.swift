import HubModel

/// Which fields of a file's records become which columns of a batch.
///
/// All of them in their order, most of the time. But a column with neither name nor values (what spreadsheets put at
/// the end of every line) is left out, and the files of one delivery may have their columns in different orders.
package struct CSVColumns: Sendable {
    /// The columns of the batches.
    package let names: [String]
    private let width: Int
    /// A field a column; -1 where the file does not have the column.
    private let fields: [Int]
    /// Fields without a name that were left out because they seemed to hold nothing.
    private let nameless: [Int]
    /// Values found in each of `nameless` after all.
    private var values: [Int]
    private let isWhole: Bool

    /// - Parameters:
    ///   - header: of the file.
    ///   - names: the columns of the batches: names of the header, save for those a file among several lacks.
    package init(_ header: CSVHeader, as names: [String]) {
        self.names = names
        width = header.names.count
        let places = Dictionary(uniqueKeysWithValues: zip(header.names, header.names.indices))
        fields = names.map { places[$0] ?? -1 }
        isWhole = fields == Array(0..<width)
        let used = Set(fields)
        nameless = header.unnamed.filter { !used.contains($0) }
        values = Array(repeating: 0, count: nameless.count)
    }

    /// The cells of the columns of whole records.
    mutating func choose(_ cells: [CellTable.Cell], _ arena: [UInt8]) -> [CellTable.Cell] {
        if isWhole { return cells }
        var chosen: [CellTable.Cell] = []
        chosen.reserveCapacity(cells.count / width * names.count)
        for row in stride(from: 0, to: cells.count, by: width) {
            for field in fields { chosen.append(field < 0 ? .missing : cells[row + field]) }
            for (number, field) in nameless.enumerated() where !Self.isBlank(cells[row + field], arena) {
                values[number] += 1
            }
        }
        return chosen
    }

    /// Whether a cell holds nothing but spaces and tabs.
    static func isBlank(_ cell: CellTable.Cell, _ arena: [UInt8]) -> Bool {
        arena[cell.range].allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    /// Values that stood where no column was to be expected.
    var remarks: [String] {
        zip(nameless, values).filter { $0.1 > 0 }.map {
            "column \($0.0 + 1) has no name and \($0.1) values far down; they are left out: give it a name"
        }
    }
}
