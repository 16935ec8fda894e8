import HubModel

/// Finds records and fields in UTF-8 text. Always begins at the start of a record: what the end of a piece cut
/// off is scanned again with the next piece, so there is no state to carry inside a record.
package struct CSVScanner {
    private let dialect: CSVDialect
    private let special: SpecialBytes
    private let specialInQuotes: SpecialBytes
    /// What stands between fields: its first byte, and whether there are more.
    private let delimiter: UInt8
    private let isDelimiterLong: Bool
    /// No byte where there is none.
    private let quote: UInt16
    private let escape: UInt16
    private static let none: UInt16 = 0x100
    /// Fields a record must have; any number while the header is looked for.
    package private(set) var width: Int?
    /// Index of the next record in the text.
    package var position = 0
    package private(set) var line = 1
    package private(set) var ordinal = 0
    /// What was no record so far.
    package private(set) var leftOut = CSVLeftOut()
    /// Cells of the header as they stand in the file, to know it by when it comes again.
    private var header: [[UInt8]] = []
    private var linesToSkip: Int

    package init(_ dialect: CSVDialect) {
        self.dialect = dialect
        delimiter = dialect.delimiter[0]
        isDelimiterLong = dialect.delimiter.count > 1
        quote = dialect.quote.map(UInt16.init) ?? Self.none
        escape = dialect.escape.map(UInt16.init) ?? Self.none
        special = SpecialBytes(delimiter, dialect.quote, dialect.escape)
        specialInQuotes = SpecialBytes(dialect.quote ?? delimiter, nil, dialect.escape)
        linesToSkip = dialect.skipLines
    }

    /// From here on every record has `width` fields.
    ///
    /// - Parameters:
    ///   - header: its cells as they stand in the file; empty when there is none.
    ///   - ordinal: number of the last record before this file.
    package mutating func start(width: Int, header: [[UInt8]], after ordinal: Int) {
        self.width = width
        self.header = header
        self.ordinal = ordinal
        leftOut = CSVLeftOut()
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
            let firstMarked = found.marked.count
            var record = Record(start: position, line: line)
            let isWhole = scanRecord(bytes, &record, isLast: isLast, into: &found)
            if !isWhole || record.end - record.start > dialect.searchBytes {
                found.cells.removeLast(found.cells.count - firstCell)
                found.marked.removeLast(found.marked.count - firstMarked)
                found.stop = stop(record, isWhole: isWhole, isLast: isLast, length: bytes.count - position)
                break
            }
            while fault < faults.count, faults[fault] < record.next {
                if record.faultAt < 0, faults[fault] >= record.start { record.faultAt = faults[fault] }
                fault += 1
            }
            let fields = found.cells.count - firstCell
            if isNoRecord(bytes, record, found.cells[firstCell...]) {
                found.cells.removeLast(fields)
                found.marked.removeLast(found.marked.count - firstMarked)
                position = record.next
                line = record.line
                continue
            }
            ordinal += 1
            if let (flaw, place) = flaw(record, fields: fields) {
                found.cells.removeLast(fields)
                found.marked.removeLast(found.marked.count - firstMarked)
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
        var index = record.start
        while true {
            var start = index
            var end = index
            var isMarked = false
            if index < count, UInt16(bytes[index]) == quote {
                start = index &+ 1
                guard let close = findClosingQuote(bytes, start, &record, isLast: isLast, &isMarked) else {
                    return false
                }
                end = close
                index = close &+ 1
                if index < count, !isDelimiter(bytes, index), !isLineBreak(bytes[index]) {
                    if record.strayAt < 0 { record.strayAt = close }
                    index = findFieldEnd(bytes, index, &record, &isMarked)
                }
            } else {
                index = findFieldEnd(bytes, index, &record, &isMarked)
                end = index
                if record.strayAt == start &+ 1, isFormulaText(bytes, start, end) {
                    // `="00123"` keeps spreadsheets from taking the text for a number.
                    record.strayAt = -1
                    start &+= 2
                    end &-= 1
                }
            }
            if isMarked { found.marked.append(found.cells.count) }
            found.cells.append(
                CellTable.Cell(
                    start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: end &- start)
                ))
            if index < count, bytes[index] == delimiter {
                index &+= isDelimiterLong ? dialect.delimiter.count : 1
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
    private func findFieldEnd(
        _ bytes: Span<UInt8>, _ start: Int, _ record: inout Record, _ isMarked: inout Bool
    ) -> Int {
        var index = special.next(in: bytes, from: start)
        while index < bytes.count {
            let byte = bytes[index]
            if isDelimiter(bytes, index) || isLineBreak(byte) { break }
            if byte == 0, record.nulAt < 0 { record.nulAt = index }
            if UInt16(byte) == quote, record.strayAt < 0 { record.strayAt = index }
            if UInt16(byte) == escape {
                index &+= plainBehindEscape(bytes, index, &record, &isMarked, inQuotes: false)
            }
            index = special.next(in: bytes, from: index &+ 1)
        }
        return index
    }

    /// The quote that closes a field; `nil` when the text may not show it yet, or ends.
    @inline(__always)
    private func findClosingQuote(
        _ bytes: Span<UInt8>, _ start: Int, _ record: inout Record, isLast: Bool, _ isMarked: inout Bool
    ) -> Int? {
        record.quoteLine = record.line
        var index = specialInQuotes.next(in: bytes, from: start)
        while index < bytes.count {
            let byte = bytes[index]
            let isAtEnd = index &+ 1 == bytes.count
            let follower = isAtEnd ? 0 : bytes[index &+ 1]
            if UInt16(byte) == quote {
                if isAtEnd, !isLast { return nil }
                if UInt16(follower) != quote { return index }
                isMarked = true
                index &+= 1
            } else if UInt16(byte) == escape {
                index &+= plainBehindEscape(bytes, index, &record, &isMarked, inQuotes: true)
            } else if byte == 0 {
                if record.nulAt < 0 { record.nulAt = index }
            } else if byte == 0x0A || byte == 0x0D && follower != 0x0A {
                record.line &+= 1
            }
            index = specialInQuotes.next(in: bytes, from: index &+ 1)
        }
        return nil
    }

    /// How many bytes behind the escape at `index` are text because of it. Inside quotes only a quote and the escape
    /// need it to be; a delimiter or line break is found to be text as it is.
    private func plainBehindEscape(
        _ bytes: Span<UInt8>, _ index: Int, _ record: inout Record, _ isMarked: inout Bool, inQuotes: Bool
    ) -> Int {
        let next = index + 1
        guard next < bytes.count else { return 0 }
        if UInt16(bytes[next]) == quote || UInt16(bytes[next]) == escape {
            isMarked = true
            return 1
        }
        let length: Int
        if isDelimiter(bytes, next) {
            length = dialect.delimiter.count
        } else if isLineBreak(bytes[next]) {
            let isPair = bytes[next] == 0x0D && next + 1 < bytes.count && bytes[next + 1] == 0x0A
            length = isPair ? 2 : 1
            if !inQuotes { record.line += 1 }
        } else {
            return 0
        }
        isMarked = true
        return inQuotes ? 0 : length
    }

    @inline(__always)
    private func isDelimiter(_ bytes: Span<UInt8>, _ index: Int) -> Bool {
        guard bytes[index] == delimiter else { return false }
        if !isDelimiterLong { return true }
        guard index + dialect.delimiter.count <= bytes.count else { return false }
        return dialect.delimiter.indices.allSatisfy { bytes[index + $0] == dialect.delimiter[$0] }
    }

    /// `="…"` without further quotes.
    private func isFormulaText(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard end - start >= 3, bytes[start] == UInt8(ascii: "="), UInt16(bytes[end - 1]) == quote else {
            return false
        }
        return (start + 2..<end - 1).allSatisfy { UInt16(bytes[$0]) != quote }
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

// MARK: - What is no record

extension CSVScanner {
    /// Counts a record that is none: blank, totals, the header again. A record with something wrong in it is never
    /// left out.
    private mutating func isNoRecord(
        _ bytes: Span<UInt8>, _ record: Record, _ cells: ArraySlice<CellTable.Cell>
    ) -> Bool {
        guard record.faultAt < 0, record.nulAt < 0, record.strayAt < 0,
            record.end - record.start <= dialect.maxRecordBytes
        else { return false }
        if isBlank(bytes, record, fields: cells.count) {
            leftOut.blank += 1
            return true
        }
        if !dialect.totals.isEmpty, dialect.totals.hold(bytes, cells) {
            leftOut.totals += 1
            return true
        }
        if isHeader(bytes, cells) {
            leftOut.headers += 1
            return true
        }
        return false
    }

    /// Nothing but delimiters and blanks. In a file of one column blanks are a value.
    @inline(__always)
    private func isBlank(_ bytes: Span<UInt8>, _ record: Record, fields: Int) -> Bool {
        let first = bytes[record.start]
        guard first == delimiter || first == 0x20 || first == 0x09, width != 1 else { return false }
        var index = record.start
        while index < record.end {
            let byte = bytes[index]
            guard byte == 0x20 || byte == 0x09 || dialect.delimiter.contains(byte) else { return false }
            index &+= 1
        }
        return true
    }

    @inline(__always)
    private func isHeader(_ bytes: Span<UInt8>, _ cells: ArraySlice<CellTable.Cell>) -> Bool {
        guard let name = header.first, let cell = cells.first, Int(cell.length) == name.count,
            cells.count == header.count
        else { return false }
        return zip(header, cells).allSatisfy { name, cell in
            guard Int(cell.length) == name.count else { return false }
            let start = Int(cell.start)
            return name.indices.allSatisfy { bytes[start + $0] == name[$0] }
        }
    }
}
