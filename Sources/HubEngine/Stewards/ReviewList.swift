import HubMatching
import HubStore

extension ReviewCandidate {
    /// A doubt of the matcher; its rows are those of `mentions`.
    init(_ doubt: Doubt, mentions: [Int64]) {
        self.init(
            kind: doubt.kind.rawValue, first: mentions[Int(doubt.first)], second: mentions[Int(doubt.second)],
            probability: doubt.probability, priority: doubt.priority, firstSize: doubt.firstSize,
            secondSize: doubt.secondSize)
    }
}

extension MatchResult {
    /// How many doubtful pairs there were of each kind, listed or not.
    var counts: [String: Int] {
        [
            Doubt.Kind.band.rawValue: doubts.inBand, Doubt.Kind.refused.rawValue: refused,
            Doubt.Kind.weak.rawValue: weak, Doubt.Kind.bridge.rawValue: doubts.bridges,
        ]
    }
}

/// The doubtful pairs nobody has decided about yet, best worth an answer first.
package struct ReviewList {
    package struct Entry: Sendable {
        package let candidate: ReviewCandidate
        package let first: PlacedMention
        package let second: PlacedMention
    }

    private let store: any Store
    private let judged: Set<Set<MentionName>>
    /// Pairs of entities between which a yes or no waits to be carried out.
    private let waiting: Set<Set<Int64>>

    package init(store: any Store) throws {
        self.store = store
        let pairs = try store.judgements().flatMap(\.pairs).filter(\.isInForce)
        judged = Set(pairs.map { [$0.first, $0.second] })
        let decided = pairs.filter { $0.verdict != .unsure }
        let places = try store.mentions(named: Set(decided.flatMap { [$0.first, $0.second] }))
        waiting = Set(
            decided.compactMap { pair in
                guard let first = places[pair.first]?.entity, let second = places[pair.second]?.entity,
                    first > 0, second > 0, first != second
                else { return nil }
                return [first, second]
            })
    }

    /// At most `limit` entries of one type, or of all.
    package func entries(type: Int?, limit: Int) throws -> [Entry] {
        var entries: [Entry] = []
        for candidate in try store.reviewCandidates(type: type) where entries.count < limit {
            if let entry = try entry(candidate), isOpen(entry) { entries.append(entry) }
        }
        return entries
    }

    /// The candidate with its mentions; `nil` when a record has left since.
    package func entry(_ candidate: ReviewCandidate) throws -> Entry? {
        guard let first = try store.mention(candidate.first), !first.isMissing,
            let second = try store.mention(candidate.second), !second.isMissing
        else { return nil }
        return Entry(candidate: candidate, first: first, second: second)
    }

    package func isOpen(_ entry: Entry) -> Bool {
        !judged.contains([entry.first.name, entry.second.name])
            && !waiting.contains([entry.first.entity, entry.second.entity])
    }
}
