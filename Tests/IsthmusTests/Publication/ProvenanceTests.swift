import Foundation
import HubEngine
import TestSupport
import Testing

/// Columns that tell where values come from, and how many entities are tied.
@Suite struct ProvenanceTests {
    @Test func aDatasetTellsFeedKeyAndNightOfAValue() async throws {
        let place = try PublicationWorkspace(PublicationWorkspace.three)
        try place.dataset(
            "list",
            """
            header: "en", format: "ndjson",
            columns: ["name", "name:feed", "name:key", { value: "birth_date:key", mask: true },
              { value: "name:night", name: "since" }, "phone:feed"]
            """)
        #expect(try await place.workspace.run().status == .done)
        let today = try place.workspace.sql("select substr(started_at, 1, 10) from run")[0]
        let rows = try place.text("list.ndjson").split(separator: "\n").sorted()
        #expect(rows.count == 3)
        #expect(
            rows.contains {
                $0.contains("\"name\":\"李四\"") && $0.contains("\"name_feed\":\"people\"")
                    && $0.contains("\"name_key\":\"1\"") && $0.contains("\"birth_date_key\":\"***\"")
                    && $0.contains("\"since\":\"\(today)\"") && $0.contains("\"phone_feed\":null")
            }, "\(rows)")

        // A steward's value is the steward's.
        let id = try place.workspace.sql("select entity_id from person where name = '李四'")[0]
        let set = try place.verb("override", id, "name", "李五", "--why", "w", "--by", "b")
        #expect(set.code == 0, "\(set.errors)")
        #expect(try await place.workspace.run().status == .done)
        let row = try place.text("list.ndjson").split(separator: "\n").first { $0.contains("李五") } ?? ""
        #expect(row.contains("\"name_feed\":\"(steward)\"") && row.contains("\"name_key\":null"))
        #expect(row.contains("\"since\":\"20"))
    }

    @Test func relationsAreCounted() async throws {
        let place = try PublicationWorkspace(PublicationWorkspace.three)
        try place.dataset("people", "header: \"en\", columns: [\"name\", \"lives_in:count\"]")
        try place.workspace.folder.write(
            "Mappings/datasets/houses.json5",
            """
            { title: "houses", type: "house", purpose: "p", recipients: ["r"], header: "en", format: "sqlite",
              columns: ["entity_id", "address", { value: "lives_in:count", name: "people" }] }
            """)
        try place.workspace.folder.write(
            "Mappings/datasets/full.json5",
            """
            { title: "full", type: "house", purpose: "p", recipients: ["r"], where: { "lives_in:count": "2" },
              columns: ["address"] }
            """)
        try place.workspace.folder.write(
            "Mappings/datasets/sizes.json5",
            """
            { title: "sizes", type: "house", purpose: "p", recipients: ["r"], header: "en",
              statistics: { minimum: 1 }, columns: ["lives_in:count"] }
            """)
        let report = try await place.workspace.run()
        #expect(report.status == .done, "\(report.problems)")
        #expect(try place.lines("people.csv").sorted() == ["张三,1", "李四,1", "王五,1"])
        let counts = try shell(
            "/usr/bin/sqlite3",
            [
                place.path + "/published/current/houses.sqlite",
                "select sum(people), max(people), typeof(people) from house",
            ])
        #expect(counts.output == "3|2|integer\n", "\(counts.errors)")
        #expect(try place.lines("full.csv").count == 1)
        #expect(try place.lines("sizes.csv").sorted() == ["1,1", "2,1"])
    }
}
