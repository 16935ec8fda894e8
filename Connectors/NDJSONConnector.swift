import HubConnect
import HubFiles
import HubModel

/// JSON objects, one a line or in one array; columns by path.
///
/// ```
/// {"name": "张三", "address": {"city": "宁波"}, "phones": ["138…", "139…"]}
///          name                address.city                phones[*]  phones[0]
/// ```
///
/// A piece of the file is decoded to UTF-8 and walked once. Its bytes become the arena of the batch and cells
/// point into them; only values with escapes are written anew.
package struct NDJSONConnector: Connector {
    package static let name = "ndjson"
    package static let summary = "JSON objects, one a line (NDJSON, JSON Lines) or in one array"
    package static let settings: [SettingDeclaration] =
        FileSet.settings + [
            SettingDeclaration(
                "shape", .choice(JSONRecordText.Shape.allCases.map(\.rawValue)), default: "auto",
                help:
                    "`lines`: one object a line; `array`: an array of objects; auto goes by the first character"
            ),
            SettingDeclaration(
                "encoding", .choice(TextEncoding.settingWords), default: "auto",
                help:
                    "auto looks for a byte order mark, then at the contents; gbk, gb2312 and cp936 mean gb18030"
            ),
            SettingDeclaration(
                "max_record_bytes", .integer(1024...(64 << 20)), default: "1048576",
                help: "a record longer than this (as UTF-8) is rejected"),
        ]

    private let files: FileSet
    private let shape: JSONRecordText.Shape
    private let encoding: String
    private let maxRecordBytes: Int
    private let chunkSize: Int
    private let wanted: [String]

    package init(_ settings: Settings, _ context: ConnectorContext) throws(ConnectorError) {
        try self.init(settings, context, chunkSize: 1 << 19)
    }

    /// With a piece size of one's own: results must not depend on it, and tests try all small ones.
    package init(
        _ settings: Settings, _ context: ConnectorContext, chunkSize: Int
    ) throws(ConnectorError) {
        files = FileSet(settings, context)
        shape = settings.text("shape").flatMap(JSONRecordText.Shape.init) ?? .auto
        encoding = settings.text("encoding") ?? "auto"
        maxRecordBytes = settings.integer("max_record_bytes") ?? 1 << 20
        self.chunkSize = chunkSize
        wanted = context.columns
        _ = try JSONColumns.paths(wanted)
    }

    /// The columns asked for; those of the first hundred objects when none are.
    package func columns() async throws -> [String] {
        var reading = try open(files.select().parts[0], columns: [])
        return wanted.isEmpty ? try reading.findColumns() : wanted
    }

    package func contentDigest() async throws -> String? { try files.contentDigest() }

    package func changeStamp() async throws -> String? { files.changeStamp() }

    package func lastChange() async throws -> Int? { files.lastChange() }

    package func read(
        from checkpoint: String?, deliver: (RecordBatch) async throws -> Void
    ) async throws -> Reading {
        let columns = wanted.isEmpty ? try await self.columns() : wanted
        let selection = try files.select()
        var remarks = PartRemarks(selection)
        var ordinal = 0
        var isDelivered = false
        for part in selection.parts {
            var reading = try open(part, columns: columns, after: ordinal)
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

    private func open(
        _ part: FilePart, columns: [String], after ordinal: Int = 0
    ) throws(ConnectorError) -> NDJSONReading {
        let file = try TextFileReader(encoding: encoding, chunkSize: chunkSize) { () throws(ConnectorError) in
            try part.open()
        }
        let records = JSONRecordText(
            path: part.path, encoding: file.encoding, shape: shape, maxRecordBytes: maxRecordBytes,
            after: ordinal)
        return try NDJSONReading(file, part, records, columns: columns)
    }
}

// MARK: - One reading of a file

/// Brings the pieces of a file, the records in them and the scanner together.
private struct NDJSONReading {
    private let part: FilePart
    private let columns: [String]
    private var file: TextFileReader
    private var text: DecodedText
    private var records: JSONRecordText
    private var scanner: JSONScanner
    private var isLastPiece = false
    private var isDone = false
    /// Of each column, whether any record has a value in it.
    private var isSeen: [Bool]
    private var recordCount = 0

    init(
        _ file: TextFileReader, _ part: FilePart, _ records: JSONRecordText, columns: [String]
    ) throws(ConnectorError) {
        self.file = file
        self.part = part
        self.records = records
        self.columns = columns
        text = DecodedText(file.encoding, origin: file.start)
        scanner = JSONScanner(try JSONColumns.paths(columns))
        isSeen = [Bool](repeating: false, count: columns.count)
    }

    /// The number of the last record.
    var ordinal: Int { records.ordinal }

    /// The records of the next piece, at most 8,192; `nil` when the file is through.
    mutating func nextBatch() throws(ConnectorError) -> RecordBatch? {
        if isDone { return nil }
        var rows = JSONRows(width: columns.count)
        var step = JSONRecordText.Step.record
        while step == .record, rows.count < 8192, rows.rejects.count < 64 {
            step = try records.next(text, isLast: isLastPiece, &scanner, into: &rows)
        }
        if records.knowsOffsets { text.resolve(&rows.positions) }
        var arena: [UInt8] = []
        if records.position > 0 {
            arena = text.cut(at: records.position)
            records.restart()
        }
        isDone = step == .end
        if step == .needsMore { try readMore() }
        recordCount += rows.positions.count
        for column in columns.indices where rows.isSeen[column] { isSeen[column] = true }
        return rows.batch(columns, arena: arena, part: part.part)
    }

    /// Reads a piece behind what is left; at least doubles that, so that a long record is scanned few times.
    private mutating func readMore() throws(ConnectorError) {
        let enough = min(text.bytes.count * 2, records.searchBytes)
        repeat {
            isLastPiece = try !file.readChunk(into: &text)
        } while !isLastPiece && text.bytes.count < enough
    }

    /// The columns that the first hundred good objects have.
    mutating func findColumns() throws(ConnectorError) -> [String] {
        var samples: [[UInt8]] = []
        var length = 0
        while samples.count < 100, length < 1 << 20 {
            var rows = JSONRows(width: 0)
            let start = records.position
            switch try records.next(text, isLast: isLastPiece, &scanner, into: &rows) {
            case .record where rows.rejects.isEmpty:
                let object = text.bytes[start..<records.position]
                samples.append(Array(object.drop { $0 != UInt8(ascii: "{") }))
                length += object.count
            case .record: break
            case .needsMore: try readMore()
            case .end:
                return try columns(of: samples)
            }
        }
        return try columns(of: samples)
    }

    private func columns(of samples: [[UInt8]]) throws(ConnectorError) -> [String] {
        let found = JSONColumns.found(in: samples)
        guard found.isEmpty, !samples.isEmpty else { return found }
        throw ConnectorError(
            .badHeader,
            "the first objects of \(part.path) have no members, so that its columns cannot be known")
    }

    /// The encoding, and columns that no record has: most likely they are spelt otherwise there.
    var remarks: [String] {
        let unseen = recordCount == 0 ? [] : columns.indices.filter { !isSeen[$0] }
        return (file.remark.map { [$0] } ?? []) + unseen.map { "no record has a value at `\(columns[$0])`" }
    }
}
