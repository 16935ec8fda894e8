import HubModel
import HubSQLite

extension SQLiteStore {
    /// Rows in one delivery.
    private static let batchRows = 4096

    package var readerMaker: (@Sendable () throws -> any Store)? {
        // What a transaction has written nobody else sees; nor what this connection alone looks back to.
        guard !isLookingBack, isReadOnly || !database.isInTransaction else { return nil }
        let (path, models) = (path, layout.models.map(\.model))
        return {
            let store = try SQLiteStore(path: path, readOnly: true)
            try store.prepare(models: models, feeds: [])
            return store
        }
    }

    package func readDataset(_ dataset: DatasetDeclaration, deliver: (CellTable) throws -> Void) throws {
        try translating {
            let tables = try tables(dataset.type)
            let related = try relatedReaders(of: dataset)
            let places = dataset.columns.map { related.place(of: $0.source) }
            let own = try database.statement(query(dataset, tables))
            defer { own.reset() }
            var batch = CellTable(width: dataset.columns.count)
            while try own.step() {
                let entity = own.integer(0)
                for column in places.indices {
                    if let place = places[column] {
                        related.readers[place.reader].append(place.column, of: entity, to: &batch)
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

    /// Which reader fills a column, and by which of its attributes.
    struct Place {
        let reader: Int
        let column: Int
    }

    func place(of source: DatasetDeclaration.Column.Source) -> Place? {
        guard case .related(let kind, let type, let attribute) = source,
            let reader = readerOf[Tie(kind: kind, type: type)],
            let column = readers[reader].place(of: attribute)
        else { return nil }
        return Place(reader: reader, column: column)
    }
}
