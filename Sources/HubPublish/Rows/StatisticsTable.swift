import HubModel

/// Counts of entities by the values of columns, small counts withheld.
///
/// ```
/// grid     age    count
/// 330212…  0-17     214
/// 330212…  18-59               withheld: below the minimum
/// 330212…  60+                 withheld: the total of the grid would tell the one above
/// ```
///
/// An entity with several values counts under each. Memory: one entry a combination, however many entities.
package struct StatisticsTable {
    private let isMultiple: [Bool]
    private let minimum: Int
    private var counts: [[[UInt8]?]: Int] = [:]

    init(_ statistics: DatasetDeclaration.Statistics, isMultiple: [Bool]) {
        minimum = statistics.minimum
        self.isMultiple = isMultiple
    }

    mutating func add(_ rows: CellTable) {
        for row in 0..<rows.rowCount {
            var keys: [[[UInt8]?]] = [[]]
            for column in isMultiple.indices {
                let cell = rows.cell(row, column + 1)
                let bytes = rows.arena[cell.range]
                var values: [[UInt8]?] = [cell.isMissing || bytes.isEmpty ? nil : Array(bytes)]
                if isMultiple[column], bytes.contains(UInt8(ascii: ";")) {
                    values = Set(bytes.split(separator: UInt8(ascii: ";")).map(Array.init)).map { $0 }
                }
                keys = keys.flatMap { key in values.map { key + [$0] } }
            }
            for key in keys { counts[key, default: 0] += 1 }
        }
    }

    /// Rows in the order of their values, with the joined values in the place of an entity id.
    func table() -> CellTable {
        let cells = counts.map { (key: $0.key, count: $0.value, name: Self.name($0.key)) }
            .sorted { $0.name.lexicographicallyPrecedes($1.name) }
        let withheld = Self.withheld(cells.map { ($0.key, $0.count) }, minimum: minimum)
        var table = CellTable(width: isMultiple.count + 2)
        for (index, cell) in cells.enumerated() {
            table.append(cell.name)
            for value in cell.key { if let value { table.append(value) } else { table.appendMissing() } }
            if withheld[index] { table.appendMissing() } else { table.append(String(cell.count).utf8) }
        }
        return table
    }

    private static func name(_ key: [[UInt8]?]) -> [UInt8] {
        Array(key.map { $0 ?? [] }.joined(separator: [UInt8(ascii: "|")]))
    }

    /// Which cells are withheld: small ones, and along every column as many more as it takes that no single one can
    /// be told from a total.
    package static func withheld(_ cells: [(key: [[UInt8]?], count: Int)], minimum: Int) -> [Bool] {
        var withheld = cells.map { $0.count < minimum }
        let lines = (0..<(cells.first?.key.count ?? 0)).flatMap { column -> [[Int]] in
            let groups = Dictionary(grouping: cells.indices) { index -> [[UInt8]?] in
                var others = cells[index].key
                others.remove(at: column)
                return others
            }
            return groups.values.map { $0.sorted() }.sorted { ($0.first ?? 0) < ($1.first ?? 0) }
        }
        var linesOf = cells.map { _ in [Int]() }
        for (number, line) in lines.enumerated() { for cell in line { linesOf[cell].append(number) } }
        func helped(_ cell: Int) -> Int {
            linesOf[cell].count { number in lines[number].count { withheld[$0] } == 1 }
        }
        var changed = true
        while changed {
            changed = false
            for line in lines where line.count > 1 && line.count(where: { withheld[$0] }) == 1 {
                let open = line.filter { !withheld[$0] }
                // One that lies in other lines with a single withheld count helps there too.
                func rank(_ cell: Int) -> (Int, Int, Int) { (-helped(cell), cells[cell].count, cell) }
                guard let next = open.min(by: { rank($0) < rank($1) }) else { continue }
                withheld[next] = true
                changed = true
            }
        }
        return withheld
    }
}
