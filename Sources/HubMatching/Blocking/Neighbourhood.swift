import HubModel

/// Near pairs inside oversized blocks: the sorted-neighbourhood method (Hernández & Stolfo 1995).
///
/// Such a block is sorted once by each compared evidence that is not part of its own rule, ties by the
/// evidence after it, and every profile is paired with the next few. So two mentions that agree on any one
/// rare value meet, and work and memory stay linear in the size of the block.
struct Neighbourhood: Sendable {
    /// How many followers a profile is paired with in each sorting.
    static let window = 8
    private static let gap = UInt32.max

    /// Blocks of one rule in the order of one evidence.
    struct Layer: Sendable {
        let rule: Int
        let lead: Int
        /// Profiles; between two blocks so many gaps that nobody is near across them.
        fileprivate(set) var sequence: [UInt32] = []
        /// One a profile: 1 + its position in `sequence`; 0: not in these blocks.
        fileprivate var positions: [UInt32]

        /// Profiles near enough behind `position` to be paired with the one there.
        func followers(of position: Int) -> ArraySlice<UInt32> {
            guard sequence[position] != gap else { return [] }
            return sequence[position + 1..<min(position + 1 + window, sequence.count)].prefix { $0 != gap }
        }

        func isNear(_ first: Int, _ second: Int) -> Bool {
            let (a, b) = (Int(positions[first]), Int(positions[second]))
            return a != 0 && b != 0 && abs(a &- b) <= window
        }
    }

    private(set) var layers: [Layer] = []

    /// Sorts every oversized block; `own` names the evidence each rule has in common, `columns` what
    /// comparisons look at, in their order.
    init(
        indexes: [BlockIndex], own: [Set<Int>], columns: [Int], profiles: Profiles, features: [Feature],
        threads: Int
    ) async {
        let jobs = indexes.indices.flatMap { rule in
            let others = columns.indices.filter { !own[rule].contains(columns[$0]) }
            let leads = others.isEmpty ? Array(columns.indices) : others
            return indexes[rule].oversized.flatMap { block in
                leads.map { (rule: rule, block: block, lead: $0) }
            }
        }
        guard !jobs.isEmpty else { return }
        let crowded = indexes.flatMap { $0.oversized.joined() }
        let orders = await parallelMap(columns.count, threads: threads) {
            Self.order(of: features[columns[$0]], in: columns[$0], of: crowded, profiles)
        }
        let sorted = await parallelMap(jobs.count, threads: threads) { job in
            let leads = Array(jobs[job].lead..<columns.count) + Array(0..<jobs[job].lead)
            return Self.sorted(jobs[job].block, by: leads, orders, columns, profiles)
        }
        for (job, block) in zip(jobs, sorted) { add(block, rule: job.rule, lead: job.lead, profiles.count) }
    }

    /// Puts a sorted block into the first layer of its rule and lead that has none of its profiles yet.
    private mutating func add(_ block: [UInt32], rule: Int, lead: Int, _ profiles: Int) {
        let free = layers.firstIndex { layer in
            layer.rule == rule && layer.lead == lead && block.allSatisfy { layer.positions[Int($0)] == 0 }
        }
        let index = free ?? layers.count
        if free == nil {
            layers.append(Layer(rule: rule, lead: lead, positions: Array(repeating: 0, count: profiles)))
        }
        for profile in block {
            layers[index].sequence.append(profile)
            layers[index].positions[Int(profile)] = UInt32(layers[index].sequence.count)
        }
        layers[index].sequence += Array(repeating: Self.gap, count: Self.window)
    }

    /// The profiles that have the first of `leads`, in the order of all of them.
    private static func sorted(
        _ block: [UInt32], by leads: [Int], _ orders: [[UInt32]], _ columns: [Int], _ profiles: Profiles
    ) -> [UInt32] {
        func order(_ profile: UInt32, _ lead: Int) -> UInt32 {
            orders[lead][Int(profiles.rows[Int(profile) &* profiles.width &+ columns[lead]])]
        }
        return block.filter { order($0, leads[0]) != 0 }.sorted { first, second in
            for lead in leads {
                let (a, b) = (order(first, lead), order(second, lead))
                if a != b { return a < b }
            }
            return first < second
        }
    }

    /// For each set of the profiles in oversized blocks its position in bytewise order of the sets' first values; 0:
    /// missing.
    private static func order(
        of feature: Feature, in column: Int, of crowded: [UInt32], _ profiles: Profiles
    ) -> [UInt32] {
        let bytes = feature.bytes.span
        var isThere = [Bool](repeating: false, count: feature.valueLimit)
        for profile in crowded {
            let set = profiles.rows[Int(profile) &* profiles.width &+ column]
            if set == 0 { continue }
            isThere[Int(feature.isMultiple ? feature.members[feature.memberRange(set).lowerBound] : set)] =
                true
        }
        var values = isThere.indices.filter { isThere[$0] }.map { UInt32($0) }
        // Values are distinct, so the order is total and owes nothing to their numbers.
        values.sort { first, second in
            let (a, b) = (feature.byteRange(first), feature.byteRange(second))
            for offset in 0..<min(a.count, b.count) {
                let (x, y) = (bytes[a.lowerBound &+ offset], bytes[b.lowerBound &+ offset])
                if x != y { return x < y }
            }
            return a.count < b.count
        }
        var order = [UInt32](repeating: 0, count: feature.valueLimit)
        for (position, value) in values.enumerated() { order[Int(value)] = UInt32(position + 1) }
        guard feature.isMultiple else { return order }
        return (0..<feature.setLimit).map { set in
            set == 0 ? 0 : order[Int(feature.members[feature.memberRange(UInt32(set)).lowerBound])]
        }
    }
}
