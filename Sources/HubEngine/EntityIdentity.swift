import HubModel
import HubStore

/// Gives clusters their entity ids, so that ids stay from night to night.
///
/// - An entity goes where most of its mentions went (ties: the part with the lowest rank).
/// - When several entities went to one cluster, the oldest keeps its id and the others redirect to it.
/// - When a merged cluster falls apart again, the part that holds the mentions an entity had before it was merged
///   gets the old id back: each mention remembers that entity as its *home*.
/// - A cluster nobody claims gets a new id, derived from its mention of lowest rank, so that the same district
///   taken in anywhere, in any order of feeds, gets the same ids. Ids of the past are never given again.
package struct EntityIdentity: Sendable {
    /// Entity number of each cluster.
    package private(set) var numbers: [Int64]
    /// Entity id of each cluster.
    package private(set) var ids: [String]
    /// To be made, or revived under their old ids.
    package private(set) var new: [NewEntity] = []
    /// To be retired, or to lead elsewhere from now on.
    package private(set) var retired: [RetiredEntity] = []
    /// Home of each mention after the night.
    package private(set) var homes: [Int64]
    /// Where entities lead that were merged away, this night or earlier; 0: they ended.
    private var heirs: [Int64: Int64] = [:]

    /// `previous` is the entity of each mention after the last night, 0 when none, and `homes` the one it had before
    /// merges; `existing` every entity of the type ever made; `lastNumber` the highest entity number of any type
    /// ever given. Complexity: O(n log n) in mentions.
    package init(
        model: EntityModel, clusters: [Int32], clusterCount: Int, ranks: [UInt64], previous: [Int64],
        homes: [Int64]? = nil, existing: [StoredEntity], lastNumber: Int64
    ) {
        numbers = Array(repeating: 0, count: clusterCount)
        ids = Array(repeating: "", count: clusterCount)
        self.homes = homes ?? previous
        let lowest = Self.lowestRanks(clusters, clusterCount, ranks)
        let claims = EntityClaims(
            clusters: clusters, clusterCount: clusterCount, previous: previous, homes: self.homes,
            lowest: lowest
        ).list
        keep(claims, existing)
        create(model: model, lowest: lowest, existing: existing, lastNumber: lastNumber)
        retire(claims, existing)
        for (mention, cluster) in clusters.enumerated() {
            let (home, entity) = (self.homes[mention], numbers[Int(cluster)])
            if home != entity, home == 0 || living(home) != entity { self.homes[mention] = entity }
        }
    }

    /// The entity that `number` leads to after the night; itself when it was not merged away, 0 when it ended.
    package func living(_ number: Int64) -> Int64 {
        var number = number
        // A chain is shorter than the table; anything longer would be a ring.
        for _ in 0...heirs.count {
            guard let heir = heirs[number] else { return number }
            number = heir
        }
        return 0
    }

    private static func lowestRanks(_ clusters: [Int32], _ count: Int, _ ranks: [UInt64]) -> [UInt64] {
        var lowest = Array(repeating: UInt64.max, count: count)
        for (mention, cluster) in clusters.enumerated() {
            lowest[Int(cluster)] = min(lowest[Int(cluster)], ranks[mention])
        }
        return lowest
    }

    /// The oldest claimant that still lives owns the cluster; failing that, the oldest that ended is revived; failing
    /// that, the oldest that was merged away.
    private mutating func keep(_ claims: [EntityClaims.Claim], _ existing: [StoredEntity]) {
        guard !claims.isEmpty else { return }
        let byNumber = Dictionary(existing.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        let turns: [(StoredEntity) -> Bool] = [
            { $0.isLive }, { !$0.isLive && $0.redirect == 0 }, { !$0.isLive && $0.redirect > 0 },
        ]
        for isMyTurn in turns {
            for claim in claims where numbers[claim.cluster] == 0 {
                guard let entity = byNumber[claim.entity], isMyTurn(entity) else { continue }
                numbers[claim.cluster] = entity.number
                ids[claim.cluster] = entity.id
                if !entity.isLive { new.append(NewEntity(number: entity.number, id: entity.id)) }
            }
        }
    }

    private mutating func create(
        model: EntityModel, lowest: [UInt64], existing: [StoredEntity], lastNumber: Int64
    ) {
        var taken = Set(existing.map(\.id))
        var number = lastNumber
        let orphans = numbers.indices.filter { numbers[$0] == 0 }.sorted { lowest[$0] < lowest[$1] }
        for cluster in orphans {
            var attempt: UInt64 = 0
            var id = Self.id(prefix: model.idPrefix, type: model.name, rank: lowest[cluster], attempt)
            while !taken.insert(id).inserted {
                attempt += 1
                id = Self.id(prefix: model.idPrefix, type: model.name, rank: lowest[cluster], attempt)
            }
            number += 1
            numbers[cluster] = number
            ids[cluster] = id
            new.append(NewEntity(number: number, id: id))
        }
    }

    private mutating func retire(_ claims: [EntityClaims.Claim], _ existing: [StoredEntity]) {
        let owners = Set(numbers)
        let claimed = Dictionary(
            claims.map { ($0.entity, $0.cluster) }, uniquingKeysWith: { first, _ in first })
        for entity in existing where !owners.contains(entity.number) {
            let heir = entity.isLive ? claimed[entity.number].map { numbers[$0] } ?? 0 : entity.redirect
            heirs[entity.number] = heir
            if entity.isLive { retired.append(RetiredEntity(number: entity.number, redirect: heir)) }
        }
        // One of the past whose mentions went elsewhere, or came back to another, leads there from now on.
        for entity in existing where !entity.isLive && !owners.contains(entity.number) {
            guard let cluster = claimed[entity.number], living(entity.number) != numbers[cluster] else {
                continue
            }
            heirs[entity.number] = numbers[cluster]
            retired.append(RetiredEntity(number: entity.number, redirect: numbers[cluster]))
        }
    }

    /// Prefix and twelve characters of Crockford's base 32 (no I, L, O, U): 60 bits.
    static func id(prefix: String, type: String, rank: UInt64, _ attempt: UInt64) -> String {
        var hash = StableHash(seed: StableHash.of(type))
        hash.combine(rank)
        hash.combine(attempt)
        var bits = hash.finish()
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        var id = prefix
        for _ in 0..<12 {
            id.append(alphabet[Int(bits & 31)])
            bits >>= 5
        }
        return id
    }
}
