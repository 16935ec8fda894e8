/// 128 bits that stand for a record key or for the content of a record: two independent `StableHash`es.
///
/// Among ten million records of a feed the chance of one accidental collision is about 10⁻²⁵.
public struct RecordHash: Sendable, Hashable, Comparable {
    /// First half.
    public let high: UInt64
    /// Second half.
    public let low: UInt64

    /// Creates a hash from its halves.
    @inlinable public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// One half is random enough for a hash table.
    @inlinable public func hash(into hasher: inout Hasher) { hasher.combine(high) }

    /// Orders by `high`, then `low`.
    @inlinable public static func < (a: RecordHash, b: RecordHash) -> Bool {
        (a.high, a.low) < (b.high, b.low)
    }
}
