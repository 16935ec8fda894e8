import HubModel

/// One `apart` rule of the model, made ready for clusters.
///
/// Profiles that have the same values in everything the rule looks at are one *case*; whether two cases are apart is
/// the same for all their profiles. A cluster is asked through its distinct cases, of which it has a handful.
struct ApartCheck: Sendable {
    /// One a profile; 0: a value is missing, and the rule says nothing.
    private let cases: [UInt32]
    /// A profile of each case.
    private let examples: [UInt32]
    /// Comparisons with the levels that count, as bits.
    private let outcomes: [(comparison: Int, levels: UInt64)]
    /// Positions among the distinct attributes whose shared value spares two clusters.
    let unless: [Int]

    init(_ rule: ApartRule, evidences: Evidences, profiles: Profiles, scorer: PairScorer) {
        outcomes = rule.when.map { outcome in
            (outcome.comparison, outcome.levels.reduce(0) { $0 | (1 << UInt64(min($1, 63))) })
        }
        unless = rule.unless.compactMap { attribute in
            evidences.distinct.firstIndex(of: evidences.position(.attribute(attribute)))
        }
        var interner = Interner(expecting: profiles.count)
        var examples: [UInt32] = [0]
        var key: [UInt8] = []
        let comparisons = outcomes.map(\.comparison)
        cases = (0..<profiles.count).map { profile in
            key.removeAll(keepingCapacity: true)
            for comparison in comparisons {
                let set = scorer.set(comparison, of: profile)
                if set == 0 { return 0 }
                for byte in 0..<4 { key.append(UInt8(truncatingIfNeeded: set >> UInt32(byte * 8))) }
            }
            let number = interner.intern(key.span)
            if Int(number) == examples.count { examples.append(UInt32(profile)) }
            return number
        }
        self.examples = examples
    }

    /// Whether any two profiles, one of each cluster, are never one entity.
    ///
    /// Where the rule can spare clusters, a case that both have is no news to either.
    func keepsApart(
        _ a: Int, _ b: Int, _ clusters: Clusters, _ scorer: PairScorer, _ scratch: inout EditScratch
    ) -> Bool {
        var (left, right) = (distinctCases(a, clusters), distinctCases(b, clusters))
        if !unless.isEmpty {
            let shared = left.filter(right.contains)
            if !shared.isEmpty {
                left.removeAll(where: shared.contains)
                right.removeAll(where: shared.contains)
            }
        }
        for x in left {
            for y in right where x != y && areApart(x, y, scorer, &scratch) { return true }
        }
        return false
    }

    private func distinctCases(_ root: Int, _ clusters: Clusters) -> [UInt32] {
        if clusters.size(root) == 1 { return cases[root] == 0 ? [] : [cases[root]] }
        let all = clusters.members(root).map { cases[$0] }.sorted()
        return all.indices.filter { all[$0] != 0 && ($0 == 0 || all[$0 - 1] != all[$0]) }.map { all[$0] }
    }

    private func areApart(_ x: UInt32, _ y: UInt32, _ scorer: PairScorer, _ scratch: inout EditScratch)
        -> Bool
    {
        let (first, second) = (Int(examples[Int(x)]), Int(examples[Int(y)]))
        return outcomes.allSatisfy { comparison, levels in
            guard let outcome = scorer.outcome(comparison, first, second, &scratch) else { return false }
            return levels >> UInt64(min(outcome.level, 63)) & 1 == 1
        }
    }
}
