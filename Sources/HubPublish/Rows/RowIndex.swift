import Foundation
import HubModel

// What a version keeps to itself of every dataset: `.NAME.rows`, the entity id and a hash of each row in order, so that
// any two versions can be compared without reading files in six formats.
//
//     hash (8 bytes) length (2) id …   next row …

/// Appends rows to an index.
struct RowIndexWriter {
    private let sink: DurableFile
    private var buffer: [UInt8] = []
    private(set) var rows = 0

    init(path: String) throws { sink = try DurableFile(path: path) }

    mutating func append(id: ArraySlice<UInt8>, hash: UInt64) throws {
        for shift in 0..<8 { buffer.append(UInt8(truncatingIfNeeded: hash >> UInt64(shift * 8))) }
        let id = id.prefix(Int(UInt16.max))
        buffer.append(UInt8(truncatingIfNeeded: id.count))
        buffer.append(UInt8(truncatingIfNeeded: id.count >> 8))
        buffer += id
        rows += 1
        if buffer.count > 1 << 18 { try sink.write(&buffer) }
    }

    mutating func close() throws -> String {
        try sink.write(&buffer)
        return try sink.close()
    }

    /// What the cells of a row after its id amount to.
    static func hash(_ rows: CellTable, _ row: Int) -> UInt64 {
        var hash = StableHash()
        let arena = rows.arena.span
        for column in 1..<rows.width {
            let cell = rows.cell(row, column)
            if cell.isMissing { hash.combine(1) } else { hash.combine(arena.extracting(cell.range)) }
        }
        return hash.finish()
    }
}

/// Reads an index from its beginning.
final class RowIndexReader {
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var position = 0
    private let path: String

    init(path: String) throws {
        self.path = path
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw PublishError("\(path) is not there, so this version cannot be compared with others")
        }
        self.handle = handle
    }

    deinit { try? handle.close() }

    func next() throws -> (id: [UInt8], hash: UInt64)? {
        guard try fill(10) else { return nil }
        var hash: UInt64 = 0
        for shift in 0..<8 { hash |= UInt64(buffer[position + shift]) << UInt64(shift * 8) }
        let length = Int(buffer[position + 8]) | Int(buffer[position + 9]) << 8
        guard try fill(10 + length) else { return nil }
        let id = Array(buffer[position + 10..<position + 10 + length])
        position += 10 + length
        return (id, hash)
    }

    /// Makes sure that so many bytes can be read; false at the end.
    private func fill(_ count: Int) throws -> Bool {
        while buffer.count - position < count {
            buffer.removeSubrange(..<position)
            position = 0
            guard let more = try handle.read(upToCount: 1 << 18), !more.isEmpty else {
                if buffer.isEmpty { return false }
                throw PublishError("\(path) ends in the middle of a row; versions cannot be compared by it")
            }
            buffer += more
        }
        return true
    }
}

/// How a row differs from the version before.
package enum RowChange: String, Sendable {
    case insert
    case update
    case delete
}

/// Walks along an older index while newer rows come in the order of their ids.
struct RowComparison {
    private let older: RowIndexReader?
    private var waiting: (id: [UInt8], hash: UInt64)?
    private(set) var inserted = 0
    private(set) var updated = 0
    private(set) var deleted = 0

    init(against older: RowIndexReader?) throws {
        self.older = older
        waiting = try older?.next()
    }

    /// What became of a row; ids that are gone before it are handed to `gone`.
    mutating func compare(
        _ id: ArraySlice<UInt8>, _ hash: UInt64, gone: ([UInt8]) throws -> Void
    ) throws -> RowChange? {
        while let old = waiting, old.id.lexicographicallyPrecedes(id) { try drop(old.id, gone) }
        guard let old = waiting, old.id.elementsEqual(id) else {
            inserted += 1
            return .insert
        }
        waiting = try older?.next()
        if old.hash == hash { return nil }
        updated += 1
        return .update
    }

    /// No more rows come.
    mutating func finish(gone: ([UInt8]) throws -> Void) throws {
        while let old = waiting { try drop(old.id, gone) }
    }

    private mutating func drop(_ id: [UInt8], _ gone: ([UInt8]) throws -> Void) throws {
        deleted += 1
        try gone(id)
        waiting = try older?.next()
    }
}
