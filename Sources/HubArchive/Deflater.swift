internal import CZlib

/// Packs bytes that arrive in pieces with deflate (RFC 1951). The same bytes in the same pieces give the same packed bytes.
///
/// ```swift
/// let deflater = try Deflater()
/// try deflater.pack(piece.span, into: &output)
/// try deflater.finish(into: &output)
/// ```
@safe package final class Deflater {
    private let stream: UnsafeMutablePointer<z_stream>

    /// Throws `outOfMemory`.
    package init() throws(ArchiveError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        // Level 4 packs rows of text nearly as small as the standard level 6, in half the time.
        let result = unsafe deflateInit2_(
            stream, 4, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, zlibVersion(), size)
        guard result == Z_OK else {
            unsafe stream.deallocate()
            throw ArchiveError(.outOfMemory)
        }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Packs some bytes; what is packed already is appended to `output`.
    package func pack(_ input: Span<UInt8>, into output: inout [UInt8]) throws(ArchiveError) {
        var start = 0
        while start < input.count {
            let count = min(input.count - start, 1 << 20)
            try work(input.extracting(start..<start + count), Z_NO_FLUSH, into: &output)
            start += count
        }
    }

    /// Appends what is left. Nothing can be packed after it.
    package func finish(into output: inout [UInt8]) throws(ArchiveError) {
        try work([UInt8]().span, Z_FINISH, into: &output)
    }

    private func work(_ input: Span<UInt8>, _ flush: Int32, into output: inout [UInt8]) throws(ArchiveError) {
        var result = Z_OK
        let room = 1 << 16
        unsafe input.withUnsafeBufferPointer { bytes in
            // zlib does not write to its input; the pointer is mutable for the sake of old C.
            unsafe stream.pointee.next_in = bytes.baseAddress.map {
                unsafe UnsafeMutablePointer(mutating: $0)
            }
            unsafe stream.pointee.avail_in = uInt(bytes.count)
            var isDone = false
            while !isDone {
                let piece = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, made in
                    unsafe stream.pointee.next_out = buffer.baseAddress
                    unsafe stream.pointee.avail_out = uInt(room)
                    result = unsafe deflate(stream, flush)
                    made = unsafe room - Int(stream.pointee.avail_out)
                }
                output += piece
                isDone = piece.count < room
            }
        }
        // Z_BUF_ERROR says that there was nothing to do.
        guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else {
            throw ArchiveError(.outOfMemory)
        }
    }
}
