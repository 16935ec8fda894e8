import HubMapping
import TestSupport
import Testing

/// `change`, `missing`, `on_drift`, `expect` and a derived key, as they are read.
@Suite struct FeedRulesTests {
    func load(_ extra: String, key: String = "['编号']") throws -> (feed: Feed?, mistakes: [String]) {
        var workspace = SmallWorkspace()
        workspace["Mappings/feeds/police.json5"] = workspace["Mappings/feeds/police.json5"]?
            .replacing("connector: 'csv', key: ['编号'],", with: "connector: 'csv', key: \(key), \(extra)")
        let (loaded, diagnostics) = try workspace.load()
        // Only what is said, without file and line.
        return (loaded?.feeds.first, diagnostics.map { String($0.split(separator: ": ", maxSplits: 1)[1]) })
    }

    @Test func nothingSaidMeansASnapshotThatClosesAndWarns() throws {
        let feed = try #require(try load("").feed)
        #expect(feed.rules.change == .snapshot && feed.rules.onDrift == .warn)
        #expect(feed.rules.missing == MissingRule() && feed.rules.missing.after == 1)
        #expect(feed.rules.expectations.shrink == nil && feed.rules.expectations.columnPlaces.isEmpty)
        #expect(!feed.isKeyDerived && feed.columnsRead == feed.columns)
    }

    @Test func everythingSaidIsRead() throws {
        let (loaded, mistakes) = try load(
            """
            change: 'cursor', missing: { policy: 'delete', after: 30 }, on_drift: 'stop',
            expect: { rows: { min: 10, max: 20 }, shrink: 0, rejected: 0.05, columns: ['编号', '备注'],
              filled: { '姓名': 0.95 }, unique: [['姓名', '证件'], '电话'],
              range: { '年龄': [0, 130.5], '出生日期': ['1900-01-01', null] }, fresh: { column: '更新时间', days: 7 } },
            """)
        #expect(mistakes.isEmpty)
        let feed = try #require(loaded)
        let expected = feed.rules.expectations
        #expect(feed.rules.change == .cursor && feed.rules.onDrift == .stop)
        #expect(feed.rules.missing.policy == .delete && feed.rules.missing.after == 30)
        #expect(expected.leastRows == 10 && expected.mostRows == 20)
        #expect(expected.shrink == 0 && expected.rejected == 0.05)
        #expect(expected.columns.map(\.value) == ["编号", "备注"])
        #expect(expected.filled.map(\.share) == [0.95])
        #expect(expected.unique.map { $0.map(\.value) } == [["姓名", "证件"], ["电话"]])
        #expect(expected.ranges.map(\.least) == ["0", "1900-01-01"])
        #expect(expected.ranges.map(\.greatest) == ["130.5", nil])
        #expect(expected.ranges.map(\.kind) == [.number, .date])
        #expect(expected.fresh?.column?.value == "更新时间" && expected.fresh?.days == 7)
        let looked = ["备注", "电话", "年龄", "出生日期", "更新时间"]
        #expect(feed.columnsRead == feed.columns + looked)
    }

    @Test(arguments: [
        ("change: 'snapshots',", "`change` cannot be `snapshots`; did you mean `snapshot`?"),
        ("missing: 'keep',", "`missing` must be an object, found a string"),
        ("missing: { polcy: 'keep' },", "unknown key `polcy` in `missing`; did you mean `policy`?"),
        ("missing: { after: 0 },", "`after` must be a whole number from 1 to 3650, not 0"),
        (
            "missing: { policy: 'keep', after: 2 },",
            "`after` says nothing with `policy: \"keep\"`, which waits for ever; leave it out, or choose `close` or `delete`"
        ),
        (
            "change: 'append', missing: {},",
            "of an `append` feed nothing is ever missing; leave `missing` out"
        ),
        (
            "change: 'append', expect: { shrink: 0.1 },",
            "of an `append` feed nothing is ever missing, so it cannot shrink; leave `shrink` out"
        ),
        ("on_drift: 'halt',", "`on_drift` cannot be `halt`; it is one of: stop, warn, ignore"),
        ("expect: { row: {} },", "unknown key `row` in `expect`; did you mean `rows`?"),
        ("expect: { rows: 5 },", "`rows` must be an object, found a number"),
        (
            "expect: { rows: { min: 9, max: 8 } },",
            "`rows` expects at least 9 and at most 8, which no delivery fulfils"
        ),
        ("expect: { rows: { min: -1 } },", "`min` must be a whole number from 0 to 1000000000000, not -1"),
        ("expect: { shrink: 20 },", "`shrink` must be a share from 0 to 1; for 20 % write 0.2"),
        ("expect: { shrink: '20%' },", "`shrink` must be a share from 0 to 1; for 20 % write 0.2"),
        ("expect: { shrink: '0.2' },", "`shrink` must be a share from 0 to 1; for 20 % write 0.2"),
        ("expect: { rejected: -0.1 },", "`rejected` must be a share from 0 to 1; 0.2 means a fifth"),
        ("expect: { rejected: NaN },", "`rejected` must be a share from 0 to 1; 0.2 means a fifth"),
        ("expect: { filled: { '姓名': 0 } },", "`filled` of `姓名` expects nothing; leave it out"),
        ("expect: { filled: ['姓名'] },", "`filled` must be an object, found a list; { \"column\": 0.95 }"),
        ("expect: { columns: ['a', 'a'] },", "`a` is twice in `columns`"),
        ("expect: { unique: [[]] },", "an entry of `unique` names no column"),
        ("expect: { unique: ['a', ['a']] },", "`unique` has this entry twice"),
        ("expect: { unique: [['a', 'b'], ['b', 'a']] },", "`unique` has this entry twice"),
        (
            "expect: { range: { 'a': [1] } },",
            "`range` of `a` must be a list of two; [least, greatest]; null for an end that is open"
        ),
        (
            "expect: { range: { 'a': [null, null] } },",
            "`range` of `a` is open on both sides and expects nothing"
        ),
        ("expect: { range: { 'a': [2, 1] } },", "`range` of `a` goes from 2 to 1, which no value fulfils"),
        (
            "expect: { range: { 'a': ['2020-01-02', '2020-01-01'] } },",
            "`range` of `a` goes from 2020-01-02 to 2020-01-01, which no value fulfils"
        ),
        ("expect: { range: { 'a': [1, '2020-01-01'] } },", "`range` of `a` has a number and a date"),
        (
            "expect: { range: { 'a': ['0', 1] } },",
            "an end of `range` of `a` must be a number, a day as \"2026-01-31\", or null; write the number without quotes"
        ),
        (
            "expect: { range: { 'a': ['2020-02-30', null] } },",
            "an end of `range` of `a` must be a number, a day as \"2026-01-31\", or null"
        ),
        ("expect: { fresh: { column: 'a' } },", "`fresh` has no `days`"),
        ("expect: { fresh: { days: 1.5 } },", "`days` must be a whole number from 0 to 36500, not 1.5"),
    ])
    func nonsenseIsRefused(_ extra: String, _ mistake: String) throws {
        #expect(try load(extra).mistakes == [mistake])
    }

    @Test func theContentMayBeTheKey() throws {
        let feed = try #require(try load("", key: "'content'").feed)
        #expect(feed.isKeyDerived && feed.key.isEmpty)
        #expect(
            try load("", key: "'contents'").mistakes == [
                "`key` must be a list, found a string; write [\"contents\"]"
            ])
        #expect(try load("", key: "['content']").feed?.isKeyDerived == false)
        #expect(try load("", key: "'content'").feed?.fingerprint != load("").feed?.fingerprint)
    }

    @Test func rulesChangeNoRecordAndAreKnownByTheirFingerprint() throws {
        let (plain, strict) = (try load("").feed, try load("expect: { rows: { min: 1 } },").feed)
        #expect(plain?.fingerprint == strict?.fingerprint)
        #expect(plain?.rules.fingerprint != strict?.rules.fingerprint)
        #expect(try load("on_drift: 'stop',").feed?.rules.fingerprint != plain?.rules.fingerprint)
    }
}
