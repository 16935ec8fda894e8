import HubModel

/// Pairs of profiles that share a block of one rule: all of them, or a sample that depends on the mentions alone.
struct PairSample: Sendable {
    let index: BlockIndex
    let profiles: Profiles
    /// Pairs the rule brings.
    let total: Int
    /// How many pairs one of the sample stands for.
    var scale: Double { part == .max ? 1 : 0x1p64 / Double(part) }
    private let part: UInt64

    /// A sample of about `limit` pairs.
    init(_ index: BlockIndex, profiles: Profiles, atMost limit: Int) {
        self.index = index
        self.profiles = profiles
        total = (0..<index.count).reduce(0) { sum, block in
            let size = index.starts[block + 1] - index.starts[block]
            return sum + size * (size - 1) / 2
        }
        part = total <= limit ? .max : UInt64(Double(limit) / Double(total) * 0x1p64)
    }

    /// Calls `body` with two profiles and the pairs of mentions they stand for; mentions that say exactly the same
    /// come as a profile with itself.
    func forEach(_ body: (Int, Int, Double) -> Void) {
        for block in 0..<index.count {
            let members = index.starts[block]..<index.starts[block + 1]
            for position in members {
                for other in position + 1..<members.upperBound {
                    let (a, b) = (Int(index.members[position]), Int(index.members[other]))
                    if isDrawn(a, b) { body(a, b, Double(profiles.size(a) * profiles.size(b))) }
                }
            }
        }
        for profile in 0..<profiles.count where index.hasKey[profile] {
            let size = profiles.size(profile)
            if size > 1, isDrawn(profile, profile) { body(profile, profile, Double(size * (size - 1) / 2)) }
        }
    }

    private func isDrawn(_ a: Int, _ b: Int) -> Bool {
        if part == .max { return true }
        var hash = StableHash(seed: 0x7061_6972)
        hash.combine(UInt64(a) << 32 | UInt64(b))
        return hash.finish() < part
    }
}

extension BlockIndex {
    /// Whether the rule brings the two together; a profile meets itself under every rule that gives it a key.
    func brings(_ a: Int, _ b: Int) -> Bool { a == b ? hasKey[a] : sharedBlock(a, b) != nil }
}
