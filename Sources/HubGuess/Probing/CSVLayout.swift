import HubConnect
import HubModel

/// Where the fields of a delimited text are: the delimiter and quote under which most records have one number of
/// fields, and where the table starts below titles.
struct CSVLayout {
    let delimiter: UInt8
    /// `nil` for files without quoting.
    let quote: UInt8?
    /// Fields of a record.
    let width: Int
    /// The first records of the table, header included, with the line each starts in.
    let rows: [(line: Int, cells: [String])]
    /// Lines above the table.
    let skipLines: Int
    /// Share of the records that have `width` fields.
    let consistency: Double
    private(set) var remarks: [String] = []

    var evidence: String {
        "\(Int((consistency * 100).rounded())) % of the first \(rows.count) records have \(width) fields"
    }

    private static let delimiters = Array(",\t;|^".utf8)

    init(_ head: TextHead, isWhole: Bool, path: String) throws {
        let trials = Self.delimiters.flatMap { delimiter in
            let isSingle = Self.encloses(UInt8(ascii: "'"), delimiter, head.bytes)
            let quotes: [UInt8?] = (isSingle ? [UInt8(ascii: "'")] : []) + [UInt8(ascii: "\""), nil]
            return quotes.map { CSVTrial(head, delimiter: delimiter, quote: $0, isWhole: isWhole) }
        }
        let records = trials.map(\.rows.count).max() ?? 0
        guard records > 0 else {
            throw GuessError(
                isWhole
                    ? "\(path) holds no records"
                    : "no record of \(path) ends within its first \(head.bytes.count >> 10) KiB; is this text in lines?"
            )
        }
        // Of equals the first: comma before tab, double quote before none.
        var best: CSVTrial?
        for trial in trials where trial.width >= 2 && trial.score > (best?.score ?? 0.5) { best = trial }
        let chosen = best ?? trials[0]
        let start = best == nil ? 0 : chosen.tableStart
        delimiter = chosen.delimiter
        quote = chosen.quote
        width = max(1, chosen.width)
        rows = chosen.rows[start...].filter { $0.cells.count == max(1, chosen.width) }
        skipLines = start == 0 ? max(0, (chosen.rows.first?.line ?? 1) - 1) : chosen.rows[start].line - 1
        consistency = chosen.consistency
        if best == nil {
            remarks.append("no delimiter divides its lines alike: taken as one column a line")
        }
        guard !rows.isEmpty else { throw GuessError("\(path) holds no records") }
    }

    /// Whether fields begin and end with `quote` at delimiters, often enough to be no apostrophes.
    private static func encloses(_ quote: UInt8, _ delimiter: UInt8, _ bytes: [UInt8]) -> Bool {
        var found = 0
        let sample = bytes.prefix(1 << 16)
        for index in sample.indices.dropFirst(2).dropLast()
        where sample[index] == delimiter && sample[index - 1] == quote && sample[index + 1] == quote {
            found += 1
        }
        return found >= 3
    }
}

/// The first records as one delimiter and quote would have them.
private struct CSVTrial {
    let delimiter: UInt8
    let quote: UInt8?
    private(set) var rows: [(line: Int, cells: [String])] = []
    private(set) var width = 0
    private(set) var consistency = 0.0
    private(set) var score = 0.0

    init(_ head: TextHead, delimiter: UInt8, quote: UInt8?, isWhole: Bool) {
        self.delimiter = delimiter
        self.quote = quote
        guard let dialect = try? CSVDialect(delimiter: [delimiter], quote: quote) else { return }
        var scanner = CSVScanner(dialect)
        var scan = scanner.scan(head.bytes.span, faults: [], isLast: isWhole, limit: 400)
        var bytes = head.bytes
        scan.unescape(&bytes, dialect)
        take(scan, bytes)
        judge(
            flawed: scan.flawed.count, isOpen: { if case .openQuote? = scan.stop { true } else { false } }())
    }

    /// Divides the cells among the records: those from a record's first byte to the next record's.
    private mutating func take(_ scan: CSVScan, _ bytes: [UInt8]) {
        var cell = 0
        for (index, position) in scan.positions.enumerated() {
            let isLast = index + 1 == scan.positions.count
            let end = isLast ? Int.max : scan.positions[index + 1].byteOffset
            var cells: [String] = []
            while cell < scan.cells.count, scan.cells[cell].range.lowerBound < end {
                cells.append(String(decoding: bytes[scan.cells[cell].range], as: UTF8.self))
                cell += 1
            }
            rows.append((position.line, cells))
        }
    }

    private mutating func judge(flawed: Int, isOpen: Bool) {
        var counts: [Int: Int] = [:]
        for row in rows { counts[row.cells.count, default: 0] += 1 }
        // Of widths met equally often the greater: a title is narrower than what stands below it.
        guard let (width, count) = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return }
        self.width = width
        let behindTitles = rows.count - (rows.firstIndex { $0.cells.count == width } ?? 0)
        consistency = Double(count) / Double(max(1, behindTitles + flawed))
        // A file that ends inside a quote is read with another one, or not at all.
        if isOpen { consistency /= 4 }
        // More columns are better evidence, but never as good as records of one width.
        score = consistency * consistency * (1 + 0.1 * Double(min(width, 20)))
    }

    /// Index of the first row of the table: titles have other numbers of fields, or one filled field only.
    var tableStart: Int {
        let body = rows.filter { $0.cells.count == width }.map { row in row.cells.count { !$0.isEmpty } }
        let usual = body.sorted()[body.count / 2]
        return rows.firstIndex { row in
            row.cells.count == width
                && (width == 1 || row.cells.count { !$0.isEmpty } >= max(2, min(usual, width) / 2))
        } ?? 0
    }
}
