import Foundation
import HubConnect
import HubModel
import HubPostgres

/// How a reading finds what changed since the last one.
enum PostgreSQLCursor: Equatable {
    /// Everything is read every time.
    case none
    /// A column that only rises when a row changes: a time of change, a number.
    case column(String)
    /// The transaction that wrote the row, which PostgreSQL keeps with every row of a table.
    case transaction

    init(_ setting: String?) {
        self =
            switch setting {
            case nil: .none
            case "xmin": .transaction
            case let name?: .column(name)
            }
    }
}

/// Where a reading ended: of each query the greatest cursor, as PostgreSQL writes it.
struct PostgreSQLCheckpoint: Codable {
    /// Differs when anything was changed by which the values would mean something else.
    let feed: String
    /// `nil` for a query that had no row with a cursor.
    var values: [String?]

    /// The checkpoint a text holds, if it is one of this feed.
    init?(_ text: String?, feed: String) {
        guard let text, let found = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)),
            found.feed == feed
        else { return nil }
        self = found
    }

    init(feed: String) {
        self.feed = feed
        values = []
    }

    var text: String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try? String(decoding: encoder.encode(self), as: UTF8.self)
    }

    /// Stands for texts that a checkpoint depends on.
    static func fingerprint(_ texts: [String]) -> String {
        var hash = StableHash(seed: 3)
        for text in texts {
            hash.combine(UInt64(text.utf8.count))
            hash.combine(Array(text.utf8).span)
        }
        return String(hash.finish(), radix: 16)
    }
}

// MARK: - Columns

/// The types a cursor column may have, by the SQL that goes with them.
struct PostgreSQLCursorColumn {
    private enum Kind {
        case date, time(String), integer, numeric, text
    }

    private let kind: Kind
    private let name: String
    private let overlap: Int
    /// What a cursor may be at most: a row dated 2099 must not hide all that comes before.
    private let cap: String?

    /// `overlap` is seconds, or a number; `nil` is the default of the type.
    init(_ column: PostgresColumn, overlap: Int?) throws(ConnectorError) {
        let usual: Int
        switch column.type {
        case 1082: (kind, usual, cap) = (.date, 86400, "CURRENT_DATE")
        case 1114: (kind, usual, cap) = (.time("timestamp"), 86400, "LOCALTIMESTAMP")
        case 1184: (kind, usual, cap) = (.time("timestamptz"), 86400, "CURRENT_TIMESTAMP")
        case 20, 21, 23: (kind, usual, cap) = (.integer, 1000, nil)
        case 1700: (kind, usual, cap) = (.numeric, 1000, nil)
        case 25, 1042, 1043: (kind, usual, cap) = (.text, 0, nil)
        default:
            throw ConnectorError(
                .badSetting,
                "`cursor` is the column `\(column.name)`, whose type has no order to go by; use a date, a "
                    + "timestamp, a number or a text")
        }
        if case .text = kind, overlap ?? 0 > 0 {
            throw ConnectorError(
                .badSetting, "`cursor` is the column `\(column.name)`, a text, so there can be no `overlap`")
        }
        name = "\"\(column.name.replacing("\"", with: "\"\""))\""
        self.overlap = overlap ?? usual
    }

    /// What rows since `value` fulfil, the overlap included; the hub sees by itself which of them are known.
    /// `nil` when `value` cannot have come from such a column.
    func since(_ value: String) -> String? {
        let literal = "'\(value.replacing("'", with: "''"))'"
        switch kind {
        case .text: return "\(name) >= \(literal)"
        case .date: return "\(name) >= date \(literal) - \((overlap + 86399) / 86400)"
        case .time(let type): return "\(name) >= \(type) \(literal) - interval '\(overlap) seconds'"
        case .numeric:
            guard Decimal(string: value) != nil else { return nil }
            return "\(name) >= numeric \(literal) - \(overlap)"
        case .integer:
            guard let number = Int64(value) else { return nil }
            let (least, overflows) = number.subtractingReportingOverflow(Int64(overlap))
            return "\(name) >= '\(overflows ? Int64.min : least)'::bigint"
        }
    }

    /// Rows that no cursor speaks of are read every time.
    func orUnknown(_ condition: String) -> String { "\(condition) OR \(name) IS NULL" }

    /// The greatest cursor of the rows.
    var greatest: String {
        switch (kind, cap) {
        // NaN is greater than every number.
        case (.numeric, _): "max(\(name)) FILTER (WHERE \(name) <> 'NaN')"
        case (_, let cap?): "least(max(\(name)), \(cap))"
        default: "max(\(name))"
        }
    }
}
