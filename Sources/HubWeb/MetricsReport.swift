import Foundation

/// What of a run's report becomes figures. Every part may be missing: reports are kept for years.
struct MetricsReport: Decodable {
    struct Feed: Decodable {
        let name: String
        var status: String?
        var read: Int?
        var new: Int?
        var changed: Int?
        var unchanged: Int?
        var missing: Int?
        var rejected: Int?
        var superseded: Int?
        var rejectedValues: Int?
        var seconds: Double?
    }

    struct EntityType: Decodable {
        let name: String
        var mentions: Int?
        var entities: Int?
        var created: Int?
        var merged: Int?
        var ended: Int?
        var pairs: Int?
        var links: Int?
        var refused: Int?
        var weak: Int?
        var ambiguous: Int?
        var contested: Int?
        var seconds: Double?
    }

    struct Dataset: Decodable {
        let name: String
        var rows: Int?
        var bytes: Int?
    }

    struct Quarantined: Decodable {
        let feed: String
        let reason: String
        let isRecord: Bool
        let count: Int
    }

    var feeds: [Feed]?
    var types: [EntityType]?
    var datasets: [Dataset]?
    var quarantine: [Quarantined]?
    var seconds: Double?
    var secondsResolving: Double?
    var secondsPublishing: Double?
    var peakMemoryMiB: Int?

    init?(_ text: String) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let report = try? decoder.decode(Self.self, from: Data(text.utf8)) else { return nil }
        self = report
    }

    private enum CodingKeys: String, CodingKey {
        case feeds, types, datasets, quarantine, seconds, secondsResolving, secondsPublishing
        // As the strategy turns `peak_memory_mi_b` round.
        case peakMemoryMiB = "peakMemoryMiB"
    }
}
