import Foundation
import HubEngine
import TestSupport
import Testing

/// What a disturbed hub does next: nothing is taken for done that was not, and the same registry comes out.
@Suite struct RecoveryTests {
    static let dataset = """
        {
          title: "名单", type: "person", format: "csv", header: "en", purpose: "p", recipients: ["r"],
          columns: ["name", "phone"],
        }
        """

    /// Feeds `early` and `late` know one person by one number, each with a telephone number of its own.
    func workspace() throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        let phone = "phone: \"phone\","
        try workspace.addPeopleFeed("early", settings: "{ path: \"early.csv\" }", attributes: phone)
        try workspace.addPeopleFeed(
            "late", settings: "{ path: \"late.csv\" }", extra: "required: true,", attributes: phone)
        try workspace.folder.write("Mappings/datasets/list.json5", Self.dataset)
        try deliver("early", phone: "13900000001", in: workspace)
        try deliver("late", phone: "13900000002", in: workspace)
        return workspace
    }

    func deliver(_ feed: String, phone: String, in workspace: TestWorkspace) throws {
        try workspace.folder.write(
            "\(feed).csv", "no,name,id,birth,address,phone\n1,张三,\(residentNumber()),,示范路1号,\(phone)\n")
    }

    func published(_ workspace: TestWorkspace) throws -> String {
        try String(contentsOfFile: workspace.folder.path + "/published/current/list.csv", encoding: .utf8)
    }

    @Test(arguments: [("13900000003", "13900000004"), ("13900000004", "13900000003")])
    func aNightThatWasCutOffAndTheNextCountAsOneInWhatIsNewer(early: String, late: String) async throws {
        let calm = try workspace()
        try await calm.run()
        try deliver("early", phone: early, in: calm)
        try deliver("late", phone: late, in: calm)
        try await calm.run()

        let stormy = try workspace()
        try await stormy.run()
        try deliver("early", phone: early, in: stormy)
        try FileManager.default.removeItem(atPath: stormy.folder.path + "/late.csv")
        #expect(try await stormy.run().status == .failed)
        try deliver("late", phone: late, in: stormy)
        #expect(try await stormy.run().status == .done)

        #expect(try published(stormy) == published(calm))
        // In the next night that touches the person, too.
        for workspace in [calm, stormy] {
            try workspace.addPeopleFeed("third", settings: "{ path: \"third.csv\" }")
            try deliver("third", phone: "", in: workspace)
            try await workspace.run()
        }
        #expect(try published(stormy) == published(calm))
    }

    @Test func aNewStoreThatReachesTheSameRunNumberIsPublishedAnew() async throws {
        let workspace = try workspace()
        try await workspace.run()
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/store")
        try deliver("early", phone: "13900000009", in: workspace)
        let report = try await workspace.run()
        #expect(report.run == 1 && report.datasets.allSatisfy(\.isNew))
        #expect(try published(workspace).contains("13900000009"))
    }

    @Test func aDamagedStoreFailsTheRunAndNotAFeed() async throws {
        let workspace = try workspace()
        try await workspace.run()
        _ = try workspace.sql("drop table relation_mention")
        try deliver("early", phone: "13900000009", in: workspace)
        let report = try await workspace.run()
        #expect(report.status == .failed)
        #expect(report.datasets.isEmpty)
        #expect(report.problems.contains { $0.contains("isthmus.sqlite") })
    }

    @Test func aLockThatCannotBeTakenIsNamed() throws {
        let folder = try TemporaryFolder()
        try folder.write("store.lock/inside", "")
        let error = try #require(throws: RunLock.Unusable.self) { try RunLock(store: folder.path + "/store") }
        #expect(error.description.contains("store.lock"))
    }
}
