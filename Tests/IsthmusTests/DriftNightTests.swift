import HubEngine
import TestSupport
import Testing

/// Columns that are not what they were are told, and a feed may be held for them.
@Suite struct DriftNightTests {
    static let header = "no,name,id,birth,address,phone\n"
    static func line(_ number: Int) -> String {
        "\(number),人\(number),,19\(60 + number % 40)-01-0\(1 + number % 9),示范路\(number)号,1380000\(1000 + number)\n"
    }
    static let lines = (1...60).map(line).joined()

    func workspace(_ onDrift: String = "warn", settings: String = "{ path: 'people.csv' }") throws
        -> TestWorkspace
    {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed(settings: settings, extra: "on_drift: '\(onDrift)',")
        try workspace.folder.write("people.csv", Self.header + Self.lines)
        return workspace
    }

    @Test func columnsThatComeAndGoAreTold() async throws {
        let workspace = try workspace("stop")
        try await workspace.run()
        try workspace.folder.write(
            "people.csv",
            "address,no,name,id,birth,note\n"
                + (1...60).map { "示范路\($0)号,\($0),人\($0),,\n" }.joined().replacingOccurrences(
                    of: ",\n", with: ",,说明\n"))
        let report = try await workspace.run()
        let drift = try report.feed("people").drift
        #expect(drift.map(\.kind) == [.removed, .added, .reordered, .emptied])
        #expect(drift[0].sentence == "column `phone` is gone")
        // Of these only the emptied one is mapped.
        #expect(report.status == .held)
        #expect(
            try report.feed("people").unmet
                == ["drift: `birth` has a value in 0 % of the records; it was 100 %"])
    }

    @Test func whatIsNotMappedOnlyInforms() async throws {
        let workspace = try workspace("stop")
        try await workspace.run()
        try workspace.folder.write(
            "people.csv", (Self.header + Self.lines).replacingOccurrences(of: "phone\n", with: "tel\n"))
        let report = try await workspace.run()
        #expect(report.status == .done)
        #expect(
            try report.feed("people").drift.map(\.sentence)
                == ["column `phone` is gone; `tel` is new and 100 % of its values are among those of `phone`"]
        )
        let text = try isthmus("-C", workspace.folder.path, "runs", "2").output
        #expect(text.contains("What changed in the columns\n  • feed people: column `phone` is gone; `tel`"))
        // It is told once.
        #expect(try await workspace.run { $0.isFull = true }.feed("people").drift.isEmpty)
    }

    @Test func aMappedColumnThatIsGoneFailsWithItsLikelyNewName() async throws {
        let workspace = try workspace()
        try await workspace.run()
        try workspace.folder.write(
            "people.csv", (Self.header + Self.lines).replacingOccurrences(of: "name", with: "XM"))
        let feed = try await workspace.run().feed("people")
        #expect(feed.status == .failed)
        #expect(feed.reason.contains("column `name` is not in the feed"))
        #expect(feed.reason.contains("`XM` is new and 100 % of its values are among those of `name`"))
        let check = try isthmus("-C", workspace.folder.path, "check", "--connect")
        #expect(check.code == 2 && check.output.contains("column `name` is not in the feed"))
        #expect(check.errors.contains("`XM` is new"))
    }

    @Test(arguments: ["stop", "warn", "ignore"])
    func aColumnOfAnotherKindIsTold(_ onDrift: String) async throws {
        let workspace = try workspace(onDrift)
        try await workspace.run()
        try workspace.folder.write(
            "people.csv", Self.header + (1...60).map { "\($0),\(20_260_000 + $0),,,示范路\($0)号,\n" }.joined())
        let result = try isthmus("-C", workspace.folder.path, "run", "--quiet")
        #expect(result.code == (onDrift == "stop" ? 3 : 0))
        let sentence = "the values of `name` look otherwise: 85 % were `汉×1·9`, now 100 % are `9×8`"
        let isTold = result.output.contains("the values of `name` look otherwise")
        #expect(isTold == (onDrift != "ignore"), "\(result.output) \(sentence)")
        let json = try isthmus("-C", workspace.folder.path, "runs", "2", "--format", "json").output
        #expect(json.contains("\"changed-kind\""))
        #expect(
            try workspace.sql("select count(*) from person where name like '人%'") == [
                onDrift == "stop" ? "60" : "0"
            ])
        #expect(try isthmus("-C", workspace.folder.path, "run", "--accept", "--quiet").code == 0)
        #expect(try isthmus("-C", workspace.folder.path, "run", "--full", "--quiet").code == 0)
    }

    @Test func withoutAHeaderAShiftIsFound() async throws {
        let workspace = try TestWorkspace()
        try workspace.folder.write(
            "Mappings/feeds/people.json5",
            """
            { title: "p", source: { department: "d" }, connector: "csv", on_drift: "stop",
              settings: { path: "people.csv", header: false }, key: ["c1"],
              mentions: { resident: { type: "person", attributes: { name: "c2", phone: "c6" } } } }
            """)
        try workspace.folder.write("people.csv", Self.lines)
        try await workspace.run()
        let shifted = (1...60).map { Self.line($0).replacingOccurrences(of: ",人", with: ",注\($0 % 7),人") }
            .joined()
        try workspace.folder.write("people.csv", shifted)
        let feed = try await workspace.run().feed("people")
        #expect(feed.status == .held)
        #expect(
            feed.unmet.contains { $0.hasPrefix("drift: `c6` now holds what `c5` held: 100 %") },
            "\(feed.unmet)")
        #expect(feed.drift.contains { $0.kind == .shifted && $0.column == "c3" && $0.was == "c2" })
        #expect(try workspace.sql("select count(*) from person where phone is not null") == ["60"])
    }

    @Test func checkComparesWithTheLastNight() async throws {
        let workspace = try workspace()
        try await workspace.run()
        try workspace.folder.write(
            "people.csv", (Self.header + Self.lines).replacingOccurrences(of: "phone\n", with: "tel\n"))
        let check = try isthmus("-C", workspace.folder.path, "check", "--connect")
        #expect(check.code == 0 && check.errors.contains("feed people: column `phone` is gone; `tel` is new"))
        try workspace.addPeopleFeed(extra: "expect: { filled: { nmae: 1 }, columns: ['tel'] },")
        let wrong = try isthmus("-C", workspace.folder.path, "check", "--connect")
        #expect(wrong.code == 2)
        #expect(
            wrong.output.contains(
                "`expect` names column `nmae`, which is not in the feed; did you mean `name`?"))
        #expect(try isthmus("-C", workspace.folder.path, "check").code == 0)
    }
}
