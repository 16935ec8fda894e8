import Foundation
import HubMapping
import HubModel
import TestSupport
import Testing

/// `Mappings/README.md` says what the code does: its tables are made from the declarations, its example runs.
struct ReadmeTests {
    private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Mappings/README.md")

    private func text() throws -> String { try String(contentsOf: Self.file, encoding: .utf8) }

    /// `ISTHMUS_RECORD=1` writes the tables anew, and fails.
    @Test func theTablesAreThoseOfTheCode() throws {
        var readme = try text()
        var changed: [String] = []
        for (mark, table) in KeyTables.all {
            let open = "<!-- \(mark) -->\n"
            let start = try #require(readme.range(of: open), "\(mark)")
            let end = try #require(
                readme.range(of: "<!-- end -->", range: start.upperBound..<readme.endIndex))
            if readme[start.upperBound..<end.lowerBound] == "\n\(table)\n\n" { continue }
            changed.append(mark)
            readme.replaceSubrange(start.upperBound..<end.lowerBound, with: "\n\(table)\n\n")
        }
        if ProcessInfo.processInfo.environment["ISTHMUS_RECORD"] != nil {
            try Data(readme.utf8).write(to: Self.file)
            Issue.record("recorded README.md")
        }
        #expect(changed == [])
        #expect(readme.components(separatedBy: "<!-- end -->").count == KeyTables.all.count + 1)
    }

    /// The words of the sections that explain, not only of the tables.
    @Test func theOrderOfStepsIsTold() throws {
        let section = try #require(try text().components(separatedBy: "they act in this one:").last)
        var rest = Substring(section)
        for step in [
            "**origin**", "**split**", "**transform**", "**when**", "**codes**", "semantic type",
            "**implied values**", "**default**",
        ] {
            let place = try #require(rest.range(of: step), "\(step)")
            rest = rest[place.upperBound...]
        }
    }

    private func blocks(after heading: String, _ language: String) throws -> [String] {
        let section = try #require(try text().components(separatedBy: heading).last)
        return section.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
    }

    @Test func theWorkedExampleDoesWhatItSays() throws {
        let feed = try #require(try blocks(after: "### A worked example", "json5").first)
        let section = try #require(try text().components(separatedBy: "### A worked example").last)
        let parts = section.components(separatedBy: "```\n")
        let folder = try TemporaryFolder()
        try folder.write("isthmus.json5", "{ name: 'x' }")
        try folder.write("Mappings/feeds/households.json5", feed)
        try folder.write(
            "Mappings/tables/ethnicity-local.csv", try #require(parts.first { $0.hasPrefix("code,") }))
        try folder.write(
            "Mappings/tables/communities.csv", try #require(parts.first { $0.hasPrefix("street,") }))
        try FileManager.default.copyItem(
            atPath: Self.file.deletingLastPathComponent().path + "/models",
            toPath: folder.path + "/Mappings/models")
        let (loaded, diagnostics) = Workspace.load(folder: folder.path)
        #expect(diagnostics.sorted.map(\.description) == [])
        let workspace = try #require(loaded)
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("| ") }.prefix(4).map { line in
            line.dropFirst(1).dropLast(1).components(separatedBy: "|").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }
        let mapper = try Mapper(feed: workspace.feeds[0], models: workspace.models, columns: rows[0])
        let batch = mapper.map(table(rows.dropFirst().map { $0 }), rows: [0, 1, 2])
        let said = batch.mentions.flatMap { mentions in
            mentions.record.indices.map { row in
                let model = workspace.models[mentions.type]
                let values = model.attributes.indices.compactMap { column in
                    mentions.values.text(row, column).map { "\(model.attributes[column].name)=\($0)" }
                }
                return "\(mentions.record[row] + 1) \(model.name) \(values.joined(separator: " "))"
            }
        }
        #expect(
            said == [
                "1 house address=示范路2号", "3 house address=示范路2号",
                "1 person name=张三 resident_id=99010119800102001X sex=1 birth_date=1980-01-02 ethnicity=01 phone=13800000001",
                "2 person name=李四 birth_date=1985-03-04",
            ])
        #expect(
            batch.rejects.map { "\($0.record + 1) \($0.reason) \($0.column ?? "") \($0.target)" } == [
                "2 unknown-code 民族 head.ethnicity", "2 unknown-code 街道 home.address",
            ])
    }

    @Test func theSettingsForEditorsAreJSON() throws {
        let settings = try #require(
            try blocks(after: "## Editors", "json").first { $0.contains("json.schemas") })
        let object = try JSONSerialization.jsonObject(with: Data(settings.utf8)) as? [String: Any]
        let schemas = try #require(object?["json.schemas"] as? [[String: Any]])
        for schema in schemas {
            let path = try #require(schema["url"] as? String)
            let root = Self.file.deletingLastPathComponent().deletingLastPathComponent().path
            #expect(FileManager.default.fileExists(atPath: "\(root)/\(path)"))
        }
    }
}
