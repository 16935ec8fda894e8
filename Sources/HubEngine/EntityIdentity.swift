import HubModel
import HubStore

/// Gives clusters their entity ids, so that ids stay from night to night.
///
/// - An entity goes where most of its mentions went (ties: the part with the lowest rank).
/// - When several entities went to one cluster, the oldest keeps its id and the others redirect to it.
/// - A cluster nobody claims gets a new id, derived from its mention of lowest rank, so that the same district
///   taken in anywhere, in any order of feeds, gets the same ids. Ids of the past are never given again.
package struct EntityIdentity: Sendable {
    /// Entity number of each cluster.
    package private(set) var numbers: [Int64]
    /// Entity id of each cluster.
    package private(set) var ids: [String]
    /// To be made, or revived under their old ids.
    package private(set) var new: [NewEntity] = []
    /// To be retired.
    package private(set) var retired: [RetiredEntity] = []

    /// `previous` is the entity of each mention after the last night, 0 when none; `existing` every entity of the
    /// type ever made; `lastNumber` the highest entity number of any type ever given.
    /// Complexity: O(n log n) in mentions.
    package init(
        model: EntityModel, clusters: [Int32], clusterCount: Int, ranks: [UInt64], previous: [Int64],
        existing: [StoredEntity], lastNumber: Int64
    ) {
        numbers = Array(repeating: 0, count: clusterCount)
        ids = Array(repeating: "", count: clusterCount)
        let lowest = Self.lowestRanks(clusters, clusterCount, ranks)
        let claims = Self.claims(clusters, previous, lowest)
        keep(claims, existing)
        create(model: model, lowest: lowest, existing: existing, lastNumber: lastNumber)
        retire(claims, existing)
    }

    private static func lowestRanks(_ clusters: [Int32], _ count: Int, _ ranks: [UInt64]) -> [UInt64] {
        var lowest = Array(repeating: UInt64.max, count: count)
        for (mention, cluster) in clusters.enumerated() {
            lowest[Int(cluster)] = min(lowest[Int(cluster)], ranks[mention])
        }
        return lowest
    }

    /// For each entity of the past the cluster that holds most of its mentions; ascending by entity.
    private static func claims(
        _ clusters: [Int32], _ previous: [Int64], _ lowest: [UInt64]
    ) -> [(entity: Int64, cluster: Int)] {
        let parts = zip(previous, clusters).filter { $0.0 > 0 }.sorted { $0 < $1 }
        var claims: [(entity: Int64, cluster: Int)] = []
        var bestSize = 0
        var start = 0
        while start < parts.count {
            var end = start
            while end < parts.count, parts[end] == parts[start] { end += 1 }
            let (entity, cluster) = (parts[start].0, Int(parts[start].1))
            if claims.last?.entity != entity {
                claims.append((entity, cluster))
                bestSize = end - start
            } else if let best = claims.last?.cluster,
                end - start > bestSize || (end - start == bestSize && lowest[cluster] < lowest[best])
            {
                claims[claims.count - 1].cluster = cluster
                bestSize = end - start
            }
            start = end
        }
        return claims
    }

    /// The oldest claimant that still lives owns the cluster; failing that, the oldest that ended is revived.
    private mutating func keep(_ claims: [(entity: Int64, cluster: Int)], _ existing: [StoredEntity]) {
        guard !claims.isEmpty else { return }
        let byNumber = Dictionary(existing.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        for wantsLiving in [true, false] {
            for claim in claims where numbers[claim.cluster] == 0 {
                guard let entity = byNumber[claim.entity], entity.isLive == wantsLiving else { continue }
                numbers[claim.cluster] = entity.number
                ids[claim.cluster] = entity.id
                if !wantsLiving { new.append(NewEntity(number: entity.number, id: entity.id)) }
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

    private mutating func retire(_ claims: [(entity: Int64, cluster: Int)], _ existing: [StoredEntity]) {
        let owners = Set(numbers)
        let claimed = Dictionary(
            claims.map { ($0.entity, $0.cluster) }, uniquingKeysWith: { first, _ in first })
        for entity in existing where !owners.contains(entity.number) {
            let heir = claimed[entity.number].map { numbers[$0] } ?? 0
            // One that had ended, and whose mention came back to another, leads there from now on.
            guard entity.isLive || heir > 0 else { continue }
            retired.append(RetiredEntity(number: entity.number, redirect: heir))
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
