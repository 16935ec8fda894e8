/// How the files of a department are written: what goes back to it is written the same way.
public struct DelimitedFormat: Sendable, Equatable {
    /// The encoding, declared or found out.
    public var encoding: TextEncoding
    /// Whether files begin with a byte order mark.
    public var isMarked: Bool
    /// What stands between fields.
    public var delimiter: UInt8
    /// What encloses fields.
    public var quote: UInt8

    /// UTF-8 with a mark and commas, which every spreadsheet opens.
    public init(
        encoding: TextEncoding = .utf8, isMarked: Bool = true, delimiter: UInt8 = 0x2C, quote: UInt8 = 0x22
    ) {
        self.encoding = encoding
        self.isMarked = isMarked
        self.delimiter = delimiter
        self.quote = quote
    }
}
