import HubModel
import HubSQLite

extension SQLiteStore {
    /// Rows in one delivery.
    private static let batchRows = 4096

    package func readDataset(_ dataset: DatasetDeclaration, deliver: (CellTable) throws -> Void) throws {
        try translating {
            let tables = try tables(dataset.type)
            let related = try relatedReaders(of: dataset)
            let places = dataset.columns.map { related.place(of: $0.source) }
            let own = try database.statement(query(dataset, tables))
            defer { own.reset() }
            var batch = CellTable(width: dataset.columns.count)
            while try own.step() {
                for reader in related.readers { try reader.read(entity: own.integer(0)) }
                for (column, place) in places.enumerated() {
                    if let place {
                        related.readers[place.reader].append(column: place.column, to: &batch)
                    } else {
                        own.appendCell(column + 1, to: &batch)
                    }
                }
                if batch.rowCount >= Self.batchRows || batch.arena.count > 16_000_000 {
                    try deliver(batch)
                    batch.removeAll()
                }
            }
            if batch.rowCount > 0 { try deliver(batch) }
        }
    }

    /// One column for each of the dataset's, after the entity number; related ones are filled in by their readers.
    private func query(_ dataset: DatasetDeclaration, _ tables: ModelTables) throws -> String {
        let kinds = try numbers("SELECT name, kind_id FROM relation_kind")
        let columns = try dataset.columns.map { column in
            switch column.source {
            case .entityID: ", entity_id"
            case .mentionCount: ", mentions"
            case .attribute(let index): ", \(tables.attributes[index])"
            case .related: ", NULL"
            case .relationCount(let kind, let type):
                try ", " + Self.count(kinds[kind] ?? 0, of: self.tables(type), from: tables)
            case .provenance(let index, let trace): ", " + Self.trace(trace, of: index, tables)
            }
        }
        let required = dataset.requires.map { "\(tables.attributes[$0]) <> ''" }
        let condition = required.isEmpty ? "" : " WHERE " + required.joined(separator: " AND ")
        return "SELECT entity_no\(columns.joined()) FROM \(tables.golden)\(condition) ORDER BY entity_id"
    }

    /// As many as `RelatedReader` reads.
    private static func count(_ kind: Int64, of other: ModelTables, from own: ModelTables) -> String {
        func count(_ here: String, _ there: String) -> String {
            """
            (SELECT count(*) FROM entity_relation r JOIN \(other.golden) o ON o.entity_no = r.\(there) \
            WHERE r.kind_id = \(kind) AND r.\(here) = \(own.golden).entity_no)
            """
        }
        let outgoing = count("from_entity", "to_entity")
        return own.typeID == other.typeID ? outgoing : "\(outgoing) + \(count("to_entity", "from_entity"))"
    }

    /// What is known of the record, or of the steward, that a golden value comes from.
    private static func trace(
        _ trace: DatasetDeclaration.Column.Trace, of index: Int, _ tables: ModelTables
    ) -> String {
        func part(_ name: String) -> String {
            let path = "$.\"\(tables.model.attributes[index].name)\".\(name)"
            return "json_extract(\(tables.golden).provenance, \(path.literal))"
        }
        let (mention, override) = (part("mention"), part("override"))
        let (bySteward, byRecord) =
            switch trace {
            case .feed:
                ("'(steward)'", "SELECT f.name FROM feed f WHERE f.feed_id = \(mention) >> 38")
            case .key:
                ("NULL", "SELECT r.record_key FROM record r WHERE r.record_id = \(mention) >> 6")
            case .night:
                (
                    "(SELECT substr(v.made_at, 1, 10) FROM value_override v WHERE v.override_id = \(override))",
                    """
                    SELECT substr(u.started_at, 1, 10) FROM \(tables.mention) m JOIN run u ON u.run_id = m.run_id \
                    WHERE m.mention_id = \(mention)
                    """
                )
            }
        return "CASE WHEN \(override) > 0 THEN \(bySteward) ELSE (\(byRecord)) END"
    }

    /// Columns over the same relation share one reader.
    private func relatedReaders(of dataset: DatasetDeclaration) throws -> RelatedReaders {
        let kinds = try numbers("SELECT name, kind_id FROM relation_kind")
        var readers = RelatedReaders()
        for column in dataset.columns {
            guard case .related(let kind, let type, let attribute) = column.source else { continue }
            try readers.add(
                attribute, tie: .init(kind: kind, type: type), other: try tables(type),
                kind: kinds[kind] ?? 0,
                own: dataset.type)
        }
        try readers.prepare(database)
        return readers
    }
}

/// The readers of a dataset and which of them fills which column.
private struct RelatedReaders {
    struct Tie: Hashable {
        let kind: String
        let type: Int
    }

    private(set) var readers: [RelatedReader] = []
    private var readerOf: [Tie: Int] = [:]

    mutating func add(_ attribute: Int?, tie: Tie, other: ModelTables, kind: Int64, own: Int) throws {
        if readerOf[tie] == nil {
            readerOf[tie] = readers.count
            readers.append(RelatedReader(other: other, kind: kind, isReflexive: own == tie.type))
        }
        readers[readerOf[tie] ?? 0].ask(for: attribute)
    }

    func prepare(_ database: SQLiteConnection) throws {
        for reader in readers { try reader.prepare(database) }
    }

    func place(of source: DatasetDeclaration.Column.Source) -> (reader: Int, column: Int)? {
        guard case .related(let kind, let type, let attribute) = source,
            let reader = readerOf[Tie(kind: kind, type: type)],
            let column = readers[reader].place(of: attribute)
        else { return nil }
        return (reader, column)
    }
}

/// Reads attributes of the entities that one entity is tied to by one kind of relation.
private final class RelatedReader {
    private let other: ModelTables
    private let kind: Int64
    /// Both ends are of one type: then the tie is followed in its direction only.
    private let isReflexive: Bool
    /// `nil` stands for the entity id.
    private var attributes: [Int?] = []
    private var statement: SQLiteStatement?
    /// Values of each asked attribute, of the entity read last.
    private var values: [[[UInt8]]] = []

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
        let columns = attributes.map { $0.map { "g." + other.attributes[$0] } ?? "g.entity_id" }
            .joined(separator: ", ")
        var sql = """
            SELECT \(columns) FROM entity_relation r JOIN \(other.golden) g ON g.entity_no = r.to_entity
            WHERE r.kind_id = ?1 AND r.from_entity = ?2
            """
        if !isReflexive {
            sql += """
                 UNION ALL SELECT \(columns) FROM entity_relation r JOIN \(other.golden) g ON g.entity_no = r.from_entity
                WHERE r.kind_id = ?1 AND r.to_entity = ?2
                """
        }
        let prepared = try database.statement(sql)
        try prepared.bind(kind, at: 1)
        statement = prepared
    }

    func read(entity: Int64) throws {
        values = Array(repeating: [], count: attributes.count)
        guard let statement else { return }
        defer { statement.reset() }
        try statement.bind(entity, at: 2)
        while try statement.step() {
            for column in attributes.indices {
                var bytes: [UInt8] = []
                if statement.append(column, to: &bytes) != nil { values[column].append(bytes) }
            }
        }
    }

    /// The values as a sorted set joined with `;`.
    func append(column: Int, to table: inout CellTable) {
        let separator = UInt8(ascii: ";")
        switch values[column].count {
        case 0: table.appendMissing()
        case 1: table.append(values[column][0])
        default:
            var parts = values[column]
            if let attribute = attributes[column], other.model.attributes[attribute].isMultiple {
                parts = parts.flatMap { $0.split(separator: separator).map(Array.init) }
            }
            let sorted = parts.sorted { $0.lexicographicallyPrecedes($1) }
            var distinct: [[UInt8]] = []
            for part in sorted where part != distinct.last { distinct.append(part) }
            table.append(Array(distinct.joined(separator: [separator])))
        }
    }
}
