import HubConnect
import HubModel

/// What was read of a source: some hundred records spread over all of it, and of every record the hashes of its values.
struct SourceSample: Sendable {
    let columns: [String]
    /// Records spread evenly over what was read.
    private(set) var table: CellTable
    /// For each column one hash a record, 0 where it has no value; at most `hashLimit` records.
    private(set) var hashes: [[UInt64]]
    /// Records read.
    private(set) var rows = 0
    /// Of these, without a value, by column.
    private(set) var blanks: [Int]
    /// Records that the connector rejected, by reason.
    private(set) var rejects: [String: Int] = [:]
    /// Whether the source was read to its end.
    private(set) var isWhole = false
    /// The last records with few values, such as totals: how many in a row at the end.
    private(set) var totals = 0
    /// How lines begin that are no records, among words that are known for it.
    private(set) var totalWords: Set<String> = []
    /// By column: how many values are not the number of their record.
    private var uncounted: [Int]

    private var stride = 1
    private let hashLimit: Int
    private let sampleSize: Int

    /// So many records are kept at least, twice as many at most.
    static let sampleSize = 600
    /// Cells whose hashes are kept: 32 MiB.
    private static let hashedCells = 4 << 20
    /// A wide table is sampled more thinly, so that a sample stays small.
    private static let sampledCells = 1 << 18

    private init(columns: [String]) {
        self.columns = columns
        table = CellTable(width: columns.count)
        hashes = columns.map { _ in [] }
        blanks = columns.map { _ in 0 }
        uncounted = columns.map { _ in 0 }
        hashLimit = max(1000, Self.hashedCells / max(1, columns.count))
        sampleSize = max(50, min(Self.sampleSize, Self.sampledCells / max(1, columns.count)))
    }

    private struct Enough: Error {}

    /// Reads at most `limit` records.
    static func read(
        _ connector: any Connector, columns: [String], limit: Int
    ) async throws -> SourceSample {
        var sample = SourceSample(columns: columns)
        do {
            try await connector.read { batch in
                guard batch.columns == columns else {
                    throw GuessError("the connector delivers other columns than it was asked for")
                }
                try Task.checkCancellation()
                sample.take(batch, limit: limit)
                if sample.rows >= limit { throw Enough() }
            }
            sample.isWhole = true
        } catch is Enough {}
        return sample
    }

    private mutating func take(_ batch: RecordBatch, limit: Int) {
        for reject in batch.rejects {
            rejects[reject.reason.code, default: 0] += 1
            if let word = TotalWords.word(reject.raw) { totalWords.insert(word) }
        }
        let arena = batch.table.arena.span
        let width = columns.count
        for row in 0..<min(batch.table.rowCount, limit - rows) {
            let isHashed = rows < hashLimit
            let isSampled = rows % stride == 0
            var filled = 0
            for column in 0..<width {
                let cell = batch.table.cell(row, column)
                let range = Blanks.trimmed(arena, cell.range)
                var hash: UInt64 = 0
                if range.isEmpty {
                    blanks[column] += 1
                    uncounted[column] += 1
                } else {
                    filled += 1
                    let value = arena.extracting(range)
                    if Blanks.number(value) != rows + 1 { uncounted[column] += 1 }
                    if isHashed {
                        var hasher = StableHash(seed: 0x6775_6573)
                        hasher.combine(value)
                        hash = hasher.finish() | 1
                    }
                }
                if isHashed { hashes[column].append(hash) }
                if isSampled {
                    if range.isEmpty { table.appendMissing() } else { table.append(batch.table.arena[range]) }
                }
            }
            if filled * 3 <= width * 2, let word = TotalWords.word(in: batch.table, row: row) {
                totalWords.insert(word)
            }
            totals = width > 3 && filled * 3 <= width && rows > 3 ? totals + 1 : 0
            rows += 1
            if table.rowCount >= sampleSize * 2 { thin() }
        }
    }

    /// Forgets every other record.
    private mutating func thin() {
        stride *= 2
        var kept = CellTable(width: columns.count)
        for row in Swift.stride(from: 0, to: table.rowCount, by: 2) {
            for column in columns.indices {
                let cell = table.cell(row, column)
                if cell.isMissing { kept.appendMissing() } else { kept.append(table.arena[cell.range]) }
            }
        }
        table = kept
    }

    /// Whether a column's values are the records' numbers: 1, 2, 3 and so on, but for totals at the end.
    func countsRows(_ column: Int) -> Bool { rows > 2 && uncounted[column] * 25 <= rows }

    /// How many records the hashes are of.
    var hashedRows: Int { hashes.first?.count ?? 0 }

    /// How many different values a column has among the hashed records.
    func distinct(_ column: Int) -> Int {
        var seen: Set<UInt64> = []
        for hash in hashes[column] where hash != 0 { seen.insert(hash) }
        return seen.count
    }

    /// The sampled values of a column, without the missing ones.
    func values(_ column: Int) -> [ArraySlice<UInt8>] {
        (0..<table.rowCount).compactMap { row in
            let cell = table.cell(row, column)
            return cell.isMissing ? nil : table.arena[cell.range]
        }
    }
}

/// How totals, notes and signatures below a table begin.
enum TotalWords {
    private static let words = [
        "合计", "总计", "小计", "共计", "累计", "制表", "填表", "审核", "复核", "制单", "打印", "备注：", "说明：", "注：", "备注:", "说明:",
        "注:",
    ]

    /// The word that a line begins with, as the setting `totals` takes it.
    static func word(_ line: some StringProtocol) -> String? {
        var text = ""
        for scalar in line.unicodeScalars {
            if Scalars.isSpace(scalar.value) || scalar == "\"" || scalar == "," && text.isEmpty { continue }
            text.unicodeScalars.append(scalar)
            if text.unicodeScalars.count == 4 { break }
        }
        return words.first { text.hasPrefix($0) }.map { "\($0)*" }
    }

    static func word(in table: CellTable, row: Int) -> String? {
        for column in 0..<table.width {
            if let text = table.text(row, column)?.prefix(16), !text.allSatisfy(\.isWhitespace) {
                return word(text)
            }
        }
        return nil
    }
}

/// Blanks around values.
enum Blanks {
    /// The range without the ASCII blanks and ideographic spaces around it.
    static func trimmed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end {
            if bytes[start] <= 0x20 {
                start += 1
            } else if end - start >= 3, isWide(bytes, start) {
                start += 3
            } else {
                break
            }
        }
        while start < end {
            if bytes[end - 1] <= 0x20 {
                end -= 1
            } else if end - start >= 3, isWide(bytes, end - 3) {
                end -= 3
            } else {
                break
            }
        }
        return start..<end
    }

    private static func isWide(_ bytes: Span<UInt8>, _ index: Int) -> Bool {
        bytes[index] == 0xE3 && bytes[index + 1] == 0x80 && bytes[index + 2] == 0x80
    }

    /// The whole number that the bytes write, `nil` when they write none.
    static func number(_ bytes: Span<UInt8>) -> Int? {
        guard bytes.count > 0, bytes.count < 12 else { return nil }
        var number = 0
        for index in bytes.indices {
            guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { return nil }
            number = number * 10 + Int(bytes[index]) - 0x30
        }
        return number
    }
}
