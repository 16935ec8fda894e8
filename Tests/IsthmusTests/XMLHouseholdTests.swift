import TestSupport
import Testing

/// A document of households with members, through a whole night.
@Suite struct XMLHouseholdTests {
    private static func document(_ households: [(code: String, members: [(id: String, name: String)])])
        -> String
    {
        let texts = households.map { household in
            let members = household.members.map { member in
                """
                <h:member><h:name>\(member.name)</h:name><h:idno>\(member.id)</h:idno></h:member>
                """
            }
            return """
                <h:household code="\(household.code)"><h:address>示范路\(household.code)号</h:address>
                \(members.joined(separator: "\n"))</h:household>
                """
        }
        return "<h:households xmlns:h='urn:district:household'>\(texts.joined())</h:households>"
    }

    @Test func oneHouseAndItsPeopleComeOfOneHousehold() async throws {
        let workspace = try TestWorkspace()
        try workspace.folder.write(
            "Mappings/feeds/households.json5",
            """
            {
              title: "户籍", source: { department: "公安", system: "户籍" }, connector: "xml",
              settings: {
                path: "households.xml", record: "/h:households/h:household/h:member?",
                namespaces: { h: "urn:district:household" },
              },
              key: ["../@code", "position()"],
              mentions: {
                resident: { type: "person", requires: ["name"], attributes: { name: "h:name", resident_id: "h:idno" } },
                home: { type: "house", attributes: { house_code: "../@code", address: "../h:address" } },
              },
              relations: [{ kind: "lives_in", from: "resident", to: "home" }],
            }
            """)
        let people = (1...3).map { (id: residentNumber("19800101", $0), name: ["张三", "李四", "王五"][$0 - 1]) }
        try workspace.folder.write(
            "households.xml",
            Self.document([
                ("HZ-000001", [people[0], people[1]]), ("HZ-000002", []), ("HZ-000003", [people[2]]),
            ]))
        let report = try await workspace.run()
        #expect(report.status == .done, "\(report.problems)")
        #expect(try report.feed("households").read == 4)
        #expect(try report.feed("households").rejected == 0)
        #expect(try workspace.sql("select count(*) from house") == ["3"])
        #expect(try workspace.sql("select name from person order by name") == ["张三", "李四", "王五"])
        #expect(
            try workspace.sql("select count(*) from house_source where entity_id is not null") == ["4"],
            "the household with two members is mentioned twice, and is one house")
    }
}
