import HubModel

/// How data is printed.
enum OutputFormat: String {
    case table
    case json
    case csv
}

/// Rows on stdout as an aligned table, a JSON array of objects, or CSV. JSON and CSV stream.
struct Output {
    private let format: OutputFormat
    private let columns: [String]
    /// Columns whose values are numbers in JSON.
    private let numbers: Set<String>
    private var pending: [[String?]] = []
    private var rows = 0

    init(_ format: OutputFormat, columns: [String], numbers: Set<String> = []) {
        self.format = format
        self.columns = columns
        self.numbers = numbers
        switch format {
        case .table: break
        case .json: Terminal.write("[")
        case .csv: Terminal.write(CSVField.line(columns) + "\n")
        }
    }

    /// Prints one row; `nil` is no value (`null` in JSON, nothing in the others).
    mutating func row(_ cells: [String?]) {
        switch format {
        case .table:
            pending.append(cells)
        case .json:
            let members = zip(columns, cells).map { column, cell in
                let value = numbers.contains(column) ? cell : cell.map(Self.json)
                return "\(Self.json(column)): \(value ?? "null")"
            }
            Terminal.write((rows == 0 ? "\n" : ",\n") + "  {\(members.joined(separator: ", "))}")
        case .csv:
            Terminal.write(CSVField.line(cells.map { $0 ?? "" }) + "\n")
        }
        rows += 1
    }

    /// Prints what is left; call it once, at the end.
    mutating func finish() {
        switch format {
        case .table: Terminal.write(Self.table(columns, pending))
        case .json: Terminal.write(rows == 0 ? "]\n" : "\n]\n")
        case .csv: break
        }
        Terminal.flush()
    }

    /// Says on stderr that a list was cut.
    static func tellOfMore(shown: Int) {
        Terminal.error("only the first \(shown) are shown; --limit N shows more")
    }

    /// A JSON string (RFC 8259 §7).
    static func json(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let control where control.value < 0x20:
                let digits = String(control.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Columns aligned by the width characters take on a terminal; numbers to the right.
    static func table(_ columns: [String], _ rows: [[String?]]) -> String {
        let cells = rows.map { $0.map { shown($0) } }
        let widths = columns.indices.map { column in
            max(columns[column].displayWidth, cells.map { $0[column].displayWidth }.max() ?? 0)
        }
        let isNumeric = columns.indices.map { column in
            !cells.isEmpty && cells.allSatisfy { $0[column].isEmpty || Double($0[column]) != nil }
                && cells.contains { $0[column].count < 12 && !$0[column].isEmpty }
        }
        func line(_ row: [String]) -> String {
            let padded = row.indices.map { column in
                let fill = String(repeating: " ", count: widths[column] - row[column].displayWidth)
                return isNumeric[column] ? fill + row[column] : row[column] + fill
            }
            let text = padded.joined(separator: "  ")
            return String(text.reversed().drop { $0 == " " }.reversed()) + "\n"
        }
        let rule = line(widths.map { String(repeating: "─", count: $0) })
        return line(columns) + rule + cells.map(line).joined()
    }

    /// One line, at most 60 wide: a table is for eyes.
    private static func shown(_ cell: String?) -> String {
        var result = ""
        var width = 0
        for character in (cell ?? "").replacing("\t", with: " ").withVisibleControls {
            let printable: Character = character.isNewline ? "⏎" : character
            width += String(printable).displayWidth
            if width > 60 { return result + "…" }
            result.append(printable)
        }
        return result
    }
}

extension String {
    /// Columns on a terminal: East Asian wide characters take two.
    var displayWidth: Int {
        unicodeScalars.reduce(0) { width, scalar in
            switch scalar.value {
            case 0x0300...0x036F, 0x200B...0x200F, 0xFE00...0xFE0F: width
            case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
                0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
                width + 2
            default: width + 1
            }
        }
    }
}
