import HubModel

/// What is known of mentions whatever they say, as it concerns profiles.
struct ProfileConstraints: Sendable {
    /// Pairs to be joined first, the lower profile first, in order.
    let together: [Link]
    /// Of each profile those it never shares a cluster with.
    let apart: Adjacency
    /// Words of bits for each profile: the exclusive groups that its mentions are in.
    let groups: [UInt64]
    /// How many of those words a profile has.
    let groupWords: Int
    /// Of each comparison that looks along a tie within the type: the profiles at the other end.
    let ties: [Int: Adjacency]

    init(_ input: MatchInput, profiles: Profiles) {
        let owners = profiles.owners
        func owner(_ mention: Int32) -> UInt32 { UInt32(owners[Int(mention)]) }
        let constraints = input.constraints
        together = Set(
            Self.valid(constraints.together, input).map { [owner($0.first), owner($0.second)].sorted() }
        )
        .map { Link(lower: $0[0], higher: $0[1], score: 0) }.sorted(by: Link.isBefore)
        var pairs = Self.valid(constraints.apart, input).map { (owner($0.first), owner($0.second)) }
        for tie in Self.apartTies(input) where owner(tie.from) != owner(tie.to) {
            pairs.append((owner(tie.from), owner(tie.to)))
        }
        apart = Adjacency(pairs + pairs.map { ($0.1, $0.0) }, count: profiles.count)
        (groups, groupWords) = Self.groups(input, owners: owners, profiles: profiles.count)
        var ties: [Int: Adjacency] = [:]
        for (index, comparison) in input.model.comparisons.enumerated() {
            guard case .relation(let kind) = comparison.evidence, let stated = input.ties[kind] else {
                continue
            }
            ties[index] = Adjacency(
                stated.filter { Self.isValid($0.from, $0.to, input) }.map { (owner($0.from), owner($0.to)) },
                count: profiles.count)
        }
        self.ties = ties
    }

    /// Numbers that keep mentions out of shared profiles: those somebody judged of, those that a tie or a group
    /// keeps apart from one that says the same. Empty when there are none.
    static func splits(_ input: MatchInput, _ features: [Feature]) -> [UInt32] {
        var alone: [Int32] = []
        let constraints = input.constraints
        for pair in valid(constraints.together + constraints.apart, input) {
            alone += [pair.first, pair.second]
        }
        for tie in apartTies(input) {
            let (from, to) = (Int(tie.from), Int(tie.to))
            if features.allSatisfy({ $0.sets[from] == $0.sets[to] }) { alone += [tie.from, tie.to] }
        }
        alone += sameInGroup(input, features)
        guard !alone.isEmpty else { return [] }
        var splits = [UInt32](repeating: 0, count: input.ranks.count)
        for mention in alone { splits[Int(mention)] = UInt32(mention) + 1 }
        return splits
    }

    /// Mentions that say the same as another of their group.
    private static func sameInGroup(_ input: MatchInput, _ features: [Feature]) -> [Int32] {
        var entries: [Keyed] = []
        for (mention, group) in input.constraints.exclusiveGroups.prefix(input.ranks.count).enumerated()
        where group != 0 {
            var hash = StableHash(seed: UInt64(bitPattern: Int64(group)))
            for feature in features { hash.combine(UInt64(feature.sets[mention])) }
            entries.append(Keyed(key: hash.finish(), value: UInt32(mention)))
        }
        radixSort(&entries)
        return entries.indices.filter { index in
            let key = entries[index].key
            return index > 0 && entries[index - 1].key == key
                || index + 1 < entries.count && entries[index + 1].key == key
        }.map { Int32(entries[$0].value) }
    }

    /// Ties of kinds whose ends are always two entities.
    private static func apartTies(_ input: MatchInput) -> [MatchTie] {
        input.model.relations.filter(\.keepsApart).flatMap { input.ties[$0.name] ?? [] }
            .filter { isValid($0.from, $0.to, input) }
    }

    private static func valid(_ pairs: [MatchConstraints.Pair], _ input: MatchInput) -> [MatchConstraints
        .Pair]
    {
        pairs.filter { isValid($0.first, $0.second, input) }
    }

    private static func isValid(_ first: Int32, _ second: Int32, _ input: MatchInput) -> Bool {
        let rows = input.ranks.indices
        return first != second && rows.contains(Int(first)) && rows.contains(Int(second))
    }

    private static func groups(
        _ input: MatchInput, owners: [Int], profiles: Int
    ) -> (bits: [UInt64], words: Int) {
        let listed = input.constraints.exclusiveGroups.prefix(owners.count)
        let names = Set(listed).subtracting([0]).sorted()
        guard !names.isEmpty else { return ([], 0) }
        let numbers = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let words = (names.count + 63) / 64
        var bits = [UInt64](repeating: 0, count: profiles * words)
        for (mention, group) in listed.enumerated() {
            guard let number = numbers[group] else { continue }
            bits[owners[mention] * words + number / 64] |= 1 << UInt64(number % 64)
        }
        return (bits, words)
    }
}

/// For each profile a list of others, in order and each once.
struct Adjacency: Sendable {
    private let starts: [Int]
    private let targets: [UInt32]

    init(_ pairs: [(UInt32, UInt32)], count: Int) {
        var entries = pairs.map { Keyed(key: UInt64($0.0) << 32 | UInt64($0.1), value: $0.1) }
        radixSort(&entries)
        var starts = [Int](repeating: 0, count: pairs.isEmpty ? 0 : count + 1)
        var targets: [UInt32] = []
        for (index, entry) in entries.enumerated() where index == 0 || entries[index - 1].key != entry.key {
            targets.append(entry.value)
            starts[Int(entry.key >> 32) + 1] += 1
        }
        for index in starts.indices.dropFirst() { starts[index] += starts[index - 1] }
        self.starts = starts
        self.targets = targets
    }

    var isEmpty: Bool { targets.isEmpty }

    subscript(profile: Int) -> ArraySlice<UInt32> {
        targets.isEmpty ? [] : targets[starts[profile]..<starts[profile + 1]]
    }
}
