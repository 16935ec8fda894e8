/// Splits an oversized block by further evidence, until its parts are small enough to be compared throughout.
///
/// A block of one name falls apart by birth date, by telephone, by house: each part of two to `bound` profiles is
/// a block of its own. A part that is still too large (one sex) is split by the evidence after it, together with
/// what else was too large, three deep at most. What is left after that is only compared with near neighbours.
///
/// Every profile is in at most one part a set of columns, so the work is bounded by `bound` times the block.
struct BlockRefinement {
    private static let depth = 3

    /// Evidence to split by; a rule's own evidence splits nothing.
    let columns: [Int]
    let profiles: Profiles
    let features: [Feature]
    let bound: Int

    /// Parts one after another; part `p` is `members[starts[p]..<starts[p + 1]]`, in order of profile.
    private(set) var members: [UInt32] = []
    private(set) var starts: [Int] = [0]
    /// Columns that made a part.
    private(set) var used: Set<Int> = []

    init(columns: [Int], profiles: Profiles, features: [Feature], bound: Int) {
        self.columns = columns
        self.profiles = profiles
        self.features = features
        self.bound = bound
    }

    /// Adds the parts of one block.
    mutating func split(_ block: [UInt32]) {
        split(columns.map { (column: $0, members: block) }, depth: 1)
    }

    /// `scopes`: what is to be split by each column, all of it from one block.
    private mutating func split(_ scopes: [(column: Int, members: [UInt32])], depth: Int) {
        let large = scopes.map { (column: $0.column, groups: groups($0.members, by: $0.column)) }
        guard depth < Self.depth else { return }
        for (index, scope) in large.enumerated() {
            for group in scope.groups {
                var isInGroup = [Bool](repeating: false, count: profiles.count)
                for profile in group { isInGroup[Int(profile)] = true }
                let later = large[(index + 1)...].map { other in
                    (
                        column: other.column,
                        members: Set(other.groups.flatMap { $0.filter { isInGroup[Int($0)] } }).sorted()
                    )
                }.filter { $0.members.count > 1 }
                if !later.isEmpty { split(later, depth: depth + 1) }
            }
        }
    }

    /// Adds the groups of `block` that share a value and are small enough; returns those that are not.
    private mutating func groups(_ block: [UInt32], by column: Int) -> [[UInt32]] {
        var entries: [Keyed] = []
        entries.reserveCapacity(block.count)
        for profile in block {
            let set = profiles.rows[Int(profile) &* profiles.width &+ column]
            features[column].forEachValue(of: set) { entries.append(Keyed(key: UInt64($0), value: profile)) }
        }
        radixSort(&entries)
        var large: [[UInt32]] = []
        var start = 0
        while start < entries.count {
            var end = start + 1
            while end < entries.count, entries[end].key == entries[start].key { end += 1 }
            let count = end - start
            if count > bound {
                large.append(entries[start..<end].map(\.value))
            } else if count > 1 {
                for entry in entries[start..<end] { members.append(entry.value) }
                starts.append(members.count)
                used.insert(column)
            }
            start = end
        }
        return large
    }
}
