import HubModel

/// Texts that stand for others, looked up by bytes: local codes (`男` → `1`), or a column of a table by another.
///
/// ```
/// arena    男1女2…            keys and values, one behind the other
/// slots    · 0 · 1 ·          open addressing over a stable hash; numbers of entries
/// ```
///
/// A class, so that a table of 100,000 rows is shared by all that look into it. Complexity: O(bytes) a look-up.
package final class CodeTable: Sendable {
    fileprivate struct Entry {
        let key: Range<Int>
        let value: Range<Int>
    }

    /// The bytes of all keys and values.
    let arena: [UInt8]
    private let entries: [Entry]
    private let slots: [Int32]
    /// Stands for all that the table says, whatever the order of its entries.
    let digest: UInt64

    /// Makes a table of `codes`; of equal keys the first counts.
    convenience init(_ codes: [String: String]) {
        var maker = Maker(capacity: codes.count)
        for (key, value) in codes { _ = maker.add(Array(key.utf8).span, Array(value.utf8).span) }
        self.init(maker)
    }

    init(_ maker: consuming Maker) {
        arena = maker.arena
        slots = maker.slots
        digest = maker.digest
        entries = maker.entries
    }

    /// How many texts it knows.
    var count: Int { entries.count }

    /// Number of the entry that `raw` is the key of.
    func find(_ raw: Span<UInt8>) -> Int? {
        var slot = Self.slot(of: raw, among: slots.count)
        while slots[slot] >= 0 {
            let position = Int(slots[slot])
            if Self.matches(arena, entries[position].key, raw) { return position }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
        return nil
    }

    /// Where in the arena the value of an entry is.
    func value(_ position: Int) -> Range<Int> { entries[position].value }

    /// All texts with their values, in the order of the table.
    var pairs: [(String, String)] {
        entries.map {
            (String(decoding: arena[$0.key], as: UTF8.self), String(decoding: arena[$0.value], as: UTF8.self))
        }
    }

    /// The value that stands for a text, for the edges.
    func text(of key: String) -> String? {
        find(Array(key.utf8).span).map { String(decoding: arena[entries[$0].value], as: UTF8.self) }
    }

    @inline(__always)
    private static func matches(_ arena: [UInt8], _ key: Range<Int>, _ raw: Span<UInt8>) -> Bool {
        guard key.count == raw.count else { return false }
        for index in raw.indices where arena[key.lowerBound &+ index] != raw[index] { return false }
        return true
    }

    @inline(__always)
    private static func slot(of bytes: Span<UInt8>, among count: Int) -> Int {
        var hash = StableHash(seed: 1)
        hash.combine(bytes)
        return Int(truncatingIfNeeded: hash.finish()) & (count &- 1)
    }
}

extension CodeTable {
    /// Gathers the entries of a table.
    struct Maker {
        fileprivate var arena: [UInt8] = []
        fileprivate var entries: [Entry] = []
        fileprivate var slots: [Int32]
        fileprivate var digest: UInt64 = 0

        init(capacity: Int) {
            var size = 16
            while size < capacity * 2 { size *= 2 }
            slots = Array(repeating: -1, count: size)
            entries.reserveCapacity(capacity)
        }

        /// Adds an entry unless its key is there; then returns the number of the entry that has it.
        /// At most as many entries as the capacity.
        mutating func add(_ key: Span<UInt8>, _ value: Span<UInt8>) -> Int? {
            var slot = CodeTable.slot(of: key, among: slots.count)
            while slots[slot] >= 0 {
                let position = Int(slots[slot])
                if CodeTable.matches(arena, entries[position].key, key) { return position }
                slot = (slot + 1) & (slots.count - 1)
            }
            let start = arena.count
            arena.append(copying: key)
            arena.append(copying: value)
            let middle = start + key.count
            slots[slot] = Int32(entries.count)
            entries.append(Entry(key: start..<middle, value: middle..<arena.count))
            var hash = StableHash(seed: 2)
            hash.combine(key)
            hash.combine(value)
            digest &+= hash.finish()
            return nil
        }

        /// Whether the value of an entry is this one.
        func says(_ position: Int, _ value: Span<UInt8>) -> Bool {
            CodeTable.matches(arena, entries[position].value, value)
        }
    }
}

/// What a text that is in no code list is worth.
package enum UnknownCode: String, Sendable, CaseIterable {
    /// A reject `unknown-code`.
    case reject
    /// Itself.
    case keep
    /// Nothing.
    case missing
}

/// Codes as a value uses them.
package struct CodeLookup: Sendable {
    package let codes: CodeTable
    package let unknown: UnknownCode
}
