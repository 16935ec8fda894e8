import HubConnect

/// One of the files behind a `path` setting, or one member of an archive.
package struct FilePart: Sendable {
    /// Where it stands among the parts of the reading; `SourcePart.whole` where the path names one file.
    package let part: SourcePart
    /// Name for messages: `/srv/feeds/delivery.zip!people.csv`.
    package let path: String
    private let file: String
    private let archive: ZipArchive?
    private let member: ZipMember?
    private let limits: UnpackLimits

    init(
        _ part: SourcePart, file: String, archive: ZipArchive? = nil, member: ZipMember? = nil,
        limits: UnpackLimits
    ) {
        self.part = part
        self.file = file
        self.archive = archive
        self.member = member
        self.limits = limits
        path = member.map { "\(file)!\($0.name)" } ?? file
    }

    /// The unpacked bytes from the beginning; may be asked for again.
    ///
    /// - Throws: `ConnectorError` when the file cannot be read, or the archive cannot be unpacked.
    package func open() throws(ConnectorError) -> any ByteSource {
        var packed: any ByteSource
        if let archive, let member {
            packed = try archive.open(member)
        } else {
            packed = try FileReader(path: file)
        }
        // Two bytes tell gzip, and a source may give one at a time.
        var head: [UInt8] = []
        while head.count < 2, case let piece = try packed.read(2 - head.count), !piece.isEmpty {
            head += piece
        }
        let whole = HeadedSource(head, before: packed)
        return GzipSource.isGzip(head) ? try GzipSource(whole, limits: limits) : whole
    }
}
