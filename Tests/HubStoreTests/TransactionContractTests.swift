import HubModel
import HubStore
import Testing

/// All or nothing, and who may do what at the same time.
@Suite struct TransactionContractTests {
    @Test(arguments: StoreMaker.all)
    func rollbackLeavesNothing(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage([District.resident("a", "张三", address: "文峰路1号")])
        try district.resolveEachAlone()

        try district.store.begin()
        var changed = District.resident("a", "改名", content: 2)
        changed.record = try district.record("a")
        changed.rejects = [(.noSuchDate, "生日")]
        try district.stage([changed, District.resident("b", "李四", address: "环城路2号")])
        try district.store.saveMemo("fingerprint", "1")
        try district.resolveEachAlone()
        district.store.rollback()

        #expect(try district.store.mentions(type: District.person).values.rows.map { $0[1] } == ["张三"])
        #expect(try district.store.count(type: District.house) == (1, 1))
        #expect(try district.store.rejectCounts().isEmpty)
        #expect(try district.store.memo("fingerprint") == nil)
        #expect(try district.store.touchedEntities(type: District.person).isEmpty)
        #expect(try district.store.relationMentions().count == 1)
        // Ids begun in vain are given again, and given once.
        try district.stage([District.resident("b", "李四"), District.resident("c", "王五")])
        #expect(try district.store.recordIndex(feed: "police").entries.count == 3)
    }

    @Test(arguments: StoreMaker.all)
    func aConnectionThatDiesBeforeItsCommitLeavesNothing(_ maker: StoreMaker) throws {
        let district = try District(maker)
        do {
            let dying = try district.reopened()
            try dying.begin()
            try dying.stage(District.batch([District.resident("a", "张三")]), feed: "police", run: district.run)
            #expect(try dying.mentions(type: District.person).ids.count == 1)
        }
        #expect(try district.store.mentions(type: District.person).ids.isEmpty)
        try district.stage([District.resident("a", "张三")])
        #expect(try district.store.mentions(type: District.person).ids.count == 1)
    }

    @Test(arguments: StoreMaker.all)
    func readersSeeTheLastCommit(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage([District.resident("a", "张三")])
        let reader = try district.reopened(readOnly: true)
        try district.store.begin()
        try district.stage([District.resident("b", "李四")])
        #expect(try reader.mentions(type: District.person).ids.count == 1)
        try district.store.commit()
        #expect(try reader.mentions(type: District.person).ids.count == 2)
    }

    @Test(arguments: StoreMaker.all)
    func aReadersTransactionIsOfOneInstant(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage([District.resident("a", "张三")])
        let reader = try district.reopened(readOnly: true)
        try reader.begin()
        try district.stage([District.resident("b", "李四")])
        #expect(try reader.count(type: District.person).mentions == 1)
        #expect(try reader.mentions(type: District.person).ids.count == 1)
        try reader.commit()
        #expect(try reader.count(type: District.person).mentions == 2)
    }

    @Test(arguments: StoreMaker.all)
    func twoWritersInTurnDoNotGiveAnIDTwice(_ maker: StoreMaker) throws {
        let district = try District(maker)
        let other = try district.reopened()
        try district.stage([District.resident("a", "甲")])
        try other.stage(District.batch([District.resident("b", "乙")]), feed: "police", run: district.run)
        try district.stage([District.resident("c", "丙")])
        #expect(
            try district.store.mentions(type: District.person).values.rows.map { $0[1] } == ["甲", "乙", "丙"])
    }

    @Test(arguments: StoreMaker.all)
    func aReadOnlyStoreRefusesToWrite(_ maker: StoreMaker) throws {
        let district = try District(maker)
        let reader = try district.reopened(readOnly: true)
        #expect(throws: StoreError.self) { try reader.saveMemo("a", "b") }
        #expect(throws: StoreError.self) { try reader.openRun(job: "night", startedAt: "") }
        #expect(throws: StoreError.self) {
            try reader.stage(District.batch([District.resident("a", "x")]), feed: "police", run: 1)
        }
        #expect(try district.store.memo("a") == nil)
        #expect(try district.store.mentions(type: District.person).ids.isEmpty)
    }

    @Test(arguments: StoreMaker.all)
    func whatWasStagedOutlivesTheConnection(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage([District.resident("a", "张三", address: "文峰路1号")])
        try district.resolveEachAlone()
        try district.store.saveMemo("person", "fingerprint")
        let before = try district.store.mentions(type: District.person)
        let other = try district.reopened()
        let after = try other.mentions(type: District.person)
        #expect(after.values.rows == before.values.rows)
        #expect(after.ids == before.ids)
        #expect(after.entities == before.entities)
        #expect(after.ranks == before.ranks)
        #expect(try other.memo("person") == "fingerprint")
        #expect(try other.memo("house") == nil)
    }

    @Test(arguments: StoreMaker.all)
    func aRunCutOffIsClosedByTheNext(_ maker: StoreMaker) throws {
        let district = try District(maker)
        let first = district.run
        try district.nextRun()
        #expect(district.run > first)
        try district.store.closeRun(
            district.run, status: "done", finishedAt: "2026-01-02T00:10:00Z", report: #"{"feeds":[]}"#)
        try district.nextRun()
        let runs = try district.store.runs(limit: 10)
        #expect(runs.map(\.status) == ["running", "done", "interrupted"])
        #expect(runs.map(\.id) == runs.map(\.id).sorted(by: >))
        #expect(try district.store.runs(limit: 1).map(\.id) == [district.run])
        let done = try #require(try district.store.run(runs[1].id))
        #expect(
            done.job == "night" && done.finishedAt == "2026-01-02T00:10:00Z"
                && done.report == #"{"feeds":[]}"#)
        #expect(try district.store.run(99) == nil)
    }

    @Test(arguments: StoreMaker.all)
    func memosAreReplaced(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.store.saveMemo("a", "1")
        try district.store.saveMemo("a", "2")
        #expect(try district.store.memo("a") == "2")
    }
}
