import HubModel

/// One JSON object a line (RFC 8259); every line has every key, `null` without a value.
struct NDJSONFormat: RowFormat {
    private let keys: [[UInt8]]
    private let isNumber: [Bool]

    init(_ columns: [Manifest.Column]) {
        keys = columns.enumerated().map { index, column in
            Array("\(index == 0 ? "{" : ",")\"\(column.name)\":".utf8)
        }
        isNumber = columns.map { $0.type == "integer" }
    }

    mutating func begin(into output: inout [UInt8]) {}

    mutating func write(_ rows: CellTable, into output: inout [UInt8]) {
        for row in 0..<rows.rowCount {
            for column in keys.indices {
                output += keys[column]
                let cell = rows.cell(row, column + 1)
                if cell.isMissing {
                    output += "null".utf8
                } else if isNumber[column] {
                    output += rows.arena[cell.range]
                } else {
                    Self.append(rows.arena[cell.range], to: &output)
                }
            }
            output += "}\n".utf8
        }
    }

    mutating func end(into output: inout [UInt8]) {}

    private static func append(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        if text.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 == 0x7F }) {
            let digits = Array("0123456789abcdef".utf8)
            for byte in text {
                switch byte {
                case 0x22, 0x5C: output += [0x5C, byte]
                case 0x0A: output += "\\n".utf8
                case 0x0D: output += "\\r".utf8
                case 0x09: output += "\\t".utf8
                case 0..<0x20, 0x7F:
                    output += "\\u00".utf8 + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                default: output.append(byte)
                }
            }
        } else {
            output += text
        }
        output.append(UInt8(ascii: "\""))
    }
}
