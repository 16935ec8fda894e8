import HubModel
import HubSQLite

/// Attributes of the entities that others are tied to by one kind of relation, all read at once: looking each tie up
/// by itself would take longer than all the rest of a dataset.
///
/// ```
/// values   one row an entity of the other type: its asked attributes
/// starts   by number of an entity: where its ties begin       0 0 2 3 …
/// ties     rows of `values`                                   7 9 7 …
/// ```
///
/// Memory: the asked attributes of the other type, four bytes a tie, and eight bytes an entity number ever given.
final class RelatedReader {
    private let other: ModelTables
    private let kind: Int64
    /// Both ends are of one type: then the tie is followed in its direction only.
    private let isReflexive: Bool
    /// `nil` stands for the entity id.
    private var attributes: [Int?] = []
    private var values = CellTable(width: 1)
    private var starts: [UInt32] = []
    private var ties: [UInt32] = []

    init(other: ModelTables, kind: Int64, isReflexive: Bool) {
        self.other = other
        self.kind = kind
        self.isReflexive = isReflexive
    }

    func ask(for attribute: Int?) {
        if !attributes.contains(attribute) { attributes.append(attribute) }
    }

    func place(of attribute: Int?) -> Int? { attributes.firstIndex(of: attribute) }

    func prepare(_ database: SQLiteConnection) throws {
        let rows = try readValues(database)
        var pairs: [(entity: Int, row: UInt32)] = []
        var highest = -1
        let statement = try database.statement(
            "SELECT from_entity, to_entity FROM entity_relation WHERE kind_id = ?1")
        defer { statement.reset() }
        try statement.bind(kind, at: 1)
        while try statement.step() {
            let (from, to) = (Int(statement.integer(0)), Int(statement.integer(1)))
            for (entity, end) in isReflexive ? [(from, to)] : [(from, to), (to, from)]
            where end < rows.count && rows[end] != .max {
                pairs.append((entity, rows[end]))
                highest = max(highest, entity)
            }
        }
        // A counting sort by entity.
        starts = [UInt32](repeating: 0, count: highest + 2)
        for pair in pairs { starts[pair.entity + 1] += 1 }
        for index in starts.indices.dropFirst() { starts[index] += starts[index - 1] }
        ties = [UInt32](repeating: 0, count: pairs.count)
        var next = starts
        for pair in pairs {
            ties[Int(next[pair.entity])] = pair.row
            next[pair.entity] += 1
        }
    }

    /// Reads the asked attributes; returns the row of each entity number, `max` where there is none.
    private func readValues(_ database: SQLiteConnection) throws -> [UInt32] {
        let columns = attributes.map { $0.map { other.attributes[$0] } ?? "entity_id" }
        let statement = try database.statement(
            "SELECT entity_no, \(columns.joined(separator: ", ")) FROM \(other.golden)")
        defer { statement.reset() }
        values = CellTable(width: columns.count)
        var rows: [UInt32] = []
        while try statement.step() {
            let number = Int(statement.integer(0))
            if number >= rows.count {
                rows += repeatElement(.max, count: max(number + 1 - rows.count, rows.count))
            }
            rows[number] = UInt32(values.rowCount)
            for column in columns.indices { statement.appendCell(column + 1, to: &values) }
            guard values.arena.count < Int(UInt32.max) - 64_000_000 else {
                throw StoreError(
                    .failed,
                    "type `\(other.model.name)` has more than 4 GB of values that a dataset shows of related entities, "
                        + "more than one run can hold; show fewer columns of them")
            }
        }
        return rows
    }

    /// Appends the values of one asked attribute as a sorted set joined with `;`.
    func append(_ column: Int, of entity: Int64, to table: inout CellTable) {
        let entity = Int(entity)
        guard entity + 1 < starts.count else { return table.appendMissing() }
        let range = Int(starts[entity])..<Int(starts[entity + 1])
        if range.count == 1 {
            let cell = values.cell(Int(ties[range.lowerBound]), column)
            if cell.isMissing { table.appendMissing() } else { table.append(values.arena[cell.range]) }
            return
        }
        append(column, of: range, to: &table)
    }

    private func append(_ column: Int, of range: Range<Int>, to table: inout CellTable) {
        let separator = UInt8(ascii: ";")
        var parts: [ArraySlice<UInt8>] = []
        for row in ties[range] {
            let cell = values.cell(Int(row), column)
            if !cell.isMissing { parts.append(values.arena[cell.range]) }
        }
        switch parts.count {
        case 0: table.appendMissing()
        case 1: table.append(parts[0])
        default:
            if let attribute = attributes[column], other.model.attributes[attribute].isMultiple {
                parts = parts.flatMap { $0.split(separator: separator) }
            }
            let sorted = parts.sorted { $0.lexicographicallyPrecedes($1) }
            var distinct: [ArraySlice<UInt8>] = []
            for part in sorted where part != distinct.last { distinct.append(part) }
            table.append(Array(distinct.joined(separator: [separator])))
        }
    }
}
