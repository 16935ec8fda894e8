import Foundation
import HubHTTP
import HubStore
import HubWeb
import TestSupport
import Testing

/// `/metrics`, in Prometheus' text format 0.0.4.
@Suite struct MetricsTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/isthmus.sqlite"
    }

    private func addRun(_ status: String, job: String = "nightly", report: String = report) throws {
        let store = try SQLiteStore(path: path, readOnly: false)
        let run = try store.openRun(job: job, startedAt: "2026-03-05T01:00:00Z")
        guard status != "running" else { return }
        try store.closeRun(run, status: status, finishedAt: "2026-03-05T01:10:00Z", report: report)
    }

    private static let report = """
        {"run": 1, "is_dry_run": false, "publication": "p/000001", "seconds": 600.5, "seconds_resolving": 100,
         "seconds_publishing": 50.25, "peak_memory_mi_b": 2,
         "feeds": [{"name": "a\\"b\\\\c", "status": "read", "read": 10, "new": 4, "unchanged": 5, "rejected": 1, "seconds": 3},
                   {"name": "tax", "status": "held", "read": 7, "rejected": 0, "seconds": 1}],
         "types": [{"name": "person", "entities": 12, "mentions": 30, "refused": 2}],
         "datasets": [{"name": "list", "rows": 12, "bytes": 345}],
         "quarantine": [{"feed": "tax", "department": "d", "reason": "bad-date", "is_record": false, "count": 9}]}
        """

    private func service(at time: String = "2026-03-05T02:10:00Z") throws -> WebService {
        let now = try Date(time, strategy: .iso8601)
        return WebService(store: path, maxAge: 36, now: { now })
    }

    private func samples(_ service: WebService) throws -> [String: Double] {
        let response = service.answer(HTTPRequest(method: "GET", path: "/metrics"))
        #expect(response.status == 200)
        #expect(response.contentType == "text/plain; version=0.0.4; charset=utf-8")
        return try parse(String(decoding: response.body, as: UTF8.self))
    }

    /// Samples by name and labels. Every figure has its HELP and TYPE once, before its samples, which stand together.
    private func parse(_ text: String) throws -> [String: Double] {
        var samples: [String: Double] = [:]
        var known: Set<String> = []
        var current = ""
        #expect(text.hasSuffix("\n"))
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3)
            if line.hasPrefix("# HELP ") {
                current = String(words[2])
                #expect(known.insert(current).inserted, "\(current) twice")
            } else if line.hasPrefix("# TYPE ") {
                #expect(String(words[2]) == current && ["gauge", "counter"].contains(words[3]))
                #expect((words[3] == "counter") == current.hasSuffix("_total"))
            } else {
                let match = try #require(
                    line.wholeMatch(
                        of:
                            /([a-z_]+)(\{[a-z_]+="(?:[^"\\]|\\.)*"(?:,[a-z_]+="(?:[^"\\]|\\.)*")*\})? (-?[0-9.e+-]+)/
                    ),
                    "\(line)")
                #expect(match.1 == current)
                let key = String(match.1) + String(match.2 ?? "")
                #expect(
                    samples.updateValue(try #require(Double(match.3)), forKey: key) == nil, "\(key) twice")
            }
        }
        return samples
    }

    @Test func aNightBecomesFigures() throws {
        try addRun("done-over-threshold")
        let samples = try samples(try service())
        let expected: [String: Double] = [
            "isthmus_up": 1, "isthmus_run_under_way": 0, "isthmus_last_run_id": 1,
            "isthmus_last_run_status{status=\"done-over-threshold\"}": 1,
            "isthmus_last_good_run_age_seconds": 3600, "isthmus_last_run_seconds": 600.5,
            "isthmus_last_run_stage_seconds{stage=\"read\"}": 4,
            "isthmus_last_run_stage_seconds{stage=\"publish\"}": 50.25,
            "isthmus_last_run_peak_memory_bytes": 2_097_152,
            "isthmus_feed_ok{feed=\"tax\",status=\"held\"}": 0,
            "isthmus_feed_records{feed=\"a\\\"b\\\\c\",kind=\"new\"}": 4,
            "isthmus_feed_records{feed=\"a\\\"b\\\\c\",kind=\"read\"}": 10,
            "isthmus_entities{type=\"person\"}": 12, "isthmus_mentions{type=\"person\"}": 30,
            "isthmus_resolution{type=\"person\",kind=\"kept_apart\"}": 2,
            "isthmus_dataset_rows{dataset=\"list\"}": 12,
            "isthmus_quarantine_rejects{feed=\"tax\",reason=\"bad-date\",scope=\"value\"}": 9,
        ]
        for (key, value) in expected { #expect(samples[key] == value, "\(key): \(samples[key] ?? -1)") }
        #expect(
            samples["isthmus_feed_records{feed=\"tax\",kind=\"read\"}"] == nil,
            "held records are not taken in")
        #expect((samples["isthmus_store_bytes"] ?? 0) > 10_000)
        #expect(samples["isthmus_last_good_run_timestamp_seconds"] == 1_772_673_000)
    }

    /// After a failed night the good one before it is the one whose age counts.
    @Test func theAgeIsThatOfTheLastGoodNight() throws {
        try addRun("done")
        try addRun("failed", report: "{\"seconds\": 1, \"is_dry_run\": false}")
        try addRun("running")
        let samples = try samples(try service(at: "2026-03-08T01:10:00Z"))
        #expect(samples["isthmus_last_good_run_age_seconds"] == 259_200)
        #expect(samples["isthmus_last_run_status{status=\"failed\"}"] == 1)
        #expect(samples["isthmus_last_run_id"] == 2 && samples["isthmus_run_under_way"] == 1)
        #expect(samples["isthmus_quarantine_rejects{feed=\"tax\",reason=\"bad-date\",scope=\"value\"}"] == 9)
    }

    @Test func withoutAStoreOnlyThatIsTold() throws {
        let samples = try samples(try service())
        #expect(samples == ["isthmus_up": 0])
        try addRun("running")
        let later = try self.samples(try service())
        #expect(later["isthmus_up"] == 1 && later["isthmus_last_run_id"] == nil)
    }

    @Test func requestsAreCountedByRouteAndStatus() throws {
        try addRun("done")
        let service = try service()
        for path in ["/runs", "/runs", "/runs/1", "/runs/x", "/secret/a", "/secret/b", "/metrics"] {
            _ = service.answer(HTTPRequest(method: "GET", path: path))
        }
        let samples = try samples(service)
        func requests(_ route: String, _ status: Int) -> Double? {
            samples["isthmus_http_requests_total{route=\"\(route)\",status=\"\(status)\"}"]
        }
        #expect(requests("/runs", 200) == 2 && requests("/runs/{id}", 200) == 1)
        #expect(requests("/runs/{id}", 400) == 1 && requests("/metrics", 200) == 1)
        // Invented paths make no figures of their own.
        #expect(requests("none", 404) == 2)
        #expect(!samples.keys.contains { $0.contains("secret") })
        #expect((samples["isthmus_http_request_seconds_total{route=\"/runs\",status=\"200\"}"] ?? 0) > 0)
    }

    @Test func itIsServedAsText() throws {
        try addRun("done")
        let service = try service()
        let server = try HTTPServer(port: 0) { service.answer($0) }
        defer { server.stop() }
        let answer = try Answer.get("/metrics", port: server.port)
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(try parse(answer.body)["isthmus_up"] == 1)
    }
}
