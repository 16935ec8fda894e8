import HubModel

/// What one gate found; written into the manifest.
package struct GateResult: Codable, Sendable, Equatable {
    /// `rows`, `shrink`, `missing`, `unique`, `references`, `reconciliation`.
    package let gate: String
    /// The column it looks at, if it looks at one.
    package let column: String?
    /// What was found, as a sentence without values: "98 rows".
    package let found: String
    /// What is wanted: "at least 100".
    package let wanted: String
    package let passed: Bool
}

/// What is published stays as it was, because what was built does not hold what its dataset promises. Carries no values.
package struct PublicationHeld: Error, CustomStringConvertible {
    /// One sentence a gate.
    package let reasons: [String]

    package var description: String {
        "nothing was published, the version before stays current: " + reasons.joined(separator: "; ")
            + "; mend the data or the gates of the dataset, or take it as it is: isthmus publish --accept"
    }
}

/// Watches the rows of one dataset go by. Memory: eight bytes a row for every column that must be unique or refer.
struct GateKeeper {
    private let gates: DatasetDeclaration.Gates
    private let columns: [Manifest.Column]
    private var missing: [Int]
    private var seen: [[UInt64]]
    private var referred: [[UInt64]]
    private var rows = 0

    init(_ gates: DatasetDeclaration.Gates, columns: [Manifest.Column]) {
        self.gates = gates
        self.columns = columns
        missing = gates.missing.map { _ in 0 }
        seen = gates.unique.map { _ in [] }
        referred = gates.references.map { _ in [] }
    }

    mutating func look(at table: CellTable) {
        rows += table.rowCount
        for (index, gate) in gates.missing.enumerated() {
            for row in 0..<table.rowCount {
                let cell = table.cell(row, gate.column + 1)
                if cell.isMissing || cell.length == 0 { missing[index] += 1 }
            }
        }
        for (index, column) in gates.unique.enumerated() {
            Self.collect(table, column, into: &seen[index])
        }
        for (index, gate) in gates.references.enumerated() {
            Self.collect(table, gate.column, into: &referred[index])
        }
    }

    private static func collect(_ table: CellTable, _ column: Int, into hashes: inout [UInt64]) {
        let arena = table.arena.span
        for row in 0..<table.rowCount {
            let range = table.cell(row, column + 1).range
            if range.isEmpty { continue }
            // Several entities are joined with `;`; an id has none.
            var start = range.lowerBound
            for index in range where arena[index] == UInt8(ascii: ";") {
                hashes.append(hash(arena.extracting(start..<index)))
                start = index + 1
            }
            hashes.append(hash(arena.extracting(start..<range.upperBound)))
        }
    }

    static func hash(_ bytes: Span<UInt8>) -> UInt64 {
        var hash = StableHash()
        hash.combine(bytes)
        return hash.finish()
    }

    /// The verdicts, but for those that need other datasets.
    ///
    /// - Parameters:
    ///   - before: rows of the version that is current.
    ///   - entities: how many entities the store says there are; `nil` when the dataset leaves some out.
    ///   - read: how many entities were read for it.
    ///   - counted: rows that the index of the version has.
    /// - Returns: one verdict a gate.
    func verdicts(before: Int?, entities: Int?, read: Int, counted: Int) -> [GateResult] {
        var results: [GateResult] = []
        if let least = gates.minimumRows {
            results.append(result("rows", "\(rows) rows", "at least \(least)", rows >= least))
        }
        if let most = gates.maximumRows {
            results.append(result("rows", "\(rows) rows", "at most \(most)", rows <= most))
        }
        if let before, before >= 100 {
            let least = Double(before) * (1 - gates.shrink)
            results.append(
                result(
                    "shrink", "\(rows) rows after \(before)", "at most \(Self.percent(gates.shrink)) fewer",
                    Double(rows) >= least))
        }
        for (gate, count) in zip(gates.missing, missing) {
            let share = rows == 0 ? 0 : Double(count) / Double(rows)
            results.append(
                result(
                    "missing", "\(Self.percent(share)) without a value",
                    "at most \(Self.percent(gate.atMost))",
                    share <= gate.atMost, columns[gate.column].name))
        }
        for (column, hashes) in zip(gates.unique, seen) {
            let sorted = hashes.sorted()
            let repeated = zip(sorted, sorted.dropFirst()).count { $0 == $1 }
            results.append(
                result(
                    "unique", "\(repeated) repeated values", "none", repeated == 0, columns[column].name))
        }
        let isReconciled = rows == counted && entities.map { $0 == read } ?? true
        results.append(
            result(
                "reconciliation", "\(read) entities read, \(rows) rows written",
                entities.map { "the \($0) entities of the store" } ?? "every row counted", isReconciled))
        return results
    }

    /// Whether every id referred to is among the rows of the other dataset.
    func referenceVerdicts(ids: (String) throws -> [UInt64]?) rethrows -> [GateResult] {
        var results: [GateResult] = []
        for (gate, hashes) in zip(gates.references, referred) {
            let name = columns[gate.column].name
            let wanted = "every id a row of \(gate.dataset)"
            guard let known = try ids(gate.dataset) else {
                results.append(result("references", "\(gate.dataset) is not published", wanted, false, name))
                continue
            }
            let dangling = Self.lacking(hashes.sorted(), among: known.sorted())
            results.append(
                result("references", "\(dangling) ids that are not", wanted, dangling == 0, name))
        }
        return results
    }

    /// How many of sorted numbers are not among other sorted numbers.
    private static func lacking(_ numbers: [UInt64], among known: [UInt64]) -> Int {
        var place = 0
        var count = 0
        for number in numbers {
            while place < known.count, known[place] < number { place += 1 }
            if place == known.count || known[place] != number { count += 1 }
        }
        return count
    }

    private func result(
        _ gate: String, _ found: String, _ wanted: String, _ passed: Bool, _ column: String? = nil
    ) -> GateResult {
        GateResult(gate: gate, column: column, found: found, wanted: wanted, passed: passed)
    }

    private static func percent(_ share: Double) -> String {
        let tenths = (share * 1000).rounded()
        return tenths.truncatingRemainder(dividingBy: 10) == 0
            ? "\(Int(tenths / 10)) %" : "\(tenths / 10) %"
    }
}
