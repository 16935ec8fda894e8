import HubModel
import HubStore
import TestSupport
import Testing

/// What every store does with records that do not come, and with how far a feed has come.
@Suite struct AbsenceContractTests {
    @Test(arguments: StoreMaker.all)
    func absenceIsNotedAndTakenBackWithoutTouchingAnybody(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage([District.resident("a", "张三"), District.resident("b", "李四")])
        try district.resolveEachAlone()
        let record = try district.record("a")
        try district.store.markAbsent([record], since: 7)
        func entry(_ key: String) throws -> RecordIndex.Entry? {
            try district.store.recordIndex(feed: "police").entries[District.hash(ofKey: key)]
        }
        #expect(try entry("a")?.absentSince == 7)
        #expect(try entry("b")?.absentSince == 0)
        #expect(try entry("a")?.isMissing == false)
        #expect(try district.store.count(type: District.person).mentions == 2)
        #expect(try district.store.touchedEntities(type: District.person).isEmpty)
        try district.store.markAbsent([record], since: 0)
        #expect(try entry("a")?.absentSince == 0)

        try district.store.markAbsent([record], since: 8)
        try district.store.markMissing([record], run: district.run)
        #expect(try entry("a")?.absentSince == 8 && entry("a")?.isMissing == true)
        try district.store.markPresent([record])
        #expect(try entry("a")?.absentSince == 0 && entry("a")?.isMissing == false)

        try district.store.markAbsent([record], since: 9)
        var changed = District.resident("a", "张三丰", content: 2)
        changed.record = record
        try district.stage([changed])
        #expect(try entry("a")?.absentSince == 0)
    }

    @Test(arguments: StoreMaker.all)
    func deletedRecordsLeaveNothingBehind(_ maker: StoreMaker) throws {
        let district = try District(maker)
        var said = District.resident("b", "李四", address: "文峰路1号", qualifier: "户主")
        said.rejects = [(.noSuchDate, "出生日期")]
        try district.stage([District.resident("a", "张三", address: "文峰路1号"), said])
        try district.stage(
            [Said(key: "b", mentions: [(1, District.person, ["b", "王五", nil])])], feed: "civil")
        try district.resolveEachAlone()
        let gone = try #require(
            try district.store.find(type: District.person, where: [(1, "李四")], limit: 1).first)
        let record = try district.record("b")
        try district.store.delete(records: [record], feed: "police")

        #expect(try district.store.recordIndex(feed: "police").entries.count == 1)
        #expect(try district.record("b", feed: "civil") > 0)
        #expect(try district.store.mentions(type: District.person).values.rows.map { $0[1] } == ["张三", "王五"])
        #expect(try district.store.mentions(type: District.house).ids.count == 1)
        #expect(try district.store.relationMentions().count == 1)
        #expect(try district.store.rejectCounts().isEmpty)
        #expect(try district.store.touchedEntities(type: District.person) == [gone.number])
        #expect(try district.store.mentions(of: gone).isEmpty)

        // Neither this connection nor the next gives the number again.
        try district.stage([District.resident("b", "李四")])
        #expect(try district.record("b") > record)
        let second = try district.record("b")
        try district.store.delete(records: [second], feed: "police")
        let other = try district.reopened()
        try other.stage(District.batch([District.resident("c", "赵六")]), feed: "police", run: district.run)
        #expect(try district.record("c") > second)
    }

    @Test(arguments: StoreMaker.all)
    func aDeletionThatIsRolledBackNeverWas(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage([District.resident("a", "张三")])
        try district.store.begin()
        try district.store.delete(records: [try district.record("a")], feed: "police")
        district.store.rollback()
        #expect(try district.store.count(type: District.person).mentions == 1)
        try district.store.delete(records: [], feed: "police")
        #expect(throws: StoreError.self) { try district.store.delete(records: [1], feed: "fishery") }
    }

    @Test(arguments: StoreMaker.all)
    func howFarAFeedHasComeIsKept(_ maker: StoreMaker) throws {
        let district = try District(maker)
        #expect(try district.store.feedProgress("police") == FeedProgress())
        let progress = FeedProgress(readings: 12, checkpoint: "2026-01-01 00:00:00\u{0}'\"")
        try district.store.saveFeedProgress(progress, feed: "police")
        #expect(try district.store.feedProgress("police") == progress)
        #expect(try district.reopened(readOnly: true).feedProgress("police") == progress)
        #expect(try district.store.feedProgress("civil") == FeedProgress())
        try district.store.saveFeedProgress(FeedProgress(readings: 13), feed: "police")
        #expect(try district.store.feedProgress("police").checkpoint == nil)
        #expect(try district.store.feedProgress("nobody") == FeedProgress())
    }
}
