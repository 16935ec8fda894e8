/// The pairs that blocking brings, each scored once: under the first rule, and there in the first block,
/// that holds both profiles; near pairs of oversized blocks only when no block does.
struct Candidates: Sendable {
    /// What scoring found; pairs and links are counted for the mentions the profiles stand for.
    struct Found: Sendable {
        var links: [Link] = []
        /// Pairs below the threshold, and not below the floor; the strongest ones when there are very many.
        var doubtful: [Link] = []
        var linkCount = 0
        /// Pairs between even odds and the threshold, also those that are not kept.
        var evenCount = 0
        /// One a rule.
        var pairs: [Int]
        /// Of each rule: pairs of its oversized blocks that were compared, whatever rule brought them.
        var covered: [Int]
        /// For each profile whether its own mentions are one entity.
        var selfLinked: [Bool] = []

        init(rules: Int) {
            pairs = Array(repeating: 0, count: rules)
            covered = pairs
        }
    }

    /// Doubtful pairs kept of one stretch of work, and of all for each profile.
    private static let doubtfulOfChunk = 50_000
    private static let doubtfulOfProfile = 4

    let indexes: [BlockIndex]
    let profiles: Profiles
    let near: Neighbourhood
    /// The slots of all rules, those of one profile side by side.
    private let slots: [UInt32]
    /// Rules that have oversized blocks.
    private let oversized: [Int]
    /// Pairs that score lower are not kept.
    private let floor: Int

    init(indexes: [BlockIndex], profiles: Profiles, near: Neighbourhood, floor: Int) {
        self.floor = floor
        oversized = indexes.indices.filter { !indexes[$0].oversized.isEmpty }
        self.indexes = indexes
        self.profiles = profiles
        self.near = near
        var slots = [UInt32](repeating: 0, count: profiles.count * indexes.count)
        for (rule, index) in indexes.enumerated() {
            let own = index.places.slots
            for profile in own.indices { slots[profile &* indexes.count &+ rule] = own[profile] }
        }
        self.slots = slots
    }

    /// A stretch of work: blocks of a rule, or positions in a layer of `near`.
    private enum Chunk: Sendable {
        case blocks(rule: Int, Range<Int>)
        case near(layer: Int, Range<Int>)
    }

    /// Scores all pairs; links come sorted by `Link.isBefore`.
    func score(with scorer: PairScorer, threads: Int) async -> Found {
        let chunks = chunks()
        let parts = await parallelMap(chunks.count, threads: threads) { index in
            switch chunks[index] {
            case .blocks(let rule, let blocks): scoreBlocks(blocks, rule: rule, with: scorer)
            case .near(let layer, let positions): scoreNear(positions, layer: layer, with: scorer)
            }
        }
        var found = scoreIdentical(with: scorer)
        found.links.reserveCapacity(parts.reduce(0) { $0 + $1.links.count })
        for part in parts {
            found.links += part.links
            found.linkCount += part.linkCount
            found.doubtful += part.doubtful
            found.evenCount += part.evenCount
            for rule in indexes.indices {
                found.pairs[rule] += part.pairs[rule]
                found.covered[rule] += part.covered[rule]
            }
        }
        found.links.sort(by: Link.isBefore)
        found.keepStrongestDoubtful(max(Self.doubtfulOfChunk, Self.doubtfulOfProfile * profiles.count))
        return found
    }

    /// Cuts the work into pieces of some 200,000 pairs.
    private func chunks() -> [Chunk] {
        let size = 200_000
        var chunks: [Chunk] = []
        for (rule, index) in indexes.enumerated() {
            var (first, pairs) = (0, 0)
            for block in 0..<index.count {
                let members = index.starts[block + 1] - index.starts[block]
                pairs += members * (members - 1) / 2
                guard pairs >= size || block == index.count - 1 else { continue }
                chunks.append(.blocks(rule: rule, first..<block + 1))
                (first, pairs) = (block + 1, 0)
            }
        }
        let stretch = size / Neighbourhood.window
        for (layer, content) in near.layers.enumerated() {
            for start in stride(from: 0, to: content.sequence.count, by: stretch) {
                chunks.append(.near(layer: layer, start..<min(start + stretch, content.sequence.count)))
            }
        }
        return chunks
    }

    private func scoreBlocks(_ blocks: Range<Int>, rule: Int, with scorer: PairScorer) -> Found {
        var found = Found(rules: indexes.count)
        var scratch = EditScratch()
        let index = indexes[rule]
        for block in blocks {
            let members = index.starts[block]..<index.starts[block + 1]
            for position in members {
                let first = Int(index.members[position])
                for other in position &+ 1..<members.upperBound {
                    let second = Int(index.members[other])
                    if isOwned(by: rule, block, first, second) {
                        score(first, second, rule: rule, with: scorer, &scratch, into: &found)
                    }
                }
            }
        }
        return found
    }

    private func scoreNear(_ positions: Range<Int>, layer: Int, with scorer: PairScorer) -> Found {
        var found = Found(rules: indexes.count)
        var scratch = EditScratch()
        let content = near.layers[layer]
        for position in positions {
            for follower in content.followers(of: position) {
                let first = Int(min(content.sequence[position], follower))
                let second = Int(max(content.sequence[position], follower))
                if indexes.contains(where: { $0.sharedBlock(first, second) != nil }) { continue }
                if near.layers[..<layer].contains(where: { $0.isNear(first, second) }) { continue }
                score(first, second, rule: content.rule, with: scorer, &scratch, into: &found)
            }
        }
        return found
    }

    /// Whether no earlier rule, and no earlier block of this rule, brings the pair.
    @inline(__always)
    private func isOwned(by rule: Int, _ block: Int, _ first: Int, _ second: Int) -> Bool {
        let (rowA, rowB) = (first &* indexes.count, second &* indexes.count)
        for earlier in 0...rule {
            let (a, b) = (slots[rowA &+ earlier], slots[rowB &+ earlier])
            if a == 0 || b == 0 { continue }
            if a | b < BlockSlots.several {
                if earlier < rule && a == b { return false }
            } else if let shared = indexes[earlier].sharedBlock(first, second) {
                if earlier < rule || shared != block { return false }
            }
        }
        return true
    }

    @inline(__always)
    private func score(
        _ first: Int, _ second: Int, rule: Int, with scorer: PairScorer, _ scratch: inout EditScratch,
        into found: inout Found
    ) {
        let pairs = profiles.size(first) &* profiles.size(second)
        found.pairs[rule] &+= pairs
        for rule in oversized {
            found.covered[rule] &+= pairs &* indexes[rule].sharedOversized(first, second)
        }
        guard let score = scorer.score(first, second, atLeast: floor, &scratch) else { return }
        let link = Link(lower: UInt32(first), higher: UInt32(second), score: Int32(clamping: score))
        guard score >= scorer.threshold else {
            if score >= 0 { found.evenCount &+= pairs }
            found.doubtful.append(link)
            if found.doubtful.count >= 2 &* Self.doubtfulOfChunk {
                found.keepStrongestDoubtful(Self.doubtfulOfChunk)
            }
            return
        }
        found.linkCount &+= pairs
        found.links.append(link)
    }

    /// Mentions of one profile meet under the first rule that gives it a key.
    private func scoreIdentical(with scorer: PairScorer) -> Found {
        var found = Found(rules: indexes.count)
        var scratch = EditScratch()
        found.selfLinked = (0..<profiles.count).map { profile in
            let size = profiles.size(profile)
            guard size > 1, let rule = indexes.firstIndex(where: { $0.hasKey[profile] }) else { return false }
            found.pairs[rule] += size * (size - 1) / 2
            guard let score = scorer.score(profile, profile, atLeast: floor, &scratch) else { return false }
            guard score >= scorer.threshold else {
                if score >= 0 { found.evenCount += size * (size - 1) / 2 }
                found.doubtful.append(
                    Link(lower: UInt32(profile), higher: UInt32(profile), score: Int32(clamping: score)))
                return false
            }
            found.linkCount += size * (size - 1) / 2
            return true
        }
        return found
    }
}

extension Candidates.Found {
    /// Leaves the `limit` strongest doubtful pairs, strongest first.
    fileprivate mutating func keepStrongestDoubtful(_ limit: Int) {
        doubtful.sort(by: Link.isBefore)
        if doubtful.count > limit { doubtful.removeSubrange(limit...) }
    }
}
