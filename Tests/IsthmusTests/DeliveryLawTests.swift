import Foundation
import HubModel
import TestSupport
import Testing

/// A feed delivered twice, or late, or in parts, ends the same.
@Suite struct DeliveryLawTests {
    /// A register that changes from night to night, with every version each record ever had.
    struct Register {
        var dice: UInt64
        var rows: [Int: [String]] = [:]
        var past: [Int: [[String]]] = [:]

        mutating func roll(_ sides: Int) -> Int {
            dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(dice >> 33) % sides
        }

        mutating func write(_ number: Int) {
            let birth = "19\(60 + roll(30))0101"
            if let row = rows[number] { past[number, default: []].append(row) }
            rows[number] = [
                "\(number)", "人\(roll(40))", roll(3) == 0 ? "" : residentNumber(birth, number + 1), "",
                "示范路\(roll(25))号",
            ]
        }

        mutating func nextNight() {
            for number in 0..<40 where rows.isEmpty || roll(6) == 0 {
                if rows[number] != nil, roll(3) == 0, rows.count > 10 {
                    past[number, default: []].append(rows[number] ?? [])
                    rows[number] = nil
                } else {
                    write(number)
                }
            }
        }

        /// Everything as it is, in any order.
        mutating func whole() -> [[String]] {
            rows.keys.sorted().map { (roll(1000), $0) }.sorted { $0 < $1 }.compactMap { rows[$0.1] }
        }

        /// Everything in two parts; the older one has stale versions of what the newer one says.
        mutating func parts() -> [[[String]]] {
            var (newer, older): ([[String]], [[String]]) = ([], [])
            for row in whole() {
                let stale = past[Int(row[0]) ?? 0]?.last
                if roll(2) == 0 {
                    newer.append(row)
                    if let stale { older.append(stale) }
                } else {
                    older.append(row)
                }
            }
            return [newer, older]
        }

        /// What an older file that arrives late says of records that are still there.
        func late() -> [[String]] {
            past.keys.sorted().filter { rows[$0] != nil }.compactMap { past[$0]?.first }
        }
    }

    func workspace(_ source: ScriptedSource) throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        try workspace.addScripted(source)
        try workspace.folder.write(
            "Mappings/datasets/people.json5",
            """
            { title: "人", type: "person", purpose: "试", recipients: ["民政局"],
              columns: ["entity_id", "mentions", "name", "resident_id", "birth_date", "lives_in.address"] }
            """)
        return workspace
    }

    func published(_ workspace: TestWorkspace) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: workspace.folder.path + "/published/current/people.csv"))
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func allWaysEndTheSame(_ seed: UInt64) async throws {
        var register = Register(dice: seed)
        let sources = (0..<4).map { _ in ScriptedSource() }
        let workspaces = try sources.map(workspace)
        for night in 0..<4 {
            register.nextNight()
            sources[0].script.parts = [register.whole()]
            sources[1].script.parts = [register.whole()]
            sources[2].script.parts = register.parts()
            sources[3].script.parts = [register.whole(), register.late()]
            for (way, workspace) in workspaces.enumerated() {
                let feed = try await workspace.scriptedNight().feed("people")
                #expect(feed.status == .read && feed.rejected == 0, "way \(way): \(feed.reason)")
                #expect(feed.read == feed.new + feed.changed + feed.unchanged + feed.superseded)
                if way == 1 {
                    let again = try await workspace.scriptedNight().feed("people")
                    #expect(again.unchanged == again.read && again.missing == 0)
                }
                let said =
                    "select record_key, role, name, resident_id, entity_id from person_source order by 1, 2"
                #expect(try workspace.sql(said) == workspaces[0].sql(said), "night \(night), way \(way)")
                #expect(try published(workspace) == published(workspaces[0]), "night \(night), way \(way)")
            }
        }
        #expect(try workspaces[0].sql("select count(*) > 10 from person") == ["1"])
    }
}
