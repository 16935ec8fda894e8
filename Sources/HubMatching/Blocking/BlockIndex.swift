/// The blocks of one rule: profiles that share a key.
///
/// A block of more than `bound` profiles is *oversized*: it brings no pairs of its own; `refine` splits it by further
/// evidence, and `Neighbourhood` finds the near ones in it.
struct BlockIndex: Sendable {
    /// Profiles a block may have before its pairs become too many.
    static let bound = 300

    /// Members of block `b` are `members[starts[b]..<starts[b + 1]]`, in order of profile.
    private(set) var members: [UInt32] = []
    private(set) var starts: [Int] = [0]
    /// One list of profiles each.
    private(set) var oversized: [[UInt32]] = []
    private(set) var places = BlockSlots(members: [], starts: [0], profiles: 0)
    /// Whether the rule gives the profile any key.
    private(set) var hasKey: [Bool]
    /// Blocks of two or more mentions.
    private(set) var blockCount = 0
    /// Mentions in the largest.
    private(set) var largest = 0
    /// Blocks that `refine` made, and the evidence it split by.
    private(set) var refined = 0
    private(set) var refinedBy: Set<Int> = []
    /// Pairs of mentions in oversized blocks, identical mentions apart.
    private(set) var oversizedPairs = 0
    private var oversizedPlaces: BlockSlots?

    init(keys: BlockKeys, profiles: Profiles) {
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
        places = BlockSlots(members: members, starts: starts, profiles: profiles.count)
    }

    var count: Int { starts.count - 1 }

    /// The first block that holds both profiles. Complexity: O(1) unless one lies in several blocks.
    func sharedBlock(_ first: Int, _ second: Int) -> Int? { places.shared(first, second) }

    /// Adds the parts that further evidence splits oversized blocks into as blocks of their own.
    mutating func refine(by columns: [Int], profiles: Profiles, features: [Feature]) {
        guard !oversized.isEmpty else { return }
        var refinement = BlockRefinement(
            columns: columns, profiles: profiles, features: features, bound: Self.bound)
        for block in oversized { refinement.split(block) }
        let shift = members.count
        members += refinement.members
        starts += refinement.starts.dropFirst().map { $0 + shift }
        refined = refinement.starts.count - 1
        refinedBy = refinement.used
        places = BlockSlots(members: members, starts: starts, profiles: profiles.count)
        var oversizedStarts = [0]
        for block in oversized {
            oversizedStarts.append(oversizedStarts[oversizedStarts.count - 1] + block.count)
        }
        oversizedPlaces = BlockSlots(
            members: oversized.flatMap(\.self), starts: oversizedStarts, profiles: profiles.count)
        oversizedPairs = oversized.reduce(0) { sum, block in
            let sizes = block.map { profiles.size(Int($0)) }
            let all = sizes.reduce(0, +)
            return sum + (all * all - sizes.reduce(0) { $0 + $1 * $1 }) / 2
        }
    }

    /// How many oversized blocks hold both profiles.
    func sharedOversized(_ first: Int, _ second: Int) -> Int {
        oversizedPlaces?.sharedCount(first, second) ?? 0
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
}
