import HubModel

/// Counts patterns of levels over samples of pairs that depend on the mentions alone, not on their order or on chance.
struct PatternSampler: Sendable {
    let comparisons: Int
    let profiles: Profiles
    let scorer: PairScorer

    /// What was counted of the pairs that a rule brings.
    struct Sample: Sendable {
        var all = PatternCounts()
        /// Of these, pairs that no earlier rule brings.
        var own = PatternCounts()
        /// How many pairs one counted stands for.
        var scale = 1.0
    }

    /// Pairs that rule number `rule` brings, about `limit` of them.
    func pairs(of rule: Int, in indexes: [BlockIndex], atMost limit: Int) -> Sample {
        let index = indexes[rule]
        var total = 0
        for block in 0..<index.count {
            let size = index.starts[block + 1] - index.starts[block]
            total += size * (size - 1) / 2
        }
        let part = total <= limit ? UInt64.max : UInt64(Double(limit) / Double(total) * 0x1p64)
        var sample = Sample()
        var scratch = EditScratch()
        for block in 0..<index.count {
            let members = index.starts[block]..<index.starts[block + 1]
            for position in members {
                for other in position + 1..<members.upperBound {
                    let (a, b) = (Int(index.members[position]), Int(index.members[other]))
                    guard part == .max || draw(a, b) < part else { continue }
                    let found = pattern(a, b, &scratch)
                    let weight = Double(profiles.size(a) * profiles.size(b))
                    sample.all.add(found, weight)
                    let isKnown = indexes[..<rule].contains { $0.sharedBlock(a, b) != nil }
                    if !isKnown { sample.own.add(found, weight) }
                }
            }
        }
        if part != .max { sample.scale = 0x1p64 / Double(part) }
        return sample
    }

    /// Pairs of mentions drawn at random.
    func randomPairs(_ count: Int, mentions: Int) -> PatternCounts {
        var counts = PatternCounts()
        guard mentions > 1 else { return counts }
        var owner: [UInt32] = []
        owner.reserveCapacity(mentions)
        for profile in 0..<profiles.count {
            for _ in 0..<profiles.size(profile) { owner.append(UInt32(profile)) }
        }
        var scratch = EditScratch()
        var state = StableHash(seed: 0x7261_6E64)
        for number in 0..<count {
            state.combine(UInt64(number))
            let drawn = state.finish()
            let a = Int((drawn >> 32) % UInt64(mentions))
            let b = Int((drawn & 0xFFFF_FFFF) % UInt64(mentions))
            if a == b { continue }
            counts.add(pattern(Int(owner[a]), Int(owner[b]), &scratch), 1)
        }
        return counts
    }

    private func draw(_ a: Int, _ b: Int) -> UInt64 {
        var hash = StableHash(seed: 0x7061_6972)
        hash.combine(UInt64(a) << 32 | UInt64(b))
        return hash.finish()
    }

    private func pattern(_ a: Int, _ b: Int, _ scratch: inout EditScratch) -> PatternCounts.Pattern {
        var pattern = PatternCounts.Pattern()
        for comparison in 0..<comparisons {
            pattern.set(comparison, level: scorer.outcome(comparison, a, b, &scratch)?.level)
        }
        return pattern
    }
}
