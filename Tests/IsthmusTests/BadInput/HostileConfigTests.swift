import Foundation
import HubEngine
import TestSupport
import Testing

/// I34, I35: mapping files with names and values that were made to break something.
@Suite struct HostileConfigTests {
    typealias Night = HostileNight

    /// A workspace that worked last night, with one more or other file; the mistakes that `check` tells.
    private func check(_ file: String, _ text: String) async throws -> (mistakes: String, night: Night) {
        let night = try await Night()
        try night.workspace.folder.write(file, text)
        let checked = try isthmus("-C", night.workspace.folder.path, "check")
        #expect(checked.code == 2, "\(checked.output)")
        let run = try isthmus("-C", night.workspace.folder.path, "run", "--quiet")
        #expect(run.code == 2, "a hub with mistakes in its files does not start a night")
        try FileManager.default.removeItem(atPath: "\(night.workspace.folder.path)/\(file)")
        try night.expectNothingTaken()
        return (checked.output + checked.errors, night)
    }

    static let names = [
        "a\\\"b", "a;b", "a--b", "a b", "select", "a'b", "sqlite_x", "Ａ", "1a", "", "a\\u0000b", "a.b",
        "entity_id", "rowid",
        String(repeating: "a", count: 64), "\\u202Eabc",
    ]

    @Test(arguments: names) func i34NameOfAnAttributeThatIsNoNameIsRefused(_ name: String) async throws {
        let model = """
            { title: "t", id_prefix: "T", attributes: { "\(name)": { title: "t", type: "text" } }, blocking: [], comparisons: {} }
            """
        // `select` and `sqlite_x` are harmless: names are always quoted.
        guard !["select", "sqlite_x"].contains(name) else {
            let night = try await Night()
            try night.workspace.folder.write("Mappings/models/thing.json5", model)
            #expect(try isthmus("-C", night.workspace.folder.path, "check").code == 0)
            #expect(try await night.workspace.run().status == .done)
            return
        }
        let (mistakes, _) = try await check("Mappings/models/thing.json5", model)
        #expect(mistakes.contains("thing.json5:1:"))
    }

    @Test(arguments: ["na\\\"me", "na;me", "na--me", "na'me", "na\\nme", "选 择", "select", "a.b", "%s"])
    func i34ColumnOfAnyNameIsReadAsItIsCalled(_ column: String) async throws {
        let night = try await Night()
        try night.change(settings: "") { $0.replacing("name: \"name\"", with: "name: \"\(column)\"") }
        let plain = column.replacing("\\\"", with: "\"\"").replacing("\\n", with: "\n")
        let outcome = try await night.deliver(
            Night.good.replacing("no,name", with: "no,\"\(plain)\""))
        #expect(outcome.changed == Night.count, "\(outcome.reason)")
    }

    @Test func i34SQLExpressionsSeeTheirRecordAndNothingElse() async throws {
        let night = try await Night()
        for expression in [
            "(select group_concat(name) from person)", #"load_extension(\"name\")"#, #"readfile(\"name\")"#,
            #"random() || \"name\""#, #"datetime(\"name\", 'now')"#, #"\"name\"; drop table person"#,
            #"writefile('x', \"name\")"#, #"\"name\" from sqlite_master --"#,
            #"(with recursive c(x) as (select \"name\" union all select x + 1 from c) select x from c)"#,
        ] {
            try night.change(settings: "") {
                $0.replacing("name: \"name\"", with: "name: { sql: \"\(expression)\" }")
            }
            let result = try isthmus("-C", night.workspace.folder.path, "run", "--quiet")
            #expect(result.code != 0, "\(expression)")
            #expect(!(result.output + result.errors).contains("居民7"), "\(expression)")
        }
        // One value of two gigabytes costs the value, not the machine.
        try night.change(settings: "") {
            $0.replacing("name: \"name\"", with: #"name: { sql: "zeroblob(2000000000) || \"name\"" }"#)
        }
        let feed = try await night.run()
        #expect((feed.status, feed.rejectedValues) == (.read, Night.count))
        #expect(try night.workspace.sql("select distinct reason from reject") == ["sql-error"])
    }

    static let files: [(String, String, String)] = [
        ("an unknown key", "{ title: 'x', titel: 'y' }", "titel"),
        ("a wrong kind", "{ title: 5, source: [], connector: {}, key: 'a', mentions: 1 }", "must be"),
        ("a key twice", "{ title: 'a', title: 'b' }", "second time"),
        ("depth", String(repeating: "{ a: ", count: 10_000), "64 levels"),
        ("no object", "[1, 2]", "object"), ("nothing", "", "no value"), ("GBK", "\u{0}", "x.json5"),
    ]

    @Test(arguments: files) func i35BrokenFeedFileIsToldWithItsPlaceAndTheHubStays(
        _ name: String, _ text: String, _ says: String
    ) async throws {
        let (mistakes, night) = try await check("Mappings/feeds/x.json5", text)
        #expect(mistakes.contains("x.json5:1:") && mistakes.contains(says), "\(mistakes.prefix(600))")
        #expect(try await night.run().unchanged == Night.count, "with the file gone all is as it was")
    }

    @Test func i35TypesThatWaitForEachOtherAreACircle() async throws {
        let night = try await Night()
        for (name, other) in [("ring-a", "ring-b"), ("ring-b", "ring-a")] {
            try night.workspace.folder.write(
                "Mappings/models/\(name).json5",
                """
                { title: "t", id_prefix: "\(name == "ring-a" ? "RA" : "RB")", attributes: { code: { title: "c", type: "text" } },
                  relations: { next_to: { title: "n", to: "\(other)" } }, blocking: [["code", "next_to"]], comparisons: {} }
                """)
        }
        let checked = try isthmus("-C", night.workspace.folder.path, "check")
        #expect(checked.code == 2)
        #expect((checked.output + checked.errors).contains("ring-a"))
    }
}
