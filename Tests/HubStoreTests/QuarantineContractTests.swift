import HubModel
import HubStore
import Testing

/// Nothing is dropped silently: every reject can be counted and listed.
@Suite struct QuarantineContractTests {
    private static func refused(_ key: String, _ reason: RejectReason, ordinal: Int) -> StagedBatch.Reject {
        StagedBatch.Reject(
            record: -1, reason: reason, key: key, ordinal: ordinal, line: ordinal + 1,
            byteOffset: ordinal * 10, column: "",
            target: "", detail: "7 fields, 6 expected", raw: "a,\u{0},b")
    }

    @Test(arguments: StoreMaker.all)
    func rejectsKeepEverythingAboutThem(_ maker: StoreMaker) throws {
        let district = try District(maker)
        var batch = StagedBatch()
        batch.rejects = [Self.refused("", .wrongFieldCount, ordinal: 3)]
        try district.store.stage(batch, feed: "civil", run: district.run)
        let row = try #require(try district.store.rejects(feed: "civil", reason: nil, limit: 5).first)
        #expect(row.feed == "civil" && row.scope == "record" && row.reason == "wrong-field-count")
        #expect(row.recordKey.isEmpty && row.ordinal == 3 && row.line == 4 && row.byteOffset == 30)
        #expect(row.column.isEmpty && row.target.isEmpty && row.detail == "7 fields, 6 expected")
        #expect(row.raw == "a,\u{0},b" && row.run == district.run)
    }

    @Test(arguments: StoreMaker.all)
    func countsAddUpToTheRows(_ maker: StoreMaker) throws {
        let district = try District(maker)
        var a = District.resident("a", "x")
        a.rejects = [(.noSuchDate, "生日"), (.noSuchDate, "签发日期")]
        var b = District.resident("b", "y")
        b.rejects = [(.noSuchDate, "生日")]
        try district.stage([a, b])
        var whole = StagedBatch()
        whole.rejects = [
            Self.refused("c", .duplicateKey, ordinal: 9), Self.refused("", .strayQuote, ordinal: 1),
        ]
        try district.store.stage(whole, feed: "civil", run: district.run)

        let counts = try district.store.rejectCounts()
        let lines = counts.map { "\($0.feed) \($0.scope) \($0.reason) \($0.column) \($0.count)" }
        #expect(
            lines == [
                "civil record duplicate-key  1", "civil record stray-quote  1",
                "police value no-such-date 生日 2",
                "police value no-such-date 签发日期 1",
            ])
        let rows = try district.store.rejects(feed: nil, reason: nil, limit: 100)
        #expect(rows.count == counts.reduce(0) { $0 + $1.count })
        #expect(try district.store.rejects(feed: "police", reason: nil, limit: 100).count == 3)
        #expect(try district.store.rejects(feed: nil, reason: "stray-quote", limit: 100).count == 1)
        #expect(try district.store.rejects(feed: "police", reason: "stray-quote", limit: 100).isEmpty)
        #expect(try district.store.rejects(feed: nil, reason: nil, limit: 2).count == 2)
        #expect(try district.store.rejects(feed: "civil", reason: nil, limit: 9).map(\.ordinal) == [1, 9])
    }

    @Test(arguments: StoreMaker.all)
    func anotherReadingBringsItsOwnRecordRejects(_ maker: StoreMaker) throws {
        let district = try District(maker)
        var kept = District.resident("a", "x")
        kept.rejects = [(.noSuchDate, "生日")]
        var batch = District.batch([kept])
        batch.rejects.append(Self.refused("z", .duplicateKey, ordinal: 4))
        try district.store.stage(batch, feed: "police", run: district.run)
        var other = StagedBatch()
        other.rejects = [Self.refused("z", .duplicateKey, ordinal: 4)]
        try district.store.stage(other, feed: "civil", run: district.run)

        try district.store.clearRecordRejects(feed: "police")
        let left = try district.store.rejects(feed: nil, reason: nil, limit: 9)
        #expect(left.map(\.feed) == ["civil", "police"])
        #expect(left.map(\.scope) == ["record", "value"])
    }
}
