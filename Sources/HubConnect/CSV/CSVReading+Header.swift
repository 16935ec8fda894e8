import HubModel

// MARK: Finding the header

extension CSVReading {
    /// A header, its cells as they stand in the file, and the scanner behind it.
    struct FoundHeader {
        var header: CSVHeader
        let cells: [[UInt8]]
        let scanner: CSVScanner
    }

    /// How many lines may hold the header: titles of reports take two or three.
    private static let searchLines = 20

    /// As many numbered columns as the first record has fields.
    mutating func countColumns() throws(ConnectorError) -> FoundHeader {
        let atStart = scanner
        guard let scan = try nextRecord() else {
            throw ConnectorError(.badHeader, "\(path) is empty; its columns cannot be known")
        }
        let header = CSVHeader(count: scan.flawed.first?.fields ?? scan.cells.count)
        return FoundHeader(header: header, cells: [], scanner: atStart)
    }

    /// The first of the first lines that has all wanted columns, or else the one that has most of them. Where
    /// nothing is wanted it is the first record.
    mutating func findHeader(wanted: [String]) throws(ConnectorError) -> FoundHeader {
        let wantedCount = Set(wanted).count
        var best: FoundHeader?
        var bestLine = 0
        var flawed: CSVScan.Flawed?
        let firstLine = dialect.skipLines + 1
        var isEmpty = true
        while scanner.line < firstLine + Self.searchLines, let scan = try nextRecord() {
            if let broken = scan.flawed.first {
                // A stray quote in a title is no harm; what is no text at all will not get better.
                guard broken.flaw == .strayQuote, !wanted.isEmpty else { throw badHeader(broken) }
                flawed = flawed ?? (isEmpty ? broken : nil)
                isEmpty = false
                continue
            }
            isEmpty = false
            let found = found(scan, wanted: wanted)
            if best == nil || found.header.wantedCount > best?.header.wantedCount ?? 0 {
                best = found
                bestLine = scan.positions[0].line
            }
            if found.header.wantedCount == wantedCount { break }
        }
        if isEmpty { throw ConnectorError(.badHeader, "\(path) is empty; a header line was expected") }
        guard var best, wanted.isEmpty || best.header.wantedCount > 0 else {
            if let flawed { throw badHeader(flawed) }
            throw noneWanted(wanted, fields: best?.header.names.count ?? 0)
        }
        guard best.header.repeated.isEmpty else {
            throw ConnectorError(
                .badHeader,
                "\(path) names \(CSVHeader.listed(best.header.repeated)) more than once; every column that is "
                    + "wanted needs a name of its own")
        }
        if bestLine > firstLine {
            let count = bestLine - firstLine
            best.header.tell("left out \(count == 1 ? "1 line" : "\(count) lines") above the header")
        }
        return best
    }

    /// The next record of whatever width; `nil` at the end of the file. What was read stays in `text`.
    private mutating func nextRecord() throws(ConnectorError) -> CSVScan? {
        while true {
            let scan = try self.scan(limit: 1)
            if scan.recordCount == 1 { return scan }
            if isLastPiece { return nil }
            try readMore()
        }
    }

    private func found(_ scan: CSVScan, wanted: [String]) -> FoundHeader {
        let raw = scan.cells.map { Array(text.bytes[$0.range]) }
        var bytes: [UInt8] = []
        var cells: [CellTable.Cell] = []
        for cell in raw {
            cells.append(.init(start: UInt32(bytes.count), length: UInt32(cell.count)))
            bytes += cell
        }
        var scan = scan
        scan.cells = cells
        scan.unescape(&bytes, dialect)
        let names = scan.cells.map { String(decoding: bytes[$0.range], as: UTF8.self) }
        return FoundHeader(header: CSVHeader(names, wanted: wanted), cells: raw, scanner: scanner)
    }

    // MARK: Errors

    // What knows none of the wanted columns may well be a record, and messages must not show one.
    private func noneWanted(_ wanted: [String], fields: Int) -> ConnectorError {
        ConnectorError(
            .badHeader,
            "the header of \(path) has none of the columns that are wanted (`\(wanted.first ?? "")`, …) among its "
                + "\(fields), nor has any of its first \(Self.searchLines) lines; check that there is a header, "
                + "`delimiter`, `encoding` and `skip_lines`")
    }

    private func badHeader(_ flawed: CSVScan.Flawed) -> ConnectorError {
        let what =
            switch flawed.flaw {
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

// MARK: Columns without names

extension CSVReading {
    /// How far records are looked at for values under a column without a name.
    private static let sampleBytes = 1 << 16

    /// The columns worth delivering: all but those that have neither a name nor, among the first records, a value.
    ///
    /// - Parameters:
    ///   - header: what `readHeader` found.
    ///   - wanted: columns to deliver in any case.
    package mutating func columnsWithContent(
        _ header: CSVHeader, wanted: [String]
    ) throws(ConnectorError) -> [String] {
        guard !header.unnamed.isEmpty else { return header.names }
        let start = scanner.position
        let behindHeader = scanner
        var sample = try scan(limit: .max)
        while !isLastPiece, scanner.position - start < Self.sampleBytes {
            try readMore()
            scanner = behindHeader
            sample = try scan(limit: .max)
        }
        scanner = behindHeader
        // Which rows count must not depend on how much happened to be read.
        let rows = sample.positions.prefix { $0.byteOffset - start < Self.sampleBytes }.count
        let empty = header.unnamed.filter { column in
            !wanted.contains(header.names[column])
                && (0..<rows).allSatisfy { row in
                    CSVColumns.isBlank(sample.cells[row * header.names.count + column], text.bytes)
                }
        }
        return header.names.indices.filter { !empty.contains($0) }.map { header.names[$0] }
    }
}
