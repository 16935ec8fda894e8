import HubConnect
import HubFiles
import HubModel

/// Delimited text: RFC 4180 as written by databases, spreadsheets and hand.
///
/// ```
/// 姓名,电话⏎            header: the columns
/// 张三,"138…"⏎          line 2, record 1
/// "李⏎四",139…⏎         line 3, record 2: a line break inside quotes
/// 王五⏎                 line 5, record 3: a reject, `expected 2 fields, found 1`
/// ,⏎                   line 6: no record, but counted
/// ```
///
/// A piece of the file is decoded to UTF-8 and scanned in one loop. Its bytes become the arena of the batch and
/// cells point into them; nothing is copied but the record that the end of the piece cut off.
package struct CSVConnector: Connector {
    package static let name = "csv"
    package static let summary = "delimited text in UTF-8, GB 18030 (GBK, GB 2312) or UTF-16"
    package static let settings: [SettingDeclaration] =
        FileSet.settings + [
            SettingDeclaration(
                "encoding", .choice(TextEncoding.settingWords), default: "auto",
                help:
                    "auto looks for a byte order mark, then at the contents; gbk, gb2312 and cp936 mean gb18030"
            ),
            SettingDeclaration(
                "delimiter", .characters(1...4), default: ",", help: "what stands between fields"),
            SettingDeclaration(
                "quote", .characters(0...1), default: "\"",
                help: "what encloses fields; doubled, it stands for itself; empty for files without quoting"),
            SettingDeclaration(
                "escape", .characters(0...1),
                help: "makes text of the quote, delimiter or line break behind it, as `\\` in some exports"),
            SettingDeclaration(
                "header", .boolean, default: "true",
                help: "whether a line names the columns; false calls them c1, c2, …"),
            SettingDeclaration(
                "skip_lines", .integer(0...1000), default: "0",
                help: "lines before the header or first record: titles, remarks"),
            SettingDeclaration(
                "totals", .texts,
                help: "how lines begin that are no records: `[\"合计\", \"制表人*\"]`"),
            SettingDeclaration(
                "max_record_bytes", .integer(1024...(64 << 20)), default: "1048576",
                help: "a record longer than this (as UTF-8) is rejected"),
        ]

    private let files: FileSet
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
        files = FileSet(settings, context)
        encoding = settings.text("encoding") ?? "auto"
        hasHeader = settings.flag("header")
        self.chunkSize = chunkSize
        wanted = context.columns
        dialect = try CSVDialect(
            delimiter: settings.bytes("delimiter"), quote: settings.byte("quote"),
            escape: settings.byte("escape"), skipLines: settings.integer("skip_lines") ?? 0,
            maxRecordBytes: settings.integer("max_record_bytes") ?? 1 << 20,
            totals: CSVTotals(settings.list("totals")))
    }

    package func columns() async throws -> [String] {
        var reading = try open(files.select().parts[0])
        let header = try reading.readHeader(isNamed: hasHeader, wanted: wanted)
        return try reading.columnsWithContent(header, wanted: wanted)
    }

    package func contentDigest() async throws -> String? { try files.contentDigest() }

    package func delimitedFormat() async throws -> DelimitedFormat? {
        var format = DelimitedFormat(isMarked: false, quote: dialect.quote ?? UInt8(ascii: "\""))
        // What several characters divide is sent back with commas.
        if dialect.delimiter.count == 1 { format.delimiter = dialect.delimiter[0] }
        if let part = try? files.select().parts[0], let file = try? text(part) {
            format.encoding = file.encoding
            format.isMarked = file.start > 0
        } else if let declared = TextEncoding(label: encoding) {
            format.encoding = declared
        } else {
            format.isMarked = true
        }
        return format
    }

    package func changeStamp() async throws -> String? { files.changeStamp() }

    package func lastChange() async throws -> Int? { files.lastChange() }

    package func read(
        from checkpoint: String?, deliver: (RecordBatch) async throws -> Void
    ) async throws -> Reading {
        let selection = try files.select()
        var columns: [String] = []
        var ordinal = 0
        var isDelivered = false
        var remarks = PartRemarks(selection)
        for part in selection.parts {
            var reading = try open(part)
            let header = try reading.readHeader(isNamed: hasHeader, wanted: wanted, after: ordinal)
            remarks.add(header.remarks, of: part)
            if part.part.number == 0 {
                columns = try reading.columnsWithContent(header, wanted: wanted)
            } else {
                remarks.add(try compare(header, of: part, with: columns), of: part)
            }
            reading.deliver(CSVColumns(header, as: columns), part: part.part)
            while let batch = try reading.nextBatch() {
                try Task.checkCancellation()
                if batch.positions.isEmpty, batch.rejects.isEmpty { continue }
                try await deliver(batch)
                isDelivered = true
            }
            ordinal = reading.ordinal
            remarks.add(reading.remarks, of: part)
        }
        if !isDelivered { try await deliver(RecordBatch(columns: columns, part: selection.parts[0].part)) }
        return Reading(remarks: remarks.sentences)
    }

    private func open(_ part: FilePart) throws(ConnectorError) -> CSVReading {
        CSVReading(try text(part), path: part.path, dialect: dialect)
    }

    private func text(_ part: FilePart) throws(ConnectorError) -> TextFileReader {
        try TextFileReader(encoding: encoding, chunkSize: chunkSize) { () throws(ConnectorError) in
            try part.open()
        }
    }

    /// Older files of a delivery may have their columns in another order, or columns that nobody wants more or
    /// less; what is wanted must be there.
    private func compare(
        _ header: CSVHeader, of part: FilePart, with columns: [String]
    ) throws(ConnectorError) -> [String] {
        let lacking = columns.filter { !header.names.contains($0) }
        if let column = lacking.first(where: wanted.contains) {
            throw ConnectorError(
                .noSuchColumn,
                "\(part.path) has no column `\(column)`, which newer files of `path` have; deliver it with the "
                    + "column, or take it out of `path`")
        }
        let more = header.names.filter {
            !columns.contains($0) && !header.unnamed.map { header.names[$0] }.contains($0)
        }
        return
            (lacking.isEmpty ? [] : ["lacks columns that the newest file has: \(CSVHeader.listed(lacking))"])
            + (more.isEmpty
                ? [] : ["has columns that the newest file has not, left out: \(CSVHeader.listed(more))"])
    }
}
