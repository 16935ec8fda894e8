/// How well a clustering agrees with the truth, in the three usual measures.
///
/// Pairwise counts unordered pairs of mentions. B-cubed (Bagga & Baldwin 1998) averages over mentions.
/// Exact counts clusters that hold all mentions of one entity and no other.
package struct Evaluation: Sendable, Equatable {
    /// Precision, recall and their harmonic mean.
    package struct Figures: Sendable, Equatable {
        package let precision: Double
        package let recall: Double

        package var f1: Double {
            precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)
        }

        /// Nothing predicted is precise when there was nothing to find.
        init(correct: Int, predicted: Int, actual: Int) {
            precision = predicted > 0 ? Double(correct) / Double(predicted) : actual == 0 ? 1 : 0
            recall = actual > 0 ? Double(correct) / Double(actual) : 1
        }

        init(precision: Double, recall: Double) {
            self.precision = precision
            self.recall = recall
        }
    }

    package let pairwise: Figures
    package let bCubed: Figures
    package let exact: Figures
    package let mentions: Int
    package let clusters: Int
    package let entities: Int
    package let largestCluster: Int
    package let predictedPairs: Int
    package let truePairs: Int
    /// Pairs in both.
    package let correctPairs: Int

    /// Compares two labellings of the same mentions; labels are names only.
    package init(predicted: [Int], truth: [Int]) {
        precondition(predicted.count == truth.count, "one label of each kind a mention")
        mentions = truth.count
        let (clusterOf, clusterSizes) = Self.numbered(predicted)
        let (entityOf, entitySizes) = Self.numbered(truth)
        var shared: [UInt64] = []
        shared.reserveCapacity(mentions)
        for mention in truth.indices {
            shared.append(UInt64(clusterOf[mention]) << 32 | UInt64(entityOf[mention]))
        }
        shared.sort()
        var (correct, exactCount, precision, recall) = (0, 0, 0.0, 0.0)
        var start = 0
        while start < shared.count {
            var end = start + 1
            while end < shared.count, shared[end] == shared[start] { end += 1 }
            let count = end - start
            let cluster = clusterSizes[Int(shared[start] >> 32)]
            let entity = entitySizes[Int(shared[start] & 0xFFFF_FFFF)]
            correct += Self.pairs(count)
            precision += Double(count * count) / Double(cluster)
            recall += Double(count * count) / Double(entity)
            if count == cluster, count == entity { exactCount += 1 }
            start = end
        }
        clusters = clusterSizes.count
        entities = entitySizes.count
        largestCluster = clusterSizes.max() ?? 0
        predictedPairs = clusterSizes.reduce(0) { $0 + Self.pairs($1) }
        truePairs = entitySizes.reduce(0) { $0 + Self.pairs($1) }
        correctPairs = correct
        pairwise = Figures(correct: correct, predicted: predictedPairs, actual: truePairs)
        bCubed = Figures(
            precision: mentions == 0 ? 1 : precision / Double(mentions),
            recall: mentions == 0 ? 1 : recall / Double(mentions))
        exact = Figures(correct: exactCount, predicted: clusters, actual: entities)
    }

    private static func pairs(_ count: Int) -> Int { count * (count - 1) / 2 }

    /// Labels as 0, 1, 2, … in order of first sight, and how often each occurs.
    private static func numbered(_ labels: [Int]) -> (numbers: [Int], sizes: [Int]) {
        var numbers: [Int: Int] = [:]
        var sizes: [Int] = []
        let numbered = labels.map { label in
            let number = numbers[label, default: sizes.count]
            if number == sizes.count {
                numbers[label] = number
                sizes.append(0)
            }
            sizes[number] += 1
            return number
        }
        return (numbered, sizes)
    }
}
