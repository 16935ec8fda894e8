import HubModel
import HubSQLite

/// Walks a query whose first column ascends, alongside another one.
struct Cursor {
    let row: SQLiteStatement
    /// First column of the row it stands on; `nil` before the first and after the last row.
    private var key: Int64?
    private var isAtEnd = false

    init(_ statement: SQLiteStatement) { row = statement }

    /// Moves to the row with this key; false when there is none. Keys must be asked for in ascending order.
    mutating func advance(to wanted: Int64) throws(SQLiteError) -> Bool {
        while !isAtEnd, key ?? .min < wanted {
            isAtEnd = !(try row.step())
            key = isAtEnd ? nil : row.integer(0)
        }
        return key == wanted
    }
}

/// Where mentions come from, by feed and role number.
struct Origins {
    struct Origin {
        /// Position in `sources`.
        let number: Int32
        let trust: Int32
        /// Hash of feed and role name.
        let seed: UInt64

        /// Hash of feed, role and record key: the same whatever order feeds and records were taken in.
        func rank(of key: RecordHash) -> UInt64 {
            var hash = StableHash(seed: seed)
            hash.combine(key.high)
            hash.combine(key.low)
            return hash.finish()
        }
    }

    /// The rank of a mention, known by its name.
    static func rank(feed: String, role: String, key: RecordHash) -> UInt64 {
        Origin(number: 0, trust: 0, seed: seed(feed: feed, role: role)).rank(of: key)
    }

    private static func seed(feed: String, role: String) -> UInt64 {
        StableHash.of(role, seed: StableHash.of(feed))
    }

    private var origins: [Int64: Origin] = [:]
    private(set) var sources: [MentionSource] = []

    init(_ database: SQLiteConnection) throws {
        let statement = try database.statement(
            "SELECT f.feed_id, o.role_no, f.trust, f.name, o.name FROM role o JOIN feed f USING (feed_id)")
        defer { statement.reset() }
        while try statement.step() {
            let source = MentionSource(feed: statement.text(3) ?? "", role: statement.text(4) ?? "")
            origins[statement.integer(0) << 6 | statement.integer(1)] = Origin(
                number: Int32(sources.count), trust: Int32(clamping: statement.integer(2)),
                seed: Self.seed(feed: source.feed, role: source.role))
            sources.append(source)
        }
    }

    func origin(of mention: Int64) throws -> Origin {
        let place = Numbering.feed(ofMention: mention) << 6 | Numbering.role(ofMention: mention)
        guard let origin = origins[place] else {
            throw StoreError(.damaged, "the store has a mention of an unknown feed; put back the last backup")
        }
        return origin
    }
}

extension SQLiteStatement {
    /// Appends a column's text to the row under construction.
    func appendCell(_ column: Int, to table: inout CellTable) {
        let start = table.arena.count
        if let count = append(column, to: &table.arena) {
            table.cells.append(CellTable.Cell(start: UInt32(start), length: UInt32(count)))
        } else {
            table.appendMissing()
        }
    }
}
