import Foundation
import HubModel

/// Works out which mentions of one type speak of the same entity.
///
/// The result is a function of the mentions alone: the number of threads changes nothing, and another order
/// of mentions gives the same clusters.
package struct Matcher: Sendable {
    private let input: MatchInput

    package init(_ input: MatchInput) {
        precondition(input.ranks.count == input.values.rowCount, "one rank a mention")
        self.input = input
    }

    /// Blocks, scores and clusters all mentions.
    package func run(threads: Int = ProcessInfo.processInfo.activeProcessorCount) async -> MatchResult {
        let input = input
        let model = input.model
        let prepared = await Prepared(input, threads: threads)
        let (profiles, indexes) = (prepared.profiles, prepared.indexes)
        let near = await Neighbourhood(
            indexes: indexes, own: model.blocking.map { prepared.evidences.wholeParts(of: $0) },
            columns: model.comparisons.map { prepared.evidences.position($0.evidence) }, profiles: profiles,
            features: prepared.features, threads: threads)
        let candidates = Candidates(indexes: indexes, profiles: profiles, near: near)
        let found = await candidates.score(with: prepared.scorer, threads: threads)
        var clustering = Clustering(
            profiles: profiles, distinct: prepared.evidences.distinct, scorer: prepared.scorer)
        clustering.join(found.links, profiles: profiles)
        let clusters = assignment(&clustering, profiles: profiles, unitedByThemselves: found.selfLinked)
        let doubts = DoubtFinder(
            profiles: profiles, distinct: prepared.evidences.distinct, clusters: clusters.labels,
            count: clusters.count, constraints: input.constraints, ranks: input.ranks
        ).find(links: found.links, band: found.band, inBand: found.bandCount)
        return MatchResult(
            clusters: clusters.labels, clusterCount: clusters.count,
            blocking: model.blocking.indices.map { rule in
                MatchResult.Blocking(
                    rule: model.blocking[rule].text, blocks: indexes[rule].blockCount,
                    pairs: found.pairs[rule], oversized: indexes[rule].oversized.count,
                    largest: indexes[rule].largest)
            },
            pairs: found.pairs.reduce(0, +), links: found.linkCount, refused: clustering.refused,
            weak: clustering.weak, doubts: doubts)
    }

    /// Numbers the clusters in order of first mention.
    private func assignment(
        _ clustering: inout Clustering, profiles: Profiles, unitedByThemselves: [Bool]
    ) -> (labels: [Int32], count: Int) {
        var owners = [UInt32](repeating: 0, count: input.ranks.count)
        for profile in 0..<profiles.count {
            let root = clustering.root(of: UInt32(profile))
            let isUnited = clustering.size(ofRoot: root) > 1 || unitedByThemselves[profile]
            let leader = profiles.mentions[profiles.mentionRange(root).lowerBound]
            for position in profiles.mentionRange(profile) {
                let mention = profiles.mentions[position]
                owners[Int(mention)] = isUnited ? leader : mention
            }
        }
        var numbers = [Int32](repeating: -1, count: owners.count)
        var count: Int32 = 0
        let labels = owners.map { owner in
            if numbers[Int(owner)] < 0 {
                numbers[Int(owner)] = count
                count += 1
            }
            return numbers[Int(owner)]
        }
        return (labels, Int(count))
    }
}
