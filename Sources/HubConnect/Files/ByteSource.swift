/// Bytes that come one after another: of a file, of a member of an archive, of what gzip packed.
public protocol ByteSource {
    /// What the bytes are of, for messages: `feeds/delivery.zip!people.csv`.
    var path: String { get }

    /// The next bytes, at most `count`; none at the end, and only there.
    ///
    /// - Throws: `unreadable`, `malformed` when what packed the bytes is damaged.
    mutating func read(_ count: Int) throws(ConnectorError) -> [UInt8]
}

extension FileReader: ByteSource {}
