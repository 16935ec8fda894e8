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
        let drawn = PairSample(indexes[rule], profiles: profiles, atMost: limit)
        var sample = Sample(scale: drawn.scale)
        var scratch = EditScratch()
        drawn.forEach { a, b, weight in
            let found = pattern(a, b, &scratch)
            sample.all.add(found, weight)
            // By position: handing an index to a closure would copy it for every pair.
            for earlier in 0..<rule where indexes[earlier].brings(a, b) { return }
            sample.own.add(found, weight)
        }
        return sample
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

    private func pattern(_ a: Int, _ b: Int, _ scratch: inout EditScratch) -> PatternCounts.Pattern {
        var pattern = PatternCounts.Pattern()
        for comparison in 0..<comparisons {
            pattern.set(comparison, level: scorer.outcome(comparison, a, b, &scratch)?.level)
        }
        return pattern
    }
}
