import HubModel

/// Reads the CSV of one table: UTF-8, commas, a header line, quotes as RFC 4180 has them.
struct TableFile {
    private let bytes: [UInt8]
    private let place: SourceLocation
    private var index = 0
    private var line = 1
    /// The fields of the row under construction: ranges of `text`.
    private var text: [UInt8] = []
    private var fields: [Range<Int>] = []
    private var report = Diagnostics()
    private var mistakes = 0

    private init(_ bytes: [UInt8], at place: SourceLocation) {
        self.bytes = bytes
        self.place = place
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// The table of a file; `nil`, and reported, when it has mistakes.
    static func read(
        _ bytes: [UInt8], name: String, at place: SourceLocation, _ report: inout Diagnostics
    ) -> LookupTable? {
        var file = TableFile(bytes, at: place)
        let table = file.isText ? file.table(name) : nil
        report.merge(file.report)
        return file.report.isEmpty ? table : nil
    }

    /// Whether all bytes are UTF-8.
    private var isText: Bool {
        mutating get {
            if let wrong = Self.firstInvalid(bytes.span) {
                let before = bytes[..<wrong]
                complain(
                    "the file is not UTF-8", "save it as UTF-8; a GBK file must be converted",
                    line: 1 + before.count { $0 == 0x0A })
                return false
            }
            return true
        }
    }

    private static func firstInvalid(_ bytes: Span<UInt8>) -> Int? {
        var index = 0
        while index < bytes.count {
            let start = index
            let scalar = Scalars.next(bytes, &index)
            if scalar == Scalars.replacement, index - start != 3 { return start }
        }
        return nil
    }

    private mutating func table(_ name: String) -> LookupTable? {
        guard let header = nextRow() else {
            complain("the table is empty", "its first line names the columns", line: 1)
            return nil
        }
        let columns = fields.map { String(decoding: text[$0], as: UTF8.self) }
        checkHeader(columns, line: header)
        var cells = CellTable(width: columns.count)
        var lines: [Int] = []
        while let start = nextRow() {
            if fields.count != columns.count {
                complain(
                    "the line has \(fields.count) fields, the header \(columns.count)",
                    "quote a field that holds a comma", line: start)
                continue
            }
            if fields.allSatisfy(\.isEmpty) { continue }
            for field in fields { cells.append(text[field]) }
            lines.append(start)
        }
        if lines.isEmpty, mistakes == 0 {
            complain("the table has no rows below its header", "", line: header)
        }
        if mistakes > LookupTable.mostReported {
            report.report("\(mistakes - LookupTable.mostReported) more lines have mistakes", at: place)
        }
        return LookupTable(name: name, columns: columns, cells: cells, lines: lines, location: place)
    }

    private mutating func checkHeader(_ columns: [String], line: Int) {
        var seen: Set<String> = []
        for (position, column) in columns.enumerated() {
            if column.isEmpty {
                complain("column \(position + 1) of the header has no name", "", line: line)
            } else if !seen.insert(column).inserted {
                complain("the header names `\(column)` twice", "rename one", line: line)
            }
        }
    }

    /// Reads one row into `fields` and returns the line it starts at; `nil` at the end. Blank lines are skipped.
    private mutating func nextRow() -> Int? {
        while index < bytes.count, bytes[index] == 0x0A || bytes[index] == 0x0D { takeBreak() }
        guard index < bytes.count else { return nil }
        text.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        let start = line
        while true {
            takeField()
            guard index < bytes.count else { break }
            if bytes[index] == 0x2C {
                index += 1
                continue
            }
            takeBreak()
            break
        }
        return start
    }

    private mutating func takeBreak() {
        if bytes[index] == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { index += 1 }
        index += 1
        line += 1
    }

    private mutating func takeField() {
        let start = text.count
        if index < bytes.count, bytes[index] == 0x22 { takeQuoted() }
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x2C || byte == 0x0A || byte == 0x0D { break }
            if byte == 0x22 {
                complain("a quote stands inside a field", "quote the whole field and double it", line: line)
            }
            text.append(byte)
            index += 1
        }
        let trimmed = trimmedRange(text.span, start..<text.count)
        fields.append(trimmed)
    }

    private mutating func takeQuoted() {
        let opened = line
        index += 1
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == 0x22 {
                if index < bytes.count, bytes[index] == 0x22 {
                    index += 1
                } else {
                    return
                }
            }
            if byte == 0x0A { line += 1 }
            text.append(byte)
        }
        complain("a quoted field is never closed", "", line: opened)
    }

    private mutating func complain(_ message: String, _ hint: String, line: Int) {
        mistakes += 1
        guard mistakes <= LookupTable.mostReported else { return }
        report.report(
            message, hint: hint, at: SourceLocation(file: place.file, line: line, column: 1))
    }
}
