/// Packed bytes could not be unpacked. Names no file: who unpacks knows which.
package struct ArchiveError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure.
    package enum Code: Sendable {
        /// The packed bytes end before the contents do.
        case truncated
        /// They are not what deflate or gzip writes.
        case malformed
        /// The contents are not those that were packed.
        case checksum
        /// zlib has no memory.
        case outOfMemory
    }

    package let code: Code
    package init(_ code: Code) { self.code = code }

    package var description: String {
        switch code {
        case .truncated: "the packed bytes end too early"
        case .malformed: "the packed bytes are damaged"
        case .checksum: "the contents do not have the checksum they were packed with"
        case .outOfMemory: "there is no memory to unpack"
        }
    }
}
