import HubModel
import HubStore
import Testing

/// Judgements, overrides, candidates for review, the journal of identity.
@Suite struct StewardContractTests {
    static func district(_ maker: StoreMaker) throws -> District {
        let district = try District(maker)
        try district.stage([
            District.resident("a", "甲", address: "一号"), District.resident("b/1", "乙"),
            District.resident("c", "丙"),
        ])
        try district.resolveEachAlone()
        return district
    }

    func people(_ district: District) throws -> [Int64] {
        try district.store.mentions(type: District.person).ids
    }

    func new(_ pairs: [(Int64, Int64, Judgement.Verdict)], supersedes: [Int64] = []) -> NewJudgement {
        var judgement = NewJudgement(
            type: District.person, action: "decide", subject: "P1 P2", who: "王", why: "看过档案",
            madeAt: "2026-02-01T00:00:00Z")
        judgement.pairs = pairs
        judgement.supersedes = supersedes
        return judgement
    }

    @Test(arguments: StoreMaker.all)
    func mentionsAreFoundByName(_ maker: StoreMaker) throws {
        let district = try Self.district(maker)
        let name = MentionName(feed: "police", recordKey: "b/1", role: "resident")
        let strangers = [
            MentionName(feed: "police", recordKey: "b/1", role: "home"),
            MentionName(feed: "nobody", recordKey: "b/1", role: "resident"),
            MentionName(feed: "police", recordKey: "b", role: "resident"),
        ]
        let found = try district.store.mentions(named: Set([name] + strangers))
        #expect(found.count == 1)
        let mention = try #require(found[name])
        #expect(mention.type == District.person && mention.name == name && !mention.isMissing)
        let entities = try district.store.mentions(type: District.person)
        #expect(mention.mention == entities.ids[1] && mention.entity == entities.entities[1])
        #expect(try district.store.mention(mention.mention)?.name == name)
        #expect(try district.store.mention(1) == nil)
        #expect(try district.store.entityID(mention.entity) == mention.entityID)
        try district.store.markMissing([try district.record("b/1")], run: district.run)
        #expect(try district.store.mention(mention.mention)?.isMissing == true)
    }

    @Test(arguments: StoreMaker.all)
    func aJudgementNamesItsMentionsByRank(_ maker: StoreMaker) throws {
        let district = try Self.district(maker)
        let ids = try people(district)
        let before = try district.store.judgementState()
        let id = try district.store.saveJudgement(
            new([(ids[0], ids[1], .same), (ids[1], ids[2], .different)]))
        #expect(try district.store.judgementState() != before)
        let ranks = try district.store.mentions(type: District.person).ranks
        let kept = try #require(try district.reopened().judgements().first)
        #expect(kept.id == id && kept.type == "person" && kept.who == "王" && kept.why == "看过档案")
        #expect(
            kept.pairs.map { [$0.firstRank, $0.secondRank] } == [
                [ranks[0], ranks[1]], [ranks[1], ranks[2]],
            ])
        #expect(kept.pairs.map(\.verdict) == [.same, .different] && kept.pairs.allSatisfy(\.isInForce))
        #expect(kept.pairs[0].second.text == "police/b/1/resident")

        // Forgotten and delivered again, under another number, it is the same mention.
        try district.store.delete(records: [try district.record("b/1")], feed: "police")
        try district.stage([District.resident("b/1", "乙二", content: 5)])
        let after = try district.store.mentions(type: District.person)
        #expect(!after.ids.contains(ids[1]))
        #expect(after.ranks.contains(kept.pairs[0].secondRank))
    }

    @Test(arguments: StoreMaker.all)
    func whatALaterJudgementOverrulesComesBackWithItsUndoing(_ maker: StoreMaker) throws {
        let district = try Self.district(maker)
        let ids = try people(district)
        let store = district.store
        let first = try store.saveJudgement(new([(ids[0], ids[1], .same)]))
        let pair = try #require(try store.judgements().first?.pairs.first?.id)
        let second = try store.saveJudgement(new([(ids[0], ids[1], .different)], supersedes: [pair]))
        #expect(second > first)
        #expect(try store.judgements().map { $0.pairs[0].isInForce } == [false, true])
        let state = try store.judgementState()
        #expect(try store.undoJudgement(second, who: "李", why: "错了", at: "2026-03-01T00:00:00Z"))
        #expect(try store.judgementState() != state)
        let kept = try store.judgements()
        #expect(kept.map { $0.pairs[0].isInForce } == [true, false])
        #expect(kept[1].undoneBy == "李" && kept[1].undoneWhy == "错了" && kept[1].isUndone)
        #expect(try !store.undoJudgement(second, who: "李", why: "", at: "x"), "once is enough")
        #expect(try !store.undoJudgement(99, who: "李", why: "", at: "x"))
    }

    @Test(arguments: StoreMaker.all)
    func anOverrideTouchesItsEntityAndReplacesAnEarlierOne(_ maker: StoreMaker) throws {
        let district = try Self.district(maker)
        let store = district.store
        let entity = try #require(try store.find(type: District.person, where: [], limit: 1).first)
        try store.clearTouched()
        let first = try store.saveOverride(
            "甲一", of: "name", entity: entity, who: "王", why: "w", at: "2026-01-01T00:00:00Z")
        #expect(try store.touchedEntities(type: District.person) == [entity.number])
        let second = try store.saveOverride(
            "甲二", of: "name", entity: entity, who: "王", why: "w", at: "2026-01-02T00:00:00Z")
        #expect(try store.overrides().map(\.isUndone) == [true, false])
        #expect(try store.overrides().map(\.value) == ["甲一", "甲二"])
        try store.clearTouched()
        #expect(try store.undoOverride(second, who: "王", why: "w", at: "x"))
        #expect(try store.touchedEntities(type: District.person) == [entity.number])
        #expect(try !store.undoOverride(first, who: "王", why: "w", at: "x"))
        #expect(try !store.undoOverride(7, who: "王", why: "w", at: "x"))
    }

    @Test(arguments: StoreMaker.all)
    func candidatesAreReplacedAndTheirNumbersNotGivenAgain(_ maker: StoreMaker) throws {
        let district = try Self.district(maker)
        let ids = try people(district)
        func candidate(_ priority: Double) -> ReviewCandidate {
            ReviewCandidate(
                kind: "band", first: ids[0], second: ids[1], probability: 0.7, priority: priority,
                firstSize: 2, secondSize: 3)
        }
        let store = district.store
        try store.saveReview([candidate(1), candidate(5)], counts: ["band": 9], type: 1, run: 1)
        let first = try store.reviewCandidates(type: nil)
        #expect(first.map(\.priority) == [5, 1] && first[0].probability == 0.7 && first[0].type == 1)
        #expect(first[0].firstSize == 2 && first[0].secondSize == 3)
        #expect(try store.reviewCounts() == [1: ["band": 9]])
        try store.saveReview([candidate(2)], counts: [:], type: District.person, run: 2)
        let second = try store.reviewCandidates(type: District.person)
        #expect(second.count == 1 && second[0].id > (first.map(\.id).max() ?? 0))
        #expect(try store.reviewCandidate(first[0].id) == nil)
        #expect(try store.reviewCandidates(type: District.house).isEmpty)
        #expect(try store.reviewCounts().isEmpty)
    }

    @Test(arguments: StoreMaker.all)
    func aMentionRemembersItsHome(_ maker: StoreMaker) throws {
        let district = try Self.district(maker)
        let before = try district.store.mentions(type: District.person)
        #expect(before.homes == before.entities)
        let (kept, gone) = (before.entities[0], before.entities[1])
        try district.store.saveAssignments([Assignment(mention: before.ids[1], entity: kept, home: gone)])
        try district.store.saveEntities(
            [], retired: [RetiredEntity(number: gone, redirect: kept)], type: District.person,
            run: district.run)
        let after = try district.store.mentions(type: District.person)
        #expect(after.entities[1] == kept && after.homes[1] == gone && after.homes[0] == kept)
        let stored = try district.store.entities(type: District.person)
        #expect(stored.first { $0.number == gone }?.redirect == kept)
        #expect(stored.first { $0.number == kept }?.redirect == 0)
    }

    @Test(arguments: StoreMaker.all)
    func theJournalTellsWhatHappenedInOrder(_ maker: StoreMaker) throws {
        let district = try Self.district(maker)
        let store = district.store
        let people = try store.entities(type: District.person)
        let events = [
            EntityEvent(kind: .made, entity: people[0].number, id: people[0].id),
            EntityEvent(kind: .made, entity: people[1].number, id: people[1].id),
            EntityEvent(
                kind: .merged, entity: people[1].number, id: people[1].id, other: people[0].number,
                judgement: 7),
        ]
        try store.saveEvents(Array(events.prefix(2)), run: district.run)
        try store.saveResolution(run: district.run, rules: "abc")
        let first = district.run
        try district.nextRun()
        try store.saveEvents(Array(events.suffix(1)), run: district.run)
        var entries: [JournalEntry] = []
        try store.journal(entity: nil) { entries.append($0) }
        #expect(entries.map(\.event) == events)
        #expect(
            entries.map(\.run) == [first, first, district.run] && entries.map(\.rules) == ["abc", "abc", ""])
        #expect(entries[2].otherID == people[0].id && entries[0].at == "2026-01-01T00:00:00Z")
        entries = []
        try store.journal(entity: people[0].number) { entries.append($0) }
        #expect(entries.map(\.event.kind) == [.made, .merged], "also what merged into it")
    }
}
