/// Delimited text read one byte after the other, by RFC 4180 and in the plainest way there is: what the fast scanner
/// is measured against.
struct CSVReference {
    struct Record: Equatable {
        var fields: [[UInt8]] = [[]]
        /// A quote where none may stand.
        var hasStrayQuote = false
        var hasNUL = false
        var line: Int
        var offset: Int
        /// Bytes without the line break.
        var length = 0
    }

    private(set) var records: [Record] = []
    /// The text ends inside quotes.
    private(set) var endsInQuotes = false

    /// `quote` is `nil` for text without quoting.
    init(_ bytes: [UInt8], delimiter: [UInt8], quote: UInt8?, skipLines: Int) {
        var line = 1
        var index = 0
        func isDelimiter(_ index: Int) -> Bool { bytes[index...].starts(with: delimiter) }
        /// Length of the line break at `index`, 0 for none.
        func lineBreak(_ index: Int) -> Int {
            guard index < bytes.count else { return 0 }
            if bytes[index] == 0x0A { return 1 }
            if bytes[index] != 0x0D { return 0 }
            return index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
        }
        for _ in 0..<skipLines {
            while index < bytes.count, lineBreak(index) == 0 { index += 1 }
            index += lineBreak(index)
            line += 1
        }
        while index < bytes.count {
            if lineBreak(index) > 0 {
                index += lineBreak(index)
                line += 1
                continue
            }
            var record = Record(line: line, offset: index)
            var field: [UInt8] = []
            record.fields = []
            fields: while true {
                field = []
                if index < bytes.count, bytes[index] == quote {
                    index += 1
                    while true {
                        guard index < bytes.count else {
                            endsInQuotes = true
                            return
                        }
                        if bytes[index] == quote {
                            guard index + 1 < bytes.count, bytes[index + 1] == quote else { break }
                            index += 1
                        }
                        if bytes[index] == 0 { record.hasNUL = true }
                        field.append(bytes[index])
                        if bytes[index] == 0x0A || bytes[index] == 0x0D && lineBreak(index) == 1 { line += 1 }
                        index += 1
                    }
                    index += 1
                    if index < bytes.count, !isDelimiter(index), lineBreak(index) == 0 {
                        record.hasStrayQuote = true
                    }
                }
                while index < bytes.count, !isDelimiter(index), lineBreak(index) == 0 {
                    if bytes[index] == quote { record.hasStrayQuote = true }
                    if bytes[index] == 0 { record.hasNUL = true }
                    field.append(bytes[index])
                    index += 1
                }
                record.fields.append(field)
                if index < bytes.count, isDelimiter(index) {
                    index += delimiter.count
                    continue fields
                }
                break
            }
            record.length = index - record.offset
            records.append(record)
            if lineBreak(index) > 0 {
                index += lineBreak(index)
                line += 1
            }
        }
    }
}
