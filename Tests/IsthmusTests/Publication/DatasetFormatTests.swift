import Foundation
import TestSupport
import Testing

/// The same rows in every format.
@Suite struct DatasetFormatTests {
    static let columns =
        "columns: [\"entity_id\", \"name\", \"birth_date\", \"lives_in.address\", \"mentions\"]"

    private func published() async throws -> PublicationWorkspace {
        let place = try PublicationWorkspace([
            ("张\"三\", <&>", "19800101", "示范路1号"), ("=李四", "19900202", ""), ("𠮷王五", "20150303", "示范路3号"),
        ])
        try place.dataset("plain", "header: \"en\", encoding: \"utf-8\", \(Self.columns)")
        try place.dataset("people", "header: \"en\", for: \"people\", \(Self.columns)")
        try place.dataset("national", "encoding: \"gb18030\", \(Self.columns)")
        for format in ["xml", "ndjson", "sqlite", "xlsx"] {
            try place.dataset("as-\(format)", "format: \"\(format)\", header: \"en\", \(Self.columns)")
        }
        let night = try await place.workspace.run()
        #expect(night.status == .done, "\(night.problems)")
        return place
    }

    @Test func csvForMachinesIsExactAndForPeopleHasNoFormulas() async throws {
        let place = try await published()
        #expect(try place.bytes("plain.csv").prefix(3) != Data([0xEF, 0xBB, 0xBF]))
        let exact = try place.text("plain.csv")
        let safe = try place.text("people.csv")
        let golden = try place.workspace.sql("select name from person order by entity_id")
        let formulas = golden.filter { $0.hasPrefix("=") }
        for name in formulas {
            #expect(exact.contains(",\(name),"))
            #expect(safe.contains(",'\(name),") && !safe.contains(",\(name),"))
        }
        #expect(exact.split(separator: "\r\n").count == 1 + golden.count)
    }

    @Test func theNationalEncodingIsWhatIconvReads() async throws {
        let place = try await published()
        let file = place.path + "/published/current/national.csv"
        let decoded = try shell("/usr/bin/iconv", ["-f", "GB18030", "-t", "UTF-8", file])
        #expect(decoded.code == 0)
        let rows = decoded.output.split(separator: "\r\n").dropFirst().map(String.init)
        #expect(try rows == place.lines("plain.csv"))
        #expect(try place.bytes("national.csv").prefix(3) != Data([0xEF, 0xBB, 0xBF]))
    }

    @Test func everyLineOfNDJSONIsAnObjectWithEveryKey() async throws {
        let place = try await published()
        let lines = try place.text("as-ndjson.ndjson").split(separator: "\n")
        let golden = try place.workspace.sql("select name from person order by entity_id")
        #expect(lines.count == golden.count)
        for (line, name) in zip(lines, golden) {
            let object = try #require(
                JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(
                Set(object.keys) == ["entity_id", "name", "birth_date", "lives_in_address", "mentions"])
            #expect(object["name"] as? String == name)
            #expect(object["mentions"] as? Int == 1)
        }
    }

    @Test func xmlIsValidByTheSchemaBesideIt() async throws {
        let place = try await published()
        let folder = place.path + "/published/current/"
        let check = try shell(
            "/usr/bin/xmllint", ["--noout", "--schema", folder + "as-xml.xsd", folder + "as-xml.xml"])
        #expect(check.code == 0, "\(check.errors)")
        // The schema says something: another element is not valid by it.
        let broken = try place.text("as-xml.xml").replacing("<name>", with: "<nome>")
            .replacing("</name>", with: "</nome>")
        try place.workspace.folder.write("broken.xml", broken)
        let refused = try shell(
            "/usr/bin/xmllint",
            ["--noout", "--schema", folder + "as-xml.xsd", place.path + "/broken.xml"])
        #expect(refused.code != 0)
    }

    @Test func theDatabaseFileHoldsTheRowsAndNeedsNoLog() async throws {
        let place = try await published()
        let file = place.path + "/published/current/as-sqlite.sqlite"
        let rows = try shell(
            "/usr/bin/sqlite3", ["-csv", "file:\(file)?immutable=1", "select * from person order by 1"])
        let quoted = rows.output.replacing("\r\n", with: "\n").split(separator: "\n").map(String.init)
        let golden = try place.workspace.sql("select name from person order by entity_id")
        #expect(quoted.count == golden.count)
        let whole = try shell(
            "/usr/bin/sqlite3", [file, "pragma integrity_check; select typeof(mentions) from person limit 1"])
        #expect(whole.output.split(separator: "\n") == ["ok", "integer"])
        let names = try shell("/usr/bin/sqlite3", [file, "select name from person order by entity_id"])
        #expect(names.output.split(separator: "\n").map(String.init) == golden)
    }

    /// Read by the connector for workbooks, which knows nothing of how it was written.
    @Test func theWorkbookIsReadBackAsItWasWritten() async throws {
        let place = try await published()
        let other = try TestWorkspace()
        try place.bytes("as-xlsx.xlsx").write(to: URL(fileURLWithPath: other.folder.path + "/book.xlsx"))
        try other.folder.write(
            "Mappings/feeds/book.json5",
            """
            {
              title: "b", source: { department: "d", system: "s" }, connector: "xlsx",
              settings: { path: "book.xlsx" }, key: ["entity_id"],
              mentions: { one: { type: "person", attributes: { name: "name", birth_date: "birth_date" } } },
            }
            """)
        let night = try await other.run()
        #expect(night.status == .done, "\(night.problems)")
        #expect(try night.feed("book").read == 3)
        let names = "select name from person order by name"
        #expect(try other.sql(names) == place.workspace.sql(names))
    }

    @Test func checksumsNameEveryFile() async throws {
        let place = try await published()
        let folder = place.path + "/published/current"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { !$0.hasPrefix(".") && !["SHA256SUMS", "manifest.json"].contains($0) }
        let sums = try place.text("SHA256SUMS").split(separator: "\n").map { String($0.dropFirst(66)) }
        #expect(sums.sorted() == files.sorted() && files.count == 8)
        #expect(try shell("/bin/sh", ["-c", "cd '\(folder)' && sha256sum -c --quiet SHA256SUMS"]).code == 0)
    }

    @Test func conditionsLeaveRowsOut() async throws {
        let place = try PublicationWorkspace(PublicationWorkspace.three)
        try place.dataset(
            "some", "where: { birth_date: [\"1980-01-01\", \"2015/3/3\"] }, columns: [\"name\"]")
        try place.dataset("others", "where: { birth_date: { not: \"1980-01-01\" } }, columns: [\"name\"]")
        try place.dataset(
            "home", "where: { \"lives_in.address\": \"示范路1号\" }, columns: [{ value: \"name\", mask: true }]")
        try await place.workspace.run()
        #expect(Set(try place.lines("some.csv")) == ["张三", "王五"])
        #expect(Set(try place.lines("others.csv")) == ["李四", "王五"])
        let masked = try place.lines("home.csv")
        #expect(masked.count == 2 && masked.allSatisfy { $0.contains("*") })
    }
}
