import Foundation
import HubEngine
import TestSupport
import Testing

/// Bad input never crashes and never stops the night: it is a named error of its feed, or a reject.
@Suite struct BadInputTests {
    /// A night with a good feed beside the bad one.
    func night(
        _ settings: String, connector: String = "csv", extra: String = "",
        files: [(String, [UInt8])] = [], environment: [String: String] = [:]
    ) async throws -> (bad: RunReport.Feed, report: RunReport, workspace: TestWorkspace) {
        let workspace = try TestWorkspace()
        workspace.environment = environment
        try workspace.addPeopleFeed("good")
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张三,,,示范路1号\n")
        try workspace.addPeopleFeed("bad", connector: connector, settings: settings, extra: extra)
        for (name, bytes) in files { try workspace.folder.write(name, bytes) }
        let report = try await workspace.run()
        return (try report.feed("bad"), report, workspace)
    }

    func csv(_ bytes: [UInt8]) async throws -> (bad: RunReport.Feed, workspace: TestWorkspace) {
        let night = try await night("{ path: \"bad.csv\" }", files: [("bad.csv", bytes)])
        #expect(try night.report.feed("good").new == 1)
        return (night.bad, night.workspace)
    }

    func rows(_ text: String) -> [UInt8] { Array((TestWorkspace.header + text).utf8) }

    @Test(arguments: [
        ("{ path: \"absent.csv\" }", "absent.csv"), ("{ path: \"Mappings\" }", "Mappings"),
        ("{ path: \"/dev/null\" }", "/dev/null"),
    ])
    func aFileThatCannotBeReadFailsItsFeedByName(settings: String, named: String) async throws {
        let night = try await night(settings)
        #expect(night.bad.status == .failed)
        #expect(night.bad.reason.contains(named))
        #expect(night.report.status == .doneWithFailures)
        #expect(try night.workspace.sql("select name from person") == ["张三"])
    }

    @Test func aRequiredFeedThatFailsStopsTheNight() async throws {
        let night = try await night("{ path: \"absent.csv\" }", extra: "required: true,")
        #expect(night.report.status == .failed)
        #expect(night.report.problems.contains { $0.contains("required feed bad") })
        #expect(night.report.datasets.isEmpty)
    }

    @Test func anUnknownColumnIsNamedWithTheNearest() async throws {
        let night = try await csv(Array("no,nam,id,birth,address\n1,张三,,,\n".utf8))
        #expect(night.bad.status == .failed)
        #expect(night.bad.reason.contains("`name`") && night.bad.reason.contains("`nam`"))
        #expect(night.bad.reason.contains("bad.json5:"))
    }

    @Test(arguments: [
        ("1,张三\n2,李四,,,\n", "wrong-field-count", 1), ("1,张三,,,,,,\n2,李四,,,\n", "wrong-field-count", 1),
        ("1,张\0三,,,\n2,李四,,,\n", "nul-byte", 1), ("1,\"张\"三,,,\n2,李四,,,\n", "stray-quote", 1),
        ("1,张三,,,\n1,李四,,,\n", "duplicate-key", 1), ("  ,张三,,,\n2,李四,,,\n", "missing-key", 1),
    ])
    func aBadRecordIsARejectAndTheRestIsTaken(text: String, reason: String, taken: Int) async throws {
        let night = try await csv(rows(text))
        #expect(night.bad.status == .read)
        #expect(night.bad.new == taken)
        #expect(
            try night.workspace.sql(
                "select reason from reject where feed_id = (select feed_id from feed where name = 'bad')")
                == [reason])
    }

    @Test(arguments: [
        ("1,张三,,1990-02-30,\n", "no-such-date", "birth"),
        ("1,张三,990101198001010019,,\n", "bad-check-digit", "id"),
        ("1,张三,3.30211E+17,,\n", "lost-precision", "id"),
    ])
    func aBadValueCostsOnlyItself(text: String, reason: String, column: String) async throws {
        let night = try await csv(rows(text))
        #expect((night.bad.new, night.bad.rejected, night.bad.rejectedValues) == (1, 0, 1))
        #expect(
            try night.workspace.sql("select reason, source_column from reject") == ["\(reason)|\(column)"])
    }

    @Test func anInvalidUTF8SequenceIsARejectOfItsRecord() async throws {
        let settings = "{ path: \"bad.csv\", encoding: \"utf-8\" }"
        let bytes = rows("1,") + [0xC3, 0x28] + Array(",,,\n2,李四,,,\n".utf8)
        let night = try await night(settings, files: [("bad.csv", bytes)])
        #expect((night.bad.new, night.bad.rejected) == (1, 1))
        #expect(try night.workspace.sql("select reason, line from reject") == ["invalid-encoding|2"])
    }

    @Test func anInvalidGB18030SequenceIsARejectOfItsRecord() async throws {
        let settings = "{ path: \"bad.csv\", encoding: \"gb18030\" }"
        let bytes =
            Array(TestWorkspace.header.utf8) + Array("1,".utf8) + [0xFF, 0xFF] + Array(",,,\n2,".utf8)
            + [0xC0, 0xEE, 0xCB, 0xC4] + Array(",,,\n".utf8)
        let night = try await night(settings, files: [("bad.csv", bytes)])
        #expect((night.bad.new, night.bad.rejected) == (1, 1))
        #expect(try night.workspace.sql("select count(*) from person where name = '李四'") == ["1"])
    }

    @Test func anUnbalancedQuoteNamesItsLineAndNothingOfTheFileIsTaken() async throws {
        let night = try await csv(rows("1,张三,,,\n2,\"李四,,,\n3,王五,,,\n"))
        #expect(night.bad.status == .failed)
        #expect(night.bad.reason.contains("3"))
        #expect(try night.workspace.sql("select count(*) from record") == ["1"])
    }

    @Test func anEmptyFeedFailsAndAHeaderAloneIsAnEmptyFeed() async throws {
        let empty = try await csv([])
        #expect(empty.bad.status == .failed && empty.bad.reason.contains("empty"))
        let header = try await csv(rows(""))
        #expect(header.bad.status == .read && header.bad.read == 0)
    }

    @Test func aMillionCharactersInOneFieldDoNotStopTheFeed() async throws {
        let long = String(repeating: "长", count: 1_000_000)
        let night = try await csv(rows("1,\(long),,,\n2,李四,,,\n"))
        #expect(night.bad.status == .read)
        #expect(night.bad.read == 2)
        #expect(night.bad.rejected + night.bad.rejectedValues == 1)
    }

    // MARK: XML

    func xml(_ text: String, record: String = "/people/person") async throws -> RunReport.Feed {
        try await night(
            "{ path: \"bad.xml\", record: \"\(record)\" }", connector: "xml",
            files: [("bad.xml", Array(text.utf8))]
        ).bad
    }

    static let person = "<person><no>1</no><name>张三</name><id/><birth/><address/></person>"

    @Test func goodXMLIsTaken() async throws {
        #expect(try await xml("<people>\(Self.person)</people>").new == 1)
    }

    @Test(arguments: [
        "<people>\(person)", "<people>\(person)</people><people/>", "<people>\(person)</peopel>", "",
        "<!DOCTYPE people [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><people>\(person)</people>",
        "<!DOCTYPE people [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><people><person>&x;</person></people>",
        "<people><x:person/></people>",
    ])
    func hostileOrBrokenXMLFailsItsFeed(text: String) async throws {
        let feed = try await xml(text)
        #expect(feed.status == .failed)
        #expect(!feed.reason.isEmpty && !feed.reason.contains("张三") && !feed.reason.contains("root:"))
    }

    @Test func aWrongRootPathNamesTheRootFound() async throws {
        let feed = try await xml("<people>\(Self.person)</people>", record: "/persons/person")
        #expect(feed.status == .failed)
        #expect(feed.reason.contains("people") && feed.reason.contains("persons"))
    }

    // MARK: PostgreSQL

    @Test func adatabaseThatIsDownFailsItsFeed() async throws {
        let feed = try await night(
            "{ connection: \"postgresql://u:secret@127.0.0.1:1/x\", table: \"t\", connect_timeout: 2 }",
            connector: "postgresql"
        ).bad
        #expect(feed.status == .failed)
        #expect(!feed.reason.contains("secret"))
    }

    @Test func anUnsetVariableSkipsTheFeed() async throws {
        let night = try await night(
            "{ connection: \"${NO_SUCH_VARIABLE}\", table: \"t\" }", connector: "postgresql")
        #expect(night.bad.status == .skipped)
        #expect(night.bad.reason.contains("NO_SUCH_VARIABLE"))
        #expect(night.report.status == .done)
    }
}
