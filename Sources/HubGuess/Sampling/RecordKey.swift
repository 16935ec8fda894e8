import HubModel

/// Columns that name a record, found by uniqueness.
struct RecordKey {
    /// None when nothing tells records apart: the key is then their content.
    let columns: [Int]
    /// Why these, for a comment.
    let evidence: String

    /// What is known of a column as part of a key.
    struct Candidate {
        let column: Int
        /// The more, the more likely people number records by it.
        let rank: Int
    }

    private init(_ columns: [Int], _ evidence: String) {
        self.columns = columns
        self.evidence = evidence
    }

    /// Finds the key: what the source calls one, else one column, else two, else three.
    ///
    /// `together`: columns that say something only with each other: a door's number and its building.
    static func find(
        _ sample: SourceSample, primaryKey: [Int], candidates: [Candidate], together: [[Int]] = []
    ) -> RecordKey {
        if !primaryKey.isEmpty { return RecordKey(primaryKey, "the primary key of the table") }
        let rows = wholeRows(sample)
        guard rows.count > 1 else {
            let first = candidates.filter { $0.rank > 0 }.max {
                ($0.rank, -$0.column) < ($1.rank, -$1.column)
            }
            guard let first else {
                return RecordKey([], "too few records to find a column that tells them apart")
            }
            return RecordKey([first.column], "by its name alone: there are too few records to know")
        }
        let read = sample.isWhole && sample.hashedRows == sample.rows
        let extent =
            read
            ? "all \(Evidence.number(rows.count)) records"
            : "the first \(Evidence.number(rows.count)) records"
        let single = candidates.sorted { ($0.rank, -$0.column) > ($1.rank, -$1.column) }
        for candidate in single where candidate.rank > 0 {
            let column = candidate.column
            // A key that hardly ever fails is still the key; the few are rejected, and counted.
            let blank = rows.count { sample.hashes[column][$0] == 0 }
            let repeated = rows.count - blank - different(sample, rows, [column])
            if blank + repeated == 0 { return RecordKey([column], "different in \(extent)") }
            if candidate.rank >= 40, (blank + repeated) * 500 <= rows.count {
                return RecordKey(
                    [column],
                    "different in \(extent) but for \(repeated) repeated and \(blank) empty, which are rejected"
                )
            }
        }
        for size in 2...3 {
            let pool = single.filter { candidate in
                candidate.rank >= 20 && rows.allSatisfy { sample.hashes[candidate.column][$0] != 0 }
            }.prefix(8).map(\.column)
            for set in choose(size, of: Array(pool)) where different(sample, rows, set) == rows.count {
                let whole = Set(set + together.filter { !Set($0).isDisjoint(with: set) }.flatMap { $0 })
                let isFilled = whole.allSatisfy { column in rows.allSatisfy { sample.hashes[column][$0] != 0 }
                }
                return RecordKey((isFilled ? Array(whole) : set).sorted(), "together different in \(extent)")
            }
        }
        return RecordKey([], "no columns that look like numbers of records tell \(extent) apart")
    }

    /// Records that do not repeat another one in every column: those were delivered twice.
    private static func wholeRows(_ sample: SourceSample) -> [Int] {
        var seen: Set<UInt64> = []
        return (0..<sample.hashedRows - min(sample.totals, sample.hashedRows)).filter { row in
            var hash = StableHash(seed: 0x726F_7773)
            for column in sample.hashes.indices { hash.combine(sample.hashes[column][row]) }
            return seen.insert(hash.finish()).inserted
        }
    }

    private static func different(_ sample: SourceSample, _ rows: [Int], _ columns: [Int]) -> Int {
        var seen: Set<UInt64> = []
        for row in rows {
            if columns.count == 1 {
                let hash = sample.hashes[columns[0]][row]
                if hash != 0 { seen.insert(hash) }
            } else {
                var hash = StableHash(seed: 0x6B65_7973)
                for column in columns { hash.combine(sample.hashes[column][row]) }
                seen.insert(hash.finish())
            }
        }
        return seen.count
    }

    /// All sets of `size` elements, those of early elements first.
    private static func choose(_ size: Int, of elements: [Int]) -> [[Int]] {
        if size == 0 { return [[]] }
        return elements.indices.flatMap { index in
            choose(size - 1, of: Array(elements[(index + 1)...])).map { [elements[index]] + $0 }
        }
    }
}
