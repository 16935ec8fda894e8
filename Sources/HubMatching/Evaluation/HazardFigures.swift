/// What became of mentions that are known to be hard to place, hazard by hazard.
package struct HazardFigures: Sendable, Equatable {
    /// A mention and what is hard about it.
    package struct Case: Sendable {
        package let hazard: Int
        /// Row of the mention.
        package let mention: Int
        /// Label of the true entity that it may be taken for; `nil` when it is nobody in particular.
        package let other: Int?

        package init(hazard: Int, mention: Int, other: Int?) {
            self.hazard = hazard
            self.mention = mention
            self.other = other
        }
    }

    /// Mentions that have it.
    package var mentions = 0
    /// Of these: not in the cluster that holds most of their entity's mentions.
    package var split = 0
    /// Of these: in one cluster with a mention of another entity.
    package var mixed = 0
    /// Pairs of entities that it ties, each once.
    package var pairs = 0
    /// Of these: in one cluster, where a mention with the hazard is.
    package var merged = 0

    /// Figures of hazards 0 to `count` - 1.
    package static func of(
        _ cases: [Case], count: Int, predicted: [Int], truth: [Int]
    ) -> [HazardFigures] {
        let cells = Cells(predicted: predicted, truth: truth)
        var result = [HazardFigures](repeating: HazardFigures(), count: count)
        var pairs: [[Cells.Key: Bool]] = Array(repeating: [:], count: count)
        for one in cases {
            let (cluster, entity) = (predicted[one.mention], truth[one.mention])
            result[one.hazard].mentions += 1
            if cells.main[entity] != cluster { result[one.hazard].split += 1 }
            if cells.sizes[Cells.Key(cluster, entity)] != cells.clusters[cluster] {
                result[one.hazard].mixed += 1
            }
            guard let other = one.other, other != entity else { continue }
            let isMerged = cells.sizes[Cells.Key(cluster, other)] != nil
            pairs[one.hazard][Cells.Key(min(entity, other), max(entity, other)), default: false] =
                pairs[one.hazard][Cells.Key(min(entity, other), max(entity, other))] == true || isMerged
        }
        for hazard in 0..<count {
            result[hazard].pairs = pairs[hazard].count
            result[hazard].merged = pairs[hazard].values.count { $0 }
        }
        return result
    }

    /// How clusters and entities overlap.
    private struct Cells {
        struct Key: Hashable {
            let first: Int
            let second: Int

            init(_ first: Int, _ second: Int) {
                self.first = first
                self.second = second
            }
        }

        /// Mentions by cluster and entity.
        var sizes: [Key: Int] = [:]
        /// Mentions by cluster.
        var clusters: [Int: Int] = [:]
        /// The cluster with most mentions of an entity; of equal ones the first.
        var main: [Int: Int] = [:]

        init(predicted: [Int], truth: [Int]) {
            var order: [Key] = []
            for (cluster, entity) in zip(predicted, truth) {
                let key = Key(cluster, entity)
                if sizes[key] == nil { order.append(key) }
                sizes[key, default: 0] += 1
                clusters[cluster, default: 0] += 1
            }
            var most: [Int: Int] = [:]
            for key in order where sizes[key, default: 0] > most[key.second, default: 0] {
                most[key.second] = sizes[key]
                main[key.second] = key.first
            }
        }
    }
}
