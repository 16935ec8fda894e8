import HubConnect
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
    package static let settings: [SettingDeclaration] = [
        SettingDeclaration("path", .path, required: true, help: "the file, relative to the workspace"),
        SettingDeclaration(
            "record", .text, required: true,
            help: "path of the elements that are records, from the root: /h:households/h:household/h:member"),
        SettingDeclaration(
            "namespaces", .dictionary,
            help: "namespace of each prefix used in `record` and columns; \"\" for elements without a prefix"),
        SettingDeclaration(
            "encoding", .choice(TextEncoding.settingWords), default: "auto",
            help: "auto goes by the byte order mark and the XML declaration; others overrule the declaration"),
        SettingDeclaration(
            "max_record_bytes", .integer(1024...(64 << 20)), default: "1048576",
            help: "a record whose values are longer than this together is rejected"),
    ]

    private let path: String
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
        path = context.resolve(settings.text("path") ?? "")
        record = settings.text("record") ?? ""
        namespaces = settings.dictionary("namespaces")
        encoding = settings.text("encoding") ?? "auto"
        maxRecordBytes = settings.integer("max_record_bytes") ?? 1 << 20
        self.chunkSize = chunkSize
        wanted = context.columns
        _ = try reader(XMLPushParser(), wanted)
    }

    /// The columns asked for, once the root element has been seen to fit; those of the first record when none
    /// are asked for.
    package func columns() async throws -> [String] {
        var source = try XMLSource(path: path, record: record, encoding: encoding, chunkSize: chunkSize)
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

    package func contentDigest() async throws -> String? { try FileDigest.of(path: path) }

    package func changeStamp() async throws -> String? { FileDigest.stamp(of: path) }

    package func lastChange() async throws -> Int? { FileDigest.lastChange(of: path) }

    package func read(
        from checkpoint: String?, deliver: (RecordBatch) async throws -> Void
    ) async throws -> Reading {
        let columns = wanted.isEmpty ? try await self.columns() : wanted
        var source = try XMLSource(path: path, record: record, encoding: encoding, chunkSize: chunkSize)
        var reader = try reader(source.parser, columns)
        var batch = RecordBatch(columns: columns)
        var ordinal = 0
        var isDelivered = false
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
                batch = RecordBatch(columns: columns)
            }
        }
        if !isDelivered || !batch.positions.isEmpty || !batch.rejects.isEmpty { try await deliver(batch) }
        return Reading()
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

// MARK: - One reading of a file

/// Brings the pieces of a file, their decoder and the parser together.
private struct XMLSource {
    let parser = XMLPushParser()
    private(set) var tape = XMLTape()
    private(set) var isAtEnd = false

    private let file: FileReader
    /// The setting, for messages.
    private let record: String
    private let encoding: TextEncoding
    private let chunkSize: Int
    /// The first bytes, which were read to find the encoding.
    private var head: ArraySlice<UInt8>
    private let start: Int
    private var decoder: TextDecoder

    init(
        path: String, record: String, encoding label: String, chunkSize: Int
    ) throws(ConnectorError) {
        file = try FileReader(path: path)
        self.record = record
        self.chunkSize = chunkSize
        let bytes = try file.read(max(chunkSize, 4096))
        encoding = try XMLEncoding.decide(label, head: bytes[...], path: path)
        start = bytes.starts(with: encoding.byteOrderMark) ? encoding.byteOrderMark.count : 0
        head = bytes[start...]
        decoder = TextDecoder(encoding, offset: start)
    }

    /// Puts the next piece on the tape; false when the document was at its end.
    mutating func parseNext() throws(ConnectorError) -> Bool {
        guard !isAtEnd else { return false }
        var piece = head.prefix(chunkSize)
        head = head.dropFirst(piece.count)
        if piece.isEmpty { piece = try file.read(chunkSize)[...] }
        isAtEnd = piece.isEmpty
        var text = DecodedText(encoding)
        decoder.decode(piece, isLast: isAtEnd, into: &text)
        try parse(text.bytes[..<(text.faults.first ?? text.bytes.count)])
        guard text.faults.isEmpty else { throw notValid(line: parser.line) }
        if isAtEnd {
            do { try parser.finish(into: &tape) } catch { throw explain(error) }
        }
        return true
    }

    private mutating func parse(_ text: ArraySlice<UInt8>) throws(ConnectorError) {
        do { try parser.parse(text.span, into: &tape) } catch { throw explain(error) }
    }

    /// Goes on to the next record of the tape from event `at`; false when the tape has no further one.
    func next(_ reader: inout XMLRecordReader, _ at: inout Int) throws(ConnectorError) -> Bool {
        do { return try reader.next(in: tape, from: &at) } catch { throw explain(error) }
    }

    /// Looks for the columns of the first record; true when it is complete.
    func next(_ outline: inout XMLRecordOutline) throws(ConnectorError) -> Bool {
        do { return try outline.read(tape) } catch { throw explain(error) }
    }

    /// Where the record starts in the file, which is known when nothing was recoded.
    func byteOffset(of reader: XMLRecordReader) -> Int { encoding == .utf8 ? start + reader.byteOffset : -1 }

    private func explain(_ error: XMLError) -> ConnectorError {
        let text = error.line > 0 ? "\(file.path): \(error)" : "\(file.path): \(error.problem)"
        return switch error.code {
        case .documentType: ConnectorError(.forbiddenContent, "\(text); have the sender leave it out")
        case .tooLarge: ConnectorError(.forbiddenContent, text)
        case .wrongRoot: ConnectorError(.badSetting, "\(text); correct the setting `record`, `\(record)`")
        case .truncated: ConnectorError(.malformed, "\(text); have it delivered again")
        default: ConnectorError(.malformed, text)
        }
    }

    private func notValid(line: Int) -> ConnectorError {
        ConnectorError(
            .encoding,
            "\(file.path): line \(line): bytes that are not valid \(encoding.rawValue); if the file is written "
                + "in another encoding than it declares, set `encoding`")
    }
}

/// Which encoding a document is in: XML 1.0, appendix F, without guessing.
private enum XMLEncoding {
    static func decide(
        _ label: String, head: ArraySlice<UInt8>, path: String
    ) throws(ConnectorError) -> TextEncoding {
        func wrong(_ problem: String) -> ConnectorError { ConnectorError(.encoding, "\(path) \(problem)") }
        let marked = TextEncoding.marked(head)
        if label != "auto", let chosen = TextEncoding(label: label) {
            if label == "utf-16", marked == .utf16BigEndian { return .utf16BigEndian }
            guard let marked, marked != chosen else { return chosen }
            throw wrong("begins with the byte order mark of \(marked.rawValue), but `encoding` says \(label)")
        }
        if let marked, marked != .utf8 { return marked }
        if head.prefix(2) == [0x3C, 0x00] || head.prefix(2) == [0x00, 0x3C] {
            throw wrong(
                "looks like UTF-16 without a byte order mark; set `encoding` to utf-16le or utf-16be")
        }
        guard let declared = declaration(head.dropFirst(marked == nil ? 0 : 3)) else { return .utf8 }
        guard let encoding = TextEncoding(label: declared), [.utf8, .gb18030].contains(encoding) else {
            throw wrong(
                "declares the encoding `\(declared)`, which is not accepted; deliver it in UTF-8, GB 18030 or "
                    + "UTF-16 with a byte order mark, or set `encoding` if the declaration is wrong")
        }
        if marked == .utf8, encoding != .utf8 {
            throw wrong("has the byte order mark of UTF-8 and declares `\(declared)`; set `encoding`")
        }
        return encoding
    }

    /// The encoding that `<?xml version="1.0" encoding="…"?>` names.
    private static func declaration(_ head: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: head.prefix(1024), as: UTF8.self)
        guard text.hasPrefix("<?xml"), let end = text.firstRange(of: "?>") else { return nil }
        let match = text[..<end.lowerBound].firstMatch(of: /\sencoding\s*=\s*["']([A-Za-z0-9._\-:]*)["']/)
        return match.map { String($0.output.1) }
    }
}
