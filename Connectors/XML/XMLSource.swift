import HubConnect
import HubXML

/// Brings the pieces of a document, their decoder and the parser together.
struct XMLSource {
    let parser = XMLPushParser()
    private(set) var tape = XMLTape()
    private(set) var isAtEnd = false

    /// How the encoding was decided on; `nil` when there is nothing to tell.
    let remark: String?
    private let encoding: TextEncoding

    private var bytes: any ByteSource
    /// The setting, for messages.
    private let record: String
    private let chunkSize: Int
    /// The first bytes, which were read to find the encoding.
    private var head: ArraySlice<UInt8>
    private let start: Int
    private var decoder: TextDecoder

    init(
        _ source: any ByteSource, record: String, encoding label: String, chunkSize: Int
    ) throws(ConnectorError) {
        bytes = source
        self.record = record
        self.chunkSize = chunkSize
        // What is unpacked may come in small pieces.
        var first: [UInt8] = []
        while first.count < 4096, case let more = try bytes.read(max(chunkSize, 4096)), !more.isEmpty {
            first += more
        }
        (encoding, remark) = try XMLEncoding.decide(label, head: first[...], path: source.path)
        start = first.starts(with: encoding.byteOrderMark) ? encoding.byteOrderMark.count : 0
        head = first[start...]
        decoder = TextDecoder(encoding, offset: start)
    }

    /// Puts the next piece on the tape; false when the document was at its end.
    mutating func parseNext() throws(ConnectorError) -> Bool {
        guard !isAtEnd else { return false }
        var piece = head.prefix(chunkSize)
        head = head.dropFirst(piece.count)
        if piece.isEmpty { piece = try bytes.read(chunkSize)[...] }
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
        let text = error.line > 0 ? "\(bytes.path): \(error)" : "\(bytes.path): \(error.problem)"
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
            "\(bytes.path): line \(line): bytes that are not valid \(encoding.rawValue); if the file is written "
                + "in another encoding than it declares, set `encoding`")
    }
}
