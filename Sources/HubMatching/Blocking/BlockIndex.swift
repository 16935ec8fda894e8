/// The blocks of one rule: profiles that share a key.
///
/// A block of more than `bound` profiles is *oversized*: it brings no pairs of its own, `Neighbourhood`
/// finds the near ones in it.
struct BlockIndex: Sendable {
    /// Profiles a block may have before its pairs become too many.
    static let bound = 300
    /// Set in a slot whose profile lies in several blocks.
    static let several: UInt32 = 1 << 31

    /// Members of block `b` are `members[starts[b]..<starts[b + 1]]`, in order of profile.
    private(set) var members: [UInt32] = []
    private(set) var starts: [Int] = [0]
    /// One list of profiles each.
    private(set) var oversized: [[UInt32]] = []
    /// One a profile: 0 no block, block + 1, or `several` plus a position in `listStarts`.
    private(set) var slots: [UInt32]
    private var lists: [UInt32] = []
    private var listStarts: [Int] = [0]
    /// Whether the rule gives the profile any key.
    private(set) var hasKey: [Bool]
    /// Blocks of two or more mentions.
    private(set) var blockCount = 0
    /// Mentions in the largest.
    private(set) var largest = 0

    init(keys: BlockKeys, profiles: Profiles) {
        slots = Array(repeating: 0, count: profiles.count)
        hasKey = Array(repeating: false, count: profiles.count)
        var entries: [Keyed] = []
        entries.reserveCapacity(profiles.count)
        var found: [UInt64] = []
        for profile in 0..<profiles.count {
            found.removeAll(keepingCapacity: true)
            keys.append(of: profiles.rows, from: profile &* profiles.width, to: &found)
            hasKey[profile] = !found.isEmpty
            for key in found { entries.append(Keyed(key: key, value: UInt32(profile))) }
        }
        radixSort(&entries)
        var start = 0
        while start < entries.count {
            var end = start + 1
            while end < entries.count, entries[end].key == entries[start].key { end += 1 }
            addBlock(entries[start..<end], profiles: profiles)
            start = end
        }
        fillSlots(profiles: profiles.count)
    }

    var count: Int { starts.count - 1 }

    /// The smallest block that holds both profiles. Complexity: O(1) unless both lie in several blocks.
    func sharedBlock(_ first: Int, _ second: Int) -> Int? {
        let (a, b) = (slots[first], slots[second])
        if a == 0 || b == 0 { return nil }
        if a | b < Self.several { return a == b ? Int(a) &- 1 : nil }
        var (left, right) = (blocks(a), blocks(b))
        while let first = left.first, let second = right.first {
            if first == second { return Int(first) }
            if first < second { left.removeFirst() } else { right.removeFirst() }
        }
        return nil
    }

    /// Blocks in a slot, ascending.
    private func blocks(_ slot: UInt32) -> ArraySlice<UInt32> {
        guard slot >= Self.several else { return [slot - 1] }
        let list = Int(slot ^ Self.several)
        return lists[listStarts[list]..<listStarts[list + 1]]
    }

    private mutating func addBlock(_ entries: ArraySlice<Keyed>, profiles: Profiles) {
        let start = members.count
        var mentions = 0
        for entry in entries where members.count == start || members[members.count - 1] != entry.value {
            members.append(entry.value)
            mentions += profiles.size(Int(entry.value))
        }
        if mentions > 1 {
            blockCount += 1
            largest = max(largest, mentions)
        }
        let size = members.count - start
        if size > 1, size <= Self.bound {
            starts.append(members.count)
            return
        }
        if size > Self.bound { oversized.append(Array(members[start...])) }
        members.removeSubrange(start...)
    }

    private mutating func fillSlots(profiles: Int) {
        var counts = [UInt32](repeating: 0, count: profiles)
        for profile in members { counts[Int(profile)] += 1 }
        for profile in 0..<profiles where counts[profile] > 1 {
            slots[profile] = Self.several | UInt32(listStarts.count - 1)
            listStarts.append(listStarts[listStarts.count - 1] + Int(counts[profile]))
        }
        lists = Array(repeating: 0, count: listStarts[listStarts.count - 1])
        var filled = [Int](repeating: 0, count: listStarts.count)
        for block in 0..<count {
            for position in starts[block]..<starts[block + 1] {
                let profile = Int(members[position])
                guard counts[profile] > 1 else {
                    slots[profile] = UInt32(block + 1)
                    continue
                }
                let list = Int(slots[profile] ^ Self.several)
                lists[listStarts[list] + filled[list]] = UInt32(block)
                filled[list] += 1
            }
        }
    }
}
