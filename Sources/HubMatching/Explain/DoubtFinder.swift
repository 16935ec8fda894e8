/// Picks from what scoring and clustering left open the pairs that are worth a look: one for each two clusters, the
/// strongest, and the one link of each cluster that hangs on it.
struct DoubtFinder {
    /// A bridge at least this likely is taken for sure.
    private static let sure = Bits(probability: 0.99).raw

    private let profiles: Profiles
    private let distinct: [Int]
    /// Cluster of each mention, and mentions of each cluster.
    private let clusters: [Int32]
    private let sizes: [Int]
    private let constraints: MatchConstraints
    private let ranks: [UInt64]

    init(
        profiles: Profiles, distinct: [Int], clusters: [Int32], count: Int, constraints: MatchConstraints,
        ranks: [UInt64]
    ) {
        self.profiles = profiles
        self.distinct = distinct
        self.clusters = clusters
        self.constraints = constraints
        self.ranks = ranks
        var sizes = [Int](repeating: 0, count: count)
        for cluster in clusters { sizes[Int(cluster)] += 1 }
        self.sizes = sizes
    }

    /// `links` and `band` sorted by `Link.isBefore`. Complexity: O(links).
    func find(links: [Link], band: [Link], inBand: Int) -> Doubts {
        var doubts = Doubts()
        doubts.inBand = inBand
        // Whoever was judged to be two is not asked about again.
        let judged = constraints.apart.filter {
            clusters.indices.contains(Int($0.first)) && clusters.indices.contains(Int($0.second))
        }
        var asked = Set(judged.map { key(clusters[Int($0.first)], clusters[Int($0.second)]) })
        for link in links where doubts.list.count < Doubts.limit {
            append(link, nil, &asked, &doubts.list)
        }
        // Different identifiers settle what is unlikely anyway.
        for link in band.prefix(2 * Doubts.limit) where !conflicts(link) {
            append(link, .band, &asked, &doubts.list)
        }
        let bridges = bridges(links)
        doubts.bridges = bridges.count
        doubts.list += bridges
        // Priorities are computed once: sorting asks for them often.
        let order = doubts.list.map { ($0.priority, ranks[Int($0.first)], ranks[Int($0.second)]) }
        doubts.list = order.indices.sorted { a, b in
            if order[a].0 != order[b].0 { return order[a].0 > order[b].0 }
            return (order[a].1, order[a].2) < (order[b].1, order[b].2)
        }.prefix(Doubts.limit).map { doubts.list[$0] }
        return doubts
    }

    /// `kind` is `nil` for a link that did not join its clusters.
    private func append(_ link: Link, _ kind: Doubt.Kind?, _ asked: inout Set<UInt64>, _ list: inout [Doubt])
    {
        let (first, second) = rows(link)
        let (a, b) = (clusters[Int(first)], clusters[Int(second)])
        guard a != b, asked.insert(key(a, b)).inserted else { return }
        list.append(
            Doubt(
                kind: kind ?? (conflicts(link) ? .refused : .weak), first: first, second: second,
                bits: Bits.bits(Int(link.score)), firstSize: sizes[Int(a)], secondSize: sizes[Int(b)]))
    }

    private func key(_ a: Int32, _ b: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: min(a, b))) << 32 | UInt64(UInt32(bitPattern: max(a, b)))
    }

    /// The mentions of smallest rank that the link stands for.
    private func rows(_ link: Link) -> (Int32, Int32) {
        let first = profiles.mentionRange(Int(link.lower)).lowerBound
        let second =
            link.lower == link.higher ? first + 1 : profiles.mentionRange(Int(link.higher)).lowerBound
        return (Int32(profiles.mentions[first]), Int32(profiles.mentions[second]))
    }

    private func cluster(_ profile: UInt32) -> Int32 {
        clusters[Int(profiles.mentions[profiles.mentionRange(Int(profile)).lowerBound])]
    }

    private func conflicts(_ link: Link) -> Bool {
        distinct.contains { column in
            let a = profiles.rows[Int(link.lower) * profiles.width + column]
            let b = profiles.rows[Int(link.higher) * profiles.width + column]
            return a != 0 && b != 0 && a != b
        }
    }
}

// Bridges.
extension DoubtFinder {
    /// The link that joined the last two parts of a cluster.
    private struct Joint {
        let link: Link
        let sizes: (Int, Int)
        /// Links between the two parts.
        var crossings = 0
    }

    /// Clusters are joined anew from the strongest link down: the last joint of each is its weakest spot. It is a bridge
    /// when no other link leads over it.
    private func bridges(_ links: [Link]) -> [Doubt] {
        let inside = links.filter { $0.lower != $0.higher && cluster($0.lower) == cluster($0.higher) }
        var joints = [Joint?](repeating: nil, count: sizes.count)
        var sets = judgedSets()
        for link in inside {
            let (a, b) = (sets.root(link.lower), sets.root(link.higher))
            if a == b { continue }
            // Only the last one counts, and links come strongest first: a sure one may be overwritten, or stay.
            let joint = Joint(link: link, sizes: (sets.size(a), sets.size(b)))
            joints[Int(cluster(link.lower))] = joint
            sets.unite(a, b)
        }
        for index in joints.indices where (joints[index]?.link.score ?? 0) >= Self.sure {
            joints[index] = nil
        }
        guard joints.contains(where: { $0 != nil }) else { return [] }
        // The same without the last joints: what still crosses leads over one.
        var halves = judgedSets()
        for link in inside {
            let joint = joints[Int(cluster(link.lower))]?.link
            if joint?.lower == link.lower, joint?.higher == link.higher { continue }
            if let joint, !Link.isBefore(link, joint) { continue }
            let (a, b) = (halves.root(link.lower), halves.root(link.higher))
            if a != b { halves.unite(a, b) }
        }
        for link in inside where halves.root(link.lower) != halves.root(link.higher) {
            joints[Int(cluster(link.lower))]?.crossings += 1
        }
        return joints.compactMap(\.self).filter { $0.crossings == 1 }
            .sorted { Link.isBefore($0.link, $1.link) }.map { joint in
                let (first, second) = rows(joint.link)
                return Doubt(
                    kind: .bridge, first: first, second: second, bits: Bits.bits(Int(joint.link.score)),
                    firstSize: joint.sizes.0, secondSize: joint.sizes.1)
            }
    }

    /// Every profile alone, but for those that stewards put together.
    private func judgedSets() -> ProfileSets {
        var sets = ProfileSets(sizes: (0..<profiles.count).map(profiles.size))
        guard !constraints.together.isEmpty else { return sets }
        let wanted = Set(constraints.together.flatMap { [$0.first, $0.second] })
        var owners: [Int32: UInt32] = [:]
        for profile in 0..<profiles.count {
            for position in profiles.mentionRange(profile)
            where wanted.contains(Int32(profiles.mentions[position])) {
                owners[Int32(profiles.mentions[position])] = UInt32(profile)
            }
        }
        for pair in constraints.together {
            guard let first = owners[pair.first], let second = owners[pair.second] else { continue }
            let (a, b) = (sets.root(first), sets.root(second))
            if a != b { sets.unite(a, b) }
        }
        return sets
    }
}

/// Sets of profiles, each with the number of mentions it stands for.
private struct ProfileSets {
    private var parents: [UInt32]
    private var sizes: [Int]

    init(sizes: [Int]) {
        parents = Array(0..<UInt32(sizes.count))
        self.sizes = sizes
    }

    mutating func root(_ profile: UInt32) -> Int {
        var node = Int(profile)
        while Int(parents[node]) != node {
            parents[node] = parents[Int(parents[node])]
            node = Int(parents[node])
        }
        return node
    }

    func size(_ root: Int) -> Int { sizes[root] }

    mutating func unite(_ a: Int, _ b: Int) {
        let (root, other) = sizes[a] >= sizes[b] ? (a, b) : (b, a)
        parents[other] = UInt32(root)
        sizes[root] += sizes[other]
    }
}
