import HubModel
import HubStore
import TestSupport
import Testing

/// Models and feeds change; the store follows without losing anything.
@Suite struct ModelContractTests {
    @Test(arguments: StoreMaker.all)
    func aFurtherTypeIsOneMoreModel(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage([District.resident("a", "甲", address: "一号")])
        try district.resolveEachAlone()
        // `grid-cell` sorts first, so every model index moves.
        let models =
            [District.model("grid-cell", prefix: "G", [("order", false), ("select", false)])]
            + District.models
        let feeds = [
            FeedShape(
                name: "police", title: "公安", trust: 90, roles: [("resident", 2), ("home", 1), ("grid", 0)],
                relations: [("lives_in", 0, 1), ("located_in", 1, 2)])
        ]
        try district.store.prepare(models: models, feeds: feeds)
        #expect(try district.store.mentions(type: 2).values.rows == [["a", "甲", nil]])
        var said = Said(
            key: "b", mentions: [(2, 0, ["7", "网格"]), (1, 1, [nil, "二号"])], relations: [(1, "")])
        said.line = 3
        try district.store.stage(District.batch([said], models: models), feed: "police", run: district.run)
        #expect(try district.store.mentions(type: 0).values.rows == [["7", "网格"]])
        #expect(try district.store.relationMentions().map(\.kind) == ["lives_in", "located_in"])
        #expect(try district.store.count(type: 0) == (1, 0))
        #expect(try district.store.entity(id: "P1002")?.type == 2)
    }

    @Test(arguments: StoreMaker.all)
    func anAddedAttributeIsMissingUntilSaid(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage([District.resident("a", "甲")])
        try district.resolveEachAlone()
        // In front, so that every attribute index moves; `phone` is no longer kept.
        var models = District.models
        models[1] = District.model(
            "person", prefix: "P", [("nickname", false), ("resident_id", false), ("name", false)])
        try district.store.prepare(models: models, feeds: District.feeds)
        #expect(try district.store.mentions(type: District.person).values.rows == [[nil, "a", "甲"]])
        #expect(
            try district.store.find(type: District.person, where: [(2, "甲")], limit: 1).first?.values == [
                nil, "a", "甲",
            ])
        let said = Said(key: "b", mentions: [(0, District.person, ["小", "b", "乙"])])
        try district.store.stage(District.batch([said], models: models), feed: "police", run: district.run)
        #expect(try district.store.mentions(type: District.person).values.rows.last == ["小", "b", "乙"])
        // And back again: nothing was lost.
        try district.store.prepare(models: District.models, feeds: District.feeds)
        #expect(
            try district.store.mentions(type: District.person).values.rows == [
                ["a", "甲", nil], ["b", "乙", nil],
            ])
    }

    @Test(arguments: StoreMaker.all)
    func rolesKeepTheirMentionsWhateverTheirOrder(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage([District.resident("a", "甲", address: "一号")])
        try district.resolveEachAlone()
        let before = try district.store.mentions(type: District.person)
        let turned = FeedShape(
            name: "police", title: "公安局", trust: 10,
            roles: [("home", District.house), ("resident", District.person)],
            relations: [("lives_in", 1, 0)])
        try district.store.prepare(models: District.models, feeds: [turned])
        var again = Said(
            key: "a", content: 2,
            mentions: [(1, District.person, ["a", "甲", nil]), (0, District.house, [nil, "一号"])],
            relations: [(0, "")])
        again.record = try district.record("a")
        try district.stage([again])
        let after = try district.store.mentions(type: District.person)
        #expect(after.ids == before.ids && after.entities == before.entities && after.ranks == before.ranks)
        #expect(after.trusts == [10])
        let tie = try #require(try district.store.relationMentions().first)
        #expect(tie.from == after.ids[0])
    }

    @Test(arguments: StoreMaker.all)
    func aRoleThatChangesItsTypeLeavesNothingBehind(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage([District.resident("a", "甲", address: "一号")])
        let turned = FeedShape(
            name: "police", title: "公安", trust: 90, roles: [("resident", District.house)], relations: [])
        try district.store.prepare(models: District.models, feeds: [turned])
        var again = Said(key: "a", content: 2, mentions: [(0, District.house, [nil, "甲"])])
        again.record = try district.record("a")
        try district.stage([again])
        #expect(try district.store.mentions(type: District.person).ids.isEmpty)
        #expect(try district.store.mentions(type: District.house).values.rows == [[nil, "甲"]])
        #expect(try district.store.relationMentions().isEmpty)
    }

    @Test(arguments: StoreMaker.all)
    func namesTheStoreNeedsAreRefused(_ maker: StoreMaker) throws {
        let district = try District(maker)
        for name in ["record", "entity", "relation", "person-source", "sqlite-x"] {
            let models = District.models + [District.model(name, prefix: "X", [("name", false)])]
            let error = #expect(throws: StoreError.self) {
                try district.store.prepare(models: models, feeds: [])
            }
            #expect(error?.message.contains("model `\(name)`") == true)
        }
        for attribute in ["entity_id", "mentions", "provenance", "feed", "run"] {
            let models = [District.model("grid", prefix: "G", [(attribute, false)])]
            let error = #expect(throws: StoreError.self) {
                try district.store.prepare(models: models, feeds: [])
            }
            #expect(error?.message.contains("`\(attribute)`") == true)
        }
    }

    @Test(arguments: StoreMaker.all)
    func aFeedMayHaveSixtyFourRolesInItsLife(_ maker: StoreMaker) throws {
        let district = try District(maker)
        func feed(_ count: Int) -> FeedShape {
            FeedShape(
                name: "wide", title: "宽", trust: 1, roles: (0..<count).map { ("r\($0)", District.person) },
                relations: [])
        }
        try district.store.prepare(models: District.models, feeds: [feed(64)])
        let said = Said(
            key: "a", mentions: (0..<64).map { (UInt8($0), District.person, ["\($0)", nil, nil]) })
        try district.stage([said], feed: "wide")
        #expect(Set(try district.store.mentions(type: District.person).ids).count == 64)
        let error = #expect(throws: StoreError.self) {
            try district.store.prepare(models: District.models, feeds: [feed(65)])
        }
        #expect(error?.message.contains("`wide`") == true)
        try district.store.prepare(models: District.models, feeds: [feed(64)])
    }

    @Test(arguments: StoreMaker.all)
    func aReadOnlyStoreSaysWhatItLacks(_ maker: StoreMaker) throws {
        let district = try District(maker)
        let reader = try district.reopened(readOnly: true)
        let further = District.models + [District.model("team", prefix: "T", [("name", false)])]
        let unknownType = #expect(throws: StoreError.self) { try reader.prepare(models: further, feeds: []) }
        #expect(unknownType?.message.contains("`team`") == true)
        let wider = [District.models[0], District.model("person", prefix: "P", [("nickname", false)])]
        let unknownAttribute = #expect(throws: StoreError.self) {
            try reader.prepare(models: wider, feeds: [])
        }
        #expect(unknownAttribute?.message.contains("`nickname`") == true)
    }
}
