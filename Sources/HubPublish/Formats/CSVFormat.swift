import HubConnect
import HubModel

/// RFC 4180: comma, CRLF, quotes where they must be.
struct CSVFormat: RowFormat {
    let headers: [String]
    let encoding: DatasetDeclaration.Encoding
    /// A `'` goes before what a spreadsheet would compute.
    let isSafeForPeople: Bool
    private var line: [UInt8] = []
    private let encoder = TextEncoder(.gb18030)

    init(headers: [String], encoding: DatasetDeclaration.Encoding, audience: DatasetDeclaration.Audience) {
        self.headers = headers
        self.encoding = encoding
        isSafeForPeople = audience == .people
    }

    mutating func begin(into output: inout [UInt8]) {
        if encoding == .markedUTF8 { output += [0xEF, 0xBB, 0xBF] }
        var text: [UInt8] = []
        for (index, header) in headers.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            append(Array(header.utf8)[...], to: &text)
        }
        text += [0x0D, 0x0A]
        emit(text, into: &output)
    }

    mutating func write(_ rows: CellTable, into output: inout [UInt8]) {
        if encoding == .gb18030 {
            var text: [UInt8] = []
            lines(of: rows, into: &text)
            emit(text, into: &output)
        } else {
            lines(of: rows, into: &output)
        }
    }

    mutating func end(into output: inout [UInt8]) {}

    private func lines(of rows: CellTable, into output: inout [UInt8]) {
        var start = 0
        for _ in 0..<rows.rowCount {
            for column in 1..<rows.width {
                if column > 1 { output.append(UInt8(ascii: ",")) }
                let cell = rows.cells[start + column]
                if cell.isMissing || cell.length == 0 { continue }
                append(rows.arena[cell.range], to: &output)
            }
            output.append(0x0D)
            output.append(0x0A)
            start += rows.width
        }
    }

    private func append(_ field: ArraySlice<UInt8>, to output: inout [UInt8]) {
        if isSafeForPeople, Self.isFormula(field) {
            CSVField.append([UInt8(ascii: "'")] + field, to: &output)
        } else {
            CSVField.append(field, to: &output)
        }
    }

    /// What spreadsheets take for a formula: `=`, `+`, `-`, `@`, also full-width and behind blanks or tabs.
    static func isFormula(_ field: ArraySlice<UInt8>) -> Bool {
        let text = field.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
        guard let first = text.first else { return false }
        if [UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@")].contains(first) {
            return true
        }
        let wide: [[UInt8]] = [
            [0xEF, 0xBC, 0x9D], [0xEF, 0xBC, 0x8B], [0xEF, 0xBC, 0x8D], [0xEF, 0xBC, 0xA0],
        ]
        return wide.contains { text.starts(with: $0) }
    }

    /// UTF-8 as it is, or in the encoding of the dataset.
    private func emit(_ text: [UInt8], into output: inout [UInt8]) {
        guard encoding == .gb18030 else {
            output += text
            return
        }
        var index = 0
        while index < text.count {
            var end = index
            while end < text.count, text[end] < 0x80 { end += 1 }
            output += text[index..<end]
            index = end
            while end < text.count, text[end] >= 0x80 { end += 1 }
            if end > index {
                encoder.encode(String(decoding: text[index..<end], as: UTF8.self), into: &output)
            }
            index = end
        }
    }
}
