import Foundation

/// How the hub fares, judged by its last runs.
///
/// A run under way says nothing yet, a dry run changes nothing and a replay reads no feed: the newest other run is judged. Good and young
/// is `ok`; good but without a feed that is not required is `degraded`, and still answered with 200, as
/// the datasets are published then. Everything else is `failing`.
struct Health: Encodable {
    enum Status: String {
        case ok
        case degraded
        case failing
    }

    let status: Status
    /// Why it is not `ok`.
    let reason: String?
    /// The run under way, if any.
    let currentRun: RunSummary?
    let lastRun: RunSummary?
    let lastGoodRun: RunSummary?

    /// When there is nothing to judge.
    init(failing reason: String) {
        status = .failing
        self.reason = reason
        currentRun = nil
        lastRun = nil
        lastGoodRun = nil
    }

    /// From the newest runs, newest first; `maxAge` is in hours since the end of the last good one.
    init(runs: [RunSummary], maxAge: Int, now: Date) {
        currentRun = runs.first.flatMap { $0.isRunning ? $0 : nil }
        lastRun = runs.first { !$0.isRunning && $0.isNight }
        lastGoodRun = runs.first { $0.isGood }
        (status, reason) = Self.judge(lastRun, maxAge: maxAge, now: now)
    }

    private static func judge(_ last: RunSummary?, maxAge: Int, now: Date) -> (Status, String?) {
        guard let last else { return (.failing, "no run has ended yet; `isthmus run` makes the first") }
        guard last.isGood else {
            return (
                .failing,
                "run \(last.row.id) is \(last.row.status); `isthmus runs \(last.row.id)` tells why"
            )
        }
        guard let finished = last.finishedAt else {
            return (.failing, "run \(last.row.id) does not tell when it ended")
        }
        let age = now.timeIntervalSince(finished)
        guard age <= Double(maxAge) * 3600 else {
            let hours = Int(age / 3600)
            return (
                .failing,
                "run \(last.row.id) ended \(hours) hours ago, more than \(maxAge); see whether runs still start"
            )
        }
        let (failed, held) = (last.failedFeeds, last.heldFeeds)
        guard failed.isEmpty, held.isEmpty, last.row.status == "done" else {
            let parts = [
                failed.isEmpty ? nil : "could not read \(failed.joined(separator: ", "))",
                held.isEmpty ? nil : "held \(held.joined(separator: ", "))",
            ]
            return (.degraded, "run \(last.row.id) \(parts.compactMap(\.self).joined(separator: " and "))")
        }
        return (.ok, nil)
    }

    private enum Key: String, CodingKey {
        case status, reason, entities
        case currentRun = "current_run"
        case lastRun = "last_run"
        case lastGoodRun = "last_good_run"
    }

    /// Every member is always there; what is not known is `null`. Entities are those of the last good run.
    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        try object.encode(status.rawValue, forKey: .status)
        try object.encode(reason, forKey: .reason)
        try object.encode(currentRun, forKey: .currentRun)
        try object.encode(lastRun, forKey: .lastRun)
        try object.encode(lastGoodRun, forKey: .lastGoodRun)
        let types = lastGoodRun?.report?.types ?? []
        let counts = Dictionary(types.map { ($0.name, $0.entities) }) { first, _ in first }
        try object.encode(counts, forKey: .entities)
    }
}
