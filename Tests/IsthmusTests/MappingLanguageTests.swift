import Foundation
import HubModel
import TestSupport
import Testing

/// The mapping language through the binary: check, preview, a night, its quarantine, and a changed table.
@Suite struct MappingLanguageTests {
    private static let feed = """
        {
          title: "t", source: { department: "d" }, connector: "csv", settings: { path: "feeds/t.csv" }, key: ["no"],
          keep: ["note"],
          mentions: {
            resident: {
              type: "person", requires: ["name"],
              attributes: {
                name: { sql: '"family" || coalesce("given", substr("both", 1, 9))' },
                ethnicity: { column: "folk", table: "folk" },
              },
            },
          },
        }
        """

    private func workspace(feed: String = feed) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        #expect(try isthmus("init", folder.path + "/w").code == 0)
        try FileManager.default.removeItem(atPath: folder.path + "/w/Mappings/feeds/residents.json5")
        try folder.write(
            "w/Mappings/feeds/t.json5", feed)
        try folder.write("w/Mappings/tables/folk.csv", "code,name\n1,汉族\n2,回族\n")
        try folder.write(
            "w/feeds/t.csv",
            "no,family,given,both,folk,note,more\n1,张,三,,1,a,b\n2,李,,四,7,a,b\n3,王,五,,7,a,b\n4,赵,六,,9,a,b\n")
        return folder
    }

    private func run(_ folder: TemporaryFolder, _ words: String...) throws -> ShellResult {
        try shell(isthmusBinary, ["-C", folder.path + "/w"] + words)
    }

    @Test func unknownCodesAreCountedAndAChangedTableMapsAnew() throws {
        let folder = try workspace()
        #expect(try run(folder, "check", "--connect").code == 0)
        let preview = try run(folder, "preview", "t", "--limit", "2", "--format", "csv")
        #expect(
            preview.output.contains("resident,name,李四") && preview.output.contains("reject,unknown-code,folk")
        )
        let first = try run(folder, "run", "--format", "json")
        #expect(first.code == 0 && first.output.contains("\"more\""), "\(first.errors)")
        #expect(!first.output.contains("\"note\""))
        let counts = try run(folder, "quarantine", "list", "--count", "--format", "csv")
        #expect(counts.output.contains(",value,unknown-code,folk,3"), "\(counts.output)")
        let person = try run(folder, "query", "person", "name=李四", "--format", "csv")
        #expect(person.output.contains("李四"))
        // The same table in another order changes nothing; another code changes every record.
        try folder.write("w/Mappings/tables/folk.csv", "code,name\n2,回族\n1,汉族\n")
        #expect(try run(folder, "run", "--format", "json").output.contains("\"unchanged\" : 4"))
        try folder.write("w/Mappings/tables/folk.csv", "code,name\n2,回族\n1,汉族\n7,满族\n")
        #expect(try run(folder, "run", "--format", "json").output.contains("\"changed\" : 4"))
        let after = try run(folder, "quarantine", "list", "--count", "--format", "csv")
        #expect(after.output.contains(",value,unknown-code,folk,1"), "\(after.output)")
    }

    @Test func checkTellsWhatSQLiteSaysAtItsLine() throws {
        let folder = try workspace(feed: Self.feed.replacing("coalesce(", with: "coalesc("))
        let check = try run(folder, "check")
        #expect(check.code == 2)
        #expect(
            check.output.contains(
                "Mappings/feeds/t.json5:8:22: the SQL expression is wrong: no such function: coalesc"),
            "\(check.output)")
        // A run says the same and reads nothing.
        #expect(try run(folder, "run").code == 2)
    }
}
