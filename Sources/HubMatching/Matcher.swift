import Foundation
import HubModel

/// Works out which mentions of one type speak of the same entity.
///
/// The result is a function of the mentions alone: the number of threads changes nothing, and another order
/// of mentions gives the same clusters.
package struct Matcher: Sendable {
    private let input: MatchInput
    private let ground: Groundwork?

    package init(_ input: MatchInput) {
        self.input = input
        ground = nil
    }

    /// Goes on from work that was done before.
    package init(_ ground: Groundwork) {
        input = ground.input
        self.ground = ground
    }

    /// Blocks, scores and clusters all mentions.
    package func run(threads: Int = ProcessInfo.processInfo.activeProcessorCount) async -> MatchResult {
        let input = input
        let model = input.model
        let prepared = Prepared(await groundwork(threads: threads))
        let profiles = prepared.profiles
        let indexes = await refined(prepared, threads: threads)
        let near = await Neighbourhood(
            indexes: indexes, own: model.blocking.map { prepared.evidences.wholeParts(of: $0) },
            columns: compared(prepared), profiles: profiles, features: prepared.features, threads: threads)
        let looksAgain = model.limits.doubt > 0 && ClusterEvidence.canPool(model)
        let secondLook = prepared.scorer.threshold - (looksAgain ? Int(Bits(model.limits.doubt).raw) : 0)
        let candidates = Candidates(
            indexes: indexes, profiles: profiles, near: near,
            floor: min(prepared.scorer.threshold, 0, secondLook))
        let found = await candidates.score(with: prepared.scorer, threads: threads)
        var clustering = Clustering(model: model, prepared: prepared, selfLinked: found.selfLinked)
        clustering.run(
            found.links, doubtful: found.doubtful.filter { $0.score >= secondLook && $0.lower != $0.higher })
        let clusters = assignment(&clustering, profiles: profiles, unitedByThemselves: found.selfLinked)
        let doubts = DoubtFinder(
            profiles: profiles, distinct: prepared.evidences.distinct, clusters: clusters.labels,
            count: clusters.count, constraints: input.constraints, ranks: input.ranks
        ).find(
            links: found.links, band: found.doubtful.filter { $0.score >= 0 }, inBand: found.evenCount)
        var result = MatchResult(
            clusters: clusters.labels, clusterCount: clusters.count,
            blocking: model.blocking.indices.map { blocking($0, indexes[$0], found, prepared) },
            pairs: found.pairs.reduce(0, +), links: found.linkCount, refused: clustering.refused,
            weak: clustering.weak, doubts: doubts)
        result.ambiguous = clustering.ambiguous
        result.secondLooks = clustering.secondLooks
        result.joinedLater = clustering.joinedLater
        result.contested = prepared.contested.count
        result.largeClusters = clustering.largeClusters
        result.overruled = clustering.overruled
        return result
    }

    private func groundwork(threads: Int) async -> Groundwork {
        if let ground { return ground }
        return await Groundwork(input, threads: threads)
    }

    /// Columns that comparisons look at, in their order, each once.
    private func compared(_ prepared: Prepared) -> [Int] {
        var seen: Set<Int> = []
        return input.model.comparisons.map { prepared.evidences.position($0.evidence) }
            .filter { seen.insert($0).inserted }
    }

    /// The blocks of all rules, oversized ones split by everything compared that is not their rule's own.
    private func refined(_ prepared: Prepared, threads: Int) async -> [BlockIndex] {
        let columns = compared(prepared)
        let model = input.model
        return await parallelMap(prepared.indexes.count, threads: threads) { rule in
            var index = prepared.indexes[rule]
            let own = prepared.evidences.wholeParts(of: model.blocking[rule])
            index.refine(
                by: columns.filter {
                    !own.contains($0) && !model.blocks(rule, splitBy: prepared.evidences.list[$0])
                }, profiles: prepared.profiles, features: prepared.features)
            return index
        }
    }

    private func blocking(
        _ rule: Int, _ index: BlockIndex, _ found: Candidates.Found, _ prepared: Prepared
    ) -> MatchResult.Blocking {
        let model = input.model
        var blocking = MatchResult.Blocking(
            rule: model.blocking[rule].text, blocks: index.blockCount, pairs: found.pairs[rule],
            oversized: index.oversized.count, largest: index.largest)
        blocking.refined = index.refined
        var names: [String] = []
        for comparison in model.comparisons
        where index.refinedBy.contains(prepared.evidences.position(comparison.evidence)) {
            if !names.contains(comparison.name) { names.append(comparison.name) }
        }
        blocking.refinedBy = names
        blocking.uncompared = index.oversizedPairs - found.covered[rule]
        return blocking
    }

    /// Numbers the clusters in order of first mention.
    private func assignment(
        _ clustering: inout Clustering, profiles: Profiles, unitedByThemselves: [Bool]
    ) -> (labels: [Int32], count: Int) {
        var owners = [UInt32](repeating: 0, count: input.ranks.count)
        for profile in 0..<profiles.count {
            let (root, size) = clustering.cluster(of: profile)
            let isUnited = size > 1 || unitedByThemselves[profile]
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

extension EntityModel {
    /// Whether another rule brings whatever this one's blocks hold that agrees in `evidence` too.
    fileprivate func blocks(_ rule: Int, splitBy evidence: Evidence) -> Bool {
        let own = blocking[rule].elements
        return blocking.indices.contains { other in
            other != rule && !blocking[other].elements.isEmpty
                && blocking[other].elements.allSatisfy { element in
                    (element.evidence == evidence && element.part == .whole)
                        || own.contains { $0.evidence == element.evidence && $0.part == element.part }
                }
        }
    }
}
