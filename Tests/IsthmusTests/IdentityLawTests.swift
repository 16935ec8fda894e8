import HubEngine
import HubStore
import Testing

/// Laws of entity ids over many nights of any clusterings.
@Suite struct IdentityLawTests {
    /// A registry of mentions that come, go and are clustered anew each night, kept as the store would keep it.
    struct Registry {
        var entities: [Int64: StoredEntity] = [:]
        var assigned: [Int: Int64] = [:]
        var homes: [Int: Int64] = [:]
        var replay = IdentityReplay()
        var events: [EntityEvent] = []
        var last: Int64 = 0

        func living(_ number: Int64) -> Int64 {
            var number = number
            for _ in 0...entities.count {
                guard let entity = entities[number], entity.redirect > 0, !entity.isLive else {
                    return number
                }
                number = entity.redirect
            }
            return -1
        }

        /// `groups` are the clusters of the mentions present.
        mutating func night(_ groups: [[Int]]) -> EntityIdentity {
            let mentions = groups.flatMap(\.self).sorted()
            var clusters: [Int32] = []
            var numbers: [Int: Int32] = [:]
            for mention in mentions {
                let group = groups.firstIndex { $0.contains(mention) } ?? 0
                let number = numbers[group, default: Int32(numbers.count)]
                numbers[group] = number
                clusters.append(number)
            }
            let existing = entities.values.sorted { $0.number < $1.number }
            let previous = mentions.map { living(assigned[$0] ?? 0) }
            let identity = EntityIdentity(
                model: EntityIdentityTests.model, clusters: clusters, clusterCount: numbers.count,
                ranks: mentions.map { UInt64($0) * 977 % 1009 }, previous: previous,
                homes: mentions.map { homes[$0] ?? assigned[$0] ?? 0 }, existing: existing, lastNumber: last)
            let journal = IdentityJournal(
                identity, clusters: clusters, previous: previous, existing: existing)
            for entity in identity.new {
                entities[entity.number] = StoredEntity(number: entity.number, id: entity.id, isLive: true)
                last = max(last, entity.number)
            }
            for entity in identity.retired {
                entities[entity.number] = StoredEntity(
                    number: entity.number, id: entities[entity.number]?.id ?? "", isLive: false,
                    redirect: entity.redirect)
            }
            for (row, mention) in mentions.enumerated() {
                assigned[mention] = identity.numbers[Int(clusters[row])]
                homes[mention] = identity.homes[row]
            }
            for event in journal.events { replay.apply(event) }
            events += journal.events
            return identity
        }

        func id(of mention: Int) -> String { entities[assigned[mention] ?? 0]?.id ?? "" }
    }

    static func randomGroups(_ generator: inout SplitMix) -> [[Int]] {
        let count = Int(generator.next() % 9) + 1
        var groups = [[Int]](repeating: [], count: Int(generator.next() % 5) + 1)
        for mention in 0..<count where generator.next() % 6 != 0 {
            groups[Int(generator.next() % UInt64(groups.count))].append(mention)
        }
        return groups.filter { !$0.isEmpty }
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func idsAreStableUniqueAndNeverReused(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        var registry = Registry()
        var known: [Int64: String] = [:]
        for _ in 0..<25 {
            let before = registry
            let groups = Self.randomGroups(&generator)
            let identity = registry.night(groups)
            // One living entity a cluster, and none besides.
            #expect(Set(identity.numbers).count == groups.count)
            let live = registry.entities.values.filter(\.isLive).map(\.number)
            #expect(Set(live) == Set(identity.numbers))
            // A number keeps its id, and an id its number.
            for entity in registry.entities.values {
                #expect(known[entity.number] == nil || known[entity.number] == entity.id)
                known[entity.number] = entity.id
            }
            #expect(Set(known.values).count == known.count)
            // What was merged away leads to a living one or to one that ended; never in a ring.
            for entity in registry.entities.values where !entity.isLive {
                let end = registry.living(entity.number)
                #expect(end > 0)
                #expect(registry.entities[end].map { $0.isLive || $0.redirect == 0 } == true)
            }
            // Of entities that lived and came together, the oldest stays.
            for group in groups {
                let claimants = Set(group.compactMap { before.assigned[$0] }.map(before.living))
                    .filter { before.entities[$0]?.isLive == true }
                let now = registry.assigned[group[0]] ?? 0
                if claimants.contains(now), claimants.count > 1 {
                    let gone = claimants.filter { registry.living($0) == now }
                    #expect(gone.min() == now)
                }
            }
            // A home is the entity, or leads to it.
            for group in groups {
                for mention in group {
                    let home = registry.homes[mention] ?? 0
                    #expect(registry.living(home) == registry.assigned[mention])
                }
            }
            // The same night once more changes nothing.
            var again = registry
            #expect(again.night(groups).new.isEmpty)
            #expect(again.events.count == registry.events.count)
        }
        // The journal alone gives the present state.
        #expect(registry.replay.impossible == 0)
        #expect(registry.replay.entities.count == registry.entities.count)
        for entity in registry.entities.values {
            let replayed = registry.replay.entities[entity.number]
            #expect(replayed?.id == entity.id && replayed?.isLive == entity.isLive)
            #expect(replayed?.redirect == entity.redirect)
        }
    }

    /// However large or small the parts: what a merge took is there again when it is undone.
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func aMergeTakenBackRestoresEveryId(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        var registry = Registry()
        var groups: [[Int]] = []
        while groups.count < 2 { groups = Self.randomGroups(&generator) }
        _ = registry.night(groups)
        let before = (0..<10).map(registry.id)
        let all = [groups.flatMap(\.self)]
        for _ in 0...Int(generator.next() % 3) { _ = registry.night(all) }
        #expect(registry.entities.values.count(where: \.isLive) == 1)
        _ = registry.night(groups)
        #expect((0..<10).map(registry.id) == before)
        #expect(registry.entities.count == groups.count, "no id was made on the way")
    }

    @Test func theSmallOlderPartGetsItsIdBackThoughOthersJoinedMeanwhile() {
        var registry = Registry()
        _ = registry.night([[0], [1, 2, 3, 4]])
        let (old, young) = (registry.id(of: 0), registry.id(of: 1))
        _ = registry.night([[0, 1, 2, 3, 4]])
        let kept = registry.id(of: 0)
        #expect([old, young].contains(kept))
        // Newcomers joined the merged entity.
        _ = registry.night([[0, 1, 2, 3, 4, 5, 6]])
        _ = registry.night([[0], [1, 2, 3, 4, 5, 6]])
        #expect(registry.id(of: 0) == old && registry.id(of: 1) == young && registry.id(of: 5) == young)
    }

    @Test func aMergedEntityWhoseFoundersLeftKeepsItsId() {
        var registry = Registry()
        _ = registry.night([[0], [1, 2]])
        _ = registry.night([[0, 1, 2]])
        let kept = registry.id(of: 1)
        let founder = kept == registry.entities[1]?.id ? 0 : 1
        _ = founder
        // The mention that the id came from is gone; the entity is the same to everybody who knows it.
        let survivors = registry.homes.filter { $0.value != registry.assigned[1] }.map(\.key).sorted()
        _ = registry.night([survivors])
        #expect(survivors.allSatisfy { registry.id(of: $0) == kept })
    }

    @Test func eventsNameTheJudgementBehindThem() throws {
        var registry = Registry()
        _ = registry.night([[0, 1], [2]])
        let existing = registry.entities.values.sorted { $0.number < $1.number }
        func journal(_ clusters: [Int32], _ judged: [JudgedRows.Pair]) -> [EntityEvent] {
            let previous = (0..<3).map { registry.assigned[$0] ?? 0 }
            let identity = EntityIdentity(
                model: EntityIdentityTests.model, clusters: clusters,
                clusterCount: Int(clusters.max() ?? 0) + 1, ranks: [1, 2, 3], previous: previous,
                existing: existing, lastNumber: 2)
            return IdentityJournal(
                identity, clusters: clusters, previous: previous, existing: existing, judged: judged
            ).events
        }
        func judged(_ a: Int32, _ b: Int32, _ verdict: Judgement.Verdict, inForce: Bool = true)
            -> JudgedRows.Pair
        {
            JudgedRows.Pair(first: a, second: b, verdict: verdict, judgement: 9, isInForce: inForce)
        }
        #expect(journal([0, 0, 0], [judged(0, 2, .same)]).map(\.judgement) == [9])
        #expect(journal([0, 0, 0], [judged(0, 2, .different, inForce: false)]).map(\.judgement) == [9])
        #expect(journal([0, 0, 0], [judged(0, 2, .different)]).map(\.judgement) == [0])
        #expect(journal([0, 0, 0], [judged(0, 2, .unsure)]).map(\.judgement) == [0])
        let split = journal([0, 1, 2], [judged(0, 1, .different)])
        #expect(split.map(\.kind) == [.split] && split.map(\.judgement) == [9])
        #expect(journal([0, 0, 1], [judged(0, 2, .same)]).isEmpty)
    }

    @Test func aJournalThatCannotBeIsNoticed() {
        var replay = IdentityReplay()
        replay.apply(EntityEvent(kind: .merged, entity: 1, id: "", other: 2))
        replay.apply(EntityEvent(kind: .made, entity: 1, id: "A"))
        replay.apply(EntityEvent(kind: .made, entity: 1, id: "A"))
        #expect(replay.impossible == 2)
    }
}
