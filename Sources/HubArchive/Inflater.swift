internal import CZlib

/// Unpacks deflate (RFC 1951) or gzip (RFC 1952), as much at a time as is asked for.
///
/// ```swift
/// let inflater = try Inflater(.gzip)
/// var next = 0
/// let bytes = try inflater.unpack(packed, from: &next, atMost: 1 << 16)
/// ```
///
/// A gzip file may hold several members one after another; `isAtEnd` tells the end of one, `restart` begins the
/// next. The checksum and length of a gzip member are compared here; raw deflate has neither.
@safe package final class Inflater {
    /// How the bytes are packed.
    package enum Format: Sendable {
        case gzip
        /// Deflate without any header, as in a ZIP archive.
        case deflate
    }

    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether the packed data has come to its own end.
    package private(set) var isAtEnd = false

    /// Throws `outOfMemory`.
    package init(_ format: Format) throws(ArchiveError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let bits: Int32 = format == .gzip ? 16 + 15 : -15
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        guard unsafe inflateInit2_(stream, bits, zlibVersion(), size) == Z_OK else {
            // The other results are faults of the program; all of them leave nothing to unpack with.
            unsafe stream.deallocate()
            throw ArchiveError(.outOfMemory)
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Begins with the next member.
    package func restart() {
        unsafe inflateReset(stream)
        isAtEnd = false
    }

    /// Unpacks what follows.
    ///
    /// - Parameters:
    ///   - input: packed bytes.
    ///   - next: index of the first one not used yet; moved on.
    ///   - count: how many bytes to give at the most.
    /// - Returns: unpacked bytes; none when more input is needed, or at the end.
    package func unpack(
        _ input: [UInt8], from next: inout Int, atMost count: Int
    ) throws(ArchiveError) -> [UInt8] {
        if isAtEnd { return [] }
        var result = Z_OK
        let given = min(input.count - next, Int(Int32.max))
        let room = min(count, Int(Int32.max))
        let start = next
        let output = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, made in
            unsafe input.withUnsafeBufferPointer { packed in
                // zlib does not write to its input; the pointer is mutable for the sake of old C.
                unsafe stream.pointee.next_in = packed.baseAddress.map {
                    unsafe UnsafeMutablePointer(mutating: $0 + start)
                }
                unsafe stream.pointee.avail_in = uInt(given)
                unsafe stream.pointee.next_out = buffer.baseAddress
                unsafe stream.pointee.avail_out = uInt(room)
                result = unsafe inflate(stream, Z_NO_FLUSH)
            }
            made = unsafe room - Int(stream.pointee.avail_out)
        }
        next += unsafe given - Int(stream.pointee.avail_in)
        switch result {
        case Z_OK, Z_BUF_ERROR: return output
        case Z_STREAM_END:
            isAtEnd = true
            return output
        case Z_MEM_ERROR: throw ArchiveError(.outOfMemory)
        default: throw ArchiveError(isChecksum ? .checksum : .malformed)
        }
    }

    /// zlib has one result for all damage and tells the kinds apart in words that have stood since 1995.
    private var isChecksum: Bool {
        guard let message = unsafe stream.pointee.msg else { return false }
        let text = unsafe String(cString: message)
        return text == "incorrect data check" || text == "incorrect length check"
    }
}
