/// A fast 64-bit hash with the same value on every machine and in every run, unlike `Hasher`.
///
/// Folded 64×64→128-bit multiplications over eight bytes at a time (the construction of wyhash, which is in
/// the public domain). Not cryptographic: checksums for departments are SHA-256. Complexity: O(bytes).
public struct StableHash: Sendable {
    @usableFromInline var state: UInt64

    /// Starts a hash; different seeds give independent hashes.
    @inlinable public init(seed: UInt64 = 0) { state = seed ^ 0x9E37_79B9_7F4A_7C15 }

    @inlinable static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    /// Adds one integer.
    @inlinable public mutating func combine(_ value: UInt64) {
        state =
            Self.mix(state ^ 0xA076_1D64_78BD_642F, value ^ 0xE703_7ED1_A0B4_28DB) &+ 0x8EBC_6AF0_9C88_C6E3
    }

    /// Adds bytes, with their count, so that `ab`+`c` and `a`+`bc` differ.
    @inlinable public mutating func combine(_ bytes: Span<UInt8>) {
        var index = 0
        let count = bytes.count
        while index &+ 8 <= count {
            var word: UInt64 = 0
            for offset in 0..<8 { word |= UInt64(bytes[index &+ offset]) &<< UInt64(offset &* 8) }
            combine(word)
            index &+= 8
        }
        var tail: UInt64 = 0
        var shift: UInt64 = 0
        while index < count {
            tail |= UInt64(bytes[index]) &<< shift
            shift &+= 8
            index &+= 1
        }
        combine(tail)
        combine(UInt64(count))
    }

    /// The hash of all that was added.
    @inlinable public func finish() -> UInt64 { Self.mix(state, state ^ 0x589A_9C15_1C0B_1A0F) }

    /// The hash of one text.
    public static func of(_ text: String, seed: UInt64 = 0) -> UInt64 {
        var hash = StableHash(seed: seed)
        let bytes = Array(text.utf8)
        hash.combine(bytes.span)
        return hash.finish()
    }
}
