import Foundation
import HubEngine
import HubPublish
import TestSupport
import Testing

/// What is wrong is not published: yesterday's version stays, and the exit code is 3.
@Suite struct GateTests {
    static let columns =
        "columns: [\"entity_id\", \"name\", \"birth_date\", { value: \"lives_in.entity_id\", name: \"home\" }]"

    private func place(_ gates: String) throws -> PublicationWorkspace {
        let place = try PublicationWorkspace(PublicationWorkspace.three)
        try place.dataset("list", "gates: { \(gates) }, \(Self.columns)")
        return place
    }

    @Test(
        arguments: [
            ("min_rows: 3, max_rows: 3", nil), ("min_rows: 4", "3 rows, wanted: at least 4"),
            ("max_rows: 2", "3 rows, wanted: at most 2"), ("missing: { name: 0 }", nil),
            ("unique: [\"entity_id\"]", nil), ("unique: [\"home\"]", "1 repeated values"),
        ] as [(String, String?)]) func gatesHoldWhatTheySay(gates: String, reason: String?) async throws
    {
        let place = try place(gates)
        let night = try await place.workspace.run()
        guard let reason else {
            #expect(night.status == .done, "\(night.problems)")
            let manifest = try place.text("manifest.json")
            #expect(!manifest.contains("\"passed\" : false") && manifest.contains("\"passed\" : true"))
            return
        }
        #expect(night.status == .held)
        #expect(night.problems.contains { $0.contains(reason) && $0.contains("list") }, "\(night.problems)")
        #expect(try place.versions() == [], "nothing is left behind")
        let again = try place.verb("publish")
        #expect(again.code == 3 && again.errors.contains(reason))
        let accepted = try place.verb("publish", "--accept")
        #expect(accepted.code == 0, "\(accepted.errors)")
        #expect(try place.text("manifest.json").contains("\"passed\" : false"))
        #expect(try place.lines("list.csv").count == 3)
    }

    @Test func valuesThatAreMissingHoldTheVersionAndYesterdaysStays() async throws {
        let place = try place("missing: { home: 0.4 }")
        #expect(try await place.workspace.run().status == .done)
        let before = try place.text("list.csv")
        try place.write([("张三", "19800101", "示范路1号"), ("李四", "19900202", ""), ("王五", "20150303", "")])
        let run = try place.verb("run", "--quiet")
        #expect(run.code == 3, "\(run.output)")
        #expect(run.output.contains("66.7 % without a value"))
        #expect(try place.text("list.csv") == before)
        #expect(try place.versions() == ["000001", "current"])
        // The same night again is held again, and a mended one published.
        #expect(try place.verb("run", "--quiet").code == 3)
        try place.write(PublicationWorkspace.three)
        #expect(try place.verb("run", "--quiet").code == 0)
    }

    @Test func referencesMustBeRowsOfTheOtherDataset() async throws {
        let place = try place("references: { home: \"homes\" }")
        try place.workspace.folder.write(
            "Mappings/datasets/homes.json5",
            """
            { title: "h", type: "house", purpose: "p", recipients: ["r"], columns: ["entity_id", "address"],
              where: { address: { not: "示范路2号" } } }
            """)
        let night = try await place.workspace.run()
        #expect(night.status == .held)
        #expect(night.problems.contains { $0.contains("list, column home: references: 1 ids that are not") })
        try place.workspace.folder.write(
            "Mappings/datasets/homes.json5",
            "{ title: \"h\", type: \"house\", purpose: \"p\", recipients: [\"r\"], columns: [\"address\"] }")
        #expect(try await place.workspace.run().status == .done)
        // One dataset alone is held against the rows of the others as they are.
        #expect(try place.verb("publish", "list").code == 0)
    }

    @Test func manyRowsFewerAreHeldUnlessAllowed() async throws {
        let people = (0..<120).map { ("人\($0)", "19\(10 + $0 % 80)0101", "示范路\($0)号") }
        let place = try PublicationWorkspace(people)
        try place.dataset("list", Self.columns)
        #expect(try await place.workspace.run().status == .done)
        let rows = try place.lines("list.csv").count
        #expect(rows >= 100)
        try place.write(Array(people.prefix(70)))
        let night = try await place.workspace.run()
        #expect(night.status == .held, "\(night.problems)")
        #expect(try place.lines("list.csv").count == rows)
        try place.dataset("list", "gates: { shrink: 0.5 }, \(Self.columns)")
        #expect(try await place.workspace.run().status == .done)
        #expect(try place.lines("list.csv").count < rows)
    }
}
