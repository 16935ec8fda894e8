import Foundation
import HubMapping
import HubModel
import HubStore

// What the columns of a feed looked like at its last good reading, kept in the store.
extension FeedProfile {
    package static func load(feed: String, from store: any Store) throws -> FeedProfile? {
        guard let text = try store.memo(Memo.profile(feed: feed)), !text.isEmpty else { return nil }
        return try? JSONDecoder().decode(FeedProfile.self, from: Data(text.utf8))
    }

    func save(feed: String, to store: any Store) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(self), as: UTF8.self)
        try store.saveMemo(Memo.profile(feed: feed), text)
    }
}

/// The mapping names columns that the source does not have, with what may have become of them.
struct MappingMisfit: Error, CustomStringConvertible {
    let description: String
    /// `mistakes`: every column that is not there.
    /// `now`: what the columns of tonight look like.
    init(_ mistakes: Diagnostics, feed: Feed, now: FeedProfile, earlier: FeedProfile?) {
        var lines = mistakes.sorted.map(\.description)
        if let earlier {
            let gone = feed.columns.filter { now[$0] == nil }
            lines += gone.compactMap { now.successor(of: $0, since: earlier)?.sentence }
        }
        description = lines.joined(separator: "\n")
    }
}
