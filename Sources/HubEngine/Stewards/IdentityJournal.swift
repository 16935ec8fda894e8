import HubStore

/// What happened to entities in one night, as the journal keeps it.
package struct IdentityJournal {
    package private(set) var events: [EntityEvent] = []

    /// `previous` is the entity of each mention before the night, `clusters` where it is now. `judged` are the pairs that
    /// stewards decided about, newest last: what they bring about, or what undoing them does, is theirs.
    package init(
        _ identity: EntityIdentity, clusters: [Int32], previous: [Int64], existing: [StoredEntity],
        judged: [JudgedRows.Pair] = []
    ) {
        let past = Dictionary(existing.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        let made = Set(identity.new.map(\.number))
        var causes: [Int64: Int64] = [:]
        for pair in judged {
            let (first, second) = (Int(pair.first), Int(pair.second))
            let before = (previous[first], previous[second])
            let after = (
                identity.numbers[Int(clusters[first])], identity.numbers[Int(clusters[second])]
            )
            let isTogether = after.0 == after.1
            guard pair.verdict != .unsure, (before.0 == before.1) != isTogether,
                isTogether == ((pair.verdict == .same) == pair.isInForce)
            else { continue }
            for number in [before.0, before.1, after.0, after.1] { causes[number] = pair.judgement }
        }
        let origins = Self.origins(identity, made, clusters, previous)
        for entity in identity.new.sorted(by: { $0.number < $1.number }) {
            let cause = causes[entity.number] ?? 0
            if let old = past[entity.number] {
                events.append(
                    EntityEvent(
                        kind: .revived, entity: entity.number, id: entity.id, other: old.redirect,
                        judgement: cause))
            } else {
                let origin = origins[entity.number] ?? 0
                events.append(
                    EntityEvent(
                        kind: origin > 0 ? .split : .made, entity: entity.number, id: entity.id,
                        other: origin, judgement: cause))
            }
        }
        for entity in identity.retired.sorted(by: { $0.number < $1.number }) {
            events.append(
                EntityEvent(
                    kind: entity.redirect > 0 ? .merged : .ended, entity: entity.number,
                    id: past[entity.number]?.id ?? "", other: entity.redirect,
                    judgement: causes[entity.number] ?? 0))
        }
    }

    /// For each new entity the one of which most of its mentions were, the older one when several are.
    private static func origins(
        _ identity: EntityIdentity, _ made: Set<Int64>, _ clusters: [Int32], _ previous: [Int64]
    ) -> [Int64: Int64] {
        var counts: [Int64: [Int64: Int]] = [:]
        for (mention, cluster) in clusters.enumerated() where previous[mention] > 0 {
            let number = identity.numbers[Int(cluster)]
            if made.contains(number) { counts[number, default: [:]][previous[mention], default: 0] += 1 }
        }
        return counts.compactMapValues { counts in
            counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
        }
    }
}

/// The present entities, worked out from nothing but the journal.
package struct IdentityReplay: Sendable {
    package struct Entity: Sendable, Equatable {
        package let id: String
        package fileprivate(set) var isLive: Bool
        /// Entity it was merged into; 0 when it lives, or simply ended.
        package fileprivate(set) var redirect: Int64
    }

    /// By number.
    package private(set) var entities: [Int64: Entity] = [:]
    /// Events that cannot have happened: of an entity that was never made, or made twice.
    package private(set) var impossible = 0

    package init() {}

    package mutating func apply(_ event: EntityEvent) {
        switch event.kind {
        case .made, .split:
            if entities[event.entity] != nil { impossible += 1 }
            entities[event.entity] = Entity(id: event.id, isLive: true, redirect: 0)
        case .revived:
            change(event.entity, isLive: true, redirect: 0)
        case .merged, .ended:
            change(event.entity, isLive: false, redirect: event.other)
        }
    }

    private mutating func change(_ number: Int64, isLive: Bool, redirect: Int64) {
        if entities[number] == nil { impossible += 1 }
        entities[number]?.isLive = isLive
        entities[number]?.redirect = redirect
    }
}
