import HubModel
import HubStore

/// Rows of a dataset as its recipients see them: filtered, masked, told in bands.
///
/// In every table that is delivered column 0 is the entity id, which the hub compares versions by and no format
/// writes; the columns of the dataset follow.
struct DatasetRows {
    /// The schema, for the manifest.
    let columns: [Manifest.Column]
    private let dataset: DatasetDeclaration
    private let models: [EntityModel]
    private let query: DatasetDeclaration
    /// What a value is shown as; `nil` for columns shown as they are.
    private let displays: [Display?]
    private let accepted: [[[UInt8]]]

    private enum Display {
        case masked(any SemanticType)
        case band(AgeBands)
        /// There is something, and nobody is told what.
        case hidden
    }

    init(_ dataset: DatasetDeclaration, models: [EntityModel], year: Int) {
        self.dataset = dataset
        self.models = models
        let types = dataset.columns.map { Self.type(of: $0.source, in: dataset, models: models) }
        columns = zip(dataset.columns, types).map { column, type in
            var shown = Manifest.Column(
                name: column.name, header: dataset.header == .zh ? column.title : column.name,
                type: column.bands.isEmpty ? type?.name ?? Self.ownType(of: column.source) : "age-band",
                masked: column.isMasked)
            guard dataset.statistics == nil, column.bands.isEmpty else { return shown }
            switch column.source {
            case .entityID: shown.value = "entity_id"
            case .mentionCount: shown.value = "mentions"
            case .attribute(let index):
                let attribute = models[dataset.type].attributes[index]
                shown.value = attribute.name
                if attribute.isMultiple { shown.multiple = true }
            case .related(let kind, let end, let attribute):
                shown.value = "\(kind).\(attribute.map { models[end].attributes[$0].name } ?? "entity_id")"
                shown.multiple = true
            case .relationCount, .provenance: break
            }
            return shown
        }
        displays = zip(dataset.columns, types).map { column, type in
            if !column.bands.isEmpty { return .band(AgeBands(from: column.bands, year: year)) }
            guard column.isMasked else { return nil }
            return type.map { .masked($0) } ?? .hidden
        }
        accepted = dataset.conditions.map { $0.values.map { Array($0.utf8) } }
        let hidden = dataset.conditions.map(\.source)
        let own = dataset.columns.map(\.source)
        query = DatasetDeclaration(
            name: dataset.name, title: "", type: dataset.type, format: dataset.format, header: .en,
            columns: ([.entityID] + own + hidden).map {
                .init(name: "", title: "", source: $0, isMasked: false)
            }, requires: dataset.requires, recipients: [], purpose: "", location: dataset.location)
    }

    /// Delivers all rows in the order of entity ids; returns how many entities the store had.
    func read(from store: any Store, deliver: (CellTable) throws -> Void) throws -> Int {
        var read = 0
        let isPlain = displays.allSatisfy { $0 == nil } && accepted.isEmpty
        try store.readDataset(query) { rows in
            read += rows.rowCount
            try deliver(isPlain ? rows : shown(rows))
        }
        return read
    }

    /// The columns of the file: those of the declaration, or with a count behind them.
    var shownColumns: [Manifest.Column] {
        guard dataset.statistics != nil else { return columns }
        let header = dataset.header == .zh ? "数量" : "count"
        return columns + [.init(name: "count", header: header, type: "integer", masked: false)]
    }

    /// Delivers the rows of the file; returns how many entities the store had.
    @discardableResult
    func readShown(from store: any Store, deliver: (CellTable) throws -> Void) throws -> Int {
        guard let statistics = dataset.statistics else { return try read(from: store, deliver: deliver) }
        var table = StatisticsTable(statistics, isMultiple: dataset.columns.indices.map(isMultiple))
        let read = try read(from: store) { table.add($0) }
        try deliver(table.table())
        return read
    }

    private func shown(_ rows: CellTable) -> CellTable {
        var result = CellTable(width: columns.count + 1)
        result.cells.reserveCapacity(rows.cells.count)
        for row in 0..<rows.rowCount where meetsConditions(rows, row) {
            result.append(rows.arena[rows.cell(row, 0).range])
            for column in columns.indices {
                let cell = rows.cell(row, column + 1)
                switch displays[column] {
                case nil where cell.isMissing: result.appendMissing()
                case nil: result.append(rows.arena[cell.range])
                case .hidden where cell.isMissing: result.appendMissing()
                case .hidden: result.append("***".utf8)
                case .masked(let type): Self.append(cell, of: rows, maskedBy: type, to: &result)
                case .band(let bands):
                    if let band = bands.band(of: rows.arena[cell.range]) {
                        result.append(band)
                    } else {
                        result.appendMissing()
                    }
                }
            }
        }
        return result
    }

    /// Of several values each is masked by itself.
    private static func append(
        _ cell: CellTable.Cell, of rows: CellTable, maskedBy type: any SemanticType,
        to result: inout CellTable
    ) {
        if cell.isMissing { return result.appendMissing() }
        let value = rows.arena[cell.range]
        guard value.contains(UInt8(ascii: ";")) else {
            // An empty value has no parts.
            return value.isEmpty
                ? result.append(value) : result.append(type.mask(String(decoding: value, as: UTF8.self)).utf8)
        }
        let parts = rows.arena[cell.range].split(separator: UInt8(ascii: ";"))
        let masked = parts.map { type.mask(String(decoding: $0, as: UTF8.self)) }
        result.append(masked.joined(separator: ";").utf8)
    }

    private func meetsConditions(_ rows: CellTable, _ row: Int) -> Bool {
        for (index, condition) in dataset.conditions.enumerated() {
            let value = rows.arena[rows.cell(row, columns.count + 1 + index).range]
            let parts = [value] + value.split(separator: UInt8(ascii: ";"))
            let has = accepted[index].contains { wanted in parts.contains { $0.elementsEqual(wanted) } }
            if has == condition.isExclusion { return false }
        }
        return true
    }

    /// Whether a cell of this column may hold several values, joined with `;`.
    func isMultiple(_ column: Int) -> Bool {
        switch dataset.columns[column].source {
        case .entityID, .mentionCount, .relationCount, .provenance: false
        case .attribute(let index): models[dataset.type].attributes[index].isMultiple
        case .related: true
        }
    }

    /// Name of the type of what the hub itself says.
    private static func ownType(of source: DatasetDeclaration.Column.Source) -> String {
        switch source {
        case .mentionCount, .relationCount: "integer"
        case .provenance(_, .night): "date"
        case .provenance: "text"
        case .entityID, .attribute, .related: "entity-id"
        }
    }

    private static func type(
        of source: DatasetDeclaration.Column.Source, in dataset: DatasetDeclaration, models: [EntityModel]
    ) -> (any SemanticType)? {
        switch source {
        case .entityID, .mentionCount, .relationCount, .provenance: nil
        case .attribute(let index): models[dataset.type].attributes[index].type
        case .related(_, let type, let attribute): attribute.map { models[type].attributes[$0].type }
        }
    }
}

/// `0-6`, `7-15`, `16+`: ages on the last day of the year before, so that they change once a year.
struct AgeBands {
    private let lowest: [Int]
    private let labels: [[UInt8]]
    private let below: [UInt8]
    private let year: Int

    init(from ages: [Int], year: Int) {
        lowest = ages
        self.year = year - 1
        below = Array("<\(ages.first ?? 0)".utf8)
        labels = ages.indices.map { index in
            let next = index + 1 < ages.count ? ages[index + 1] : nil
            guard let next else { return Array("\(ages[index])+".utf8) }
            return Array((next - 1 == ages[index] ? "\(ages[index])" : "\(ages[index])-\(next - 1)").utf8)
        }
    }

    /// The band of who was born on a date `YYYY-MM-DD`; `nil` without one, and for the unborn.
    func band(of date: ArraySlice<UInt8>) -> [UInt8]? {
        guard let born = Int(String(decoding: date.prefix(4), as: UTF8.self)), born > 1000 else { return nil }
        let age = max(year - born, born == year + 1 ? 0 : -1)
        guard age >= 0 else { return nil }
        return lowest.lastIndex { $0 <= age }.map { labels[$0] } ?? below
    }
}
