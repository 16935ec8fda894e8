import Foundation
import HubMapping
import HubModel

/// From where a feed is read on, and under which mapping and settings that was found. Under others everything is read.
struct Checkpoint: Codable {
    private let rules: String
    private let text: String

    /// The connector's checkpoint as it is kept; `nil` when it gave none, or the feed does not go by one.
    static func kept(_ text: String?, of feed: Feed) throws -> String? {
        guard feed.rules.change == .cursor, let text else { return nil }
        let checkpoint = Checkpoint(rules: rules(of: feed), text: text)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(checkpoint), as: UTF8.self)
    }

    /// What to give to the connector; `nil` asks for everything.
    static func given(_ kept: String?, of feed: Feed) -> String? {
        guard feed.rules.change == .cursor, let kept,
            let checkpoint = try? JSONDecoder().decode(Checkpoint.self, from: Data(kept.utf8)),
            checkpoint.rules == rules(of: feed)
        else { return nil }
        return checkpoint.text
    }

    private static func rules(of feed: Feed) -> String {
        var hash = StableHash(seed: feed.fingerprint)
        hash.combine(StableHash.of(feed.connector.value))
        feed.settings?.add(to: &hash)
        return String(hash.finish(), radix: 16)
    }
}
