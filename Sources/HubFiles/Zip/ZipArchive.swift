import HubArchive
import HubConnect

/// A ZIP archive on disk: what is in it, and each member as a stream of bytes.
///
/// ```swift
/// let archive = try ZipArchive(path: "feeds/delivery.zip")
/// var bytes = try archive.open(archive.members[0])
/// while case let piece = try bytes.read(1 << 16), !piece.isEmpty { … }
/// ```
///
/// The directory at the end of the archive is believed, the headers before the members are not, save for their
/// length. Nothing is ever written to disk, so a name like `../../etc/passwd` is a name and nothing more.
package struct ZipArchive: Sendable {
    package let path: String
    /// Files of the archive, in the order of its directory; folders are left out.
    package let members: [ZipMember]
    private let limits: UnpackLimits

    /// Reads the directory.
    ///
    /// - Throws: what `FileReader` throws; `malformed` for a damaged or cut off archive; `forbiddenContent` for
    ///   one of too many or of overlapping members.
    package init(path: String, limits: UnpackLimits = UnpackLimits()) throws(ConnectorError) {
        self.path = path
        self.limits = limits
        members = try ZipDirectory(path: path, limits: limits).members.filter { !$0.isFolder }
    }

    /// Whether bytes begin like a ZIP archive that holds something, or like an empty one.
    package static func isZip(_ head: [UInt8]) -> Bool {
        head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06])
    }

    /// Whether this is a workbook (.xlsx) and not an archive somebody packed.
    package var isWorkbook: Bool { members.contains { $0.name == "[Content_Types].xml" } }

    /// The member of exactly this name.
    package func member(named name: String) -> ZipMember? { members.first { $0.name == name } }

    /// The contents of a member. Its checksum and length are compared when the end is reached.
    ///
    /// - Throws: `forbiddenContent` for an encrypted member, `unreadable` for one that is packed in a way that is
    ///   not supported, `malformed`.
    package func open(_ member: ZipMember) throws(ConnectorError) -> any ByteSource {
        try ZipMemberSource(member, of: path, limits: limits)
    }
}
