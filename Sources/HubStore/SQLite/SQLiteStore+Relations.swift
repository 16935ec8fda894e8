import HubModel
import HubSQLite

extension SQLiteStore {
    package func rebuildRelations() throws(StoreError) {
        try guarded {
            try inTransaction {
                var qualifiers = Qualifiers()
                var ties = try ties(&qualifiers)
                let order = qualifiers.order()
                ties.sort { a, b in
                    (a.from, a.kind, a.to, order[a.qualifier]) < (b.from, b.kind, b.to, order[b.qualifier])
                }
                if try database.integer("SELECT 1 FROM entity_relation LIMIT 1") == nil {
                    // Sorting once is cheaper than keeping the index while loading.
                    try database.execute("DROP INDEX IF EXISTS entity_relation_by_end")
                    try insert(Self.rows(of: ties), qualifiers)
                    try database.execute(
                        "CREATE INDEX entity_relation_by_end ON entity_relation(to_entity, kind_id)")
                } else {
                    try replace(with: ties, qualifiers)
                }
            }
        }
    }

    private struct Tie {
        let kind: Int64
        let from: Int64
        let to: Int64
        let qualifier: Int
    }

    /// Relation mentions with entities at both ends. Both ends are mentions of one record, so the assignments of
    /// one record at a time are enough.
    private func ties(_ qualifiers: inout Qualifiers) throws -> [Tie] {
        let missing = try missingRecords()
        let assigned = try database.statement("SELECT mention_id, entity_no FROM assignment ORDER BY 1")
        let rows = try database.statement(
            "SELECT from_mention, to_mention, kind_id, qualifier FROM relation_mention ORDER BY 1, 2, 3, 4")
        defer {
            assigned.reset()
            rows.reset()
        }
        var ties: [Tie] = []
        var window: [(mention: Int64, entity: Int64)] = []
        var current: Int64 = -1
        var hasNext = try assigned.step()
        while try rows.step() {
            let (from, to) = (rows.integer(0), rows.integer(1))
            let record = Numbering.record(ofMention: from)
            if missing.contains(record) { continue }
            if record != current {
                current = record
                window.removeAll(keepingCapacity: true)
                let range = Numbering.mentions(ofRecord: record)
                while hasNext, assigned.integer(0) <= range.upperBound {
                    let mention = assigned.integer(0)
                    if mention >= range.lowerBound { window.append((mention, assigned.integer(1))) }
                    hasNext = try assigned.step()
                }
            }
            guard let start = window.first(where: { $0.mention == from }),
                let end = window.first(where: { $0.mention == to })
            else { continue }
            let qualifier = qualifiers.number(of: rows, column: 3)
            ties.append(Tie(kind: rows.integer(2), from: start.entity, to: end.entity, qualifier: qualifier))
        }
        return ties
    }

    /// A row of `entity_relation` to be.
    private struct TieRow {
        let kind: Int64
        let from: Int64
        let to: Int64
        let qualifiers: [Int]
        let support: Int64
    }

    /// `ties` are sorted; equal ends become one row, their qualifiers a set joined with `;`.
    private static func rows(of ties: [Tie]) -> some Sequence<TieRow> {
        sequence(state: 0) { (first: inout Int) -> TieRow? in
            guard first < ties.count else { return nil }
            let tie = ties[first]
            var said: [Int] = []
            var next = first
            while next < ties.count, ties[next].kind == tie.kind, ties[next].from == tie.from,
                ties[next].to == tie.to
            {
                let qualifier = ties[next].qualifier
                if qualifier != Qualifiers.none, said.last != qualifier { said.append(qualifier) }
                next += 1
            }
            defer { first = next }
            return TieRow(
                kind: tie.kind, from: tie.from, to: tie.to, qualifiers: said, support: Int64(next - first))
        }
    }

    /// Writes what differs from the rows that stand, and keeps these.
    private func replace(with ties: [Tie], _ qualifiers: Qualifiers) throws {
        let changes = try changes(to: ties, qualifiers)
        let keeper = try RelationKeeper(run: latestRun(), on: database)
        let delete = try database.statement(
            "DELETE FROM entity_relation WHERE from_entity = ? AND kind_id = ? AND to_entity = ?")
        for end in changes.outdated {
            try keeper.keep(from: end.from, kind: end.kind, to: end.to)
            try delete.bind(end.from, at: 1)
            try delete.bind(end.kind, at: 2)
            try delete.bind(end.to, at: 3)
            try delete.run()
        }
        try insert(changes.rows, qualifiers)
    }

    private struct End {
        let from: Int64
        let kind: Int64
        let to: Int64
    }

    /// Walks along the rows that stand, in the same order: those that are no longer so, and those to be written.
    private func changes(
        to ties: [Tie], _ qualifiers: Qualifiers
    ) throws -> (outdated: [End], rows: [TieRow]) {
        let standing = try database.statement(
            "SELECT from_entity, kind_id, to_entity, support, qualifier FROM entity_relation ORDER BY 1, 2, 3"
        )
        defer { standing.reset() }
        var outdated: [End] = []
        var rows: [TieRow] = []
        var text: [UInt8] = []
        var hasRow = try standing.step()
        func end() -> End {
            End(from: standing.integer(0), kind: standing.integer(1), to: standing.integer(2))
        }
        for row in Self.rows(of: ties) {
            while hasRow {
                let old = end()
                guard (old.from, old.kind, old.to) < (row.from, row.kind, row.to) else { break }
                outdated.append(old)
                hasRow = try standing.step()
            }
            guard hasRow, (end().from, end().kind, end().to) == (row.from, row.kind, row.to) else {
                rows.append(row)
                continue
            }
            text.removeAll(keepingCapacity: true)
            _ = standing.append(4, to: &text)
            if standing.integer(3) != row.support || text != qualifiers.joined(row.qualifiers) {
                outdated.append(end())
                rows.append(row)
            }
            hasRow = try standing.step()
        }
        while hasRow {
            outdated.append(end())
            hasRow = try standing.step()
        }
        return (outdated, rows)
    }

    private func insert(_ rows: some Sequence<TieRow>, _ qualifiers: Qualifiers) throws {
        let insert = try database.statement(
            """
            INSERT INTO entity_relation(from_entity, kind_id, to_entity, qualifier, support, since_run)
            VALUES (?, ?, ?, ?, ?, ?)
            """)
        try insert.bind(try latestRun(), at: 6)
        for row in rows {
            try insert.bind(row.from, at: 1)
            try insert.bind(row.kind, at: 2)
            try insert.bind(row.to, at: 3)
            try insert.bind(qualifiers.joined(row.qualifiers).span, at: 4)
            try insert.bind(row.support, at: 5)
            try insert.run()
        }
    }
}

/// The distinct qualifiers of all ties, as bytes: there are few, and databases compare bytes.
private struct Qualifiers {
    static let none = 0

    private var numbers: [[UInt8]: Int] = [[]: none]
    private var texts: [[UInt8]] = [[]]
    private var scratch: [UInt8] = []

    mutating func number(of row: SQLiteStatement, column: Int) -> Int {
        scratch.removeAll(keepingCapacity: true)
        if row.append(column, to: &scratch) ?? 0 == 0 { return Self.none }
        if let number = numbers[scratch] { return number }
        numbers[scratch] = texts.count
        texts.append(scratch)
        return texts.count - 1
    }

    /// For each number its place in bytewise order.
    func order() -> [Int] {
        var order = [Int](repeating: 0, count: texts.count)
        let sorted = texts.indices.sorted { texts[$0].lexicographicallyPrecedes(texts[$1]) }
        for (place, number) in sorted.enumerated() { order[number] = place }
        return order
    }

    func joined(_ numbers: [Int]) -> [UInt8] {
        Array(numbers.map { texts[$0] }.joined(separator: [UInt8(ascii: ";")]))
    }
}
