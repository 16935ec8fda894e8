import HubModel

/// Mentions that say exactly the same in every evidence are one *profile*: blocked, compared and joined once.
///
/// Profiles are numbered by the smallest rank of their mentions, so that whatever is ordered by profile
/// number (blocks, ties between links) does not depend on the order in which mentions came.
///
/// Two mentions of one profile are one entity only when the score of the profile with itself reaches the
/// threshold, or when the profile links to another (then each of them does).
struct Profiles: Sendable {
    /// Mentions of profile `p` are `mentions[starts[p]..<starts[p + 1]]`, smallest rank first.
    private(set) var mentions: [UInt32] = []
    private(set) var starts: [UInt32] = [0]
    /// Evidence in a row.
    let width: Int
    /// Set numbers, row after row, one row a profile.
    private(set) var rows: [UInt32] = []

    var count: Int { starts.count - 1 }

    /// How many mentions profile `profile` stands for.
    func size(_ profile: Int) -> Int { Int(starts[profile &+ 1] &- starts[profile]) }

    /// The profile of each mention.
    var owners: [Int] {
        var owners = Array(repeating: 0, count: mentions.count)
        for profile in 0..<count {
            for position in mentionRange(profile) { owners[Int(mentions[position])] = profile }
        }
        return owners
    }

    func mentionRange(_ profile: Int) -> Range<Int> { Int(starts[profile])..<Int(starts[profile + 1]) }

    /// Mentions of two `splits` are two profiles, whatever they say; one a mention, or empty: all alike.
    init(of features: [Feature], ranks: [UInt64], splits: [UInt32] = []) {
        width = features.count
        let width = width
        let all = Self.rows(of: features, count: ranks.count)
        var sorted = ranks.indices.map { mention in
            var hash = StableHash()
            for cell in mention &* width..<mention &* width &+ width { hash.combine(UInt64(all[cell])) }
            if !splits.isEmpty { hash.combine(UInt64(splits[mention])) }
            return Keyed(key: hash.finish(), value: UInt32(mention))
        }
        radixSort(&sorted)
        let groupStarts = Self.gather(&sorted, rows: all, width: width, ranks: ranks, splits: splits)
        var order = groupStarts.dropLast().enumerated().map { group, start in
            Keyed(key: ranks[Int(sorted[start].value)], value: UInt32(group))
        }
        radixSort(&order)
        mentions.reserveCapacity(sorted.count)
        starts.reserveCapacity(order.count + 1)
        rows.reserveCapacity(order.count * width)
        for group in order.lazy.map({ Int($0.value) }) {
            let leader = Int(sorted[groupStarts[group]].value)
            rows += all[leader &* width..<leader &* width &+ width]
            for position in groupStarts[group]..<groupStarts[group + 1] {
                mentions.append(sorted[position].value)
            }
            starts.append(UInt32(mentions.count))
        }
    }

    /// The set numbers of all mentions, row after row.
    private static func rows(of features: [Feature], count: Int) -> [UInt32] {
        let width = features.count
        var rows = [UInt32](repeating: 0, count: count &* width)
        for (column, feature) in features.enumerated() {
            let sets = feature.sets
            for mention in 0..<count { rows[mention &* width &+ column] = sets[mention] }
        }
        return rows
    }

    /// Reorders mentions of one hash so that equal ones are neighbours, smallest rank first.
    /// - Returns: where each group of equal mentions starts, and the end of the last.
    private static func gather(
        _ sorted: inout [Keyed], rows: [UInt32], width: Int, ranks: [UInt64], splits: [UInt32]
    ) -> [Int] {
        func split(_ mention: Int) -> UInt32 { splits.isEmpty ? 0 : splits[mention] }
        var starts: [Int] = []
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end].key == sorted[start].key { end += 1 }
            if end - start > 1 {
                sorted[start..<end].sort { first, second in
                    let (a, b) = (Int(first.value), Int(second.value))
                    for column in 0..<width where rows[a &* width &+ column] != rows[b &* width &+ column] {
                        return rows[a &* width &+ column] < rows[b &* width &+ column]
                    }
                    return (split(a), ranks[a], a) < (split(b), ranks[b], b)
                }
            }
            starts.append(start)
            for next in start + 1..<max(end, start + 1) {
                let (a, b) = (Int(sorted[next - 1].value), Int(sorted[next].value))
                let differs = (0..<width).contains { rows[a &* width &+ $0] != rows[b &* width &+ $0] }
                if differs || split(a) != split(b) {
                    starts.append(next)
                }
            }
            start = end
        }
        return starts + [sorted.count]
    }
}
