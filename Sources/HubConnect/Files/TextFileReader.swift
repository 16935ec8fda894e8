/// Reads a text file in any supported encoding as UTF-8, piece by piece.
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

    private let file: FileReader
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
        file = try FileReader(path: path)
        head = try file.read(Self.window)
        encoding = try Self.decide(label, head: head, path: path)
        start = head.starts(with: encoding.byteOrderMark) ? encoding.byteOrderMark.count : 0
        next = start
        headIsAll = head.count < Self.window
        self.chunkSize = max(1, chunkSize)
        decoder = TextDecoder(encoding, offset: start)
    }

    private static func decide(
        _ label: String?, head: [UInt8], path: String
    ) throws(ConnectorError) -> TextEncoding {
        guard let label, label != "auto" else { return TextEncoding.detect(head[...]) }
        guard let declared = TextEncoding(label: label) else {
            throw ConnectorError(
                .badSetting,
                "`encoding` is not one of \(TextEncoding.settingWords.joined(separator: ", "))")
        }
        let marked = TextEncoding.marked(head[...])
        if label.lowercased() == "utf-16", let marked, marked == .utf16BigEndian { return marked }
        if let marked, marked != declared {
            throw ConnectorError(
                .encoding,
                "\(path) begins with the byte order mark of \(marked.rawValue), but `encoding` says "
                    + "\(label); write `encoding: \"\(marked.rawValue)\"` or leave it out")
        }
        return declared
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
            let piece = headIsAll ? [] : try file.read(chunkSize)
            isLast = piece.isEmpty
            decoder.decode(piece[...], isLast: isLast, into: &text)
        }
        return !isLast
    }
}
