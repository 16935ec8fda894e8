import Foundation
import HubPublish
import TestSupport
import Testing

/// Versions: their differences, the way back, how long they stay, and who received them.
@Suite struct VersionTests {
    static let list =
        "header: \"en\", encoding: \"utf-8\", columns: [\"entity_id\", \"name\", \"birth_date\"]"

    private func twoNights(_ keys: String = "") async throws -> PublicationWorkspace {
        let place = try PublicationWorkspace(PublicationWorkspace.three)
        try place.dataset("list", Self.list + keys)
        try await place.workspace.run()
        try place.write([
            ("张三", "19800101", "示范路1号"), ("李四四", "19900202", "示范路2号"),
        ])
        let night = try await place.workspace.run()
        #expect(night.status == .done, "\(night.problems)")
        return place
    }

    @Test func differencesAreToldByEntity() async throws {
        let place = try await twoNights()
        let diff = try place.verb("diff", "--format", "csv")
        #expect(diff.code == 0, "\(diff.errors)")
        let line = try #require(diff.output.split(separator: "\n").last)
        #expect(line.hasPrefix("list,000001,000002,3,2,0,1,1"))
        let rows = try place.verb("diff", "1", "2", "--dataset", "list", "--format", "csv", "--exit-code")
        #expect(rows.code == 1)
        let changes = rows.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[0] }
        #expect(changes.sorted() == ["delete", "update"])
        #expect(try place.verb("diff", "2", "2", "--exit-code").code == 0)
        #expect(try place.verb("diff", "7").code == 2)
        // Backwards, what was deleted is inserted.
        let back = try place.verb("diff", "2", "1", "--format", "csv").output
        #expect(back.split(separator: "\n").last?.hasPrefix("list,000002,000001,2,3,1,1,0") == true)
        let manifest = try place.text("manifest.json")
        #expect(manifest.contains("\"since\" : \"000001\"") && manifest.contains("\"deleted\" : 1"))
    }

    @Test func rollingBackSwitchesAndIsWrittenDown() async throws {
        let place = try await twoNights()
        #expect(try place.verb("rollback").code == 0)
        #expect(try place.lines("list.csv").count == 3)
        let listed = try place.verb("versions", "--verify", "--format", "csv")
        #expect(listed.code == 0)
        let current = listed.output.split(separator: "\n").dropFirst().filter { $0.contains(",current,") }
        #expect(current.count == 1 && current.first?.hasPrefix("000001,") == true)
        let deliveries = try place.verb("versions", "--deliveries", "--format", "csv").output
        let actions = deliveries.split(separator: "\n").dropFirst().map {
            $0.split(separator: ",")[1...2].joined(separator: " ")
        }
        #expect(actions == ["rolled-back 000001", "published 000002", "published 000001"])
        #expect(try place.verb("rollback").code == 2)
        #expect(try place.verb("rollback", "000002").code == 0)
        #expect(try place.lines("list.csv").count == 2)
    }

    @Test func theNightAfterRollingBackPublishesWhatTheStoreHolds() async throws {
        let place = try await twoNights()
        #expect(try place.verb("rollback").code == 0)
        let night = try await place.workspace.run()
        #expect(night.status == .done)
        #expect(try place.versions() == ["000001", "000002", "000003", "current"])
        #expect(try place.lines("list.csv").count == 2)
    }

    @Test func aDamagedVersionIsNotGoneBackTo() async throws {
        let place = try await twoNights()
        try place.workspace.folder.write("published/000001/list.csv", "damaged")
        let result = try place.verb("rollback")
        #expect(result.code == 1 && result.errors.contains("damaged"))
        #expect(try place.lines("list.csv").count == 2)
        #expect(try place.verb("versions", "--verify").code == 1)
        #expect(try place.verb("versions", "1", "--verify").code == 1)
    }

    @Test func olderVersionsLeaveAndTheCurrentOneStays() async throws {
        let place = try PublicationWorkspace(PublicationWorkspace.three)
        try place.workspace.folder.write("isthmus.json5", "{ name: \"test\", keep_versions: 2 }")
        try place.dataset("list", Self.list)
        for night in 0..<5 {
            try place.write([("张三\(night)", "19800101", "示范路1号")])
            try await place.workspace.run()
        }
        #expect(try place.versions() == ["000004", "000005", "current"])
        #expect(try place.verb("rollback", "4").code == 0)
        try place.write([("张三九", "19800101", "示范路1号")])
        try await place.workspace.run()
        #expect(try place.versions() == ["000005", "000006", "current"])
    }

    @Test func deliveriesNameTheLawAndStayThreeYears() async throws {
        let place = try PublicationWorkspace(PublicationWorkspace.three)
        try place.dataset(
            "list", Self.list,
            recipients: """
                [{ name: "民政局", legal_basis: "示范条例第三条", agreement: "2026-17", purpose: "养老" }, "统计局"]
                """)
        let log = try place.workspace.load().deliveryLog
        let old = """
            {"action":"published","at":"2001-01-01T00:00:00Z","dataset":"list","purpose":"p","recipient":"r",\
            "rows":1,"sha256":"0","version":"000099"}

            """
        try FileManager.default.createDirectory(
            atPath: (log as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(old.utf8).write(to: URL(fileURLWithPath: log))
        try await place.workspace.run()
        let entries = DeliveryLog(path: log).entries()
        #expect(entries.map(\.recipient) == ["民政局", "统计局"], "the old one is gone")
        #expect(entries.first?.legalBasis == "示范条例第三条" && entries.first?.agreement == "2026-17")
        #expect(entries.map(\.purpose) == ["养老", "p"])
        #expect(entries.allSatisfy { $0.rows == 3 && $0.version == "000001" })
        let mode = try FileManager.default.attributesOfItem(atPath: log)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func aDeliveryThatWasCutOffIsWrittenDownByTheNextNightOnce() async throws {
        let place = try await twoNights()
        let log = try place.workspace.load().deliveryLog
        let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 2)
        // The second was written half.
        try Data("\(lines[0])\n\(lines[1].prefix(40))".utf8).write(to: URL(fileURLWithPath: log))
        try await place.workspace.run()
        try await place.workspace.run()
        #expect(DeliveryLog(path: log).entries().map(\.version) == ["000001", "000002"])
    }

    /// Whoever applies each delta to what they had has what the version has, whatever happened in between.
    @Test(arguments: [1, 2, 3] as [UInt64]) func deltasAddUpToTheVersion(seed: UInt64) async throws {
        var random = SplitMix(seed: seed)
        let place = try PublicationWorkspace([])
        try place.dataset("list", Self.list + ", delta: true, gates: { shrink: 1 }")
        var people: [(name: String, birth: String, address: String)] = []
        var held: [String: String] = [:]
        for _ in 0..<7 {
            people = people.compactMap { person in
                switch Int.random(in: 0..<6, using: &random) {
                case 0: nil
                case 1: (person.name + "改", person.birth, person.address)
                default: person
                }
            }
            for _ in 0..<Int.random(in: 1..<5, using: &random) {
                let year = Int.random(in: 1940..<2020, using: &random)
                people.append(
                    (
                        "人\(["甲", "乙", "丙", "丁"].randomElement(using: &random) ?? "")", "\(year)0101",
                        "示范路\(year)号"
                    ))
            }
            try place.write(people)
            let night = try await place.workspace.run()
            #expect(night.status == .done, "\(night.problems)")
            guard night.datasets.contains(where: \.isNew) else { continue }
            for line in try place.lines("list.delta.csv") {
                let cells = line.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
                let id = String(cells[1].prefix { $0 != "," })
                switch cells[0] {
                case "delete": #expect(held.removeValue(forKey: id) != nil)
                case "insert": #expect(held.updateValue(String(cells[1]), forKey: id) == nil)
                default: #expect(held.updateValue(String(cells[1]), forKey: id) != nil)
                }
            }
            let lines = try place.lines("list.csv")
            #expect(lines == held.sorted { $0.key < $1.key }.map(\.value))
        }
        #expect(!held.isEmpty)
    }
}
