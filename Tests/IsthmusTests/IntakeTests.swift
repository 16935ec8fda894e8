import Foundation
import HubEngine
import HubStore
import TestSupport
import Testing

@Suite struct IntakeTests {
    func workspace(_ rows: String) throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        try workspace.folder.write("people.csv", TestWorkspace.header + rows)
        return workspace
    }

    @Test func everyRecordIsAccountedFor() async throws {
        let workspace = try workspace(
            """
            1,张三,\(residentNumber()),1980-01-01,示范路1号
            2,李四,,1990-02-30,示范路2号
            ,王五,,,
            1,赵六,,,
            3,too,few
            4,钱七,\(residentNumber("19700101")),,示范路4号

            """)
        let feed = try await workspace.run().feed("people")
        #expect(feed.read == 6)
        #expect(feed.new == 3)
        #expect(feed.rejected == 3)
        #expect(feed.rejectedValues == 1)
        #expect(feed.read == feed.new + feed.changed + feed.unchanged + feed.rejected + feed.superseded)
        let reasons = try workspace.sql("select reason, line from reject order by line, reason")
        #expect(reasons == ["no-such-date|3", "missing-key|4", "duplicate-key|5", "wrong-field-count|6"])
    }

    @Test func theSameNightAgainChangesNothing() async throws {
        let workspace = try workspace("1,张三,\(residentNumber()),,示范路1号\n2,李四,,,示范路2号\n,x,,,\n")
        try await workspace.run()
        let before = try workspace.sql("select * from person")
        let again = try await workspace.run().feed("people")
        #expect((again.unchanged, again.new, again.changed, again.rejected) == (2, 0, 0, 1))
        #expect(try workspace.sql("select * from person") == before)
        #expect(try workspace.sql("select count(*) from reject") == ["1"])
    }

    @Test func aChangedRecordReplacesWhatItSaid() async throws {
        let workspace = try workspace("1,张三,,,示范路1号\n2,李四,,,示范路2号\n")
        try await workspace.run()
        let id = try workspace.sql("select entity_id from person where name = '张三'")
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张三丰,,,示范路1号\n2,李四,,,示范路2号\n")
        let feed = try await workspace.run().feed("people")
        #expect((feed.changed, feed.unchanged) == (1, 1))
        #expect(try workspace.sql("select entity_id from person where name = '张三丰'") == id)
        #expect(try workspace.sql("select count(*) from person") == ["2"])
    }

    @Test func aMissingRecordLeavesAndComesBackWithItsId() async throws {
        let workspace = try workspace("1,张三,,,示范路1号\n2,李四,,,示范路2号\n")
        try await workspace.run()
        let id = try workspace.sql("select entity_id from person where name = '李四'")
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张三,,,示范路1号\n")
        let gone = try await workspace.run()
        #expect(try gone.feed("people").missing == 1)
        #expect(try workspace.sql("select name from person") == ["张三"])
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张三,,,示范路1号\n2,李四,,,示范路2号\n")
        let back = try await workspace.run()
        #expect(try back.feed("people").unchanged == 2)
        #expect(try workspace.sql("select entity_id from person where name = '李四'") == id)
    }

    @Test func aTruncatedDeliveryStopsItsFeedAlone() async throws {
        let rows = (1...200).map { "\($0),人\($0),,,示范路\($0)号\n" }
        let workspace = try workspace(rows.joined())
        try await workspace.run()
        try workspace.folder.write("people.csv", TestWorkspace.header + rows.prefix(20).joined())
        let cut = try await workspace.run()
        #expect(cut.status == .held, "the only feed was held: an outage must not empty anything")
        #expect(try cut.feed("people").status == .held)
        #expect(
            try cut.feed("people").unmet == [
                "shrink: 180 of 200 known records did not come, at most 40 expected"
            ])
        #expect(try workspace.sql("select count(*) from person") == ["200"])
        let accepted = try await workspace.run { $0.acceptsShrinking = true }
        #expect(try accepted.feed("people").missing == 180)
        #expect(try workspace.sql("select count(*) from person") == ["20"])
    }

    @Test func aDryRunWritesNothing() async throws {
        let workspace = try workspace("1,张三,,,示范路1号\n")
        let report = try await workspace.run { $0.isDryRun = true }
        #expect(try report.feed("people").new == 1)
        #expect(report.types.isEmpty && report.datasets.isEmpty)
        #expect(try workspace.sql("select count(*) from record") == ["0"])
    }

    @Test func aFullRunTakesEveryRecordAnew() async throws {
        let workspace = try workspace("1,张三,,,示范路1号\n2,李四,,,示范路2号\n")
        try await workspace.run()
        let before = try workspace.sql("select entity_id, name from person order by 1")
        let full = try await workspace.run { $0.isFull = true }
        #expect(try full.feed("people").changed == 2)
        #expect(try workspace.sql("select entity_id, name from person order by 1") == before)
    }

    @Test func aChangedMappingCountsAsChangedRecords() async throws {
        let workspace = try workspace("1,张三,,,示范路1号\n")
        try await workspace.run()
        try workspace.addPeopleFeed(attributes: "sex: { constant: \"女\" },")
        #expect(try await workspace.run().feed("people").changed == 1)
        #expect(try workspace.sql("select sex from person") == ["2"])
    }

    @Test func aRecordRefusedAsAWholeIsInQuarantineAlone() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed(extra: "on_invalid: \"record\",")
        try workspace.folder.write(
            "people.csv", TestWorkspace.header + "1,张三,,1990-02-30,示范路1号\n2,李四,,,示范路2号\n")
        let feed = try await workspace.run().feed("people")
        #expect((feed.new, feed.rejected) == (1, 1))
        #expect(try workspace.sql("select name from person") == ["李四"])
        #expect(try workspace.sql("select scope, reason, line from reject") == ["record|no-such-date|2"])
    }

    @Test func duplicatesAreFoundAcrossBatches() async throws {
        let rows = (1...9000).map { "\($0),人\($0),,,\n" } + ["1,again,,,\n", "9000,again,,,\n"]
        let workspace = try workspace(rows.joined())
        let feed = try await workspace.run().feed("people")
        #expect((feed.read, feed.new, feed.rejected) == (9002, 9000, 2))
    }

}

/// A file is skipped only when reading it again could find nothing else.
@Suite struct UnchangedFileTests {
    func workspace() async throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张三,,,\n2,李四,,1990-02-30,\n3,x\n")
        try await workspace.run()
        return workspace
    }

    @Test func theAccountStaysWhole() async throws {
        let workspace = try await workspace()
        let feed = try await workspace.run().feed("people")
        #expect((feed.read, feed.unchanged, feed.rejected) == (3, 2, 1))
        #expect(try workspace.sql("select count(*) from reject") == ["2"])
    }

    @Test func oneByteIsEnoughToReadItAgain() async throws {
        let workspace = try await workspace()
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张四,,,\n2,李四,,1990-02-30,\n3,x\n")
        #expect(try await workspace.run().feed("people").changed == 1)
    }

    @Test func otherSettingsReadItAgain() async throws {
        let workspace = try await workspace()
        try workspace.addPeopleFeed(settings: "{ path: \"people.csv\", delimiter: \";\" }")
        #expect(try await workspace.run().feed("people").status == .failed)
    }

    @Test func aChangedModelReadsItAgain() async throws {
        let workspace = try await workspace()
        try workspace.addPeopleFeed(attributes: "sex: { constant: \"女\" },")
        #expect(try await workspace.run().feed("people").changed == 2)
    }

    @Test func aFeedThatComesBackIsReadThoughItsFileIsTheSame() async throws {
        let workspace = try await workspace()
        try workspace.addPeopleFeed("other", settings: "{ path: \"other.csv\" }")
        try workspace.folder.write("other.csv", TestWorkspace.header + "1,王五,,,\n")
        try await workspace.run()
        let file = workspace.folder.path + "/Mappings/feeds/other.json5"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try FileManager.default.removeItem(atPath: file)
        try await workspace.run()
        #expect(try workspace.sql("select count(*) from person") == ["2"])
        try workspace.folder.write("Mappings/feeds/other.json5", text)
        try await workspace.run()
        #expect(try workspace.sql("select count(*) from person") == ["3"])
    }
}
