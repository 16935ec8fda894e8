import Connectors
import HubConnect
import HubModel
import TestSupport

/// What must hold for any bytes that are read as delimited text.
///
/// Input: delimiter, quote, header, encoding, lines to skip, longest record, piece size, mode; then the file or, in
/// the second mode, a table that is written down and read back.
package struct CSVOracle {
    private let folder: TemporaryFolder

    package init() throws { folder = try TemporaryFolder() }

    package func check(_ input: [UInt8]) async throws {
        var choices = Choices(input)
        var format = Format()
        format.delimiter = choices.one(of: [",", ";", "\t", "|", "a", "||", ",;|"])
        format.quote = choices.one(of: ["\"", "'", ""])
        format.hasHeader = choices.byte() % 4 != 1
        format.encoding = choices.one(of: ["utf-8", "auto", "gb18030", "utf-16", "utf-16be"])
        format.skipLines = [0, 0, 0, 1, 3][choices.byte() % 5]
        format.maxRecordBytes = choices.one(of: [1024, 1 << 20])
        let piece = 2 + choices.byte()
        let mode = choices.byte()
        format.escape = mode & 8 == 0 ? "" : "\\"
        format.wanted = mode & 16 == 0 ? [] : ["a", "姓名"]
        format.totals = mode & 32 == 0 ? [] : ["合计", "t*"]
        if mode % 4 == 1 {
            try await checkWriting(choices.table, format)
        } else {
            try await checkReading(choices.content, format, piece: piece)
        }
    }

    private struct Format {
        var delimiter = ","
        var quote = "\""
        var escape = ""
        var hasHeader = true
        var encoding = "utf-8"
        var skipLines = 0
        var maxRecordBytes = 1024
        var wanted: [String] = []
        var totals: [String] = []

        /// Whether the plain reader knows all of it.
        var isPlain: Bool { escape.isEmpty && wanted.isEmpty && totals.isEmpty && encoding == "utf-8" }
    }

    private func outcome(_ format: Format, piece: Int) async throws -> Outcome {
        let texts = [
            "path": "file.csv", "delimiter": format.delimiter, "quote": format.quote, "escape": format.escape,
            "header": "\(format.hasHeader)", "encoding": format.encoding, "skip_lines": "\(format.skipLines)",
            "max_record_bytes": "\(format.maxRecordBytes)",
        ]
        let connector = try CSVConnector(
            settings(
                of: CSVConnector.self, texts.filter { $0.key != "escape" || !$0.value.isEmpty },
                lists: ["totals": format.totals]),
            ConnectorContext(folder: folder.path, columns: format.wanted), chunkSize: piece)
        return try await Outcome.of(connector)
    }

    // MARK: Any bytes

    private func checkReading(_ content: [UInt8], _ format: Format, piece: Int) async throws {
        try folder.write("file.csv", content)
        let whole = try await outcome(format, piece: 1 << 19)
        for size in [1, piece] {
            try demandEqual(whole, try await outcome(format, piece: size), "pieces of \(size) read alike")
        }
        try whole.demandAccount(size: content.count)
        if format.isPlain, String(validating: content, as: UTF8.self) != nil {
            try compare(whole, content, format)
        }
    }

    private func compare(_ outcome: Outcome, _ content: [UInt8], _ format: Format) throws {
        let hasMark = content.starts(with: [0xEF, 0xBB, 0xBF])
        let text = Array(content.dropFirst(hasMark ? 3 : 0))
        let reference = CSVReference(
            text, delimiter: Array(format.delimiter.utf8), quote: format.quote.utf8.first,
            skipLines: format.skipLines)
        if reference.endsInQuotes {
            try demand(outcome.failure != nil, "an open quote fails the file")
            return
        }
        // Lines of blanks alone are no records; in front of the columns a width is not known yet.
        let isBlank = { (record: CSVReference.Record) in
            reason(record, width: record.fields.count, format) == nil
                && text[record.offset..<record.offset + record.length].allSatisfy {
                    $0 == 0x20 || $0 == 0x09 || format.delimiter.utf8.contains($0)
                }
                && (text[record.offset] == format.delimiter.utf8.first || text[record.offset] <= 0x20)
        }
        guard let front = reference.records.firstIndex(where: { !isBlank($0) }) else {
            try demand(outcome.failure?.hasPrefix("bad-header: ") == true, "an empty file has no header")
            return
        }
        let first = reference.records[front]
        guard outcome.failure == nil else {
            try demand(format.hasHeader, "without a header nothing can be wrong with it")
            let isFlawed = first.hasNUL || first.hasStrayQuote || first.length > format.maxRecordBytes
            try demand(isFlawed, "a sound header is taken: \(outcome.failure ?? "")")
            return
        }
        let width = first.fields.count
        try demand(outcome.columns.count <= width, "no more columns than fields in front")
        var rows: [[[UInt8]?]] = []
        var places: [RecordPosition] = []
        var refused: [String] = []
        var ordinal = 0
        let start = format.hasHeader ? front + 1 : width == 1 ? 0 : front
        for record in reference.records[start...] {
            if width != 1, isBlank(record) { continue }
            let reason = reason(record, width: width, format)
            if format.hasHeader, reason == nil, record.fields == first.fields { continue }
            ordinal += 1
            let place = RecordPosition(
                ordinal: ordinal, line: record.line, byteOffset: record.offset + (hasMark ? 3 : 0))
            if let reason {
                refused.append("\(reason) \(place)")
            } else {
                rows.append(record.fields)
                places.append(place)
            }
        }
        try demandEqual(outcome.positions, places, "the plain reader sees the same places")
        try demandEqual(
            outcome.rejects.map { "\($0.reason) \($0.position)" }, refused,
            "the plain reader refuses the same")
        // Columns without a name or value are left out; then the others are in order.
        if outcome.columns.count == width {
            try demandEqual(outcome.rows, rows, "the plain reader sees the same rows")
        } else {
            for (row, all) in zip(outcome.rows, rows) {
                var rest = all[...]
                for cell in row {
                    guard let next = rest.firstIndex(of: cell) else {
                        throw Violation("a value that the plain reader does not see")
                    }
                    rest = rest[(next + 1)...]
                }
            }
        }
    }

    private func reason(_ record: CSVReference.Record, width: Int, _ format: Format) -> RejectReason? {
        if record.length > format.maxRecordBytes { return .fieldTooLong }
        if record.hasNUL { return .nulByte }
        if record.hasStrayQuote { return .strayQuote }
        return record.fields.count == width ? nil : .wrongFieldCount
    }

    // MARK: Written and read back

    private func checkWriting(_ table: [[String?]], _ format: Format) async throws {
        let encoding = format.encoding
        var format = Format()
        format.maxRecordBytes = 1 << 20
        // Nothing here writes GB 18030.
        format.encoding = encoding == "gb18030" ? "utf-8" : encoding
        let rows = table.map { row in row.map { Array(($0 ?? "").utf8.filter { $0 != 0 }) } }
        let width = rows.first?.count ?? 1
        // A line of blanks alone is no record, unless its fields are quoted.
        let isQuoted = rows.contains { $0.joined().allSatisfy { $0 == 0x20 || $0 == 0x09 } }
        var text: [UInt8] = []
        for (index, row) in ([(0..<width).map { Array("h\($0)".utf8) }] + rows).enumerated() {
            for (column, field) in row.enumerated() {
                if column > 0 { text.append(0x2C) }
                if isQuoted || width == 1 {
                    text += [0x22] + field.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
                } else {
                    CSVField.append(field, to: &text)
                }
            }
            text += [[0x0A], [0x0D, 0x0A], [0x0D]][index % 3]
        }
        try folder.write("file.csv", encoded(text, format.encoding))
        let outcome = try await outcome(format, piece: 7)
        // A row that is the header again is taken for one.
        let header = (0..<width).map { Array("h\($0)".utf8) }
        let kept = rows.filter { $0 != header }
        try demandEqual(outcome.failure, nil, "what was written can be read")
        try demandEqual(outcome.rejects, [], "what was written is refused nowhere")
        try demandEqual(outcome.rows, kept.map { $0.map { $0 } }, "what was written is read back")
    }

    /// UTF-8 in the encoding that the format says.
    private func encoded(_ text: [UInt8], _ encoding: String) -> [UInt8] {
        guard encoding.hasPrefix("utf-16") else { return text }
        let isBig = encoding == "utf-16be"
        let units = [0xFEFF] + Array(String(decoding: text, as: UTF8.self).utf16)
        return units.flatMap { unit in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            return isBig ? [high, low] : [low, high]
        }
    }
}
