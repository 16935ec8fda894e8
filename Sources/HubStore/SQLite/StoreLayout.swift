import HubModel

/// Numbers and names behind the models and feeds that `prepare` was given.
struct StoreLayout {
    /// By model index.
    var models: [ModelTables] = []
    /// Model index by type number; types whose model is gone are absent.
    var modelIndex: [Int64: Int] = [:]
    /// By feed name.
    var feeds: [String: FeedLayout] = [:]
}

/// What the store knows of one feed.
struct FeedLayout {
    let id: Int64
    /// Role number of each role of the feed file, in file order.
    var roles: [Int64] = []
    /// Relations of the feed file, in file order; ends are role numbers.
    var relations: [(kind: Int64, from: Int64, to: Int64)] = []
    /// Mention tables of all roles the feed ever had: what a changed record may have rows in.
    var mentionTables: [String] = []
}

/// How ids are put together. Feeds number their records each for themselves, so that ids do not depend on the
/// order in which feeds are read, and everything of a feed lies together.
///
/// ```
/// mention id   ┊ feed number (25 bits) ┊ record of the feed (32 bits) ┊ role number (6 bits) ┊
/// record id    ┊ feed number           ┊ record of the feed           ┊
/// ```
enum Numbering {
    static let roleLimit: Int64 = 64

    static func mention(record: Int64, role: Int64) -> Int64 { record << 6 | role }
    static func record(ofMention mention: Int64) -> Int64 { mention >> 6 }
    static func role(ofMention mention: Int64) -> Int64 { mention & 63 }
    static func feed(ofMention mention: Int64) -> Int64 { mention >> 38 }

    /// First and last mention id a record can have.
    static func mentions(ofRecord record: Int64) -> ClosedRange<Int64> { record << 6...(record << 6 | 63) }
    /// First and last record id a feed can have.
    static func records(ofFeed feed: Int64) -> ClosedRange<Int64> { feed << 32...(feed << 32 | 0xFFFF_FFFF) }
    /// First and last mention id a feed can have.
    static func mentions(ofFeed feed: Int64) -> ClosedRange<Int64> {
        feed << 38...(feed << 38 | 0x3F_FFFF_FFFF)
    }
}

extension String {
    /// As an SQL identifier.
    var quoted: String {
        "\"" + split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
    /// As an SQL text.
    var literal: String {
        "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}
