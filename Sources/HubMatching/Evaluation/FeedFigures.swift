/// Pairwise figures of every pair of feeds: how many pairs have one mention in the one feed and one in the other.
///
/// Each pair of mentions belongs to exactly one pair of feeds, so the counts of all pairs of feeds add up to those of
/// the whole. A feed's own figures count each pair with at least one mention of the feed, once.
package struct FeedFigures: Sendable {
    /// Pairs of mentions by their feeds; `first` is at most `second`.
    package struct FeedPair: Sendable, Equatable {
        package let first: Int
        package let second: Int
        package let predicted: Int
        package let actual: Int
        package let correct: Int

        package init(first: Int, second: Int, predicted: Int, actual: Int, correct: Int) {
            self.first = first
            self.second = second
            self.predicted = predicted
            self.actual = actual
            self.correct = correct
        }

        package var figures: Evaluation.Figures {
            Evaluation.Figures(correct: correct, predicted: predicted, actual: actual)
        }
    }

    /// Pairs of feeds that have anything to count, in ascending order.
    package let pairs: [FeedPair]

    /// Compares two labellings of the same mentions; `feeds` are numbered from 0.
    package init(predicted: [Int], truth: [Int], feeds: [Int], feedCount: Int) {
        precondition(predicted.count == truth.count && feeds.count == truth.count, "one label of each kind")
        let mentions = truth.indices
        let counts = [
            Self.count(mentions.map { Group(predicted[$0], 0, feeds[$0]) }, feedCount),
            Self.count(mentions.map { Group(0, truth[$0], feeds[$0]) }, feedCount),
            Self.count(mentions.map { Group(predicted[$0], truth[$0], feeds[$0]) }, feedCount),
        ]
        var pairs: [FeedPair] = []
        for first in 0..<feedCount {
            for second in first..<feedCount {
                let place = first * feedCount + second
                if counts[0][place] + counts[1][place] == 0 { continue }
                pairs.append(
                    FeedPair(
                        first: first, second: second, predicted: counts[0][place], actual: counts[1][place],
                        correct: counts[2][place]))
            }
        }
        self.pairs = pairs
    }

    /// Of all pairs with a mention of `feed`.
    package func figures(of feed: Int) -> FeedPair {
        let own = pairs.filter { $0.first == feed || $0.second == feed }
        return FeedPair(
            first: feed, second: feed, predicted: own.reduce(0) { $0 + $1.predicted },
            actual: own.reduce(0) { $0 + $1.actual }, correct: own.reduce(0) { $0 + $1.correct })
    }

    /// Mentions that are together, and the feed of one of them.
    private struct Group: Comparable {
        let cluster: Int
        let entity: Int
        let feed: Int

        init(_ cluster: Int, _ entity: Int, _ feed: Int) {
            self.cluster = cluster
            self.entity = entity
            self.feed = feed
        }

        static func < (a: Group, b: Group) -> Bool {
            (a.cluster, a.entity, a.feed) < (b.cluster, b.entity, b.feed)
        }
    }

    /// Pairs within groups, by feeds. Complexity: O(n log n), and the square of the feeds in one group.
    private static func count(_ members: [Group], _ feedCount: Int) -> [Int] {
        let sorted = members.sorted()
        var counts = [Int](repeating: 0, count: feedCount * feedCount)
        var start = 0
        while start < sorted.count {
            var runs: [(feed: Int, size: Int)] = []
            var end = start
            while end < sorted.count, sorted[end].cluster == sorted[start].cluster,
                sorted[end].entity == sorted[start].entity
            {
                if runs.last?.feed == sorted[end].feed {
                    runs[runs.count - 1].size += 1
                } else {
                    runs.append((sorted[end].feed, 1))
                }
                end += 1
            }
            for (index, run) in runs.enumerated() {
                counts[run.feed * feedCount + run.feed] += run.size * (run.size - 1) / 2
                for other in runs[(index + 1)...] {
                    counts[run.feed * feedCount + other.feed] += run.size * other.size
                }
            }
            start = end
        }
        return counts
    }
}
