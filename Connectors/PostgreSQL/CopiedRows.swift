import HubConnect
import HubModel

/// Finds cells in the text form of COPY (PostgreSQL documentation, COPY, file formats).
///
/// ```
/// 张三 TAB \N TAB a\tb LF      张三 · missing · a TAB b
/// ```
///
/// UTF-8 stays where it came: the arena of the batch is what the server sent, cells point into it, and only values
/// with escapes are rewritten, in place. Bytes that the server did not convert are decoded value by value, after
/// escapes: it escapes byte by byte, also inside a character such as 誠, `D5 5C` in GBK, sent as `D5 5C 5C`.
struct CopiedRows {
    private let columns: [String]
    private let maxRecordBytes: Int
    /// What the values are written in; `nil` when the server gives UTF-8.
    private let encoding: TextEncoding?
    private var ordinal = 0

    init(columns: [String], maxRecordBytes: Int, encoding: TextEncoding?) {
        self.columns = columns
        self.maxRecordBytes = maxRecordBytes
        self.encoding = encoding
    }

    /// Makes rows of the arena's bytes from `start` on.
    mutating func take(from start: Int, into batch: inout RecordBatch) throws(ConnectorError) {
        guard let encoding else { return try takeVerbatim(from: start, into: &batch) }
        var sent = Array(batch.table.arena[start...])
        batch.table.arena.removeLast(sent.count)
        var cells: [CellTable.Cell] = []
        var index = 0
        while index < sent.count {
            let row = index
            cells.removeAll(keepingCapacity: true)
            index = try appendRow(&sent, from: row, to: &cells)
            if index - row > maxRecordBytes {
                refuseTooLong(cells[...], of: sent, in: &batch)
            } else if let column = Self.decode(cells, of: sent, encoding, into: &batch.table) {
                refuse(
                    .invalidEncoding, cells[...], of: sent, in: &batch,
                    "column `\(columns[column])` holds bytes that are not valid \(encoding.rawValue)")
            } else {
                batch.positions.append(RecordPosition(ordinal: ordinal))
            }
        }
    }

    private mutating func takeVerbatim(
        from start: Int, into batch: inout RecordBatch
    ) throws(ConnectorError) {
        var index = start
        while index < batch.table.arena.count {
            let row = index
            let firstCell = batch.table.cells.count
            index = try appendRow(&batch.table.arena, from: row, to: &batch.table.cells)
            if index - row > maxRecordBytes {
                let cells = batch.table.cells[firstCell...]
                refuseTooLong(cells, of: batch.table.arena, in: &batch)
                batch.table.cells.removeLast(cells.count)
            } else {
                batch.positions.append(RecordPosition(ordinal: ordinal))
            }
        }
    }

    /// Appends the cells of one row and returns the index behind its line feed.
    private mutating func appendRow(
        _ bytes: inout [UInt8], from start: Int, to cells: inout [CellTable.Cell]
    ) throws(ConnectorError) -> Int {
        ordinal += 1
        let before = cells.count
        let end = Self.appendCells(&bytes, from: start, to: &cells)
        guard cells.count - before == columns.count else {
            throw ConnectorError(
                .malformed, "the server sent a row that does not have \(columns.count) values")
        }
        return end
    }

    private func refuseTooLong(
        _ cells: ArraySlice<CellTable.Cell>, of bytes: [UInt8], in batch: inout RecordBatch
    ) {
        refuse(.fieldTooLong, cells, of: bytes, in: &batch, "longer than \(maxRecordBytes) bytes")
    }

    /// The values between tabs are what the quarantine keeps: at most 64 KiB, decoded as well as they can be.
    private func refuse(
        _ reason: RejectReason, _ cells: ArraySlice<CellTable.Cell>, of bytes: [UInt8],
        in batch: inout RecordBatch, _ detail: String
    ) {
        var raw = DecodedText(encoding ?? .utf8)
        for (number, cell) in cells.enumerated() where raw.bytes.count < 65536 {
            var decoder = TextDecoder(encoding ?? .utf8)
            if number > 0 { decoder.decode([0x09], isLast: false, into: &raw) }
            decoder.decode(
                bytes[cell.range].prefix(65536), isLast: cell.range.count <= 65536, into: &raw)
        }
        var end = min(raw.bytes.count, 65536)
        while end < raw.bytes.count && end > 0 && raw.bytes[end] & 0xC0 == 0x80 { end -= 1 }
        let text = String(decoding: raw.bytes[..<end], as: UTF8.self)
        batch.rejects.append(
            Reject(reason, at: RecordPosition(ordinal: ordinal), detail: detail, raw: text))
    }
}

// MARK: - Cells

extension CopiedRows {
    /// Appends the values as UTF-8. Returns the first column that cannot be decoded; the row then leaves nothing.
    private static func decode(
        _ cells: [CellTable.Cell], of bytes: [UInt8], _ encoding: TextEncoding, into table: inout CellTable
    ) -> Int? {
        let (firstCell, firstByte) = (table.cells.count, table.arena.count)
        var text = DecodedText(encoding)
        for (column, cell) in cells.enumerated() {
            let value = bytes[cell.range]
            if cell.isMissing {
                table.appendMissing()
            } else if value.allSatisfy({ $0 < 0x80 }) {
                table.append(value)
            } else {
                let start = text.bytes.count
                var decoder = TextDecoder(encoding)
                decoder.decode(value, isLast: true, into: &text)
                table.append(text.bytes[start...])
            }
            guard text.faults.isEmpty else {
                table.cells.removeLast(table.cells.count - firstCell)
                table.arena.removeLast(table.arena.count - firstByte)
                return column
            }
        }
        return nil
    }

    /// Appends the cells of one row and returns the index behind its line feed.
    private static func appendCells(
        _ arena: inout [UInt8], from start: Int, to cells: inout [CellTable.Cell]
    ) -> Int {
        var bytes = arena.mutableSpan
        let count = bytes.count
        var index = start
        while true {
            let first = index
            // Escapes make a value shorter: `end` falls behind `index`.
            var end = index
            var isMissing = false
            while index < count && bytes[index] != 0x09 && bytes[index] != 0x0A {
                var byte = bytes[index]
                if byte == UInt8(ascii: "\\") && index + 1 < count {
                    index += 1
                    isMissing = bytes[index] == UInt8(ascii: "N")
                    byte = unescaped(bytes[index])
                }
                bytes[end] = byte
                end += 1
                index += 1
            }
            cells.append(
                isMissing ? .missing : CellTable.Cell(start: UInt32(first), length: UInt32(end - first)))
            index += 1
            if index >= count || bytes[index - 1] == 0x0A { return index }
        }
    }

    private static func unescaped(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "v"): 0x0B
        default: byte
        }
    }
}
