/// How the records of a file are written down.
package struct CSVDialect: Sendable {
    /// What stands between fields: one character, or several together.
    package let delimiter: [UInt8]
    /// `nil` for files without quoting.
    package let quote: UInt8?
    /// Takes its meaning from the quote, delimiter, line break or escape behind it.
    package let escape: UInt8?
    package let skipLines: Int
    package let maxRecordBytes: Int
    /// Records that begin with one of these are totals and the like.
    package let totals: CSVTotals

    /// How far the end of a record that is too long is looked for.
    package var searchBytes: Int { maxRecordBytes + 16 << 20 }

    package init(
        delimiter: [UInt8], quote: UInt8?, escape: UInt8? = nil, skipLines: Int = 0,
        maxRecordBytes: Int = 1 << 20, totals: CSVTotals = CSVTotals([])
    ) throws(ConnectorError) {
        let used = [
            ("delimiter", delimiter), ("quote", quote.map { [$0] } ?? []),
            ("escape", escape.map { [$0] } ?? []),
        ]
        for (name, bytes) in used
        where bytes.contains(where: { $0 >= 0x80 || [0x00, 0x0A, 0x0D].contains($0) }) {
            throw ConnectorError(.badSetting, "`\(name)` must be an ASCII character and no line break")
        }
        guard !delimiter.isEmpty else {
            throw ConnectorError(
                .badSetting, "`delimiter` must be one ASCII character, or up to four together")
        }
        for (index, one) in used.enumerated() {
            for other in used[(index + 1)...] where one.1.contains(where: other.1.contains) {
                throw ConnectorError(.badSetting, "`\(one.0)` and `\(other.0)` must differ")
            }
        }
        self.delimiter = delimiter
        self.quote = quote
        self.escape = escape
        self.skipLines = skipLines
        self.maxRecordBytes = maxRecordBytes
        self.totals = totals
    }
}
