import HubConnect
import HubMapping
import HubModel

/// What the expectations of a feed look at in every record, with columns bound to places. Immutable, so that batches
/// are looked at on all cores; what was seen is added up in the order read.
struct DeliveryWatch: Sendable {
    /// What one batch, or all so far, came to.
    struct Seen: Sendable {
        var rows = 0
        /// Records with a value, one count an entry of `filled`.
        var filled: [Int] = []
        var ranges: [RangeSeen] = []
        /// Of each record with a value, a hash of the columns that belong together and its line; one list a group.
        var keys: [[(hash: UInt64, line: Int)]] = []
        /// The latest day, as a number; `nil` while there is none.
        var latest: Int?
    }

    /// What the values of a column with bounds came to.
    struct RangeSeen: Sendable {
        var values = 0
        /// Of these, numbers or dates.
        var readable = 0
        var outside = 0
    }

    private struct Bounds: Sendable {
        let column: Int?
        let expected: Expectations.ValueRange
        let least: Double?
        let greatest: Double?
    }

    let expected: Expectations
    private let filled: [Int?]
    private let groups: [[Int]]
    private let bounds: [Bounds]
    private let latestColumn: Int?
    /// Later days are slips of the pen and prove nothing.
    private let tomorrow: Int
    private let number = DecimalNumber()
    private let date = CalendarDate()

    /// `today`: days since 1970-01-01.
    init(_ expected: Expectations, columns: [String], today: Int) {
        let positions = Dictionary(zip(columns, columns.indices)) { first, _ in first }
        self.expected = expected
        filled = expected.filled.map { positions[$0.column.value] }
        // A group with a column that is not there is judged by that alone.
        groups = expected.unique.map { group in
            let places = group.compactMap { positions[$0.value] }
            return places.count == group.count ? places : []
        }
        bounds = expected.ranges.map { range in
            Bounds(
                column: positions[range.column.value], expected: range,
                least: range.kind == .number ? range.least.flatMap { Double($0) } : nil,
                greatest: range.kind == .number ? range.greatest.flatMap { Double($0) } : nil)
        }
        latestColumn = expected.fresh?.column.flatMap { positions[$0.value] }
        tomorrow = today + 1
    }

    var nothingYet: Seen {
        Seen(
            filled: Array(repeating: 0, count: filled.count),
            ranges: Array(repeating: RangeSeen(), count: bounds.count),
            keys: Array(repeating: [], count: groups.count))
    }

    /// Looks at the records of a batch, but at none of `excluded`.
    func look(at batch: RecordBatch, excluding excluded: Set<Int32> = []) -> Seen {
        var seen = nothingYet
        let rows = (0..<batch.table.rowCount).filter { excluded.isEmpty || !excluded.contains(Int32($0)) }
        seen.rows = rows.count
        let arena = batch.table.arena.span
        for (index, column) in filled.enumerated() {
            guard let column else { continue }
            seen.filled[index] = rows.count { saysSomething(batch.table, $0, column) }
        }
        for (index, bounds) in bounds.enumerated() {
            guard let column = bounds.column else { continue }
            for row in rows {
                check(arena.extracting(batch.table.cell(row, column).range), bounds, &seen.ranges[index])
            }
        }
        for (index, group) in groups.enumerated() where !group.isEmpty {
            seen.keys[index] = rows.compactMap { row in
                key(of: group, in: batch.table, row).map { ($0, batch.positions[row].line) }
            }
        }
        if let latestColumn {
            for row in rows {
                let range = batch.table.cell(row, latestColumn).range
                if let day = day(arena.extracting(range)), day <= tomorrow, day > seen.latest ?? .min {
                    seen.latest = day
                }
            }
        }
        return seen
    }

    private func saysSomething(_ table: CellTable, _ row: Int, _ column: Int) -> Bool {
        let arena = table.arena.span
        let range = trimmedRange(arena, table.cell(row, column).range)
        return !range.isEmpty && !Placeholders.contain(arena.extracting(range))
    }

    private func check(_ raw: Span<UInt8>, _ bounds: Bounds, _ seen: inout RangeSeen) {
        var text: [UInt8] = []
        let verdict =
            bounds.expected.kind == .number
            ? number.normalise(raw, into: &text) : date.normalise(raw, into: &text)
        switch verdict {
        case .missing: return
        case .invalid(let reason):
            seen.values += 1
            // A day no register has is a day all the same.
            if reason == .outOfRange, bounds.expected.kind == .date {
                seen.readable += 1
                seen.outside += 1
            }
        case .valid:
            seen.values += 1
            seen.readable += 1
            if isOutside(String(decoding: text, as: UTF8.self), bounds) { seen.outside += 1 }
        }
    }

    private func isOutside(_ text: String, _ bounds: Bounds) -> Bool {
        if bounds.expected.kind == .date {
            return bounds.expected.least.map { text < $0 } ?? false
                || bounds.expected.greatest.map { text > $0 } ?? false
        }
        guard let number = Double(text) else { return true }
        return bounds.least.map { number < $0 } ?? false || bounds.greatest.map { number > $0 } ?? false
    }

    /// `nil` when a column of the group says nothing.
    private func key(of group: [Int], in table: CellTable, _ row: Int) -> UInt64? {
        let arena = table.arena.span
        var hash = StableHash(seed: 0x756E_6971)
        for column in group {
            let range = trimmedRange(arena, table.cell(row, column).range)
            if range.isEmpty { return nil }
            hash.combine(arena.extracting(range))
        }
        return hash.finish()
    }

    private func day(_ raw: Span<UInt8>) -> Int? {
        var text: [UInt8] = []
        guard date.normalise(raw, into: &text) == .valid else { return nil }
        return GregorianDay(iso: String(decoding: text, as: UTF8.self))?.number
    }
}
