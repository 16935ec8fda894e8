import Foundation
import HubStore

/// One run as it is served: the row of the store, with the sums of its report.
struct RunSummary: Encodable {
    let row: RunRow
    /// What of the report is understood; `nil` while the run is under way or was cut off.
    let report: Report?

    init(_ row: RunRow) {
        self.row = row
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        report = try? decoder.decode(Report.self, from: Data(row.report.utf8))
    }

    /// The parts of a run's report that are looked at here. A report that lacks one of them is not understood.
    struct Report: Decodable {
        struct Feed: Decodable {
            let name: String
            let status: String
            let read: Int
            let rejected: Int
        }

        struct EntityType: Decodable {
            let name: String
            let entities: Int
        }

        let seconds: Double
        let isDryRun: Bool
        let feeds: [Feed]
        let types: [EntityType]
        let publication: String
    }

    var isRunning: Bool { row.status == "running" }
    var isDryRun: Bool { report?.isDryRun == true }
    /// Whether it read the feeds: a dry run changes nothing, and a replay reads the quarantine alone.
    var isNight: Bool { !isDryRun && row.job != "replay" }
    /// Done, perhaps without some feeds that are not required.
    var isGood: Bool {
        ["done", "done-with-failures", "done-over-threshold"].contains(row.status) && isNight
    }
    /// What was delivered and then held was not taken in and does not count.
    private var countedFeeds: [Report.Feed] { (report?.feeds ?? []).filter { $0.status != "held" } }
    var heldFeeds: [String] { (report?.feeds ?? []).filter { $0.status == "held" }.map(\.name) }
    var failedFeeds: [String] { (report?.feeds ?? []).filter { $0.status == "failed" }.map(\.name) }
    var finishedAt: Date? { try? Date(row.finishedAt, strategy: .iso8601) }

    /// Version that was current after the run: the name of its folder, `nil` when there was none.
    var publication: String? { report?.publication.split(separator: "/").last.map(String.init) }

    private enum Key: String, CodingKey {
        case id, job, status, seconds, read, rejected, publication
        case startedAt = "started_at"
        case finishedAt = "finished_at"
        case isDryRun = "is_dry_run"
    }

    /// Every member is always there; what is not known is `null`.
    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        try object.encode(row.id, forKey: .id)
        try object.encode(row.job, forKey: .job)
        try object.encode(row.status, forKey: .status)
        try object.encode(row.startedAt, forKey: .startedAt)
        try object.encode(row.finishedAt.isEmpty ? nil : row.finishedAt, forKey: .finishedAt)
        try object.encode(report.map { ($0.seconds * 100).rounded() / 100 }, forKey: .seconds)
        try object.encode(report.map { _ in countedFeeds.reduce(0) { $0 + $1.read } }, forKey: .read)
        try object.encode(report.map { _ in countedFeeds.reduce(0) { $0 + $1.rejected } }, forKey: .rejected)
        try object.encode(publication, forKey: .publication)
        try object.encode(isDryRun, forKey: .isDryRun)
    }
}
