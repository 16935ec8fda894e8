import Foundation
import HubEngine
import TestSupport
import Testing

/// Datasets in a schema of a real PostgreSQL server.
@Suite struct ServerTests {
    static let list = """
        header: "en", server: { connection: "ISTHMUS_PUBLISH_PG" },
        columns: ["entity_id", "name", { value: "resident_id", mask: true }, "lives_in.address", "mentions"]
        """

    private func place(_ database: String) throws -> PublicationWorkspace {
        let place = try PublicationWorkspace(PublicationWorkspace.three)
        try place.dataset("town-list", Self.list)
        try place.dataset(
            "ages",
            "server: { connection: \"ISTHMUS_PUBLISH_PG\" }, statistics: { minimum: 1 }, columns: [\"sex\"]")
        place.workspace.environment["ISTHMUS_PUBLISH_PG"] = database
        return place
    }

    @Test func theViewShowsTheVersionAndFollowsItForwardAndBack() async throws {
        let server = try await PostgreSQLServer.shared()
        let database = try server.makeDatabase()
        let place = try place(server.connection(to: database))
        let night = try await place.workspace.run()
        #expect(night.status == .done, "\(night.problems)")
        func names() throws -> [String] {
            try server.run("select name from isthmus.town_list order by entity_id", in: database)
                .split(separator: "\n").map(String.init)
        }
        let golden = "select name from person order by entity_id"
        #expect(try names() == place.workspace.sql(golden))
        let number = try server.run("select count(*) from isthmus.town_list where mentions = 1", in: database)
        #expect(number.contains("3"))
        #expect(try server.run("select sum(count) from isthmus.ages", in: database).contains("3"))
        try place.write([("赵\"六\\", "19700101", "示范路1号")])
        #expect(try await place.workspace.run().status == .done)
        #expect(try names() == place.workspace.sql(golden))
        let back = try shell(
            isthmusBinary, ["-C", place.path, "rollback"],
            environment: ["ISTHMUS_PUBLISH_PG": server.connection(to: database)])
        #expect(back.code == 0, "\(back.errors)")
        #expect(try names().count == 3)
        // Old generations leave; three stay.
        for night in 0..<4 {
            try place.write([("赵六\(night)", "19700101", "示范路1号")])
            #expect(try await place.workspace.run().status == .done)
        }
        #expect(try names() == place.workspace.sql(golden))
        let kept = try server.run("select cardinality(kept) from isthmus.isthmus_pointer", in: database)
        #expect(kept.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) } == ["3", "3"])
    }

    @Test func aServerThatIsAwayIsMadeUpForByTheNextRun() async throws {
        let server = try await PostgreSQLServer.shared()
        let database = try server.makeDatabase()
        let place = try place("host=/nowhere dbname=x")
        let night = try await place.workspace.run()
        #expect(night.status == .failed)
        #expect(night.problems.contains { $0.contains("keeps the version before") }, "\(night.problems)")
        #expect(try place.lines("town-list.csv").count == 3, "the files are switched")
        place.workspace.environment["ISTHMUS_PUBLISH_PG"] = server.connection(to: database)
        #expect(try await place.workspace.run().status == .done)
        #expect(try place.versions() == ["000001", "current"])
        #expect(try server.run("select count(*) from isthmus.town_list", in: database).contains("3"))
        place.workspace.environment["ISTHMUS_PUBLISH_PG"] = nil
        let unset = try await place.workspace.run()
        #expect(unset.problems.contains { $0.contains("ISTHMUS_PUBLISH_PG is not set") })
    }
}
