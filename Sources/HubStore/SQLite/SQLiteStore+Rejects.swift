import HubModel
import HubSQLite

// Into quarantine and out of it. A record that left rejects has one copy, which its rejects share and which goes with
// them: a trigger sees to that, whoever deletes.
extension SQLiteStore {
    /// Saves the rejects of a batch; `records` are the ids of its records.
    func saveRejects(_ batch: StagedBatch, records: [Int64], feed: Int64, run: Int64) throws {
        guard !batch.rejects.isEmpty else { return }
        let copies = try saveCopies(batch.copies, feed: feed)
        let insert = try database.statement(
            """
            INSERT INTO reject(feed_id, record_id, record_key, scope, reason, ordinal, line, byte_offset, source_column,
            target, detail, raw, run_id, part, origin, copy_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        for reject in batch.rejects {
            try insert.bind(feed, at: 1)
            if reject.record < 0 {
                try insert.bindNull(at: 2)
            } else {
                try insert.bind(records[reject.record], at: 2)
            }
            try insert.bind(reject.key, at: 3)
            try insert.bind(reject.record < 0 ? "record" : "value", at: 4)
            try insert.bind(reject.reason.code, at: 5)
            try insert.bind(Int64(reject.ordinal), at: 6)
            try insert.bind(Int64(reject.line), at: 7)
            try insert.bind(Int64(reject.byteOffset), at: 8)
            try insert.bind(reject.column, at: 9)
            try insert.bind(reject.target, at: 10)
            try insert.bind(reject.detail, at: 11)
            try insert.bind(reject.raw, at: 12)
            try insert.bind(run, at: 13)
            try insert.bind(reject.part, at: 14)
            try insert.bind(reject.origin, at: 15)
            if let copy = reject.copy {
                try insert.bind(copies[copy], at: 16)
            } else {
                try insert.bindNull(at: 16)
            }
            try insert.run()
        }
    }

    /// Returns the number of each copy.
    private func saveCopies(_ copies: [RecordCopy], feed: Int64) throws -> [Int64] {
        guard !copies.isEmpty else { return [] }
        var next = (try database.integer("SELECT max(copy_id) FROM rejected_copy") ?? 0) + 1
        let insert = try database.statement(
            "INSERT INTO rejected_copy(copy_id, layout_id, cells) VALUES (?, ?, ?)")
        var layouts = LayoutNumbers(feed: feed)
        return try copies.map { copy in
            try insert.bind(next, at: 1)
            try insert.bind(try layouts.number(of: copy.columns, database), at: 2)
            try insert.bind(CellsText.encode(copy.cells), at: 3)
            try insert.run()
            defer { next += 1 }
            return next
        }
    }

    package func clearRecordRejects(feed: String) throws(StoreError) {
        try guarded {
            let delete = try database.statement("DELETE FROM reject WHERE feed_id = ? AND record_id IS NULL")
            try delete.bind(try feedNumber(feed), at: 1)
            try delete.run()
        }
    }

    package func removeRejects(_ ids: [Int64]) throws(StoreError) {
        try guarded {
            let delete = try database.statement("DELETE FROM reject WHERE reject_id = ?")
            try inTransaction {
                for id in ids {
                    try delete.bind(id, at: 1)
                    try delete.run()
                }
            }
        }
    }

    package func expireRejects(before date: String, isDryRun: Bool) throws(StoreError) -> Int {
        try guarded {
            let last = try database.statement("SELECT max(run_id) FROM run WHERE started_at < ?")
            defer { last.reset() }
            try last.bind(date, at: 1)
            guard try last.step(), !last.isNull(0) else { return 0 }
            let run = last.integer(0)
            let due = "run_id <= ? AND (raw <> '' OR copy_id IS NOT NULL)"
            let count = Int(try database.integer("SELECT count(*) FROM reject WHERE \(due)", run) ?? 0)
            guard count > 0, !isDryRun else { return count }
            // The key of a record that is in the registry is there anyway.
            try inTransaction {
                for sql in [
                    "DELETE FROM rejected_copy WHERE copy_id IN (SELECT copy_id FROM reject WHERE \(due))",
                    """
                    UPDATE reject SET raw = '', copy_id = NULL,
                    record_key = CASE WHEN record_id IS NULL THEN '' ELSE record_key END WHERE \(due)
                    """,
                ] {
                    let statement = try database.statement(sql)
                    try statement.bind(run, at: 1)
                    try statement.run()
                }
            }
            return count
        }
    }
}

/// Numbers of column lists, each kept once a feed.
struct LayoutNumbers {
    private let feed: Int64
    private var known: [[String]: Int64] = [:]

    init(feed: Int64) { self.feed = feed }

    mutating func number(of columns: [String], _ database: SQLiteConnection) throws -> Int64 {
        if let number = known[columns] { return number }
        let text = CellsText.encode(columns)
        let insert = try database.statement(
            "INSERT OR IGNORE INTO reject_layout(feed_id, columns) VALUES (?, ?)")
        let select = try database.statement(
            "SELECT layout_id FROM reject_layout WHERE feed_id = ? AND columns = ?")
        defer { select.reset() }
        for statement in [insert, select] {
            try statement.bind(feed, at: 1)
            try statement.bind(text, at: 2)
        }
        try insert.run()
        _ = try select.step()
        known[columns] = select.integer(0)
        return select.integer(0)
    }
}

/// Cells as a JSON array of texts and nulls (RFC 8259).
enum CellsText {
    static func encode(_ cells: [String?]) -> String {
        var output: [UInt8] = [UInt8(ascii: "[")]
        for (index, cell) in cells.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            guard let cell else {
                output += "null".utf8
                continue
            }
            output.append(UInt8(ascii: "\""))
            for byte in cell.utf8 { append(byte, to: &output) }
            output.append(UInt8(ascii: "\""))
        }
        output.append(UInt8(ascii: "]"))
        return String(decoding: output, as: UTF8.self)
    }

    private static func append(_ byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            output += [UInt8(ascii: "\\"), byte]
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            output += "\\u00".utf8
            output += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: output.append(byte)
        }
    }

    /// Reads what `encode` writes; `nil` for anything else.
    static func decode(_ text: String) -> [String?]? {
        var cells: [String?] = []
        var cell: [UInt8] = []
        var rest = Array(text.utf8)[...]
        guard rest.popFirst() == UInt8(ascii: "["), rest.popLast() == UInt8(ascii: "]") else { return nil }
        while let first = rest.first {
            if first == UInt8(ascii: "n") {
                guard rest.starts(with: "null".utf8) else { return nil }
                rest = rest.dropFirst(4)
                cells.append(nil)
            } else {
                rest = rest.dropFirst()
                guard first == UInt8(ascii: "\""), readText(&rest, into: &cell) else { return nil }
                cells.append(String(decoding: cell, as: UTF8.self))
            }
            guard let comma = rest.popFirst() else { break }
            guard comma == UInt8(ascii: ","), !rest.isEmpty else { return nil }
        }
        return cells
    }

    /// Reads up to the closing quote; false when there is none.
    private static func readText(_ rest: inout ArraySlice<UInt8>, into cell: inout [UInt8]) -> Bool {
        cell.removeAll(keepingCapacity: true)
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return false }
                if escaped != UInt8(ascii: "u") {
                    cell.append(escaped)
                    continue
                }
                let digits = String(decoding: rest.prefix(4), as: UTF8.self)
                guard let code = UInt8(digits, radix: 16), code < 0x20 else { return false }
                cell.append(code)
                rest = rest.dropFirst(4)
            default: cell.append(byte)
            }
        }
        return false
    }
}
