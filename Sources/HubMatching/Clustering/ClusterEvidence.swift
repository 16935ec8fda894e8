import Foundation
import HubModel

/// What two clusters as wholes say of each other.
struct ClusterEvidence: Sendable {
    /// Profiles that speak for a cluster: the first to join it.
    private static let spokesmen = 5
    /// Members, and values, that are pooled of a cluster.
    private static let pool = 64

    let scorer: PairScorer
    private let profiles: Profiles
    private let features: [Feature]
    private let columns: [Int]
    /// Comparisons of the entity itself; the others look at what entities share: houses, telephones, households.
    private let isOwn: [Bool]
    private let ties: [Int: Adjacency]
    /// Weight of `equal`, and of the last level, for ties within the type.
    private let tieBits: [Int: (same: Int, other: Int)]
    private let identifiers: [IdentifierEvidence]
    private var scratch = EditScratch()

    init(model: EntityModel, prepared: Prepared) {
        scorer = prepared.scorer
        profiles = prepared.profiles
        features = prepared.features
        columns = scorer.comparisons.map(\.column)
        isOwn = model.comparisons.map(model.isOwn)
        ties = prepared.constraints.ties
        tieBits = ties.keys.reduce(into: [:]) { bits, index in
            let levels = model.comparisons[index].levels
            let same = levels.first { $0.test == .equal }
            bits[index] = (
                Int(Bits(same?.weight ?? 0).raw), Int(Bits(levels.last.map(\.weight) ?? 0).raw)
            )
        }
        identifiers = prepared.evidences.distinct.indices.map {
            IdentifierEvidence(model, prepared.evidences, distinct: $0)
        }
    }

    /// Whether anything is shared that a second look could pool.
    static func canPool(_ model: EntityModel) -> Bool { !model.comparisons.allSatisfy(model.isOwn) }

    /// The prior and, of each comparison, the average weight of cross pairs that have both values.
    ///
    /// So missing values do not count against anybody, and one relative's telephone does not outvote five names.
    mutating func agreement(_ a: Int, _ b: Int, _ clusters: Clusters) -> Int {
        scorer.prior
            + scorer.comparisons.indices.reduce(0) { $0 + (average($1, a, b, clusters) ?? 0) }
    }

    /// Whether the clusters of two roots share a value of a distinct attribute, and the rest says that one of them
    /// has it wrongly.
    mutating func contradict(_ a: Int, _ b: Int, over attribute: Int, _ clusters: Clusters) -> Bool {
        let evidence = identifiers[attribute]
        return evidence.contradicts { average($0, a, b, clusters) }
    }

    /// The score of two clusters taken for two mentions that say everything their members say, or `nil` when what
    /// describes the entities themselves speaks against them.
    ///
    /// Of what is shared, one common value among `n` and `m` is as good as chance makes it: log2(n m) bits less.
    mutating func pooled(
        _ a: Int, _ b: Int, against limit: Int, _ clusters: inout Clusters, isEntity: (Int) -> Bool
    ) -> Int? {
        var score = scorer.prior
        for comparison in scorer.comparisons.indices {
            if isOwn[comparison] {
                let bits = average(comparison, a, b, clusters) ?? 0
                if bits < -limit { return nil }
                score += bits
            } else if ties[comparison] != nil {
                score += tied(comparison, a, b, &clusters, isEntity)
            } else {
                score += shared(comparison, a, b, clusters)
            }
        }
        return score
    }

    private mutating func average(_ comparison: Int, _ a: Int, _ b: Int, _ clusters: Clusters) -> Int? {
        var (sum, count) = (0, 0)
        for x in clusters.members(a, atMost: Self.spokesmen) {
            for y in clusters.members(b, atMost: Self.spokesmen) {
                if let outcome = scorer.outcome(comparison, x, y, &scratch) {
                    sum += Int(outcome.bits)
                    count += 1
                }
            }
        }
        return count == 0 ? nil : sum / count
    }

    private mutating func shared(_ comparison: Int, _ a: Int, _ b: Int, _ clusters: Clusters) -> Int {
        let (left, right) = (values(comparison, a, clusters), values(comparison, b, clusters))
        let common = left.intersection(right)
        guard !common.isEmpty else { return average(comparison, a, b, clusters) ?? 0 }
        let best = common.map { Int(scorer.comparisons[comparison].bitsOfShared($0, &scratch)) }.max() ?? 0
        return best - Self.chance(left.count, right.count)
    }

    /// Values of a comparison's evidence that the first members of a cluster have.
    private func values(_ comparison: Int, _ root: Int, _ clusters: Clusters) -> Set<UInt32> {
        let feature = features[columns[comparison]]
        var values: Set<UInt32> = []
        for member in clusters.members(root, atMost: Self.pool) {
            feature.forEachValue(of: scorer.set(comparison, of: member)) {
                if values.count < Self.pool { values.insert($0) }
            }
        }
        return values
    }

    /// Whom the members of two clusters are tied to, within the type: the clusters stand for them.
    private func tied(
        _ comparison: Int, _ a: Int, _ b: Int, _ clusters: inout Clusters, _ isEntity: (Int) -> Bool
    ) -> Int {
        let (left, right) = (
            ends(comparison, a, &clusters, isEntity), ends(comparison, b, &clusters, isEntity)
        )
        guard !left.isEmpty, !right.isEmpty, let bits = tieBits[comparison] else { return 0 }
        if left.isDisjoint(with: right) { return bits.other }
        return bits.same - Self.chance(left.count, right.count)
    }

    private func ends(
        _ comparison: Int, _ root: Int, _ clusters: inout Clusters, _ isEntity: (Int) -> Bool
    ) -> Set<Int> {
        guard let ties = ties[comparison] else { return [] }
        var ends: Set<Int> = []
        for member in clusters.members(root, atMost: Self.pool) {
            for end in ties[member] where ends.count < Self.pool && isEntity(Int(end)) {
                ends.insert(clusters.root(of: end))
            }
        }
        return ends
    }

    private static func chance(_ n: Int, _ m: Int) -> Int { Int(Bits(log2(Double(max(n * m, 1)))).raw) }
}
