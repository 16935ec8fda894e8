import Foundation
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
}
