import HubConnect
import HubModel

/// Delimited text: RFC 4180 as written by databases, spreadsheets and hand.
///
/// ```
/// 姓名,电话⏎            header: the columns
/// 张三,"138…"⏎          line 2, record 1
/// "李⏎四",139…⏎         line 3, record 2: a line break inside quotes
/// 王五⏎                 line 5, record 3: a reject, `expected 2 fields, found 1`
/// ```
///
/// A piece of the file is decoded to UTF-8 and scanned in one loop. Its bytes become the arena of the batch and
/// cells point into them; nothing is copied but the record that the end of the piece cut off.
package struct CSVConnector: Connector {
    package static let name = "csv"
    package static let summary = "delimited text in UTF-8, GB 18030 (GBK, GB 2312) or UTF-16"
    package static let settings: [SettingDeclaration] = [
        SettingDeclaration("path", .path, required: true, help: "the file, relative to the workspace"),
        SettingDeclaration(
            "encoding", .choice(TextEncoding.settingWords), default: "auto",
            help:
                "auto looks for a byte order mark, then at the first MiB; gbk, gb2312 and cp936 mean gb18030"),
        SettingDeclaration("delimiter", .character, default: ",", help: "what stands between fields"),
        SettingDeclaration(
            "quote", .character, default: "\"", help: "what encloses fields; doubled, it stands for itself"),
        SettingDeclaration(
            "header", .boolean, default: "true",
            help: "whether the first record names the columns; false calls them c1, c2, …"),
        SettingDeclaration(
            "skip_lines", .integer(0...1000), default: "0", help: "lines before the header: titles, remarks"),
        SettingDeclaration(
            "max_record_bytes", .integer(1024...(64 << 20)), default: "1048576",
            help: "a record longer than this (as UTF-8) is rejected"),
    ]

    private let path: String
    private let encoding: String
    private let hasHeader: Bool
    private let chunkSize: Int
    private let dialect: CSVDialect
    private let wanted: [String]

    package init(_ settings: Settings, _ context: ConnectorContext) throws(ConnectorError) {
        try self.init(settings, context, chunkSize: 1 << 19)
    }

    /// With a piece size of one's own: results must not depend on it, and tests try all small ones.
    package init(
        _ settings: Settings, _ context: ConnectorContext, chunkSize: Int
    ) throws(ConnectorError) {
        path = context.resolve(settings.text("path") ?? "")
        encoding = settings.text("encoding") ?? "auto"
        hasHeader = settings.flag("header")
        self.chunkSize = chunkSize
        wanted = context.columns
        dialect = try CSVDialect(
            delimiter: settings.byte("delimiter") ?? 0x2C, quote: settings.byte("quote") ?? 0x22,
            skipLines: settings.integer("skip_lines") ?? 0,
            maxRecordBytes: settings.integer("max_record_bytes") ?? 1 << 20)
    }

    package func columns() async throws -> [String] {
        var reading = try CSVReading(path: path, encoding: encoding, dialect: dialect, chunkSize: chunkSize)
        return try reading.readColumns(hasHeader: hasHeader, wanted: wanted)
    }

    package func contentDigest() async throws -> String? { try FileDigest.of(path: path) }

    package func delimitedFormat() async throws -> DelimitedFormat? {
        var format = DelimitedFormat(isMarked: false, delimiter: dialect.delimiter, quote: dialect.quote)
        if let file = try? TextFileReader(path: path, encoding: encoding) {
            format.encoding = file.encoding
            format.isMarked = file.start > 0
        } else if let declared = TextEncoding(label: encoding) {
            format.encoding = declared
        } else {
            format.isMarked = true
        }
        return format
    }

    package func changeStamp() async throws -> String? { FileDigest.stamp(of: path) }

    package func lastChange() async throws -> Int? { FileDigest.lastChange(of: path) }

    package func read(
        from checkpoint: String?, deliver: (RecordBatch) async throws -> Void
    ) async throws -> Reading {
        var reading = try CSVReading(path: path, encoding: encoding, dialect: dialect, chunkSize: chunkSize)
        let columns = try reading.readColumns(hasHeader: hasHeader, wanted: wanted)
        var isDelivered = false
        while let batch = try reading.nextBatch(columns) {
            try Task.checkCancellation()
            if batch.positions.isEmpty, batch.rejects.isEmpty { continue }
            try await deliver(batch)
            isDelivered = true
        }
        if !isDelivered { try await deliver(RecordBatch(columns: columns)) }
        return Reading()
    }
}

// MARK: - One reading of a file

/// Brings the pieces of a file and the scanner together.
private struct CSVReading {
    private let path: String
    private let dialect: CSVDialect
    private var file: TextFileReader
    private var text: DecodedText
    private var scanner: CSVScanner
    private var isLastPiece = false
    private var isDone = false

    init(path: String, encoding: String, dialect: CSVDialect, chunkSize: Int) throws(ConnectorError) {
        self.path = path
        self.dialect = dialect
        file = try TextFileReader(path: path, encoding: encoding, chunkSize: chunkSize)
        text = DecodedText(file.encoding, origin: file.start)
        scanner = CSVScanner(dialect)
    }

    /// The columns: the fields of the first record, or as many numbered names.
    mutating func readColumns(hasHeader: Bool, wanted: [String]) throws(ConnectorError) -> [String] {
        while true {
            let atStart = scanner
            let scan = try self.scan(limit: 1)
            if scan.recordCount == 1 {
                let columns = try hasHeader ? header(scan, wanted: wanted) : numbered(scan)
                if !hasHeader { scanner = atStart }
                scanner.start(width: columns.count)
                return columns
            }
            guard !isLastPiece else {
                let want = hasHeader ? "a header line was expected" : "its columns cannot be known"
                throw ConnectorError(.badHeader, "\(path) is empty; \(want)")
            }
            try readMore()
        }
    }

    /// The records of the next piece, at most 8,192; `nil` when the file is through.
    mutating func nextBatch(_ columns: [String]) throws(ConnectorError) -> RecordBatch? {
        if isDone { return nil }
        var scan = try self.scan(limit: 8192)
        let rejects = scan.flawed.map(reject)
        text.resolve(&scan.positions)
        var arena: [UInt8] = []
        if scanner.position > 0 {
            arena = text.cut(at: scanner.position)
            scanner.position = 0
            scan.unescape(&arena, quote: dialect.quote)
        }
        if scan.recordCount < 8192 {
            isDone = isLastPiece
            if !isDone { try readMore() }
        }
        let table = CellTable(width: columns.count, arena: arena, cells: scan.cells)
        return RecordBatch(columns: columns, table: table, positions: scan.positions, rejects: rejects)
    }

    /// Reads a piece behind what is left; at least doubles that, so that a long record is scanned few times.
    private mutating func readMore() throws(ConnectorError) {
        let enough = min(text.bytes.count * 2, dialect.searchBytes)
        repeat {
            isLastPiece = try !file.readChunk(into: &text)
        } while !isLastPiece && text.bytes.count < enough
    }

    private mutating func scan(limit: Int) throws(ConnectorError) -> CSVScan {
        var scanner = self.scanner
        let scan = scanner.scan(text.bytes.span, faults: text.faults, isLast: isLastPiece, limit: limit)
        self.scanner = scanner
        switch scan.stop {
        case nil: return scan
        case .openQuote(let line):
            throw ConnectorError(
                .malformed,
                "\(path): the quote opened at line \(line) is never closed; close it, or double it where it "
                    + "stands for itself")
        case .endless(let line):
            throw ConnectorError(
                .malformed,
                "\(path): the record that starts at line \(line) does not end within "
                    + "\(dialect.searchBytes) bytes; look for a quote that is never closed, or raise "
                    + "`max_record_bytes`")
        }
    }
}

// MARK: - The header

extension CSVReading {
    private func numbered(_ scan: CSVScan) -> [String] {
        let count = scan.flawed.first?.fields ?? scan.cells.count
        return (1...max(1, count)).map { "c\($0)" }
    }

    private func header(_ scan: CSVScan, wanted: [String]) throws(ConnectorError) -> [String] {
        if let flawed = scan.flawed.first { throw badHeader(flawed) }
        var bytes = text.bytes
        var scan = scan
        scan.unescape(&bytes, quote: dialect.quote)
        var names: [String] = []
        var known: Set<String> = []
        var repeated: Set<String> = []
        for (index, cell) in scan.cells.enumerated() {
            let given = String(decoding: bytes[cell.range], as: UTF8.self)
            let name = given.isEmpty ? "c\(index + 1)" : given
            if !known.insert(name).inserted { repeated.insert(name) }
            names.append(name)
        }
        // What knows none of the wanted columns may well be a record, and messages must not show one.
        guard wanted.isEmpty || wanted.contains(where: known.contains) else {
            throw ConnectorError(
                .badHeader,
                "the header of \(path) has none of the columns that are wanted (`\(wanted[0])`, …) among its "
                    + "\(names.count); check that there is a header, `delimiter`, `encoding` and `skip_lines`"
            )
        }
        guard repeated.isEmpty else {
            throw ConnectorError(
                .badHeader,
                "\(path) names \(Self.listed(repeated)) more than once; every column needs a name of its own")
        }
        return names
    }

    /// The first few of the names, in order.
    private static func listed(_ names: Set<String>) -> String {
        let first = names.sorted().prefix(5).map { "`\($0)`" }.joined(separator: ", ")
        return names.count > 5 ? "\(first) and \(names.count - 5) others" : first
    }

    private func badHeader(_ flawed: CSVScan.Flawed) -> ConnectorError {
        let what =
            switch flawed.flaw {
            case .nulByte where text.bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]):
                "is that of a spreadsheet or ZIP archive; save the sheet as CSV"
            case .nulByte:
                "holds NUL bytes; this is no text, or UTF-16 without `encoding: \"utf-16\"`"
            case .invalidEncoding:
                "is not valid \(file.encoding.rawValue); set `encoding` to what the file is written in"
            case .fieldTooLong:
                "is longer than \(dialect.maxRecordBytes) bytes; check `delimiter` and `quote`"
            default:
                "has a quote where none may stand; check `delimiter` and `quote`"
            }
        return ConnectorError(.badHeader, "the header of \(path) (line \(flawed.line)) \(what)")
    }
}

// MARK: - Rejects

extension CSVReading {
    private func reject(_ flawed: CSVScan.Flawed) -> Reject {
        let detail =
            switch flawed.flaw {
            case .fieldTooLong: "longer than \(dialect.maxRecordBytes) bytes"
            case .invalidEncoding: "not valid \(file.encoding.rawValue) at \(place(flawed))"
            case .nulByte: "a NUL byte at \(place(flawed))"
            case .strayQuote: "a quote where none may stand at \(place(flawed))"
            default: "expected \(scanner.width ?? 0) fields, found \(flawed.fields)"
            }
        let position = RecordPosition(
            ordinal: flawed.ordinal, line: flawed.line,
            byteOffset: text.sourceOffset(ofLineAt: flawed.range.lowerBound))
        return Reject(flawed.flaw, at: position, detail: detail, raw: raw(flawed.range))
    }

    /// Line and column (in characters) of the first byte that is wrong.
    private func place(_ flawed: CSVScan.Flawed) -> String {
        var line = flawed.line
        var column = 1
        var last: UInt8 = 0
        for byte in text.bytes[flawed.range.lowerBound..<flawed.place] {
            if last == 0x0A || (last == 0x0D && byte != 0x0A) {
                line += 1
                column = 1
            }
            if byte & 0xC0 != 0x80 { column += 1 }
            last = byte
        }
        let isNext = last == 0x0A || last == 0x0D
        return "line \(isNext ? line + 1 : line), column \(isNext ? 1 : column)"
    }

    /// The record as text for the quarantine: at most 64 KiB, cut between characters.
    private func raw(_ range: Range<Int>) -> String {
        var end = min(range.upperBound, range.lowerBound + 65536)
        if end < range.upperBound {
            while end > range.lowerBound, text.bytes[end] & 0xC0 == 0x80 { end -= 1 }
        }
        return String(decoding: text.bytes[range.lowerBound..<end], as: UTF8.self)
    }
}
