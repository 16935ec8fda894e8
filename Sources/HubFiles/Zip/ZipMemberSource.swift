import HubArchive
import HubConnect

/// The contents of one member of a ZIP archive: stored or deflated, checked against checksum and length.
struct ZipMemberSource: ByteSource {
    let path: String
    private let member: ZipMember
    private let limits: UnpackLimits
    private let file: FileReader
    /// `nil` for a stored member.
    private let inflater: Inflater?
    private var input: [UInt8] = []
    private var next = 0
    /// Packed bytes not read yet.
    private var left: Int
    private var given = 0
    private var checksum = CRC32()
    private var isDone = false

    init(_ member: ZipMember, of archive: String, limits: UnpackLimits) throws(ConnectorError) {
        let path = "\(archive)!\(member.name)"
        self.path = path
        self.member = member
        self.limits = limits
        guard !member.isEncrypted else {
            throw ConnectorError(
                .forbiddenContent,
                "\(path) is encrypted; have it packed without a password, or unpack it by hand")
        }
        switch member.method {
        case 0: inflater = nil
        case 8: inflater = try unpacking(path) { () throws(ArchiveError) in try Inflater(.deflate) }
        default:
            throw ConnectorError(
                .unreadable,
                "\(path) is packed by method \(member.method), which is not supported; pack it by deflate, the "
                    + "method every packer knows")
        }
        file = try FileReader(path: archive)
        try file.move(to: member.headerOffset)
        let header = ZipBytes(try file.readAll(30)[...])
        let start = member.headerOffset + 30 + header.short(26) + header.short(28)
        guard header.count == 30, header.word(0) == 0x0403_4B50, start + member.packedSize <= member.limit
        else {
            throw damaged(path, ArchiveError(.malformed))
        }
        try file.move(to: start)
        left = member.packedSize
    }

    mutating func read(_ count: Int) throws(ConnectorError) -> [UInt8] {
        while !isDone {
            let bytes = try piece(count)
            given += bytes.count
            checksum.update(bytes.span)
            try limits.check(unpacked: given, packed: member.packedSize - left, path: path)
            if !bytes.isEmpty { return bytes }
        }
        guard given == member.size, checksum.value == member.checksum else {
            throw damaged(path, ArchiveError(.checksum))
        }
        return []
    }

    private mutating func piece(_ count: Int) throws(ConnectorError) -> [UInt8] {
        guard let inflater else {
            let bytes = try readPacked(count)
            isDone = bytes.isEmpty
            return bytes
        }
        if next == input.count {
            input = try readPacked(1 << 16)
            next = 0
        }
        var index = next
        let bytes = try unpacking(path) { [input] () throws(ArchiveError) in
            try inflater.unpack(input, from: &index, atMost: count)
        }
        next = index
        isDone = inflater.isAtEnd
        // Without input, some output may still have waited inside; if none did, the contents are cut off.
        if input.isEmpty, bytes.isEmpty, !isDone { throw damaged(path, ArchiveError(.truncated)) }
        return bytes
    }

    private mutating func readPacked(_ count: Int) throws(ConnectorError) -> [UInt8] {
        let bytes = try file.read(min(count, left))
        left -= bytes.count
        if bytes.isEmpty, left > 0 { throw damaged(path, ArchiveError(.truncated)) }
        return bytes
    }
}
