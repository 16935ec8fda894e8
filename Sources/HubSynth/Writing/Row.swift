/// The fields of one record under construction, and the ways to write them down.
struct Row {
    /// Bytes of all fields in turn; the open field is what follows the last end.
    var bytes = Bytes()
    private var ends: [Int] = []

    mutating func begin() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    /// Ends the open field.
    mutating func end() { ends.append(bytes.count) }

    /// A whole field.
    mutating func field(_ content: Bytes) {
        bytes.append(contentsOf: content)
        end()
    }

    /// A whole field.
    mutating func field(text: String) {
        bytes.append(text: text)
        end()
    }

    /// A whole numeric field.
    mutating func field(number: Int, width: Int = 1) {
        bytes.append(number: number, width: width)
        end()
    }

    /// A whole date field.
    mutating func field(_ day: Day, _ style: DateStyle) {
        bytes.append(day, style)
        end()
    }

    /// The code of a house, left out by `missing` in ten thousand records.
    mutating func houseCode(
        of house: House, missing: Int, in district: District, _ dice: inout Dice, _ slips: inout Slips
    ) {
        if dice.chance(missing) {
            slips.note(.noHouseCode)
            blank()
        } else {
            field(house.code(in: district))
        }
    }

    /// An empty field.
    mutating func blank() { end() }

    /// Appends the record as RFC 4180 text, without the last `dropping` fields.
    func appendCSV(to output: inout Bytes, delimiter: UInt8 = 0x2C, dropping: Int = 0) {
        var start = 0
        for (index, end) in ends.dropLast(dropping).enumerated() {
            if index > 0 { output.append(delimiter) }
            let content = bytes[start..<end]
            if content.contains(where: { $0 == delimiter || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) {
                output.append(0x22)
                for byte in content {
                    if byte == 0x22 { output.append(0x22) }
                    output.append(byte)
                }
                output.append(0x22)
            } else {
                output.append(contentsOf: content)
            }
            start = end
        }
        output.append(0x0D)
        output.append(0x0A)
    }

    /// Appends the record in PostgreSQL's COPY text format; empty fields are NULL.
    func appendCopy(to output: inout Bytes) {
        var start = 0
        for (index, end) in ends.enumerated() {
            if index > 0 { output.append(0x09) }
            if start == end { output.append(text: "\\N") }
            for byte in bytes[start..<end] {
                switch byte {
                case 0x09: output.append(text: "\\t")
                case 0x0A: output.append(text: "\\n")
                case 0x0D: output.append(text: "\\r")
                case 0x5C: output.append(text: "\\\\")
                default: output.append(byte)
                }
            }
            start = end
        }
        output.append(0x0A)
    }
}

extension Bytes {
    /// Appends `<name>content</name>` on a line of its own; nothing when there is no content.
    mutating func append(element name: String, _ content: Bytes, indent: Int) {
        if content.isEmpty { return }
        append(contentsOf: repeatElement(0x20, count: indent))
        append(text: "<\(name)>")
        append(escaped: content)
        append(text: "</\(name)>\n")
    }

    /// Appends text with XML's special characters escaped.
    mutating func append(escaped content: Bytes) {
        for byte in content {
            switch byte {
            case 0x26: append(text: "&amp;")
            case 0x3C: append(text: "&lt;")
            case 0x3E: append(text: "&gt;")
            case 0x22: append(text: "&quot;")
            default: append(byte)
            }
        }
    }
}
