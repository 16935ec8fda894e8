import Foundation
import HubHTTP
import HubStore

// What the routes answer.
extension WebService {
    /// 200 when the hub is well, 503 when it is not, in one shape: a store that cannot be read is not well either.
    func health() -> HTTPResponse {
        let health: Health
        do {
            health = Health(runs: try recentRuns(), maxAge: maxAge, now: now())
        } catch {
            health = Health(failing: explanation(error))
        }
        return Self.json(health, status: health.status == .failing ? 503 : 200)
    }

    /// As many runs as are needed to find a good one; a long row of bad ones is given up on.
    private func recentRuns() throws(StoreError) -> [RunSummary] {
        let store = try openStore()
        let newest = try store.runs(limit: 20).map(RunSummary.init)
        return newest.count < 20 || newest.contains(where: \.isGood)
            ? newest : try store.runs(limit: 500).map(RunSummary.init)
    }

    func runs() throws(StoreError) -> HTTPResponse {
        Self.json(["runs": try openStore().runs(limit: 20).map(RunSummary.init)])
    }

    /// The report as it was stored; the little that is known of a run that has none.
    func report(of text: String) throws(StoreError) -> HTTPResponse {
        guard let id = Int64(text), String(id) == text, id > 0 else {
            return .error(400, "bad-id", "the id of a run is a whole number; /runs lists them")
        }
        guard let run = try openStore().run(id) else {
            return .error(404, "no-such-run", "there is no run \(id); /runs lists them")
        }
        let summary = RunSummary(run)
        return summary.report == nil
            ? Self.json(summary) : HTTPResponse(body: Array((run.report + "\n").utf8))
    }

    private static func json(_ value: some Encodable, status: Int = 200) -> HTTPResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            return .error(500, "failed", "the answer could not be written as JSON")
        }
        return HTTPResponse(status: status, body: Array(data) + Array("\n".utf8))
    }
}
