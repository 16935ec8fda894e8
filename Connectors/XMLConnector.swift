import HubConnect
import HubFiles
import HubModel
import HubXML

/// XML documents: one row an element, columns by path.
///
/// ```
/// <h:households xmlns:h="urn:district:household">        record: /h:households/h:household/h:member
///   <h:household code="0574-1">
///     <h:number>330203-17</h:number>                     ../h:number   ../@code
///     <h:member id="7"><h:name>张三</h:name></h:member>   @id   h:name
/// ```
///
/// A piece of the file is decoded to UTF-8, libxml2 parses it onto a tape, and the tape becomes rows. Of the
/// document only open elements are kept.
package struct XMLConnector: Connector {
    package static let name = "xml"
    package static let summary = "XML documents in UTF-8, GB 18030 (GBK, GB 2312) or UTF-16"
    package static let settings: [SettingDeclaration] =
        FileSet.settings + [
            SettingDeclaration(
                "record", .text, required: true,
                help:
                    "path of the elements that are records, from the root: /h:households/h:household/h:member; with a `?` "
                    + "at its end, an element that holds none is a record too"),
            SettingDeclaration(
                "namespaces", .dictionary,
                help:
                    "namespace of each prefix used in `record` and columns; \"\" for elements without a prefix"
            ),
            SettingDeclaration(
                "encoding", .choice(TextEncoding.settingWords), default: "auto",
                help:
                    "auto goes by the byte order mark and the XML declaration; others overrule the declaration"
            ),
            SettingDeclaration(
                "max_record_bytes", .integer(1024...(64 << 20)), default: "1048576",
                help: "a record whose values are longer than this together is rejected"),
        ]

    private let files: FileSet
    private let record: String
    private let namespaces: [String: String]
    private let encoding: String
    private let maxRecordBytes: Int
    private let chunkSize: Int
    private let wanted: [String]

    package init(_ settings: Settings, _ context: ConnectorContext) throws(ConnectorError) {
        try self.init(settings, context, chunkSize: 128 << 10)
    }

    /// With a piece size of one's own: results must not depend on it, and tests try all small ones.
    package init(
        _ settings: Settings, _ context: ConnectorContext, chunkSize: Int
    ) throws(ConnectorError) {
        files = FileSet(settings, context)
        record = settings.text("record") ?? ""
        namespaces = settings.dictionary("namespaces")
        encoding = settings.text("encoding") ?? "auto"
        maxRecordBytes = settings.integer("max_record_bytes") ?? 1 << 20
        self.chunkSize = chunkSize
        wanted = context.columns
        _ = try reader(XMLPushParser(), wanted)
    }

    package func columns() async throws -> [String] { try columns(of: files.select().parts[0]) }

    /// The columns asked for, once the root element has been seen to fit; those of the first record when none
    /// are asked for.
    private func columns(of part: FilePart) throws -> [String] {
        var source = try open(part)
        guard wanted.isEmpty else {
            var reader = try reader(source.parser, wanted)
            while try !reader.hasRoot && source.parseNext() {
                var at = 0
                _ = try source.next(&reader, &at)
            }
            return wanted
        }
        var outline = try outline(source.parser)
        while try source.parseNext() {
            if try source.next(&outline) { break }
        }
        return outline.columns
    }

    package func contentDigest() async throws -> String? { try files.contentDigest() }

    package func changeStamp() async throws -> String? { files.changeStamp() }

    package func lastChange() async throws -> Int? { files.lastChange() }

    package func read(
        from checkpoint: String?, deliver: (RecordBatch) async throws -> Void
    ) async throws -> Reading {
        let selection = try files.select()
        let columns = wanted.isEmpty ? try self.columns(of: selection.parts[0]) : wanted
        var remarks = PartRemarks(selection)
        var ordinal = 0
        var isDelivered = false
        for part in selection.parts {
            var source = try open(part)
            var reader = try reader(source.parser, columns)
            var batch = RecordBatch(columns: columns, part: part.part)
            while try source.parseNext() {
                try Task.checkCancellation()
                var at = 0
                while try source.next(&reader, &at) {
                    ordinal += 1
                    append(reader, ordinal, source.byteOffset(of: reader), to: &batch)
                    let isFull = batch.isFull || batch.positions.count + batch.rejects.count >= 8192
                    guard isFull || batch.rejects.count >= 64 else { continue }
                    try await deliver(batch)
                    isDelivered = true
                    batch = RecordBatch(columns: columns, part: part.part)
                }
            }
            if !batch.positions.isEmpty || !batch.rejects.isEmpty {
                try await deliver(batch)
                isDelivered = true
            }
            remarks.add(source.remark.map { [$0] } ?? [], of: part)
        }
        if !isDelivered { try await deliver(RecordBatch(columns: columns, part: selection.parts[0].part)) }
        return Reading(remarks: remarks.sentences)
    }

    private func open(_ part: FilePart) throws(ConnectorError) -> XMLSource {
        try XMLSource(try part.open(), record: record, encoding: encoding, chunkSize: chunkSize)
    }

    private func append(
        _ reader: XMLRecordReader, _ ordinal: Int, _ byteOffset: Int, to batch: inout RecordBatch
    ) {
        let position = RecordPosition(ordinal: ordinal, line: reader.line, byteOffset: byteOffset)
        guard !reader.isTooLong else {
            let detail = "values longer than \(maxRecordBytes) bytes together"
            batch.rejects.append(
                Reject(.fieldTooLong, at: position, detail: detail, raw: raw(reader, batch.columns)))
            return
        }
        batch.positions.append(position)
        for column in batch.columns.indices {
            if let value = reader.value(column) {
                batch.table.append(value)
            } else {
                batch.table.appendMissing()
            }
        }
    }

    /// What was kept of a record, for the quarantine: a line a value, at most 64 KiB.
    private func raw(_ reader: XMLRecordReader, _ columns: [String]) -> String {
        var bytes: [UInt8] = []
        for (index, column) in columns.enumerated() {
            guard let value = reader.value(index) else { continue }
            bytes += Array("\(column): ".utf8) + value + [UInt8(ascii: "\n")]
        }
        var end = min(bytes.count, 65536)
        while end < bytes.count && end > 0 && bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    private func reader(
        _ parser: XMLPushParser, _ columns: [String]
    ) throws(ConnectorError) -> XMLRecordReader {
        do {
            return try XMLRecordReader(
                record: record, columns: columns, namespaces: namespaces, maxRecordBytes: maxRecordBytes,
                parser: parser)
        } catch {
            throw explain(error)
        }
    }

    private func outline(_ parser: XMLPushParser) throws(ConnectorError) -> XMLRecordOutline {
        do {
            return try XMLRecordOutline(record: record, namespaces: namespaces, parser: parser)
        } catch {
            throw explain(error)
        }
    }

    private func explain(_ error: XMLPathError) -> ConnectorError {
        error.isRecord
            ? ConnectorError(
                .badSetting, "the setting `record`, `\(error.path)`, is no path of elements: \(error.problem)"
            )
            : ConnectorError(
                .noSuchColumn,
                "the column `\(error.path)` is no path from the setting `record`, `\(record)`: \(error.problem)"
            )
    }
}
