internal import CZlib

/// The checksum of ZIP and gzip (ISO 3309) over bytes that arrive in pieces.
package struct CRC32: Sendable {
    private var state: UInt

    package init() { state = 0 }

    package var value: UInt32 { UInt32(truncatingIfNeeded: state) }

    /// Adds bytes.
    package mutating func update(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            state = unsafe crc32_z(state, buffer.baseAddress, buffer.count)
        }
    }

    /// The checksum of `bytes`.
    package static func of(_ bytes: [UInt8]) -> UInt32 {
        var crc = CRC32()
        crc.update(bytes.span)
        return crc.value
    }
}
