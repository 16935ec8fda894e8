import HubModel

/// Gives equal byte strings the same small number: 1, 2, 3, … in order of first sight; 0 is nobody's.
///
/// Numbers depend on the order of intake, so nothing may be ordered by them: they only say *equal*.
struct Interner: Sendable {
    /// The distinct strings one after another.
    private(set) var arena: [UInt8] = []
    /// String `id` is `arena[ends[id - 1]..<ends[id]]`; `ends[0]` is 0.
    private(set) var ends: [Int] = [0]
    /// High half: the high half of the string's hash, so that most others are told apart without a look at them; low
    /// half: its number, 0 for a free slot.
    private var slots: [UInt64]
    private var hashes: [UInt64] = [0]

    private static let number: UInt64 = 0xFFFF_FFFF

    init(expecting count: Int = 0) {
        var capacity = 64
        while capacity < count &* 2, capacity < 1 << 22 { capacity &*= 2 }
        slots = Array(repeating: 0, count: capacity)
    }

    /// How many distinct strings there are.
    var count: Int { ends.count - 1 }

    /// The number of `bytes`. Complexity: O(bytes).
    mutating func intern(_ bytes: Span<UInt8>) -> UInt32 {
        var hasher = StableHash()
        hasher.combine(bytes)
        let hash = hasher.finish()
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let id = slots[slot] & Self.number
            if slots[slot] ^ hash < Self.number, holds(bytes, at: Int(id)) { return UInt32(id) }
            slot = (slot &+ 1) & mask
        }
        let id = UInt32(ends.count)
        slots[slot] = hash & ~Self.number | UInt64(id)
        hashes.append(hash)
        for index in bytes.indices { arena.append(bytes[index]) }
        ends.append(arena.count)
        if count &* 2 > slots.count { grow() }
        return id
    }

    private func holds(_ bytes: Span<UInt8>, at id: Int) -> Bool {
        let start = ends[id &- 1]
        guard ends[id] &- start == bytes.count else { return false }
        for index in bytes.indices where arena[start &+ index] != bytes[index] { return false }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count &* 2)
        let mask = slots.count &- 1
        for id in 1..<ends.count {
            var slot = Int(truncatingIfNeeded: hashes[id]) & mask
            while slots[slot] != 0 { slot = (slot &+ 1) & mask }
            slots[slot] = hashes[id] & ~Self.number | UInt64(id)
        }
    }
}
