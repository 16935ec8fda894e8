import HubModel
import HubStore

/// Names a record as its department delivered it, whatever its key, its place and the mapping: two equal names promise
/// equal records. Exports carry it, so that a mended record finds the one it mends.
struct RecordOrigin: Sendable, Hashable {
    private let hash: RecordHash

    private init(hash: RecordHash) { self.hash = hash }

    /// Reads `text` back; `nil` when it is none.
    init?(text: String) {
        let digits = text.dropFirst()
        guard text.utf8.count == 33, text.hasPrefix("c"), let high = UInt64(digits.prefix(16), radix: 16),
            let low = UInt64(digits.suffix(16), radix: 16)
        else { return nil }
        hash = RecordHash(high: high, low: low)
    }

    /// `c` and 32 hexadecimal digits: a spreadsheet takes it for the text it is.
    var text: String {
        "c"
            + [hash.high, hash.low].map { half in
                let digits = String(half, radix: 16)
                return String(repeating: "0", count: 16 - digits.count) + digits
            }.joined()
    }

    /// Of the cells in these columns.
    static func of(_ table: CellTable, row: Int, columns: [Int]) -> RecordOrigin {
        var high = StableHash(seed: seed)
        var low = StableHash(seed: ~seed)
        let arena = table.arena.span
        for column in columns {
            let cell = table.cell(row, column)
            if cell.isMissing {
                // No text has this many bytes.
                high.combine(.max)
                low.combine(.max)
            } else {
                high.combine(arena.extracting(cell.range))
                low.combine(arena.extracting(cell.range))
            }
        }
        return RecordOrigin(hash: RecordHash(high: high.finish(), low: low.finish()))
    }

    /// Of a copy.
    static func of(_ copy: RecordCopy) -> RecordOrigin {
        var table = CellTable(width: copy.columns.count)
        table.append(copy, columns: copy.columns)
        return of(table, row: 0, columns: Array(copy.columns.indices))
    }

    /// Of a record that could not be split into cells: `r` and 32 hexadecimal digits.
    static func of(raw: String) -> String {
        let hash = RecordHash(high: StableHash.of(raw, seed: seed), low: StableHash.of(raw, seed: ~seed))
        return "r" + RecordOrigin(hash: hash).text.dropFirst()
    }

    private static let seed: UInt64 = 0x6F72_6967
}
