import Foundation
import HubEngine
import TestSupport
import Testing

/// A delivery that is not what the feed file expects changes nothing, and says why in numbers.
@Suite struct ExpectationTests {
    static let rows = (1...50).map { ["\($0)", "人\($0)", "", "1980-01-01", "示范路\($0)号"] }

    /// What a first delivery does not meet.
    func unmet(_ expect: String, _ rows: [[String]] = rows, now: Date = .now) async throws -> [String] {
        let workspace = try TestWorkspace()
        let source = ScriptedSource(rows)
        try workspace.addScripted(source, extra: "expect: { \(expect) },")
        let report = try await workspace.scriptedNight { $0.now = now }
        let feed = try report.feed("people")
        #expect(feed.read == feed.new + feed.changed + feed.unchanged + feed.rejected + feed.superseded)
        #expect((feed.status == .held) == !feed.unmet.isEmpty)
        #expect(
            try workspace.sql("select count(*) from record") == [feed.status == .held ? "0" : "\(feed.new)"])
        return feed.unmet
    }

    @Test(arguments: [
        ("rows: { min: 50, max: 50 }", []),
        ("rows: { min: 51 }", ["rows: 50 read, at least 51 expected"]),
        ("rows: { max: 49 }", ["rows: 50 read, at most 49 expected"]),
        ("columns: ['name', 'no']", []),
        ("columns: ['nmae']", ["columns: `nmae` is not there; did you mean `name`?"]),
        ("filled: { name: 1, address: 1 }", []),
        (
            "filled: { id: 0.1 }",
            ["filled: 0 of 50 records have a value in `id` (0 %), at least 10 % expected"]
        ),
        ("unique: ['no', ['name', 'birth'], 'id']", []),
        (
            "unique: ['birth']",
            ["unique: 49 of 50 records have the `birth` of an earlier one, the first at line 3"]
        ),
        ("range: { no: [1, 50], birth: ['1979-12-31', null] }", []),
        ("range: { no: [2, 48.5] }", ["range: 3 of 50 values of `no` are outside, expected 2 to 48.5"]),
        ("range: { no: [null, 0] }", ["range: 50 of 50 values of `no` are outside, expected up to 0"]),
        (
            "range: { birth: ['1980-01-02', null] }",
            ["range: 50 of 50 values of `birth` are outside, expected 1980-01-02 and above"]
        ),
        ("range: { name: [0, 1] }", ["range: none of 50 values of `name` is a number"]),
        ("range: { nothing: [0, 1] }", ["columns: `nothing` is not there"]),
        (
            "rows: { min: 51 }, unique: ['birth'], rejected: 0",
            [
                "rows: 50 read, at least 51 expected",
                "unique: 49 of 50 records have the `birth` of an earlier one, the first at line 3",
            ]
        ),
    ])
    func everyExpectationIsJudged(_ expect: String, _ unmet: [String]) async throws {
        #expect(try await self.unmet(expect) == unmet)
    }

    @Test func theShareOfRefusedRecordsIsJudged() async throws {
        let rows =
            Self.rows.map { $0[0] == "7" ? $0 : [$0[0]] + $0[1...] } + [
                ["", "x", "", "", ""], ["", "y", "", "", ""],
            ]
        #expect(try await unmet("rejected: 0.04", rows) == [])
        #expect(
            try await unmet("rejected: 0.03", rows)
                == ["rejected: 2 of 52 records were refused (missing-key 2), at most 3 % expected"])
    }

    @Test func placeholdersAreNoValues() async throws {
        let rows = Self.rows.map { $0[0] < "3" ? [$0[0], "不详", "", "", "　"] : $0 }
        let unmet = try await unmet("filled: { name: 0.5, address: 0.6 }", rows)
        #expect(
            unmet == ["filled: 28 of 50 records have a value in `address` (56 %), at least 60 % expected"])
    }

    @Test func noSentenceHoldsAValue() async throws {
        let workspace = try TestWorkspace()
        let source = ScriptedSource(Self.rows)
        try workspace.addScripted(
            source,
            extra: """
                expect: { rows: { min: 99 }, unique: ['birth'], range: { no: [3, 4], birth: ['1990-01-01', null] },
                  filled: { id: 1 }, fresh: { column: 'birth', days: 7 } },
                """)
        let report = try await workspace.scriptedNight()
        let feed = try report.feed("people")
        #expect(feed.unmet.count == 6)
        for text in ["人", "示范路", "1980"] { #expect(!feed.reason.contains(text)) }
        #expect(feed.reason.hasSuffix("take it as it is: isthmus run --feed people --accept"))
        #expect(report.status == .held)
    }

    @Test func acceptTakesItAndSaysWhatWasAccepted() async throws {
        let workspace = try TestWorkspace()
        let source = ScriptedSource(Self.rows)
        try workspace.addScripted(source, extra: "expect: { rows: { min: 51 } },")
        #expect(try await workspace.scriptedNight { $0.acceptsShrinking = true }.status == .held)
        let taken = try await workspace.scriptedNight { $0.acceptsEverything = true }
        #expect(taken.status == .done)
        let feed = try taken.feed("people")
        #expect(feed.status == .read && feed.new == 50)
        #expect(feed.notes == ["taken all the same: rows: 50 read, at least 51 expected"])
        #expect(try await workspace.scriptedNight().status == .held)
        #expect(try workspace.sql("select count(*) from person") == ["50"])
    }

    @Test func aShrinkOfOnesOwnAppliesToSmallFeeds() async throws {
        let workspace = try TestWorkspace()
        let source = ScriptedSource(Self.rows)
        try workspace.addScripted(source, extra: "expect: { shrink: 0.1 },")
        try await workspace.scriptedNight()
        source.script.parts = [Array(Self.rows.prefix(44))]
        #expect(
            try await workspace.scriptedNight().feed("people").unmet
                == ["shrink: 6 of 50 known records did not come, at most 5 expected"])
        source.script.parts = [Array(Self.rows.prefix(45))]
        #expect(try await workspace.scriptedNight().feed("people").missing == 5)
        // 45 are known now.
        source.script.parts = [Array(Self.rows.prefix(41))]
        #expect(try await workspace.scriptedNight().feed("people").missing == 4)
        try workspace.addScripted(source, extra: "expect: { shrink: 1 },")
        source.script.parts = [[]]
        #expect(try await workspace.scriptedNight().feed("people").missing == 41)
    }

    @Test func aHeldFeedKeepsItsLastGoodRecordsAndTheNightGoesOn() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed(extra: "expect: { rows: { min: 2 } },")
        try workspace.addPeopleFeed("other", settings: "{ path: \"other.csv\" }")
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张三,,,\n2,李四,,,\n")
        try workspace.folder.write("other.csv", TestWorkspace.header + "1,王五,,,\n")
        try await workspace.run()
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张三丰,,,\n")
        try workspace.folder.write("other.csv", TestWorkspace.header + "1,王五五,,,\n")
        let night = try await workspace.run()
        #expect(night.status == .doneOverThreshold)
        #expect(try workspace.sql("select name from person order by 1") == ["张三", "李四", "王五五"])
        let place = workspace.folder.path
        let again = try isthmus("-C", place, "run", "--quiet")
        #expect(again.code == 3)
        #expect(again.output.contains("What was held\n  • feed people: rows: 1 read, at least 2 expected\n"))
        #expect(again.output.contains("held"))
        #expect(again.output.contains("; took "))
        let runs = try isthmus("-C", place, "runs", "--limit", "1", "--format", "json")
        #expect(runs.output.contains("\"read\": 1, \"rejected\": 0"), "that of `other` alone")
        let dry = try isthmus("-C", place, "run", "--dry-run", "--quiet", "--format", "json")
        #expect(dry.code == 3 && dry.output.contains("\"status\" : \"done-over-threshold\""))
        #expect(dry.output.contains("\"rows: 1 read, at least 2 expected\""))
        #expect(try isthmus("-C", place, "run", "--feed", "people", "--accept", "--quiet").code == 0)
        #expect(try workspace.sql("select name from person order by 1") == ["张三丰", "王五五"])
    }

    @Test func aHeldRequiredFeedStopsTheNight() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed(extra: "required: true, expect: { rows: { min: 2 } },")
        try workspace.addPeopleFeed("zother", settings: "{ path: \"other.csv\" }")
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张三,,,\n")
        try workspace.folder.write("other.csv", TestWorkspace.header + "1,王五,,,\n")
        let stopped = try isthmus("-C", workspace.folder.path, "run", "--quiet")
        #expect(stopped.code == 3)
        #expect(stopped.output.contains("STOPPED") && stopped.output.contains("nothing was published"))
        #expect(try workspace.sql("select status from run") == ["held"])
        #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/published/current"))
    }

    @Test func aFailureOutweighsAHeldFeed() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed(extra: "expect: { rows: { min: 2 } },")
        try workspace.addPeopleFeed("zother", settings: "{ path: \"none.csv\" }", extra: "required: true,")
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张三,,,\n")
        #expect(try isthmus("-C", workspace.folder.path, "run", "--quiet").code == 1)
    }

    @Test func changedExpectationsJudgeAnUnchangedFile() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张三,,,\n")
        #expect(try await workspace.run().status == .done)
        try workspace.addPeopleFeed(extra: "expect: { rows: { min: 2 } },")
        #expect(try await workspace.run().status == .held)
    }
}

/// A delivery that stopped coming is noticed, although nothing of it changed.
@Suite struct FreshnessTests {
    static let day = 86_400.0

    @Test func aColumnTellsTheAge() async throws {
        let workspace = try TestWorkspace()
        let source = ScriptedSource([["1", "张三", "", "2026-01-10", ""], ["2", "李四", "", "2099-01-01", ""]])
        source.script.digest = "the same"
        try workspace.addScripted(source, extra: "expect: { fresh: { column: 'birth', days: 7 } },")
        let written = try #require(
            ISO8601DateFormatter().date(from: "2026-01-10T04:00:00Z"))
        #expect(try await workspace.scriptedNight { $0.now = written }.status == .done)
        let later = try await workspace.scriptedNight { $0.now = written + 7 * Self.day }
        #expect(try later.feed("people").status == .read)
        #expect(source.script.askedFrom.count == 1, "nothing changed, so nothing was read")
        let stale = try await workspace.scriptedNight { $0.now = written + 8 * Self.day }
        #expect(
            try stale.feed("people").unmet
                == ["fresh: the latest date in `birth` is 8 days old, at most 7 expected"])
        let accepted = try await workspace.scriptedNight {
            $0.now = written + 8 * Self.day
            $0.acceptsEverything = true
        }
        #expect(accepted.status == .done)
    }

    @Test func theSourceTellsTheAge() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed(extra: "expect: { fresh: { days: 2 } },")
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张三,,,\n")
        #expect(try await workspace.run().status == .done)
        let stale = try await workspace.run { $0.now = .now + 3 * Self.day + 60 }
        #expect(
            try stale.feed("people").unmet == [
                "fresh: the source was last changed 3 days ago, at most 2 expected"
            ])
        #expect(try workspace.sql("select name from person") == ["张三"])
    }

    @Test func aSourceThatCannotTellIsNotBelieved() async throws {
        let workspace = try TestWorkspace()
        let source = ScriptedSource([["1", "张三", "", "", ""]])
        try workspace.addScripted(source, extra: "expect: { fresh: { days: 2 } },")
        #expect(
            try await workspace.scriptedNight().feed("people").unmet[0].contains("name a `column` of dates"))
        try workspace.addScripted(source, extra: "expect: { fresh: { column: 'birth', days: 2 } },")
        #expect(
            try await workspace.scriptedNight().feed("people").unmet == [
                "fresh: `birth` has no date in 1 records"
            ])
    }
}
