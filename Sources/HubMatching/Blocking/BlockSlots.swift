/// In which blocks each profile lies.
struct BlockSlots: Sendable {
    /// Set in a slot whose profile lies in several blocks.
    static let several: UInt32 = 1 << 31

    /// One a profile: 0 no block, block + 1, or `several` plus a position in `listStarts`.
    private(set) var slots: [UInt32]
    private var lists: [UInt32] = []
    private var listStarts: [Int] = [0]

    /// Members of block `b` are `members[starts[b]..<starts[b + 1]]`, each once.
    init(members: [UInt32], starts: [Int], profiles: Int) {
        slots = Array(repeating: 0, count: profiles)
        var counts = [UInt32](repeating: 0, count: profiles)
        for profile in members { counts[Int(profile)] += 1 }
        for profile in 0..<profiles where counts[profile] > 1 {
            slots[profile] = Self.several | UInt32(listStarts.count - 1)
            listStarts.append(listStarts[listStarts.count - 1] + Int(counts[profile]))
        }
        lists = Array(repeating: 0, count: listStarts[listStarts.count - 1])
        var filled = [Int](repeating: 0, count: listStarts.count)
        for block in 0..<starts.count - 1 {
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

    /// The first block that holds both profiles. Complexity: O(1) unless one lies in several blocks.
    func shared(_ first: Int, _ second: Int) -> Int? {
        let (a, b) = (slots[first], slots[second])
        if a == 0 || b == 0 { return nil }
        if a | b < Self.several { return a == b ? Int(a) &- 1 : nil }
        var found: Int?
        forEachShared(a, b) { block in
            found = Int(block)
            return false
        }
        return found
    }

    /// How many blocks hold both profiles.
    func sharedCount(_ first: Int, _ second: Int) -> Int {
        let (a, b) = (slots[first], slots[second])
        if a == 0 || b == 0 { return 0 }
        if a | b < Self.several { return a == b ? 1 : 0 }
        var count = 0
        forEachShared(a, b) { _ in
            count += 1
            return true
        }
        return count
    }

    /// Calls `body` with every block in both slots, ascending, until it returns false.
    private func forEachShared(_ a: UInt32, _ b: UInt32, _ body: (UInt32) -> Bool) {
        var (left, right) = (range(a), range(b))
        while !left.isEmpty && !right.isEmpty {
            let x = block(a, left.lowerBound)
            let y = block(b, right.lowerBound)
            if x == y, !body(x) { return }
            if x <= y { left = left.lowerBound + 1..<left.upperBound }
            if y <= x { right = right.lowerBound + 1..<right.upperBound }
        }
    }

    /// Positions in `lists`; a profile of one block has one pretended position.
    private func range(_ slot: UInt32) -> Range<Int> {
        guard slot >= Self.several else { return 0..<1 }
        let list = Int(slot ^ Self.several)
        return listStarts[list]..<listStarts[list + 1]
    }

    private func block(_ slot: UInt32, _ position: Int) -> UInt32 {
        slot >= Self.several ? lists[position] : slot &- 1
    }
}
