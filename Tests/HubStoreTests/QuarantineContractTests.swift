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

    @Test(arguments: StoreMaker.all)
    func filtersNarrowTheList(_ maker: StoreMaker) throws {
        let district = try District(maker)
        var a = District.resident("a", "x")
        a.rejects = [(.noSuchDate, "生日"), (.badCheckDigit, "证号")]
        try district.stage([a])
        let first = district.run
        try district.nextRun()
        var b = District.resident("b", "y")
        b.rejects = [(.noSuchDate, "生日")]
        try district.stage([b])
        let store = district.store
        #expect(try store.rejects(RejectFilter(column: "生日"), limit: 9).count == 2)
        #expect(try store.rejects(RejectFilter(since: first), limit: 9).count == 3)
        #expect(try store.rejects(RejectFilter(since: district.run), limit: 9).map(\.recordKey) == ["b"])
        #expect(
            try store.rejects(RejectFilter(feed: "police", reason: "bad-check-digit"), limit: 9).count == 1)
        #expect(try store.rejectCounts(RejectFilter(column: "证号")).map(\.count) == [1])
        #expect(try store.rejectCounts(RejectFilter(feed: "civil")).isEmpty)
        #expect(try store.firstRun(since: "2026-01-02") == district.run)
        #expect(try store.firstRun(since: "2027") == nil)
        let row = try #require(try store.rejects(RejectFilter(since: district.run), limit: 1).first)
        #expect(try store.reject(row.id)?.recordKey == "b")
        #expect(try store.reject(row.id + 99) == nil)
    }
}

/// What is kept of refused records, and for how long.
@Suite struct RejectedCopyContractTests {
    static let columns = ["编号", "姓名", "生日"]
    static let cells: [String?] = ["a", "引\"\\号\u{0}\u{1B}\n𠮷", nil]

    /// Two refused values of record `a`, and a record refused as a whole.
    static func batch() -> StagedBatch {
        var batch = District.batch([District.resident("a", "x"), District.resident("b", "y")])
        func reject(_ record: Int, _ column: String, ordinal: Int, copy: Int?) -> StagedBatch.Reject {
            StagedBatch.Reject(
                record: record, reason: .wrongShape, key: record < 0 ? "c" : "a", ordinal: ordinal,
                line: ordinal + 1,
                byteOffset: 0, column: column, target: "resident.name", detail: "",
                raw: copy == nil ? "raw" : "v",
                part: "two.csv", origin: "c\(ordinal)", copy: copy)
        }
        batch.rejects = [
            reject(0, "姓名", ordinal: 1, copy: 0), reject(0, "生日", ordinal: 1, copy: 0),
            reject(-1, "", ordinal: 2, copy: 1), reject(-1, "", ordinal: 3, copy: nil),
        ]
        batch.copies = [
            RecordCopy(columns: columns, cells: cells), RecordCopy(columns: columns, cells: ["c", nil, ""]),
        ]
        return batch
    }

    static func refused(_ store: any Store) throws -> [RefusedRecord] {
        var records: [RefusedRecord] = []
        try store.refusedRecords(feed: "police") { records.append($0) }
        return records
    }

    static func copies(_ store: any Store) throws -> [Int64] {
        try (1...20).filter { try store.copy($0) != nil }
    }

    @Test(arguments: StoreMaker.all)
    func rejectsOfARecordShareItsCopy(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.store.stage(Self.batch(), feed: "police", run: district.run)
        let records = try Self.refused(district.store)
        #expect(records.map { $0.rejects.map(\.column) } == [["姓名", "生日"], [""], [""]])
        #expect(records[0].copy?.cells == Self.cells)
        #expect(records[0].copy?.columns == Self.columns)
        #expect(records[1].copy?["编号"] == "c")
        #expect(records[2].copy == nil && records[2].raw == "raw")
        #expect(records.map(\.isWhole) == [false, true, true])
        #expect(
            records[0].rejects.allSatisfy { $0.part == "two.csv" && $0.origin == "c1" && $0.record != nil })
        #expect(try Self.copies(district.store) == [1, 2])
    }

    @Test(arguments: StoreMaker.all)
    func copiesGoWithTheirRejects(_ maker: StoreMaker) throws {
        let district = try District(maker)
        let store = district.store
        try store.stage(Self.batch(), feed: "police", run: district.run)
        try store.clearRecordRejects(feed: "police")
        #expect(try Self.copies(store) == [1])
        var well = District.resident("a", "x", content: 2)
        well.record = try district.record("a")
        try district.stage([well])
        #expect(try Self.copies(store).isEmpty)

        try store.delete(records: [well.record], feed: "police")
        try store.stage(Self.batch(), feed: "police", run: district.run)
        #expect(try Self.copies(store).count == 2)
        try store.delete(records: [try district.record("a")], feed: "police")
        #expect(try Self.copies(store).count == 1)
        try store.removeRejects(try store.rejects(feed: nil, reason: nil, limit: 9).map(\.id))
        #expect(try Self.copies(store).isEmpty)
    }

    @Test(arguments: StoreMaker.all)
    func recordsThatAreMissingAreNotReplayed(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.store.stage(Self.batch(), feed: "police", run: district.run)
        let id = try #require(try Self.refused(district.store).first?.rejects.first?.id)
        try district.store.markMissing([try district.record("a")], run: district.run)
        #expect(try Self.refused(district.store).map(\.isWhole) == [true, true])
        #expect(try district.store.reject(id) == nil)
    }

    @Test(arguments: StoreMaker.all)
    func valuesExpireAndReasonsStay(_ maker: StoreMaker) throws {
        let district = try District(maker)
        let store = district.store
        try store.stage(Self.batch(), feed: "police", run: district.run)
        #expect(try store.expireRejects(before: "2026-01-01T00:00:00Z", isDryRun: false) == 0)
        #expect(try store.expireRejects(before: "2026-01-01T00:00:01Z", isDryRun: true) == 4)
        #expect(try Self.copies(store).count == 2)
        #expect(try store.expireRejects(before: "2026-01-01T00:00:01Z", isDryRun: false) == 4)
        #expect(try Self.copies(store).isEmpty)
        let rows = try store.rejects(feed: nil, reason: nil, limit: 9)
        #expect(rows.map(\.line) == [2, 2, 3, 4])
        #expect(rows.allSatisfy { $0.raw.isEmpty && $0.copy == nil && $0.reason == "wrong-shape" })
        // Whose record is in the registry may be known; others not.
        #expect(rows.map(\.recordKey) == ["a", "a", "", ""])
        #expect(try store.expireRejects(before: "2027", isDryRun: true) == 0)
        #expect(try Self.refused(store).map(\.rejects.count) == [2, 1, 1])
    }

    /// Whatever stands in cells: quotes, controls, characters beyond the first plane, nothing at all.
    @Test(arguments: StoreMaker.all)
    func anyCellsSurvive(_ maker: StoreMaker) throws {
        let district = try District(maker)
        let bytes = (0..<0x80).map { String(UnicodeScalar(UInt8($0))) }
        let cells: [String?] =
            bytes + [
                nil, "", "null", "\\u0041", "\\\"", "[\"a\",null]", "\u{FEFF}\u{FFFE}\u{10FFFF}",
                "e\u{301}\r\n", nil,
            ]
        for width in [0, 1, 2, cells.count] {
            let copy = RecordCopy(
                columns: (0..<width).map { "列\"\($0)" }, cells: Array(cells.suffix(width)))
            try district.store.saveMends([Mend(origin: "c", copy: copy)], feed: "police", run: district.run)
            let back = try #require(try district.store.mends(feed: "police").first?.copy)
            #expect(back.columns == copy.columns)
            #expect(
                back.cells.map { $0.map { Array($0.utf8) } } == copy.cells.map { $0.map { Array($0.utf8) } })
        }
    }

    @Test(arguments: StoreMaker.all)
    func mendsAreKeptUntilNobodyUsesThem(_ maker: StoreMaker) throws {
        let district = try District(maker)
        let store = district.store
        let copy = RecordCopy(columns: Self.columns, cells: Self.cells)
        try store.saveMends(
            ["c1", "c2", "c3"].map { Mend(origin: $0, copy: copy) }, feed: "police", run: district.run)
        try store.saveMends(
            [Mend(origin: "c2", copy: RecordCopy(columns: ["编号"], cells: ["9"]))], feed: "police",
            run: district.run)
        #expect(try store.mends(feed: "police").map(\.origin) == ["c1", "c2", "c3"])
        #expect(try store.mends(feed: "police").map(\.copy)[0] == copy)
        #expect(try store.mends(feed: "police")[1].copy.cells == ["9"])
        #expect(try store.mends(feed: "civil").isEmpty)
        try district.nextRun()
        try store.useMends(["c1", "c9"], feed: "police", run: district.run)
        try store.removeMends(["c3"], feed: "police")
        #expect(try store.mends(feed: "police").map(\.origin) == ["c1", "c2"])
        try store.removeMends(feed: "police", unusedSince: district.run)
        #expect(try store.mends(feed: "police").map(\.origin) == ["c1"])
    }
}
