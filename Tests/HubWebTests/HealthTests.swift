import Foundation
import HubEngine
import HubHTTP
import HubStore
import HubWeb
import TestSupport
import Testing

@Suite struct HealthTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/data/isthmus.db"
    }

    private static let report = """
        {"run": 1, "job": "nightly", "workspace": "w", "started_at": "2026-03-05T01:00:00Z",
         "finished_at": "2026-03-05T01:10:00Z", "status": "done", "is_dry_run": false, "relations": 0,
         "feeds": [{"name": "births", "status": "read", "read": 10, "rejected": 1},
                   {"name": "tax", "status": "read", "read": 5, "rejected": 0}],
         "types": [{"name": "person", "entities": 12}, {"name": "house", "entities": 3}],
         "datasets": [], "publication": "/srv/w/published/000012", "seconds": 600.126, "problems": []}
        """

    /// Ends at 01:10 on the 5th of March 2026.
    private func addRun(_ status: String, report: String = report, job: String = "nightly") throws {
        let store = try SQLiteStore(path: path, readOnly: false)
        let run = try store.openRun(job: job, startedAt: "2026-03-05T01:00:00Z")
        guard status != "running" else { return }
        try store.closeRun(run, status: status, finishedAt: "2026-03-05T01:10:00Z", report: report)
    }

    /// Asks a server, an hour after the run unless told otherwise.
    private func get(_ target: String, at time: String = "2026-03-05T02:10:00Z") throws -> Answer {
        let now = try Date(time, strategy: .iso8601)
        let service = WebService(store: path, maxAge: 36, now: { now })
        let server = try HTTPServer(port: 0) { service.answer($0) }
        defer { server.stop() }
        return try Answer.get(target, port: server.port)
    }

    private static let members = ["current_run", "entities", "last_good_run", "last_run", "reason", "status"]

    private static func check(_ answer: Answer, _ status: Int, _ word: String, _ reason: String?) {
        #expect(answer.status == status)
        #expect(answer.json.keys.sorted() == members)
        #expect(answer.json["status"] as? String == word)
        #expect(answer.json["reason"] as? String == reason)
    }

    private static func run(_ answer: Answer, _ member: String) -> [String: Any] {
        answer.json[member] as? [String: Any] ?? [:]
    }

    @Test func aGoodRunIsWell() throws {
        try addRun("done")
        let answer = try get("/health")
        Self.check(answer, 200, "ok", nil)
        #expect(answer.json["entities"] as? [String: Int] == ["person": 12, "house": 3])
        for member in ["last_run", "last_good_run"] {
            let run = Self.run(answer, member)
            #expect(run["id"] as? Int == 1)
            #expect(run["job"] as? String == "nightly")
            #expect(run["status"] as? String == "done")
            #expect(run["started_at"] as? String == "2026-03-05T01:00:00Z")
            #expect(run["finished_at"] as? String == "2026-03-05T01:10:00Z")
            #expect(run["seconds"] as? Double == 600.13)
            #expect(run["read"] as? Int == 15)
            #expect(run["rejected"] as? Int == 1)
        }
        #expect(answer.json["current_run"] is NSNull)
    }

    @Test func noStoreIsFailingWithAReasonAndNoPath() throws {
        let answer = try get("/health")
        Self.check(answer, 503, "failing", "there is no store yet; `isthmus run` makes it")
        #expect(try get("/runs").errorCode == "cannot-open")
        #expect(try get("/runs/1").status == 503)
        #expect(try !get("/runs").text.contains(folder.path))
    }

    @Test func aStoreThatAppearsIsSeenAtOnce() throws {
        let service = WebService(store: path, maxAge: 1_000_000)
        let server = try HTTPServer(port: 0) { service.answer($0) }
        defer { server.stop() }
        #expect(try Answer.get("/health", port: server.port).status == 503)
        try addRun("done")
        #expect(try Answer.get("/health", port: server.port).status == 200)
    }

    @Test func aFileThatIsNoStoreIsFailing() throws {
        try folder.write("data/isthmus.db", String(repeating: "not a database ", count: 100))
        let answer = try get("/health")
        Self.check(
            answer, 503, "failing", "this is not an Isthmus store; check `store` in isthmus.json5")
        #expect(try get("/runs").errorCode == "not-a-store")
    }

    @Test func aStoreWithoutRunsIsFailing() throws {
        _ = try SQLiteStore(path: path, readOnly: false)
        Self.check(
            try get("/health"), 503, "failing", "no run has ended yet; `isthmus run` makes the first")
    }

    @Test(arguments: ["failed", "interrupted"])
    func aBadLastRunIsFailingAndTheGoodOneIsStillTold(status: String) throws {
        try addRun("done")
        try addRun(status)
        let answer = try get("/health")
        Self.check(answer, 503, "failing", "run 2 is \(status); `isthmus runs 2` tells why")
        #expect(Self.run(answer, "last_run")["id"] as? Int == 2)
        #expect(Self.run(answer, "last_good_run")["id"] as? Int == 1)
        #expect((answer.json["entities"] as? [String: Int])?.count == 2)
    }

    @Test func theGoodRunIsFoundBehindManyBadOnes() throws {
        try addRun("done")
        for _ in 0..<25 { try addRun("failed") }
        let answer = try get("/health")
        #expect(answer.status == 503)
        #expect(Self.run(answer, "last_good_run")["id"] as? Int == 1)
    }

    @Test func ageIsCountedFromTheEndOfTheRun() throws {
        try addRun("done")
        #expect(try get("/health", at: "2026-03-06T13:10:00Z").status == 200)
        Self.check(
            try get("/health", at: "2026-03-06T13:10:01Z"), 503, "failing",
            "run 1 ended 36 hours ago, more than 36; see whether runs still start")
    }

    @Test func aRunWithoutAFeedIsDegraded() throws {
        let report = Self.report.replacing(
            "\"tax\", \"status\": \"read\"", with: "\"tax\", \"status\": \"failed\"")
        try addRun("done-with-failures", report: report)
        Self.check(try get("/health"), 200, "degraded", "run 1 could not read tax")
    }

    @Test func aRunUnderWayAndADryRunAreNotJudged() throws {
        try addRun("done")
        try addRun(
            "done", report: Self.report.replacing("\"is_dry_run\": false", with: "\"is_dry_run\": true"))
        try addRun("running")
        let answer = try get("/health")
        Self.check(answer, 200, "ok", nil)
        #expect(Self.run(answer, "last_run")["id"] as? Int == 1)
        #expect(Self.run(answer, "current_run")["id"] as? Int == 3)
        #expect(Self.run(answer, "current_run")["seconds"] is NSNull)
    }

    @Test func theReportTheEngineWritesIsUnderstood() throws {
        var report = RunReport(job: "nightly", workspace: "w", startedAt: "2026-03-05T01:00:00Z")
        var feed = RunReport.Feed(name: "tax")
        feed.status = .failed
        feed.read = 7
        report.feeds = [feed]
        report.seconds = 1.5
        try addRun(RunReport.Status.doneWithFailures.rawValue, report: report.encoded())
        let answer = try get("/health")
        Self.check(answer, 200, "degraded", "run 1 could not read tax")
        #expect(Self.run(answer, "last_run")["seconds"] as? Double == 1.5)
        #expect(Self.run(answer, "last_run")["read"] as? Int == 7)
    }

    @Test func runsAreTheNewestTwenty() throws {
        for _ in 0..<22 { try addRun("done") }
        let runs = try #require(try get("/runs").json["runs"] as? [[String: Any]])
        #expect(runs.compactMap { $0["id"] as? Int } == Array((3...22).reversed()))
        #expect(runs.allSatisfy { $0["publication"] as? String == "000012" })
    }

    @Test func theReportIsServedAsStored() throws {
        try addRun("done")
        try addRun("running")
        let answer = try get("/runs/1")
        #expect(answer.status == 200)
        #expect(answer.body == Self.report + "\n")
        let running = try get("/runs/2")
        #expect(running.json["status"] as? String == "running")
        #expect(running.json["id"] as? Int == 2)
    }

    @Test(arguments: [
        ("/runs/3", 404, "no-such-run"), ("/runs/x", 400, "bad-id"), ("/runs/-1", 400, "bad-id"),
        ("/runs/01", 400, "bad-id"), ("/runs/99999999999999999999", 400, "bad-id"),
        ("/runs/1%20OR%201=1", 400, "bad-id"), ("/", 404, "no-such-route"),
        ("/healthy", 404, "no-such-route"),
        ("/health/", 404, "no-such-route"), ("/runs/1/x", 404, "no-such-route"),
        ("/runs/", 404, "no-such-route"),
        ("//health", 404, "no-such-route"), ("/data/isthmus.db", 404, "no-such-route"),
    ])
    func whatIsNotThereHasTheShapeOfFailures(target: String, status: Int, code: String) throws {
        try addRun("done")
        let answer = try get(target)
        #expect(answer.status == status)
        #expect(answer.errorCode == code)
    }

    /// `docs/serve.md` shows every route under a heading of its own.
    @Test func everyRouteIsDocumented() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        let text = try String(contentsOf: root.appendingPathComponent("docs/serve.md"), encoding: .utf8)
        #expect(WebService.routes.count == 4)
        for route in WebService.routes {
            #expect(text.contains("\n## GET \(route.path)\n"), "docs/serve.md lacks \(route.path)")
            #expect(
                text.contains("| `GET \(route.path)` | \(route.summary)"), "the table lacks \(route.path)")
        }
    }
}
