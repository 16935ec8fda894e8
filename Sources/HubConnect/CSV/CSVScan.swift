import HubModel

/// What one pass of the scanner found.
package struct CSVScan {
    /// A record that is no row.
    package struct Flawed {
        package let flaw: RejectReason
        package let ordinal: Int
        package let line: Int
        /// The record without its line break.
        package let range: Range<Int>
        /// Where the first wrong byte stands.
        package let place: Int
        package let fields: Int
    }

    /// Why the file cannot be read further; each with a line.
    package enum Stop {
        case openQuote(Int)
        case endless(Int)
    }

    package var cells: [CellTable.Cell] = []
    /// One a row; `byteOffset` is an index of the scanned bytes.
    package var positions: [RecordPosition] = []
    package var flawed: [Flawed] = []
    /// Cells with doubled quotes or escapes.
    package var marked: [Int] = []
    package var stop: Stop?

    package var recordCount: Int { positions.count + flawed.count }

    /// Makes one quote of two and takes escapes off, in place: cells get shorter.
    package mutating func unescape(_ arena: inout [UInt8], _ dialect: CSVDialect) {
        for index in marked {
            let range = cells[index].range
            var write = range.lowerBound
            var read = range.lowerBound
            while read < range.upperBound {
                let isEscape = arena[read] == dialect.escape
                if isEscape, dialect.gives(arena[..<range.upperBound], meaningTo: read + 1) { read += 1 }
                let isDoubled = !isEscape && arena[read] == dialect.quote
                arena[write] = arena[read]
                write += 1
                read += isDoubled ? 2 : 1
            }
            cells[index].length = UInt32(write - range.lowerBound)
        }
    }
}

extension CSVDialect {
    /// Whether what stands at `index` is something that an escape before it makes plain text.
    func gives(_ bytes: ArraySlice<UInt8>, meaningTo index: Int) -> Bool {
        guard index < bytes.endIndex else { return false }
        let byte = bytes[index]
        return byte == escape || byte == quote || byte == 0x0A || byte == 0x0D
            || bytes[index...].starts(with: delimiter)
    }
}

/// What stands among the records of a file and is none, counted.
package struct CSVLeftOut: Sendable, Equatable {
    /// Lines of nothing but delimiters and blanks.
    package var blank = 0
    package var totals = 0
    /// The header again, where files were put one behind the other.
    package var headers = 0
}
