import Foundation
import HubSynth
import TestSupport
import Testing

/// `isthmus audit` on a small workspace, sound and broken.
@Suite struct AuditTests {
    private let folder: TemporaryFolder
    private var place: String { folder.path + "/w" }

    init() throws {
        folder = try TemporaryFolder()
        #expect(try isthmus("init", folder.path + "/w").code == 0)
        #expect(try isthmus("-C", folder.path + "/w", "run", "--quiet").code == 0)
    }

    private func sql(_ statement: String) throws {
        let result = try shell("/usr/bin/sqlite3", [place + "/store/isthmus.sqlite", statement])
        try #require(result.code == 0, "\(result.errors)")
    }

    @Test func aSoundWorkspaceAgrees() throws {
        try folder.write(
            "w/feeds/residents.csv", "no,name,id_number,phone,address\n1,张三,x,13800000001,示范路1号\nragged\n")
        #expect(try isthmus("-C", place, "run", "--quiet", "--accept").code == 0)
        let result = try isthmus("-C", place, "audit")
        #expect(result.code == 0, "\(result.output)\(result.errors)")
        #expect(result.errors.contains("all agree") && !result.output.contains("NO"))
        let whole = try isthmus("-C", place, "audit", "--all", "--format", "csv")
        #expect(whole.output.split(separator: "\n").count > 30)
        #expect(try isthmus("-C", place, "audit", "2").code == 0)
        #expect(try isthmus("-C", place, "audit", "9").code == 2)
    }

    @Test(arguments: [
        (
            "UPDATE run SET report = replace(report, '\"read\" : 3', '\"read\" : 4')",
            "every record read is accounted for"
        ),
        ("UPDATE person SET mentions = 2", "golden records that count their mentions wrongly"),
        (
            "DELETE FROM person WHERE entity_no = (SELECT min(entity_no) FROM person)",
            "every entity that lives has a golden record"
        ),
        (
            "DELETE FROM person WHERE entity_no = (SELECT min(entity_no) FROM person)",
            "rows of a dataset are those the store gives for it"
        ),
        ("INSERT OR REPLACE INTO meta VALUES ('open-night', '1')", "nothing waits for its resolution"),
        ("UPDATE feed SET records = 5", "a feed has the records of its last reading"),
    ])
    func whatDoesNotAgreeEndsWithOne(broken: String, rule: String) throws {
        try sql(broken)
        let result = try isthmus("-C", place, "audit", "--format", "json")
        #expect(result.code == 1)
        let findings = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
        let wrong = findings.filter { $0["holds"] as? String == "NO" }
        #expect(wrong.contains { $0["rule"] as? String == rule }, "\(wrong)")
    }

    @Test func aPublishedFileThatWasTouchedIsFound() throws {
        try folder.write("w/published/000001/resident-list.csv", "somebody else's")
        let result = try isthmus("-C", place, "audit")
        #expect(result.code == 1)
        #expect(result.output.contains("the files of a version are what was published"))
        #expect(result.output.contains("damaged"))
        #expect(result.errors.contains("1 of "))
    }

    @Test func aDeliveryThatWasNotWrittenDownIsFound() throws {
        try FileManager.default.removeItem(atPath: place + "/store/isthmus.sqlite.deliveries.ndjson")
        let result = try isthmus("-C", place, "audit")
        #expect(result.code == 1 && result.output.contains("the current version is in the log of deliveries"))
    }

    /// A dataset that was declared anew since is not compared with what was published by its old declaration.
    @Test func aDatasetDeclaredAnewIsNotHeldAgainstItsVersion() throws {
        let file = place + "/Mappings/datasets/resident-list.json5"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try folder.write(
            "w/Mappings/datasets/resident-list.json5",
            text.replacing("columns:", with: "where: { name: [\"张三\"] }, columns:"))
        let result = try isthmus("-C", place, "audit")
        #expect(result.code == 0, "\(result.output)\(result.errors)")
    }

    /// Nights, stewards, replays, a feed that goes: after each the numbers agree.
    @Test func itAgreesAfterAllThatMayHappen() throws {
        let district = folder.path + "/district"
        let mappings = LayeringTests.root.appendingPathComponent("Mappings").path
        _ = try DistrictGenerator(people: 300, seed: 5).write(to: district, mappings: mappings) { _ in }
        func hub(_ words: String...) throws -> ShellResult {
            try shell(isthmusBinary, ["-C", district] + words)
        }
        func agrees(after story: String) throws {
            let result = try hub("audit")
            #expect(result.code == 0, "\(story): \(result.output)")
        }
        func night(_ words: String...) throws {
            let result = try shell(isthmusBinary, ["-C", district, "run", "--quiet"] + words)
            #expect([0, 3].contains(result.code), "\(result.output)")
        }
        try night()
        try agrees(after: "the first night")

        let tax = district + "/feeds/tax.csv"
        var lines = try Data(contentsOf: URL(fileURLWithPath: tax)).split(separator: UInt8(ascii: "\n"))
        lines.remove(at: lines.count / 2)
        lines += [Data("broken".utf8), Data("broken, too".utf8)]
        try Data(lines.joined(separator: Data("\n".utf8))).write(to: URL(fileURLWithPath: tax))
        try night()
        try agrees(after: "records that left and records that are refused")

        let found = try hub("query", "person", "--limit", "6", "--format", "csv").output
        let ids = found.split(separator: "\n").dropFirst().map { String($0.split(separator: ",")[0]) }
        #expect(try hub("merge", ids[0], ids[1], "--why", "test").code == 0)
        #expect(try hub("override", ids[3], "name", "王五", "--why", "test").code == 0)
        try night()
        try agrees(after: "a merge and an override by hand")
        #expect(try hub("review", "undo", "1", "--why", "test").code == 0)
        try night("--full")
        try agrees(after: "a judgement that was undone")

        #expect(try hub("quarantine", "replay", "--stage-only", "--quiet").code == 0)
        let waiting = try hub("audit")
        let isWaiting = waiting.output.contains("nothing waits for its resolution")
        #expect(waiting.code == 1 && isWaiting, "what is staged waits")
        try night()
        try agrees(after: "a replay")

        try FileManager.default.removeItem(atPath: district + "/Mappings/feeds/rental.json5")
        try night()
        try agrees(after: "a feed that is no longer configured")
        #expect(try hub("rollback", "1").code == 0)
        try agrees(after: "an earlier version that is current again")
    }
}
