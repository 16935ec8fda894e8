import Foundation
import HubConnect
import HubMapping
import HubModel
import HubStore

/// What the last good reading of a feed found, and of which bytes by which mapping and rules: when all are the same
/// tonight, reading again would find the same.
struct LastReading: Codable {
    /// Raised when the code that reads or maps gives other records for the same bytes.
    private static let readerVersion = 2

    /// Content, connector, settings, mapping and rules.
    let key: String
    let outcome: RunReport.Feed

    /// The key of the source as it is now; `nil` when the connector cannot tell without reading.
    static func key(of feed: Feed, _ connector: any Connector) async throws -> String? {
        guard let content = try await connector.contentDigest() else { return nil }
        var hash = StableHash(seed: feed.fingerprint)
        hash.combine(feed.rules.fingerprint)
        feed.settings?.add(to: &hash)
        return "\(readerVersion) \(feed.connector.value) \(String(hash.finish(), radix: 16)) \(content)"
    }

    static func load(_ feed: String, from store: any Store) throws -> LastReading? {
        guard let text = try store.memo(Memo.lastReading(feed: feed)) else { return nil }
        return try? JSONDecoder().decode(LastReading.self, from: Data(text.utf8))
    }

    func save(to store: any Store) throws {
        let text = String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
        try store.saveMemo(Memo.lastReading(feed: outcome.name), text)
    }

    /// Forgets it, so that the feed is read whatever its bytes.
    static func forget(_ feed: String, in store: any Store) throws {
        try store.saveMemo(Memo.lastReading(feed: feed), "")
    }

    /// The account of a night in which nothing of the feed changed.
    var unchanged: RunReport.Feed {
        var feed = RunReport.Feed(name: outcome.name)
        feed.read = outcome.read
        feed.rejected = outcome.rejected
        feed.superseded = outcome.superseded
        feed.unchanged = outcome.read - outcome.rejected - outcome.superseded
        feed.waiting = outcome.waiting
        feed.latestDay = outcome.latestDay
        feed.unmappedColumns = outcome.unmappedColumns
        feed.notes = outcome.notes
        feed.remarks = outcome.remarks
        return feed
    }
}
