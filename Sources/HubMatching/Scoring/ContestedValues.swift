import Foundation
import HubModel

/// Values of distinct attributes that mentions claim which contradict each other: a relative's number written into a
/// form, a code given to a new house.
///
/// Among the first few profiles that have a value, the share `s` of pairs is counted in which everything else speaks
/// for two entities (see `IdentifierEvidence`). Two mentions drawn from such a crowd are one entity with odds
/// (1 - s) : s, so agreement on the value is worth no more than takes the prior to those odds.
struct ContestedValues: Sendable {
    /// Profiles that stand for all that have a value.
    private static let crowd = 8

    private struct Found: Sendable {
        let set: UInt32
        let bits: Int32
    }

    /// For each distinct attribute the comparisons of it.
    private let comparisons: [[Int]]
    private let found: [[Found]]

    init(
        model: EntityModel, evidences: Evidences, profiles: Profiles, scorer: PairScorer
    ) {
        let columns = evidences.distinct
        comparisons = columns.map { column in
            model.comparisons.indices.filter { evidences.position(model.comparisons[$0].evidence) == column }
        }
        found = columns.indices.map { index in
            Self.contested(
                column: columns[index], IdentifierEvidence(model, evidences, distinct: index), profiles,
                scorer)
        }
    }

    /// How many values are contested.
    var count: Int { found.reduce(0) { $0 + $1.count } }

    /// For each distinct attribute the contested values.
    var sets: [Set<UInt32>] { found.map { Set($0.map(\.set)) } }

    /// The scorer with less weight on contested values.
    func weakened(_ scorer: PairScorer) -> PairScorer {
        var scorer = scorer
        for (comparisons, found) in zip(comparisons, found) {
            for comparison in comparisons {
                for value in found { scorer.weaken(comparison, set: value.set, to: value.bits) }
            }
        }
        return scorer
    }

    private static func contested(
        column: Int, _ evidence: IdentifierEvidence, _ profiles: Profiles, _ scorer: PairScorer
    ) -> [Found] {
        var entries: [Keyed] = []
        for profile in 0..<profiles.count {
            let set = profiles.rows[profile &* profiles.width &+ column]
            if set != 0 { entries.append(Keyed(key: UInt64(set), value: UInt32(profile))) }
        }
        radixSort(&entries)
        var found: [Found] = []
        var scratch = EditScratch()
        var start = 0
        while start < entries.count {
            var end = start + 1
            while end < entries.count, entries[end].key == entries[start].key { end += 1 }
            let crowd = start..<min(end, start + Self.crowd)
            var (pairs, contradictions) = (0, 0)
            for first in crowd {
                for second in first + 1..<crowd.upperBound {
                    pairs += 1
                    let (a, b) = (Int(entries[first].value), Int(entries[second].value))
                    if evidence.contradicts(a, b, scorer, &scratch) { contradictions += 1 }
                }
            }
            if contradictions > 0 {
                // One supposed pair without contradiction: no two mentions prove a value worthless.
                let odds = Double(pairs + 1 - contradictions) / Double(contradictions)
                let bits = Bits(log2(odds)).raw - Int32(clamping: scorer.prior)
                found.append(Found(set: UInt32(entries[start].key), bits: max(bits, 0)))
            }
            start = end
        }
        return found
    }
}
