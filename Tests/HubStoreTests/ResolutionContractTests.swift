import HubModel
import HubStore
import Testing

/// Entities, assignments, golden records, relations.
@Suite struct ResolutionContractTests {
    @Test(arguments: StoreMaker.all)
    func assignmentsAreKeptAndReplaced(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage([District.resident("a", "甲"), District.resident("b", "乙")])
        try district.resolveEachAlone()
        var mentions = try district.store.mentions(type: District.person)
        #expect(Set(mentions.entities).count == 2 && !mentions.entities.contains(0))

        let (kept, gone) = (mentions.entities[0], mentions.entities[1])
        try district.store.saveAssignments([Assignment(mention: mentions.ids[1], entity: kept)])
        try district.store.saveEntities(
            [], retired: [RetiredEntity(number: gone, redirect: kept)], type: District.person,
            run: district.run)
        mentions = try district.store.mentions(type: District.person)
        #expect(mentions.entities == [kept, kept])
        let entities = try district.store.entities(type: District.person)
        #expect(entities.map(\.number) == [kept, gone].sorted())
        #expect(entities.filter(\.isLive).map(\.number) == [kept])
        #expect(try district.store.count(type: District.person) == (2, 1))
    }

    @Test(arguments: StoreMaker.all)
    func manyAssignmentsAreAsGoodAsFew(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage((0..<10_500).map { District.resident("k\($0)", "名") })
        try district.resolveEachAlone()
        let mentions = try district.store.mentions(type: District.person)
        #expect(Set(mentions.entities).count == 10_500)
        let last = try #require(
            try district.store.find(type: District.person, where: [(0, "k10499")], limit: 1).first)
        #expect(try district.store.mentions(of: last).map(\.recordKey) == ["k10499"])
    }

    @Test(arguments: StoreMaker.all)
    func whatAChangeTouchesIsRemembered(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage([
            District.resident("a", "甲", address: "一号"), District.resident("b", "乙", address: "二号"),
        ])
        try district.resolveEachAlone()
        let people = try district.store.mentions(type: District.person)
        let houses = try district.store.mentions(type: District.house)
        #expect(try district.store.touchedEntities(type: District.person).isEmpty)

        // A new record touches nobody; its mention has no entity. A changed one, that names no house any more, does.
        var changed = District.resident("b", "乙二", content: 2)
        changed.record = try district.record("b")
        try district.stage([changed, District.resident("c", "丙")])
        #expect(try district.store.touchedEntities(type: District.person) == [people.entities[1]])
        #expect(try district.store.touchedEntities(type: District.house) == [houses.entities[1]])
        let after = try district.store.mentions(type: District.person)
        #expect(after.entities == people.entities + [0])
        #expect(try district.store.mentions(type: District.house).ids == [houses.ids[0]])

        // The house that vanished does not come back with its old entity.
        changed = District.resident("b", "乙二", address: "三号", content: 3)
        changed.record = try district.record("b")
        try district.stage([changed])
        #expect(try district.store.mentions(type: District.house).entities == [houses.entities[0], 0])
        try district.store.clearTouched()
        #expect(try district.store.touchedEntities(type: District.house).isEmpty)
    }

    @Test(arguments: StoreMaker.all)
    func redirectsAreFollowedToTheEnd(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage((0..<4).map { District.resident("k\($0)", "名\($0)") })
        try district.resolveEachAlone()
        let mentions = try district.store.mentions(type: District.person)
        let numbers = mentions.entities
        let ids = try district.store.entities(type: District.person).map(\.id)
        // Three nights: 0 into 1, 1 into 2, and 3 ends.
        for step in 0..<2 {
            try district.store.saveEntities(
                [], retired: [RetiredEntity(number: numbers[step], redirect: numbers[step + 1])],
                type: District.person,
                run: district.run)
        }
        try district.store.saveEntities(
            [], retired: [RetiredEntity(number: numbers[3], redirect: 0)], type: District.person,
            run: district.run)
        for id in ids[0...2] { #expect(try district.store.entity(id: id)?.number == numbers[2]) }
        #expect(try district.store.entity(id: ids[3]) == nil)
        #expect(try district.store.entity(id: "P-nobody") == nil)
        #expect(try district.store.find(type: District.person, where: [], limit: 9).map(\.id) == [ids[2]])
        // A mention that nobody reassigned stands where its entity went.
        #expect(
            try district.store.mentions(type: District.person).entities == [
                numbers[2], numbers[2], numbers[2], numbers[3],
            ])
        // A ring, which nobody should make, ends too.
        try district.store.saveEntities(
            [], retired: [RetiredEntity(number: numbers[2], redirect: numbers[0])], type: District.person,
            run: district.run)
        #expect(try district.store.entity(id: ids[0]) == nil)
    }

    @Test(arguments: StoreMaker.all)
    func anEndedEntityIsRevivedUnderItsOldID(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage([District.resident("a", "甲")])
        try district.resolveEachAlone()
        let old = try #require(try district.store.entities(type: District.person).first)
        try district.store.markMissing([try district.record("a")], run: district.run)
        try district.store.saveEntities(
            [], retired: [RetiredEntity(number: old.number, redirect: 0)], type: District.person,
            run: district.run)
        #expect(try district.store.entity(id: old.id) == nil)

        try district.store.markPresent([try district.record("a")])
        #expect(try district.store.mentions(type: District.person).entities == [old.number])
        try district.store.saveEntities(
            [NewEntity(number: old.number, id: old.id)], retired: [], type: District.person, run: district.run
        )
        var golden = GoldenRows(attributes: 3)
        golden.add(old.number, old.id, ["a", "甲", nil])
        try district.store.saveGolden(golden, type: District.person, run: district.run)
        #expect(try district.store.entity(id: old.id)?.values == ["a", "甲", nil])
        #expect(try district.store.lastEntityNumber() == old.number)
    }

    @Test(arguments: StoreMaker.all)
    func goldenRowsAreReplacedByEntity(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.store.saveEntities(
            [NewEntity(number: 1, id: "P1"), NewEntity(number: 2, id: "P2")], retired: [],
            type: District.person,
            run: district.run)
        var golden = GoldenRows(attributes: 3)
        golden.add(1, "P1", ["x", "旧", "1;2"], mentions: 2, provenance: #"{"name":{"mention":1}}"#)
        golden.add(2, "P2", [nil, "二", nil])
        try district.store.saveGolden(golden, type: District.person, run: district.run)
        golden = GoldenRows(attributes: 3)
        golden.add(1, "P1", [nil, "新", ""], mentions: 3)
        try district.store.saveGolden(golden, type: District.person, run: district.run)
        let first = try #require(try district.store.entity(id: "P1"))
        #expect(first.values == [nil, "新", ""] && first.mentionCount == 3 && first.provenance == "{}")
        #expect(try district.store.entity(id: "P2")?.values == [nil, "二", nil])
    }

    @Test(arguments: StoreMaker.all)
    func relationsJoinEntitiesAndCountTheirSupport(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage([
            District.resident("a", "甲", address: "一号", qualifier: "户主"),
            District.resident("b", "甲", address: "一号", qualifier: "配偶"),
            District.resident("c", "丙", address: "二号"),
        ])
        let civil = Said(
            key: "x",
            mentions: [(1, District.person, ["a", "甲", nil]), (0, District.house, [nil, "一号"])],
            relations: [(0, "户主"), (0, "户主")])
        try district.stage([civil], feed: "civil")
        #expect(try district.store.relationMentions().map(\.kind) == Array(repeating: "lives_in", count: 4))
        try district.resolveEachAlone()

        // a, b and x are one person in one house.
        for (type, keep) in [(District.person, "甲"), (District.house, "一号")] {
            let mentions = try district.store.mentions(type: type)
            let rows = mentions.ids.indices.filter { mentions.values.text($0, 1) == keep }
            try district.store.saveAssignments(
                rows.map { Assignment(mention: mentions.ids[$0], entity: mentions.entities[rows[0]]) })
        }
        try district.store.rebuildRelations()
        let person = try #require(
            try district.store.find(type: District.person, where: [(0, "a")], limit: 1).first)
        let ties = try district.store.relations(of: person)
        #expect(ties.count == 1)
        let tie = try #require(ties.first)
        #expect(tie.kind == "lives_in" && tie.isOutgoing && tie.otherType == District.house)
        #expect(
            tie.support == 3
                && tie.qualifier
                    == ["户主", "配偶"].sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
                    .joined(separator: ";")
        )
        let house = try #require(try district.store.entity(id: tie.otherID))
        #expect(house.values[1] == "一号")
        let back = try district.store.relations(of: house)
        #expect(back.map(\.isOutgoing) == [false] && back.map(\.otherID) == [person.id])
        // Again, and nothing doubles.
        try district.store.rebuildRelations()
        #expect(try district.store.relations(of: person).map(\.support) == [3])
    }

    @Test(arguments: StoreMaker.all)
    func relationsOfUnresolvedMentionsWait(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage([District.resident("a", "甲", address: "一号")])
        try district.store.rebuildRelations()
        try district.resolveEachAlone()
        let person = try #require(try district.store.find(type: District.person, where: [], limit: 1).first)
        #expect(try district.store.relations(of: person).count == 1)
        #expect(try district.store.relations(of: person).map(\.qualifier) == [""])
    }
}
