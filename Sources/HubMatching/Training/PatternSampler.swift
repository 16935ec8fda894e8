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
        addIdentical(rule, indexes, part, &sample, &scratch)
        if part != .max { sample.scale = 0x1p64 / Double(part) }
        return sample
    }

    /// Mentions that say exactly the same are pairs too.
    private func addIdentical(
        _ rule: Int, _ indexes: [BlockIndex], _ part: UInt64, _ sample: inout Sample,
        _ scratch: inout EditScratch
    ) {
        for profile in 0..<profiles.count where indexes[rule].hasKey[profile] {
            let size = profiles.size(profile)
            guard size > 1, part == .max || draw(profile, profile) < part else { continue }
            let found = pattern(profile, profile, &scratch)
            let weight = Double(size * (size - 1) / 2)
            sample.all.add(found, weight)
            if !indexes[..<rule].contains(where: { $0.hasKey[profile] }) { sample.own.add(found, weight) }
        }
    }

    /// Pairs of mentions drawn at random, in pieces that several cores draw at once.
    func randomPairs(_ count: Int, threads: Int) async -> PatternCounts {
        var owner: [UInt32] = []
        for profile in 0..<profiles.count {
            owner += Array(repeating: UInt32(profile), count: profiles.size(profile))
        }
        guard owner.count > 1 else { return PatternCounts() }
        let owners = owner
        let piece = 50_000
        let parts = await parallelMap((count + piece - 1) / piece, threads: threads) { part in
            randomPairs(part * piece..<min((part + 1) * piece, count), among: owners)
        }
        return parts.reduce(into: PatternCounts()) { $0.merge($1) }
    }

    /// Draw number `n` is the same whoever draws it.
    private func randomPairs(_ draws: Range<Int>, among owners: [UInt32]) -> PatternCounts {
        var counts = PatternCounts()
        var scratch = EditScratch()
        for number in draws {
            var hash = StableHash(seed: 0x7261_6E64)
            hash.combine(UInt64(number))
            let drawn = hash.finish()
            let a = Int((drawn >> 32) % UInt64(owners.count))
            let b = Int((drawn & 0xFFFF_FFFF) % UInt64(owners.count))
            if a != b { counts.add(pattern(Int(owners[a]), Int(owners[b]), &scratch), 1) }
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
