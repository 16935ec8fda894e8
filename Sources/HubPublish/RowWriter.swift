import HubModel

/// Turns golden rows into the bytes of a dataset file.
struct RowWriter {
    /// Rows written so far.
    private(set) var rows = 0
    /// The schema, for the manifest.
    let columns: [Manifest.Column]
    private let dataset: DatasetDeclaration
    /// The type that masks a column; `nil` for columns shown as they are.
    private let masks: [(any SemanticType)?]
    private let rowElement: String

    init(dataset: DatasetDeclaration, models: [EntityModel]) {
        self.dataset = dataset
        rowElement = models[dataset.type].table
        let types = dataset.columns.map { Self.type(of: $0.source, in: dataset, models: models) }
        masks = zip(dataset.columns, types).map { column, type in column.isMasked ? type : nil }
        columns = zip(dataset.columns, types).map { column, type in
            Manifest.Column(
                name: column.name, header: dataset.header == .zh ? column.title : column.name,
                type: type?.name ?? (column.source == .mentionCount ? "integer" : "entity-id"),
                masked: column.isMasked)
        }
    }

    private static func type(
        of source: DatasetDeclaration.Column.Source, in dataset: DatasetDeclaration, models: [EntityModel]
    ) -> (any SemanticType)? {
        switch source {
        case .entityID, .mentionCount: nil
        case .attribute(let index): models[dataset.type].attributes[index].type
        case .related(_, let type, let attribute): attribute.map { models[type].attributes[$0].type }
        }
    }

    mutating func begin(into output: inout [UInt8]) {
        switch dataset.format {
        case .csv:
            output += [0xEF, 0xBB, 0xBF]
            writeCSV(columns.map { Array($0.header.utf8) }, into: &output)
        case .xml:
            output += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<dataset name=\"\(dataset.name)\">\n".utf8
        }
    }

    mutating func write(_ table: CellTable, into output: inout [UInt8]) {
        for row in 0..<table.rowCount {
            switch dataset.format {
            case .csv: writeCSVRow(table, row, into: &output)
            case .xml: writeXMLRow(table, row, into: &output)
            }
        }
        rows += table.rowCount
    }

    mutating func end(into output: inout [UInt8]) {
        if dataset.format == .xml { output += "</dataset>\n".utf8 }
    }

    /// The bytes to show in a cell; masked values of a `multiple` attribute are masked one by one.
    private func shown(_ table: CellTable, _ row: Int, _ column: Int) -> ArraySlice<UInt8> {
        let cell = table.cell(row, column)
        guard let type = masks[column], !cell.isMissing, cell.length > 0 else {
            return table.arena[cell.range]
        }
        let parts = table.arena[cell.range].split(separator: UInt8(ascii: ";"))
        let masked = parts.map { type.mask(String(decoding: $0, as: UTF8.self)) }
        return Array(masked.joined(separator: ";").utf8)[...]
    }
}

// MARK: - CSV (RFC 4180)

extension RowWriter {
    private func writeCSVRow(_ table: CellTable, _ row: Int, into output: inout [UInt8]) {
        for column in 0..<table.width {
            if column > 0 { output.append(UInt8(ascii: ",")) }
            CSVField.append(shown(table, row, column), to: &output)
        }
        output += [0x0D, 0x0A]
    }

    private func writeCSV(_ fields: [[UInt8]], into output: inout [UInt8]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            CSVField.append(field, to: &output)
        }
        output += [0x0D, 0x0A]
    }
}

// MARK: - XML

extension RowWriter {
    private func writeXMLRow(_ table: CellTable, _ row: Int, into output: inout [UInt8]) {
        output += "  <\(rowElement)>\n".utf8
        for (index, column) in columns.enumerated() where !table.cell(row, index).isMissing {
            output += "    <\(column.name)>".utf8
            writeXMLText(shown(table, row, index), into: &output)
            output += "</\(column.name)>\n".utf8
        }
        output += "  </\(rowElement)>\n".utf8
    }

    /// Escapes markup; characters that XML 1.0 §2.2 forbids (controls, U+FFFE, U+FFFF) become U+FFFD.
    private func writeXMLText(_ text: ArraySlice<UInt8>, into output: inout [UInt8]) {
        for (index, byte) in zip(text.indices, text) {
            switch byte {
            case 0xBE, 0xBF:
                let isForbidden =
                    index >= text.startIndex + 2 && text[index - 1] == 0xBF && text[index - 2] == 0xEF
                output.append(isForbidden ? 0xBD : byte)
            case UInt8(ascii: "<"): output += "&lt;".utf8
            case UInt8(ascii: ">"): output += "&gt;".utf8
            case UInt8(ascii: "&"): output += "&amp;".utf8
            case 0x0D: output += "&#13;".utf8
            case 0x00..<0x09, 0x0B, 0x0C, 0x0E..<0x20: output += [0xEF, 0xBF, 0xBD]
            default: output.append(byte)
            }
        }
    }
}
