import HubModel

/// The columns of one reading of a feed and what their values look like: kept from night to night, so that a column
/// that was renamed, shifted or changed its kind is seen.
package struct FeedProfile: Sendable, Codable, Equatable {
    /// At most so many records of a reading are looked at, the first ones.
    package static let rowLimit = 20_000
    /// Of fewer records nothing is concluded but which columns there are.
    package static let enough = 20

    /// In the order of the source.
    package private(set) var columns: [ColumnProfile]

    package init(columns: [String]) { self.columns = columns.map { ColumnProfile(name: $0) } }

    /// Records looked at.
    package var rows: Int { columns.first?.rows ?? 0 }

    package subscript(name: String) -> ColumnProfile? { columns.first { $0.name == name } }

    /// Looks at the first `limit` rows of a table whose columns are those of the profile.
    package mutating func add(_ table: CellTable, limit: Int = .max) {
        for index in columns.indices { columns[index].add(table, column: index, limit: limit) }
    }

    /// Adds what was found in other rows of the same columns.
    package mutating func merge(_ other: FeedProfile) {
        for index in columns.indices where index < other.columns.count {
            columns[index].merge(other.columns[index])
        }
    }

    /// What to compare the next reading with: this reading, but what was known before where this one was too small to
    /// tell anything.
    package func remembering(_ earlier: FeedProfile?) -> FeedProfile {
        guard let earlier, rows < Self.enough, rows < earlier.rows else { return self }
        var kept = self
        kept.columns = columns.map { earlier[$0.name] ?? $0 }
        return kept
    }
}
