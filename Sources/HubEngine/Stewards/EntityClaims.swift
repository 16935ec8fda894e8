/// Which cluster each entity of the past claims: where its mentions went.
///
/// An entity that was merged away claims by its *own* mentions, those whose home it is. One that took others in
/// keeps to its own ground: to clusters where no entity it took in has more mentions of its own. So a merge that is
/// taken back gives both ids back, however small the older part was.
struct EntityClaims {
    struct Claim {
        let entity: Int64
        let cluster: Int
    }

    /// One an entity, ascending.
    let list: [Claim]

    /// Mentions an entity has in a cluster.
    private struct Part {
        let entity: Int64
        let cluster: Int
        /// All of the last night, and those whose home it is.
        var all = 0
        var own = 0
    }

    init(clusters: [Int32], clusterCount: Int, previous: [Int64], homes: [Int64], lowest: [UInt64]) {
        let parts = Self.parts(clusters, previous, homes)
        // The most mentions of its own that an entity merged away has in each cluster.
        var rivals = [Int](repeating: 0, count: clusterCount)
        for part in parts where part.all == 0 { rivals[part.cluster] = max(rivals[part.cluster], part.own) }
        var list: [Claim] = []
        var best: Part?
        func isBetter(_ a: Part, _ b: Part) -> Bool {
            let (groundA, groundB) = (a.own >= rivals[a.cluster], b.own >= rivals[b.cluster])
            if groundA != groundB { return groundA }
            if a.own != b.own { return a.own > b.own }
            if a.all != b.all { return a.all > b.all }
            return lowest[a.cluster] < lowest[b.cluster]
        }
        for part in parts {
            guard let current = best, current.entity == part.entity else {
                if let best { list.append(Claim(entity: best.entity, cluster: best.cluster)) }
                best = part
                continue
            }
            if isBetter(part, current) { best = part }
        }
        if let best { list.append(Claim(entity: best.entity, cluster: best.cluster)) }
        self.list = list
    }

    /// By entity, then cluster.
    private static func parts(_ clusters: [Int32], _ previous: [Int64], _ homes: [Int64]) -> [Part] {
        struct Entry {
            let entity: Int64
            let cluster: Int32
            let isOfLastNight: Bool
            let isOwn: Bool
        }
        var entries: [Entry] = []
        entries.reserveCapacity(clusters.count)
        for (mention, cluster) in clusters.enumerated() {
            let (entity, home) = (previous[mention], homes[mention])
            if entity > 0 {
                entries.append(
                    Entry(entity: entity, cluster: cluster, isOfLastNight: true, isOwn: home == entity))
            }
            if home > 0, home != entity {
                entries.append(Entry(entity: home, cluster: cluster, isOfLastNight: false, isOwn: true))
            }
        }
        entries.sort { ($0.entity, $0.cluster) < ($1.entity, $1.cluster) }
        var parts: [Part] = []
        for entry in entries {
            if parts.last?.entity != entry.entity || parts.last?.cluster != Int(entry.cluster) {
                parts.append(Part(entity: entry.entity, cluster: Int(entry.cluster)))
            }
            if entry.isOfLastNight { parts[parts.count - 1].all += 1 }
            if entry.isOwn { parts[parts.count - 1].own += 1 }
        }
        return parts
    }
}
