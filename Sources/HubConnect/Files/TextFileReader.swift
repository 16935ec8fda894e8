/// Reads a text in any supported encoding as UTF-8, piece by piece.
///
/// ```swift
/// var reader = try TextFileReader(path: path, encoding: nil)
/// var text = DecodedText(reader.encoding, origin: reader.start)
/// while try reader.readChunk(into: &text) { … text.cut(at: …) … }
/// ```
public struct TextFileReader {
    /// How many bytes decide on the encoding when none is declared.
    public static let window = 1 << 20

    /// The encoding, declared or found out.
    public let encoding: TextEncoding
    /// Offset of the first byte behind the byte order mark.
    public let start: Int
    /// How the encoding was found out, or that it does not look like the declared one; `nil` when there is
    /// nothing to tell.
    public let remark: String?

    private var source: any ByteSource
    private let chunkSize: Int
    private var head: [UInt8]
    private let headIsAll: Bool
    private var next: Int
    private var decoder: TextDecoder

    /// Opens a file and decides on its encoding.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - label: a word of `TextEncoding.settingWords`; `nil` or `auto` finds out.
    ///   - chunkSize: bytes a piece; results do not depend on it.
    /// - Throws: what `FileReader` throws; `encoding` when a byte order mark contradicts the label.
    public init(path: String, encoding label: String?, chunkSize: Int = 1 << 19) throws(ConnectorError) {
        try self.init(encoding: label, chunkSize: chunkSize) { () throws(ConnectorError) in
            try FileReader(path: path)
        }
    }

    /// Opens a source and decides on its encoding.
    ///
    /// - Parameters:
    ///   - label: a word of `TextEncoding.settingWords`; `nil` or `auto` finds out.
    ///   - chunkSize: bytes a piece; results do not depend on it.
    ///   - open: gives the bytes from the beginning. Called twice for a text whose first MiB is plain ASCII, since
    ///     that does not tell what comes behind it.
    /// - Throws: what `open` throws; `encoding` when a byte order mark contradicts the label.
    public init(
        encoding label: String?, chunkSize: Int = 1 << 19,
        opening open: () throws(ConnectorError) -> any ByteSource
    ) throws(ConnectorError) {
        source = try open()
        head = try source.readFully(Self.window)
        headIsAll = head.count < Self.window
        let evidence = headIsAll || !Self.tellsNothing(head) ? head : try Self.laterEvidence(open(), head)
        (encoding, remark) = try Self.decide(label, head: head, evidence: evidence, path: source.path)
        start = head.starts(with: encoding.byteOrderMark) ? encoding.byteOrderMark.count : 0
        next = start
        self.chunkSize = max(1, chunkSize)
        decoder = TextDecoder(encoding, offset: start)
    }

    /// Appends the next piece to `text`; false when it was the last one.
    public mutating func readChunk(into text: inout DecodedText) throws(ConnectorError) -> Bool {
        var isLast = headIsAll
        if next < head.count {
            let piece = head[next..<min(next + chunkSize, head.count)]
            next = piece.endIndex
            isLast = isLast && next == head.count
            decoder.decode(piece, isLast: isLast, into: &text)
        } else {
            head = []
            let piece = headIsAll ? [] : try source.read(chunkSize)
            isLast = piece.isEmpty
            decoder.decode(piece[...], isLast: isLast, into: &text)
        }
        return !isLast
    }
}

// MARK: - The encoding

extension TextFileReader {
    /// Whether the first MiB is plain ASCII, but perhaps for its very end.
    private static func tellsNothing(_ head: [UInt8]) -> Bool {
        TextEncoding.marked(head[...]) == nil && !head.contains(0)
            && isASCII(head[..<(head.count - 65536)])
    }

    private static func isASCII(_ bytes: ArraySlice<UInt8>) -> Bool {
        var all: UInt8 = 0
        for byte in bytes { all |= byte }
        return all < 0x80
    }

    /// A MiB from the first byte on that is not ASCII; `head` when all are.
    private static func laterEvidence(
        _ source: any ByteSource, _ head: [UInt8]
    ) throws(ConnectorError) -> [UInt8] {
        var source = source
        while case let piece = try source.read(1 << 18), !piece.isEmpty {
            if isASCII(piece[...]) { continue }
            let found = Array(piece.drop { $0 < 0x80 })
            return found + (try source.readFully(window - found.count))
        }
        return head
    }

    private static func decide(
        _ label: String?, head: [UInt8], evidence: [UInt8], path: String
    ) throws(ConnectorError) -> (TextEncoding, remark: String?) {
        let marked = TextEncoding.marked(head[...])
        let found = marked ?? TextEncoding.detect(evidence[...])
        guard let label, label.lowercased() != "auto" else {
            let how = marked == nil ? "found by content" : "by its byte order mark"
            return (found, "read as \(found.rawValue), \(how)")
        }
        guard let declared = TextEncoding(label: label) else {
            throw ConnectorError(
                .badSetting,
                "`encoding` is not one of \(TextEncoding.settingWords.joined(separator: ", "))")
        }
        if label.lowercased() == "utf-16", let marked, marked == .utf16BigEndian { return (marked, nil) }
        if let marked, marked != declared {
            throw ConnectorError(
                .encoding,
                "\(path) begins with the byte order mark of \(marked.rawValue), but `encoding` says "
                    + "\(label); write `encoding: \"\(marked.rawValue)\"` or leave it out")
        }
        // What is valid both ways is what it is declared to be.
        let isDoubtful = found != declared && !declared.holds(evidence[...])
        let doubt = "`encoding` says \(label), but the contents look like \(found.rawValue)"
        return (declared, isDoubtful ? doubt : nil)
    }
}

extension ByteSource {
    /// `count` bytes; fewer only at the end.
    mutating func readFully(_ count: Int) throws(ConnectorError) -> [UInt8] {
        var bytes = try read(max(0, count))
        while bytes.count < count {
            let piece = try read(count - bytes.count)
            if piece.isEmpty { break }
            bytes += piece
        }
        return bytes
    }
}
