import HubModel

/// How the records of a file are written down.
package struct CSVDialect: Sendable {
    package let delimiter: UInt8
    package let quote: UInt8
    package let skipLines: Int
    package let maxRecordBytes: Int

    /// How far the end of a record that is too long is looked for.
    package var searchBytes: Int { maxRecordBytes + 16 << 20 }

    package init(
        delimiter: UInt8, quote: UInt8, skipLines: Int, maxRecordBytes: Int
    ) throws(ConnectorError) {
        for (name, byte) in [("delimiter", delimiter), ("quote", quote)]
        where byte >= 0x80 || [0x00, 0x0A, 0x0D].contains(byte) {
            throw ConnectorError(.badSetting, "`\(name)` must be an ASCII character and no line break")
        }
        guard delimiter != quote else {
            throw ConnectorError(.badSetting, "`delimiter` and `quote` must differ")
        }
        self.delimiter = delimiter
        self.quote = quote
        self.skipLines = skipLines
        self.maxRecordBytes = maxRecordBytes
    }
}

/// What one pass of the scanner found.
package struct CSVScan {
    /// A record that is no row.
    package struct Flawed {
        package let flaw: RejectReason
        package let ordinal: Int
        package let line: Int
        /// The record without its line break.
        package let range: Range<Int>
        /// Where the first wrong byte stands.
        package let place: Int
        package let fields: Int
    }

    /// Why the file cannot be read further; each with a line.
    package enum Stop {
        case openQuote(Int)
        case endless(Int)
    }

    package var cells: [CellTable.Cell] = []
    /// One a row; `byteOffset` is an index of the scanned bytes.
    package var positions: [RecordPosition] = []
    package var flawed: [Flawed] = []
    /// Cells with doubled quotes.
    package var doubled: [Int] = []
    package var stop: Stop?

    package var recordCount: Int { positions.count + flawed.count }

    /// Makes one quote of two, in place: the cell gets shorter.
    package mutating func unescape(_ arena: inout [UInt8], quote: UInt8) {
        for index in doubled {
            let range = cells[index].range
            var write = range.lowerBound
            var read = range.lowerBound
            while read < range.upperBound {
                arena[write] = arena[read]
                write += 1
                read += arena[read] == quote ? 2 : 1
            }
            cells[index].length = UInt32(write - range.lowerBound)
        }
    }
}

/// Finds records and fields in UTF-8 text. Always begins at the start of a record: what the end of a piece cut
/// off is scanned again with the next piece, so there is no state to carry inside a record.
package struct CSVScanner {
    private let dialect: CSVDialect
    private let special: SpecialBytes
    private let specialInQuotes: SpecialBytes
    /// Fields a record must have; any number while the header is looked for.
    package private(set) var width: Int?
    /// Index of the next record in the text.
    package var position = 0
    private var line = 1
    private var ordinal = 0
    private var linesToSkip: Int

    package init(_ dialect: CSVDialect) {
        self.dialect = dialect
        special = SpecialBytes(dialect.delimiter, dialect.quote)
        specialInQuotes = SpecialBytes(dialect.quote, dialect.quote)
        linesToSkip = dialect.skipLines
    }

    /// From here on every record has `width` fields, and ordinals count from 1.
    package mutating func start(width: Int) {
        self.width = width
        ordinal = 0
    }

    /// Scans whole records from `position` on, at most `limit`, and moves `position` behind them.
    package mutating func scan(_ bytes: Span<UInt8>, faults: [Int], isLast: Bool, limit: Int) -> CSVScan {
        var found = CSVScan()
        var fault = 0
        found.cells.reserveCapacity(min(limit, bytes.count / 32) * (width ?? 16))
        skipLines(bytes, isLast: isLast)
        while linesToSkip == 0, position < bytes.count, found.recordCount < limit {
            if isLineBreak(bytes[position]) {
                // A blank line is no record; an empty value alone on its line is written "".
                guard let next = behindLineBreak(bytes, position, isLast: isLast) else { break }
                position = next
                line += 1
                continue
            }
            let firstCell = found.cells.count
            let firstDoubled = found.doubled.count
            var record = Record(start: position, line: line)
            let isWhole = scanRecord(bytes, &record, isLast: isLast, into: &found)
            if !isWhole || record.end - record.start > dialect.searchBytes {
                found.cells.removeLast(found.cells.count - firstCell)
                found.doubled.removeLast(found.doubled.count - firstDoubled)
                found.stop = stop(record, isWhole: isWhole, isLast: isLast, length: bytes.count - position)
                break
            }
            while fault < faults.count, faults[fault] < record.next {
                if record.faultAt < 0, faults[fault] >= record.start { record.faultAt = faults[fault] }
                fault += 1
            }
            ordinal += 1
            let fields = found.cells.count - firstCell
            if let (flaw, place) = flaw(record, fields: fields) {
                found.cells.removeLast(fields)
                found.doubled.removeLast(found.doubled.count - firstDoubled)
                found.flawed.append(
                    CSVScan.Flawed(
                        flaw: flaw, ordinal: ordinal, line: line, range: record.start..<record.end,
                        place: place, fields: fields))
            } else {
                found.positions.append(
                    RecordPosition(ordinal: ordinal, line: line, byteOffset: record.start))
            }
            position = record.next
            line = record.line
        }
        return found
    }

    /// A record while it is scanned; places are -1 until found.
    private struct Record {
        let start: Int
        /// The line the scan has come to.
        var line: Int
        /// Line of the quote that is open.
        var quoteLine = 0
        var end = 0
        var next = 0
        var nulAt = -1
        var strayAt = -1
        var faultAt = -1

        init(start: Int, line: Int) {
            self.start = start
            self.line = line
        }
    }

    /// Appends the cells of one record; false when the text ends before the record does.
    @inline(__always)
    private func scanRecord(
        _ bytes: Span<UInt8>, _ record: inout Record, isLast: Bool, into found: inout CSVScan
    ) -> Bool {
        let count = bytes.count
        let quote = dialect.quote
        let delimiter = dialect.delimiter
        var index = record.start
        while true {
            var start = index
            var end = index
            var isDoubled = false
            if index < count, bytes[index] == quote {
                start = index &+ 1
                guard let close = findClosingQuote(bytes, start, &record, isLast: isLast, &isDoubled) else {
                    return false
                }
                end = close
                index = close &+ 1
                if index < count, bytes[index] != delimiter, !isLineBreak(bytes[index]) {
                    if record.strayAt < 0 { record.strayAt = close }
                    index = findFieldEnd(bytes, index, &record)
                }
            } else {
                index = findFieldEnd(bytes, index, &record)
                end = index
            }
            if isDoubled { found.doubled.append(found.cells.count) }
            found.cells.append(
                CellTable.Cell(
                    start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: end &- start)
                ))
            if index < count, bytes[index] == delimiter {
                index &+= 1
                continue
            }
            record.end = index
            if index >= count {
                record.next = index
                return isLast
            }
            guard let next = behindLineBreak(bytes, index, isLast: isLast) else { return false }
            record.next = next
            record.line &+= 1
            return true
        }
    }

    /// The delimiter, line break or end of text behind a field without quotes.
    @inline(__always)
    private func findFieldEnd(_ bytes: Span<UInt8>, _ start: Int, _ record: inout Record) -> Int {
        var index = special.next(in: bytes, from: start)
        while index < bytes.count {
            let byte = bytes[index]
            if byte == dialect.delimiter || isLineBreak(byte) { break }
            if byte == 0, record.nulAt < 0 { record.nulAt = index }
            if byte == dialect.quote, record.strayAt < 0 { record.strayAt = index }
            index = special.next(in: bytes, from: index &+ 1)
        }
        return index
    }

    /// The quote that closes a field; `nil` when the text may not show it yet, or ends.
    @inline(__always)
    private func findClosingQuote(
        _ bytes: Span<UInt8>, _ start: Int, _ record: inout Record, isLast: Bool, _ isDoubled: inout Bool
    ) -> Int? {
        record.quoteLine = record.line
        var index = specialInQuotes.next(in: bytes, from: start)
        while index < bytes.count {
            let byte = bytes[index]
            let isAtEnd = index &+ 1 == bytes.count
            let follower = isAtEnd ? 0 : bytes[index &+ 1]
            if byte == dialect.quote {
                if isAtEnd, !isLast { return nil }
                if follower != dialect.quote { return index }
                isDoubled = true
                index &+= 1
            } else if byte == 0 {
                if record.nulAt < 0 { record.nulAt = index }
            } else if byte == 0x0A || byte == 0x0D && follower != 0x0A {
                record.line &+= 1
            }
            index = specialInQuotes.next(in: bytes, from: index &+ 1)
        }
        return nil
    }

    private func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    /// The index behind the line break at `index`; `nil` when a LF may yet follow a CR.
    @inline(__always)
    private func behindLineBreak(_ bytes: Span<UInt8>, _ index: Int, isLast: Bool) -> Int? {
        if bytes[index] == 0x0A { return index &+ 1 }
        if index &+ 1 < bytes.count { return bytes[index &+ 1] == 0x0A ? index &+ 2 : index &+ 1 }
        return isLast ? index &+ 1 : nil
    }

    private mutating func skipLines(_ bytes: Span<UInt8>, isLast: Bool) {
        while linesToSkip > 0 {
            var index = position
            while index < bytes.count, !isLineBreak(bytes[index]) { index += 1 }
            guard index < bytes.count, let next = behindLineBreak(bytes, index, isLast: isLast) else {
                if isLast {
                    position = bytes.count
                    linesToSkip = 0
                }
                return
            }
            position = next
            line += 1
            linesToSkip -= 1
        }
    }

    private func stop(_ record: Record, isWhole: Bool, isLast: Bool, length: Int) -> CSVScan.Stop? {
        if isLast, !isWhole { return .openQuote(record.quoteLine) }
        return isWhole || length > dialect.searchBytes ? .endless(line) : nil
    }

    /// What is wrong with a whole record, the gravest first, and where.
    private func flaw(_ record: Record, fields: Int) -> (RejectReason, Int)? {
        if record.end - record.start > dialect.maxRecordBytes { return (.fieldTooLong, record.start) }
        if record.faultAt >= 0 { return (.invalidEncoding, record.faultAt) }
        if record.nulAt >= 0 { return (.nulByte, record.nulAt) }
        if record.strayAt >= 0 { return (.strayQuote, record.strayAt) }
        if let width, width != fields { return (.wrongFieldCount, record.start) }
        return nil
    }
}

/// The bytes at which the scanner must look: line breaks, NUL (and, harmlessly, what stands between) and two more.
///
/// Eight bytes at a time in one word: `word - 0x01…` borrows exactly through the lowest zero byte, so the
/// lowest marked byte is always a true find.
private struct SpecialBytes {
    private let first: UInt64
    private let second: UInt64

    init(_ first: UInt8, _ second: UInt8) {
        self.first = UInt64(first) &* Self.ones
        self.second = UInt64(second) &* Self.ones
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// The first such byte from `start` on; the count when there is none.
    @inline(__always)
    func next(in bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index &+ 8 <= bytes.count {
            let marks = marks(Self.word(bytes, index))
            if marks != 0 { return index &+ marks.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < bytes.count {
            if marks(UInt64(bytes[index]) | ~0xFF) & 0xFF != 0 { return index }
            index &+= 1
        }
        return index
    }

    @inline(__always)
    private func marks(_ word: UInt64) -> UInt64 {
        let a = word ^ first
        let b = word ^ second
        let low = (word &- Self.ones &* 0x0E) & ~word
        return (low | (a &- Self.ones) & ~a | (b &- Self.ones) & ~b) & Self.tops
    }

    @inline(__always)
    private static func word(_ bytes: Span<UInt8>, _ index: Int) -> UInt64 {
        let part = bytes.extracting(index..<index &+ 8)
        var word: UInt64 = 0
        for place in 0..<8 { word |= UInt64(part[place]) &<< UInt64(place &* 8) }
        return word
    }
}
