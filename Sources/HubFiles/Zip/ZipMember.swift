/// One entry of the directory of a ZIP archive.
package struct ZipMember: Sendable {
    /// Path inside the archive, folders divided by `/`.
    package let name: String
    /// Length of the contents, as the directory claims.
    package let size: Int
    package let packedSize: Int
    /// When the file was changed last, as `YYYYMMDDhhmmss` in the packer's own time; 0 when unknown.
    package let modified: Int
    let isEncrypted: Bool
    let method: Int
    let checksum: UInt32
    /// Where the member's own header starts in the archive.
    let headerOffset: Int
    /// Where the next member, or the directory, starts.
    var limit: Int

    var isFolder: Bool { name.hasSuffix("/") }
}
