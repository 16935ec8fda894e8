import HubModel

/// Brings the pieces of one file and the scanner together.
///
/// ```swift
/// var reading = CSVReading(reader, path: path, dialect: dialect)
/// let header = try reading.readHeader(isNamed: true, wanted: [])
/// reading.deliver(CSVColumns(header.names), part: .whole)
/// while let batch = try reading.nextBatch() { … }
/// ```
package struct CSVReading {
    let path: String
    let dialect: CSVDialect
    var file: TextFileReader
    var text: DecodedText
    var scanner: CSVScanner
    private(set) var isLastPiece = false
    private var isDone = false
    private var columns: CSVColumns?
    private var part = SourcePart.whole

    /// - Parameters:
    ///   - file: stands at its beginning.
    ///   - path: name of the file for messages.
    package init(_ file: TextFileReader, path: String, dialect: CSVDialect) {
        self.path = path
        self.dialect = dialect
        self.file = file
        text = DecodedText(file.encoding, origin: file.start)
        scanner = CSVScanner(dialect)
    }

    /// The header or, when the columns have no names, as many numbers; reading then goes on behind it.
    ///
    /// - Parameter ordinal: number of the last record before this file.
    package mutating func readHeader(
        isNamed: Bool, wanted: [String], after ordinal: Int = 0
    ) throws(ConnectorError) -> CSVHeader {
        let found = isNamed ? try findHeader(wanted: wanted) : try countColumns()
        scanner = found.scanner
        scanner.start(width: found.header.names.count, header: found.cells, after: ordinal)
        return found.header
    }

    /// From here on batches have these columns, by the names of the header.
    package mutating func deliver(_ columns: CSVColumns, part: SourcePart) {
        self.columns = columns
        self.part = part
    }

    /// The number of the last record read.
    package var ordinal: Int { scanner.ordinal }

    /// The records of the next piece, at most 8,192; `nil` when the file is through.
    package mutating func nextBatch() throws(ConnectorError) -> RecordBatch? {
        guard !isDone, var columns else { return nil }
        var scan = try self.scan(limit: 8192)
        let rejects = scan.flawed.map(reject)
        text.resolve(&scan.positions)
        var arena: [UInt8] = []
        if scanner.position > 0 {
            arena = text.cut(at: scanner.position)
            scanner.position = 0
            scan.unescape(&arena, dialect)
        }
        if scan.recordCount < 8192 {
            isDone = isLastPiece
            if !isDone { try readMore() }
        }
        let cells = columns.choose(scan.cells, arena)
        self.columns = columns
        let table = CellTable(width: columns.names.count, arena: arena, cells: cells)
        return RecordBatch(
            columns: columns.names, table: table, positions: scan.positions, rejects: rejects, part: part)
    }

    /// What is to be told when the file is through: its encoding, what was no record.
    package var remarks: [String] {
        var remarks = file.remark.map { [$0] } ?? []
        let leftOut = scanner.leftOut
        for (count, one, several) in [
            (leftOut.blank, "line of blanks", "lines of blanks"),
            (leftOut.totals, "line of totals", "lines of totals"),
            (leftOut.headers, "repeated header", "repeated headers"),
        ] where count > 0 {
            remarks.append("left out \(count) \(count == 1 ? one : several)")
        }
        return remarks + (columns?.remarks ?? [])
    }

    /// Reads a piece behind what is left; at least doubles that, so that a long record is scanned few times.
    mutating func readMore() throws(ConnectorError) {
        let enough = min(text.bytes.count * 2, dialect.searchBytes)
        repeat {
            isLastPiece = try !file.readChunk(into: &text)
        } while !isLastPiece && text.bytes.count < enough
    }

    /// Scans from where the scanner stands.
    mutating func scan(limit: Int) throws(ConnectorError) -> CSVScan {
        var scanner = self.scanner
        let scan = scanner.scan(text.bytes.span, faults: text.faults, isLast: isLastPiece, limit: limit)
        self.scanner = scanner
        switch scan.stop {
        case nil: return scan
        case .openQuote(let line):
            throw ConnectorError(
                .malformed,
                "\(path): the quote opened at line \(line) is never closed; close it, double it where it "
                    + "stands for itself, or set `quote: \"\"` if the file knows no quoting")
        case .endless(let line):
            throw ConnectorError(
                .malformed,
                "\(path): the record that starts at line \(line) does not end within "
                    + "\(dialect.searchBytes) bytes; look for a quote that is never closed, or raise "
                    + "`max_record_bytes`")
        }
    }
}
