import Connectors
import Foundation
import HubEngine
import HubStore
import TestSupport
import Testing

/// What may go wrong in a night, and what must still hold the night after.
@Suite struct FaultTests {
    static let dataset = """
        {
          title: "名单", type: "person", format: "csv", header: "en", purpose: "p", recipients: ["r"],
          columns: ["entity_id", "name", "resident_id", "education"],
        }
        """

    /// Two feeds of equal trust that disagree about the education of the same person.
    func workspace() throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        for (name, education) in [("a", "大学本科"), ("b", "小学")] {
            try workspace.addPeopleFeed(
                name, settings: "{ path: \"\(name).csv\" }", extra: name == "b" ? "required: true," : "",
                attributes: "education: { constant: \"\(education)\" },")
        }
        try workspace.folder.write("Mappings/datasets/list.json5", Self.dataset)
        return workspace
    }

    func deliver(_ feeds: [String], to workspace: TestWorkspace) throws {
        for feed in feeds {
            try workspace.folder.write(
                "\(feed).csv", TestWorkspace.header + "1,张三,\(residentNumber()),,示范路1号\n2,李四,,1990-01-01,\n")
        }
    }

    func list(_ workspace: TestWorkspace) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: workspace.folder.path + "/published/current/list.csv"))
    }

    @Test func aNightCutOffBetweenTwoFeedsEndsLikeAnUndisturbedOne() async throws {
        let calm = try workspace()
        try deliver(["a", "b"], to: calm)
        try await calm.run()
        let stormy = try workspace()
        try deliver(["a"], to: stormy)
        #expect(try await stormy.run().status == .failed)
        try deliver(["b"], to: stormy)
        #expect(try await stormy.run().status == .done)
        #expect(try list(stormy) == list(calm))
    }

    @Test func anOutageOfAllFeedsPublishesNothing() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        try workspace.folder.write("Mappings/datasets/list.json5", Self.dataset)
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张三,,,\n")
        try await workspace.run()
        let before = try list(workspace)
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/people.csv")
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/store")
        let night = try await workspace.run()
        #expect(night.status == .failed)
        #expect(night.problems.contains { $0.contains("no feed could be read") })
        #expect(try list(workspace) == before)
        #expect(try isthmus("-C", workspace.folder.path, "publish").code == 2)
    }

    @Test func aFullDiskFailsTheRunAndTheNextOneRecovers() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        let rows = (1...5000).map { "\($0),人\($0),,,示范路\($0)号\n" }
        try workspace.folder.write("people.csv", TestWorkspace.header + rows.joined())
        let loaded = try workspace.load()
        let store = try SQLiteStore(path: loaded.store, readOnly: false)
        try store.prepare(models: loaded.models, feeds: loaded.feeds.map(\.shape))
        try store.limitPages(to: 120)
        let night = await Pipeline(
            workspace: loaded, store: store, connectors: ConnectorRegistry.all, environment: [:],
            progress: NobodyWatching()
        ).run(Pipeline.Options())
        #expect(night.status == .failed)
        #expect(night.problems.contains { $0.contains("full") }, "\(night.problems)")
        let next = try await workspace.run()
        #expect(next.status == .done)
        #expect(try workspace.sql("select count(*) from person") == ["5000"])
    }

    @Test func aFeedThatIsNoLongerConfiguredLeavesAndMayComeBack() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed("a", settings: "{ path: \"a.csv\" }")
        try workspace.addPeopleFeed("b", settings: "{ path: \"b.csv\" }")
        try workspace.folder.write("a.csv", TestWorkspace.header + "1,张三,,,\n")
        try workspace.folder.write("b.csv", TestWorkspace.header + "1,李四,,,\n")
        try await workspace.run()
        let id = try workspace.sql("select entity_id from person where name = '李四'")
        let file = workspace.folder.path + "/Mappings/feeds/b.json5"
        let feed = try Data(contentsOf: URL(fileURLWithPath: file))
        try FileManager.default.removeItem(atPath: file)
        let without = try await workspace.run()
        #expect(without.problems.contains { $0.contains("feed b") && $0.contains("1 records") })
        #expect(try workspace.sql("select name from person") == ["张三"])
        try feed.write(to: URL(fileURLWithPath: file))
        try await workspace.run()
        #expect(try workspace.sql("select entity_id from person where name = '李四'") == id)
    }

    @Test func aRecordThatBecomesUnreadableKeepsItsLastGoodVersion() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张三,,,\n2,李四,,,\n3,王五,,,\n")
        try await workspace.run()
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张三,,,\n2,李四,,,,,\n3,王五,,,\n")
        let night = try await workspace.run()
        #expect(try night.feed("people").notes.contains { $0.contains("may be they") })
        #expect(try workspace.sql("select count(*) from person") == ["3"])
        // Told that it is right, the hub lets go.
        try await workspace.run { $0.acceptsShrinking = true }
        #expect(try workspace.sql("select count(*) from person") == ["2"])
        // From then on one unreadable record is the usual, and a departure is believed again.
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张三,,,\n2,李四,,,,,\n")
        try await workspace.run()
        #expect(try workspace.sql("select name from person") == ["张三"])
    }

    @Test func aFeedThatDeliversNothingAtAllIsNotBelieved() async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,张三,,,\n")
        try await workspace.run()
        try workspace.folder.write("people.csv", TestWorkspace.header)
        #expect(try await workspace.run().feed("people").status == .held)
        #expect(try workspace.sql("select count(*) from person") == ["1"])
    }

    @Test func aReportOfAnOlderVersionIsStillReadable() throws {
        let old = """
            {"job":"nightly","started_at":"2026-01-01T00:00:00Z","status":"done","feeds":[{"name":"a","read":3}],
             "types":[{"name":"person","mentions":3}],"something_gone":1}
            """
        let report = try RunReport.decoded(old)
        #expect(report.feeds.map(\.read) == [3])
        #expect(report.types.map(\.mentions) == [3])
        #expect(try RunReport.decoded(report.encoded()).feeds.map(\.name) == ["a"])
    }

    @Test func standardOutputThatCannotBeWrittenIsAFailure() async throws {
        let workspace = try workspace()
        try deliver(["a", "b"], to: workspace)
        try await workspace.run()
        let command = "'\(isthmusBinary)' -C '\(workspace.folder.path)' mentions --format csv > /dev/full"
        let result = try shell("/bin/bash", ["-c", command])
        #expect(result.code == 1)
        #expect(result.errors.contains("could not be written"))
    }

    @Test func theStoreIsForItsOwnerAlone() async throws {
        let workspace = try workspace()
        try deliver(["a", "b"], to: workspace)
        try await workspace.run()
        let rights = try FileManager.default.attributesOfItem(atPath: workspace.load().store)[
            .posixPermissions]
        #expect(rights as? Int == 0o600)
    }
}
