import HubModel
import HubStore
import TestSupport
import Testing

/// What every store does with records and what they say.
@Suite struct IntakeContractTests {
    @Test(arguments: StoreMaker.all)
    func stagedMentionsComeBackAsTheyWere(_ maker: StoreMaker) throws {
        let district = try District(maker)
        var married = District.resident("a", "张三", address: "文峰路1号")
        married.mentions[0].values = ["a", "张三", "1;2"]
        try district.stage([married, District.resident("b", "")])
        let people = try district.store.mentions(type: District.person)
        #expect(people.values.rows == [["a", "张三", "1;2"], ["b", "", nil]])
        #expect(people.trusts == [90, 90])
        #expect(people.runs == [district.run, district.run])
        #expect(people.entities == [0, 0])
        #expect(people.ids == people.ids.sorted())
        #expect(try district.store.mentions(type: District.house).values.rows == [[nil, "文峰路1号"]])
    }

    @Test(arguments: StoreMaker.all)
    func theIndexKnowsKeysContentsAndPresence(_ maker: StoreMaker) throws {
        let district = try District(maker)
        #expect(try district.store.recordIndex(feed: "police").entries.isEmpty)
        try district.stage([
            District.resident("a", "x", content: 7), District.resident("b", "y", content: .max),
        ])
        try district.stage([Said(key: "a", content: 9)], feed: "civil")
        try district.store.markMissing([try district.record("b")], run: district.run)

        let entries = try district.store.recordIndex(feed: "police").entries
        #expect(entries.count == 2)
        let a = try #require(entries[District.hash(ofKey: "a")])
        let b = try #require(entries[District.hash(ofKey: "b")])
        #expect(a.content == RecordHash(high: 7, low: .max - 7))
        #expect(b.content == RecordHash(high: .max, low: 0))
        #expect(!a.isMissing && b.isMissing)
        #expect(a.record > 0 && b.record > 0 && a.record != b.record)
        #expect(try district.store.recordIndex(feed: "civil").entries.count == 1)
    }

    @Test(arguments: StoreMaker.all)
    func aChangedRecordReplacesWhatItSaid(_ maker: StoreMaker) throws {
        let district = try District(maker)
        var old = District.resident("a", "旧名", address: "旧址", qualifier: "户主")
        old.rejects = [(.noSuchDate, "出生日期"), (.badCheckDigit, "证号")]
        try district.stage([old, District.resident("b", "无关")])
        let before = try district.store.mentions(type: District.person)

        var new = District.resident("a", "新名", content: 2)
        new.record = try district.record("a")
        new.rejects = [(.outOfRange, "出生日期")]
        try district.nextRun()
        try district.stage([new])

        let after = try district.store.mentions(type: District.person)
        #expect(after.values.rows.map { $0[1] } == ["新名", "无关"])
        #expect(after.ids == before.ids)
        #expect(after.ranks == before.ranks)
        #expect(after.runs == [district.run, district.run - 1])
        #expect(try district.store.mentions(type: District.house).ids.isEmpty)
        #expect(try district.store.relationMentions().isEmpty)
        let rejects = try district.store.rejects(feed: nil, reason: nil, limit: 10)
        #expect(rejects.map(\.reason) == ["out-of-range"])
        let entry = try district.store.recordIndex(feed: "police").entries[District.hash(ofKey: "a")]
        #expect(entry?.content == RecordHash(high: 2, low: .max - 2))
    }

    @Test(arguments: StoreMaker.all)
    func stagingTheSameAgainChangesNothing(_ maker: StoreMaker) throws {
        let district = try District(maker)
        var said = District.resident("a", "张三", address: "文峰路1号", qualifier: "户主")
        said.rejects = [(.noSuchDate, "出生日期")]
        try district.stage([said])
        try district.resolveEachAlone()
        let before = try district.store.mentions(type: District.person)
        said.record = try district.record("a")
        try district.stage([said])
        let after = try district.store.mentions(type: District.person)
        #expect(after.values.rows == before.values.rows)
        #expect(after.ids == before.ids)
        #expect(after.entities == before.entities)
        #expect(try district.store.relationMentions().count == 1)
        #expect(try district.store.rejectCounts().map(\.count) == [1])
        #expect(try district.store.count(type: District.person).mentions == 1)
    }

    @Test(arguments: StoreMaker.all)
    func anyTextSurvives(_ maker: StoreMaker) throws {
        let texts = [
            "nul\u{0}inside", "\u{0}", "", "'", "\"", "a\r\nb", "𠀀𪚥", "e\u{301}", "\u{e9}", "\u{202e}x",
            "%_\\",
            String(repeating: "长", count: 350_000),
        ]
        let district = try District(maker)
        try district.stage(texts.enumerated().map { District.resident("k\($0.offset)\u{0}", $0.element) })
        try district.resolveEachAlone()
        let values = try district.store.mentions(type: District.person).values
        #expect(values.rows.compactMap { $0[1].map { Array($0.utf8) } } == texts.map { Array($0.utf8) })
        for text in texts {
            let found = try district.store.find(type: District.person, where: [(1, text)], limit: 9)
            #expect(found.compactMap { $0.values[1].map { Array($0.utf8) } } == [Array(text.utf8)])
        }
        let keys = try district.store.mentions(
            of: try #require(
                try district.store.find(type: District.person, where: [(1, "'")], limit: 1).first))
        #expect(keys.map(\.recordKey) == ["k3\u{0}"])
    }

    @Test(arguments: StoreMaker.all)
    func ranksDoNotDependOnTheOrderOfIntake(_ maker: StoreMaker) throws {
        let one = try District(maker)
        let other = try District(maker, feeds: District.feeds.reversed())
        let a = District.resident("a", "甲")
        let b = District.resident("b", "乙")
        let c = Said(key: "a", mentions: [(1, District.person, ["a", "丙", nil])])
        try one.stage([a, b])
        try one.stage([c], feed: "civil")
        try other.stage([c], feed: "civil")
        try other.stage([b])
        try other.stage([a])
        func ranked(_ district: District) throws -> [String: UInt64] {
            let mentions = try district.store.mentions(type: District.person)
            return Dictionary(
                zip(mentions.values.rows.map { $0[1] ?? "" }, mentions.ranks),
                uniquingKeysWith: { first, _ in first })
        }
        let ranks = try ranked(one)
        #expect(Set(ranks.values).count == 3)
        #expect(try ranked(other) == ranks)
    }

    @Test(arguments: StoreMaker.all)
    func missingRecordsTakePartInNothingUntilTheyAreBack(_ maker: StoreMaker) throws {
        let district = try District(maker)
        var said = District.resident("a", "张三", address: "文峰路1号")
        said.rejects = [(.noSuchDate, "出生日期")]
        try district.stage([said, District.resident("b", "李四")])
        try district.resolveEachAlone()
        let before = try district.store.mentions(type: District.person)
        let record = try district.record("a")
        let zhang = try #require(
            try district.store.find(type: District.person, where: [(1, "张三")], limit: 1).first)

        try district.store.markMissing([record], run: district.run)
        #expect(try district.store.mentions(type: District.person).values.rows.map { $0[1] } == ["李四"])
        #expect(try district.store.touchedEntities(type: District.person) == [zhang.number])
        #expect(try district.store.touchedEntities(type: District.house).count == 1)
        #expect(try district.store.relationMentions().isEmpty)
        #expect(try district.store.count(type: District.person).mentions == 1)
        #expect(try district.store.count(type: District.house).mentions == 0)
        #expect(try district.store.mentions(of: zhang).isEmpty)
        #expect(try district.store.rejectCounts().isEmpty)
        try district.store.rebuildRelations()
        #expect(try district.store.relations(of: zhang).isEmpty)

        try district.store.clearTouched()
        try district.store.markPresent([record])
        let after = try district.store.mentions(type: District.person)
        #expect(after.ids == before.ids)
        #expect(after.entities == before.entities)
        #expect(try district.store.touchedEntities(type: District.person) == [zhang.number])
        #expect(try district.store.rejectCounts().map(\.count) == [1])
    }

    @Test(arguments: StoreMaker.all)
    func stagingAMissingRecordBringsItBack(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage([District.resident("a", "张三")])
        try district.store.markMissing([try district.record("a")], run: district.run)
        var again = District.resident("a", "张三丰", content: 2)
        again.record = try district.record("a")
        try district.stage([again])
        #expect(try district.store.mentions(type: District.person).values.rows.map { $0[1] } == ["张三丰"])
        #expect(try district.store.recordIndex(feed: "police").entries.values.allSatisfy { !$0.isMissing })
    }

    @Test(arguments: StoreMaker.all)
    func feedStatesAreKeptByName(_ maker: StoreMaker) throws {
        let district = try District(maker)
        #expect(try district.store.feedStates().isEmpty)
        let police = FeedState(feed: "police", run: 4, version: 3, records: 12, digest: "ff00")
        let civil = FeedState(feed: "civil", run: 4, version: 4, records: 0, digest: "")
        try district.store.saveFeedState(
            FeedState(feed: "police", run: 1, version: 1, records: 1, digest: "00"))
        try district.store.saveFeedState(police)
        try district.store.saveFeedState(civil)
        #expect(try district.store.feedStates() == [civil, police])
        #expect(throws: StoreError.self) {
            try district.store.saveFeedState(
                FeedState(feed: "nobody", run: 1, version: 1, records: 1, digest: ""))
        }
    }

    @Test(arguments: StoreMaker.all)
    func anUnknownFeedIsNamed(_ maker: StoreMaker) throws {
        let district = try District(maker)
        let error = #expect(throws: StoreError.self) { try district.stage([], feed: "fishery") }
        #expect(error?.message.contains("`fishery`") == true)
        #expect(throws: StoreError.self) { try district.store.recordIndex(feed: "fishery") }
    }
}
