import Foundation
import HubEngine
import TestSupport
import Testing

/// `isthmus retention`: what is due goes, and nothing else.
@Suite struct RetentionTests {
    private let workspace: TestWorkspace
    private var place: String { workspace.folder.path }

    /// Five runs, 400 to 0 days ago.
    init() async throws {
        workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        try workspace.folder.write(
            "Mappings/datasets/people.json5",
            """
            { title: "People", type: "person", format: "csv", header: "en", purpose: "p", recipients: ["r"],
              columns: ["entity_id", "name"] }
            """)
        for night in 1...5 {
            try workspace.folder.write(
                "people.csv",
                TestWorkspace.header
                    + "1,张三,\(night == 1 ? "bad" : residentNumber()),1980-01-01,示范路\(night)号\n")
            _ = try await workspace.run()
        }
        _ = try workspace.sql(
            """
            UPDATE run SET started_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-' || ((5 - run_id) * 100) || ' days')
            """)
    }

    private func outcomes(_ words: String...) throws -> [String: Int] {
        let result = try shell(isthmusBinary, ["-C", place, "retention", "--format", "json"] + words)
        try #require(result.code == 0, "\(result.errors)")
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
        return Dictionary(
            uniqueKeysWithValues: rows.map { ($0["rule"] as? String ?? "", $0["due"] as? Int ?? -1) })
    }

    private func pages() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: place + "/reports").filter { $0.hasPrefix("0") }
            .sorted()
    }

    @Test func withoutRulesEverythingStays() throws {
        #expect(
            try outcomes() == [
                "quarantine": 0, "runs": 0, "pages": 0, "lineage": 0, "history": 0, "deliveries": 0,
            ])
        #expect(try pages().count == 5)
    }

    @Test func aDryRunTellsWhatGoesAndLeavesIt() throws {
        try workspace.folder.write(
            "isthmus.json5",
            "{ name: 'test', retention: { run_days: 150, page_days: 150, lineage_days: 150 } }")
        let told = try outcomes("--dry-run")
        #expect(told["pages"] == 3)
        #expect(try pages().count == 5)
        #expect(try outcomes("--dry-run") == told)
        #expect(try outcomes() == told)
        #expect(try pages() == ["000004.html", "000005.html"])
        #expect(try outcomes()["pages"] == 0)
    }

    /// The newest page stays: `latest.html` leads to it.
    @Test func theNewestPageStaysHoweverOld() throws {
        _ = try workspace.sql("UPDATE run SET started_at = '2001-01-01T00:00:00Z'")
        try workspace.folder.write("isthmus.json5", "{ name: 'test', retention: { page_days: 1 } }")
        #expect(try outcomes()["pages"] == 4)
        #expect(try pages() == ["000005.html"])
        #expect(FileManager.default.fileExists(atPath: place + "/reports/latest.html"))
    }

    /// The next page stands the newest reports beside its own, so they stay; where a value came from is still told.
    @Test func reportsOfOldRunsGoAndTraceStillTellsTheNight() throws {
        _ = try workspace.sql(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
            INSERT INTO run(job, status, started_at, finished_at, report)
            SELECT 'nightly', 'done', '2001-01-01T00:00:00Z', '2001-01-01T00:00:00Z', '{"a":1}' FROM n
            """)
        try workspace.folder.write("isthmus.json5", "{ name: 'test', retention: { run_days: 50 } }")
        // Of 45 runs the newest 30 stay; of the other 15 one is not yet 50 days old.
        #expect(try outcomes()["runs"] == 14)
        #expect(try workspace.sql("SELECT count(*) FROM run") == ["45"])
        #expect(try workspace.sql("SELECT count(*) FROM run WHERE report = '{}'") == ["14"])
        let runs = try isthmus("-C", place, "runs", "1")
        #expect(runs.code == 0 && runs.output.contains("has no report"))
        let found = try isthmus("-C", place, "query", "person", "--format", "csv").output
        let id = try #require(found.split(separator: "\n").last?.split(separator: ",").first)
        #expect(try isthmus("-C", place, "trace", String(id)).code == 0)
        #expect(try isthmus("-C", place, "audit").code == 0)
    }

    @Test func oldEventsAndDeliveriesGo() throws {
        let lineage = place + "/reports/lineage.ndjson"
        let events = try String(contentsOfFile: lineage, encoding: .utf8)
        let old = "{\"eventTime\":\"2001-01-01T00:00:00Z\",\"eventType\":\"START\"}\n"
        try workspace.folder.write("reports/lineage.ndjson", old + old + "half a line\n" + events)
        let log = try workspace.load().deliveryLog
        let deliveries = try String(contentsOfFile: log, encoding: .utf8)
        let first = try #require(deliveries.split(separator: "\n").first)
        let aged = first.replacing(/"at":"[0-9]{4}/, with: "\"at\":\"2001")
        try Data((aged + "\n" + deliveries).utf8).write(to: URL(fileURLWithPath: log))
        try workspace.folder.write("isthmus.json5", "{ name: 'test', retention: { lineage_days: 30 } }")
        let told = try outcomes("--dry-run")
        #expect(told["lineage"] == 2 && told["deliveries"] == 1)
        #expect(try outcomes() == told)
        #expect(try String(contentsOfFile: lineage, encoding: .utf8) == "half a line\n" + events)
        let left = try String(contentsOfFile: log, encoding: .utf8)
        #expect(left.split(separator: "\n").count == deliveries.split(separator: "\n").count)
        #expect(!left.contains("2001"))
    }

    /// Runs 1 to 3 are more than 150 days old: run 3 is the first that can still be looked back to.
    @Test func historyGoesThatNobodyCanLookBackTo() throws {
        _ = try workspace.sql("UPDATE run SET finished_at = started_at")
        let tables = ["person_history", "house_history", "relation_history", "entity_history"]
        func former(_ condition: String) throws -> Int {
            try tables.reduce(0) { sum, table in
                let count = try workspace.sql("SELECT count(*) FROM \(table) WHERE until_run \(condition)")
                return sum + (count.first.flatMap { Int($0) } ?? -1)
            }
        }
        let (due, kept) = (try former("<= 3"), try former("> 3"))
        #expect(due > 0 && kept > 0)
        try workspace.folder.write("isthmus.json5", "{ name: 'test', retention: { history_days: 150 } }")
        #expect(try outcomes("--dry-run")["history"] == due)
        #expect(try former("<= 3") == due)
        #expect(try outcomes()["history"] == due)
        #expect(try former("<= 3") == 0)
        #expect(try former("> 3") == kept)
        #expect(try outcomes()["history"] == 0)
        #expect(try isthmus("-C", place, "query", "person", "--as-of", "3").code == 0)
        #expect(try isthmus("-C", place, "query", "person", "--as-of", "2").code != 0)
    }

    @Test func refusedValuesGoByTheirOwnRule() throws {
        _ = try workspace.sql("UPDATE reject SET run_id = 1")
        _ = try workspace.sql(
            """
            INSERT INTO reject SELECT 99, feed_id, record_id, record_key, 'value', 'bad-date', 1, 2, 3, 'c', 't.a', '',
            'raw', 1, '', NULL, '' FROM record, feed LIMIT 1
            """)
        try workspace.folder.write("isthmus.json5", "{ name: 'test', quarantine: { keep_days: 90 } }")
        let told = try outcomes("--dry-run")
        #expect((told["quarantine"] ?? 0) >= 1)
        #expect(try outcomes() == told)
        #expect(try workspace.sql("SELECT count(*) FROM reject WHERE raw <> ''") == ["0"])
    }

    @Test func aRuleThatIsNoneIsAMistake() throws {
        try workspace.folder.write(
            "isthmus.json5", "{ name: 'test', retention: { run_days: 0, page_dais: 3 } }")
        let result = try isthmus("-C", place, "retention")
        #expect(result.code == 2)
        #expect(result.errors.contains("run_days") && result.errors.contains("page_days"))
    }
}
