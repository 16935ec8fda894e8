import HubModel
import HubStore

/// Builds the files of one dataset in the folder of a version to be: the rows, their schema, their differences from the
/// version before, and the index that versions are compared by. Rows stream; memory does not grow with them, but for
/// eight bytes a row where a gate wants values to be unique or to refer.
struct DatasetBuilder {
    /// One dataset as built, and who still has to look at other datasets.
    struct Built {
        var manifest: Manifest.Dataset
        let gateKeeper: GateKeeper?
    }

    let store: any Store
    let models: [EntityModel]
    /// Year of the publication: ages are those at its beginning.
    let year: Int
    /// Folder that is being built.
    let folder: String
    /// Called between batches of rows; may throw to stop.
    let check: () throws -> Void

    /// Writes the files of a dataset; `older` is the version that is current, with its rows of the dataset.
    func build(
        _ dataset: DatasetDeclaration, declaration: String,
        older: (version: String, rows: Int, index: RowIndexReader?)?
    ) throws -> Built {
        let source = DatasetRows(dataset, models: models, year: year)
        let columns = source.shownColumns
        let row = dataset.statistics == nil ? models[dataset.type].table : "row"
        let file = "\(dataset.name).\(dataset.format.rawValue)"
        let target = try self.target(dataset, columns, row: row, file: file)
        var work = try Work(
            target: target, gateKeeper: GateKeeper(dataset.gates, columns: columns),
            index: RowIndexWriter(path: "\(folder)/\(VersionFolder.indexFile(of: dataset.name))"),
            comparison: RowComparison(against: older?.index),
            delta: try deltaTarget(dataset, columns, row: row))
        let read = try source.readShown(from: store) {
            try check()
            try work.take($0)
        }
        try work.finish()
        let rows = try target.close()
        var companions: [Manifest.File] = []
        if dataset.format == .xml {
            let schema = XMLFormat(name: dataset.name, row: row, columns: []).schema(columns)
            companions.append(
                try FileTarget.write(schema, name: "\(dataset.name).xsd", use: .schema, in: folder))
        }
        if let delta = try work.delta?.close() { companions.append(delta) }
        let digest = try work.index.close()
        let entities = dataset.requires.isEmpty ? try store.count(type: dataset.type).entities : nil
        let changes =
            older?.index == nil
            ? nil
            : older.map { older in
                Manifest.Changes(
                    since: older.version, inserted: work.comparison.inserted,
                    updated: work.comparison.updated,
                    deleted: work.comparison.deleted)
            }
        let manifest = Manifest.Dataset(
            name: dataset.name, title: dataset.title, type: models[dataset.type].name, file: file,
            format: dataset.format.rawValue, rows: work.index.rows, bytes: rows.bytes, sha256: rows.sha256,
            declaration: declaration, purpose: dataset.purpose, recipients: dataset.recipients,
            columns: columns, companions: companions, changes: changes,
            gates: work.gateKeeper.verdicts(
                before: older?.rows, entities: entities, read: read, counted: work.index.rows),
            index: digest)
        return Built(manifest: manifest, gateKeeper: work.gateKeeper)
    }

    private func target(
        _ dataset: DatasetDeclaration, _ columns: [Manifest.Column], row: String, file: String
    ) throws -> any DatasetTarget {
        if dataset.format == .sqlite {
            return try SQLiteTarget(table: row, columns: columns, name: file, in: folder)
        }
        return try FileTarget(format(dataset, columns, row: row), name: file, use: .rows, in: folder)
    }

    private func format(
        _ dataset: DatasetDeclaration, _ columns: [Manifest.Column], row: String
    ) -> any RowFormat {
        switch dataset.format {
        case .csv, .sqlite:
            CSVFormat(
                headers: columns.map(\.header), encoding: dataset.encoding, audience: dataset.audience)
        case .xml: XMLFormat(name: dataset.name, row: row, columns: columns.map(\.name))
        case .ndjson: NDJSONFormat(columns)
        case .xlsx: XLSXFormat(columns)
        }
    }

    /// The same format with a column `change` in front: `insert`, `update`, or `delete` with the id alone.
    private func deltaTarget(
        _ dataset: DatasetDeclaration, _ columns: [Manifest.Column], row: String
    ) throws -> DeltaTarget? {
        guard dataset.hasDelta,
            let place = dataset.columns.firstIndex(where: { $0.source == .entityID && !$0.isMasked })
        else { return nil }
        let change = Manifest.Column(
            name: "change", header: dataset.header == .zh ? "变更" : "change", type: "text", masked: false)
        let target = try FileTarget(
            format(dataset, [change] + columns, row: row),
            name: "\(dataset.name).delta.\(dataset.format.rawValue)", use: .delta, in: folder)
        return DeltaTarget(target: target, width: columns.count, idColumn: place)
    }

    /// Everything that looks at each row.
    private struct Work {
        let target: any DatasetTarget
        var gateKeeper: GateKeeper
        var index: RowIndexWriter
        var comparison: RowComparison
        let delta: DeltaTarget?

        mutating func take(_ rows: CellTable) throws {
            try target.write(rows)
            gateKeeper.look(at: rows)
            for row in 0..<rows.rowCount {
                let id = rows.arena[rows.cell(row, 0).range]
                let hash = RowIndexWriter.hash(rows, row)
                try index.append(id: id, hash: hash)
                let change = try comparison.compare(id, hash) { try delta?.delete($0) }
                if let change { try delta?.write(change, rows, row) }
            }
        }

        mutating func finish() throws { try comparison.finish { try delta?.delete($0) } }
    }
}

/// Collects rows that differ, in the order of entity ids.
final class DeltaTarget {
    private let target: FileTarget
    private let width: Int
    private let idColumn: Int
    private var table: CellTable

    init(target: FileTarget, width: Int, idColumn: Int) {
        self.target = target
        self.width = width
        self.idColumn = idColumn
        table = CellTable(width: width + 2)
    }

    func write(_ change: RowChange, _ rows: CellTable, _ row: Int) throws {
        table.append(rows.arena[rows.cell(row, 0).range])
        table.append(change.rawValue.utf8)
        for column in 1...width {
            let cell = rows.cell(row, column)
            if cell.isMissing { table.appendMissing() } else { table.append(rows.arena[cell.range]) }
        }
        try flush(above: 4096)
    }

    func delete(_ id: [UInt8]) throws {
        table.append(id)
        table.append(RowChange.delete.rawValue.utf8)
        for column in 0..<width { if column == idColumn { table.append(id) } else { table.appendMissing() } }
        try flush(above: 4096)
    }

    func close() throws -> Manifest.File {
        try flush(above: 0)
        return try target.close()
    }

    private func flush(above count: Int) throws {
        guard table.rowCount > count else { return }
        try target.write(table)
        table.removeAll()
    }
}
