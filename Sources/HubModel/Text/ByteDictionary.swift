/// A fixed set of short words over UTF-8, each with a number, looked up without making a `String`.
///
/// Open addressing over FNV-1a; ASCII letters are compared as capitals. Built once, then only read.
package struct ByteDictionary: Sendable {
    private var arena: [UInt8] = []
    private var words: [(start: Int, count: Int, value: Int)] = []
    private var slots: [Int]

    /// Makes a dictionary of `entries`; the first of equal words wins. Words are given with capitals.
    package init(_ entries: [(word: String, value: Int)]) {
        var size = 16
        while size < entries.count * 2 { size *= 2 }
        slots = Array(repeating: -1, count: size)
        for (word, value) in entries { insert(Array(word.utf8), value) }
    }

    private mutating func insert(_ word: [UInt8], _ value: Int) {
        var slot = Int(truncatingIfNeeded: Self.hash(word.span)) & (slots.count - 1)
        while slots[slot] >= 0 {
            if matches(words[slots[slot]], word.span) { return }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = words.count
        words.append((arena.count, word.count, value))
        arena.append(contentsOf: word)
    }

    /// The number of `word`, `nil` when it is not in the set. Complexity: O(bytes).
    package func value(of word: Span<UInt8>) -> Int? {
        var slot = Int(truncatingIfNeeded: Self.hash(word)) & (slots.count &- 1)
        while slots[slot] >= 0 {
            let entry = words[slots[slot]]
            if matches(entry, word) { return entry.value }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
        return nil
    }

    private func matches(_ entry: (start: Int, count: Int, value: Int), _ word: Span<UInt8>) -> Bool {
        guard entry.count == word.count else { return false }
        for offset in 0..<entry.count where arena[entry.start &+ offset] != Self.upper(word[offset]) {
            return false
        }
        return true
    }

    @inline(__always)
    private static func hash(_ word: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in word.indices { hash = (hash ^ UInt64(upper(word[index]))) &* 0x0000_0100_0000_01B3 }
        return hash ^ hash &>> 32
    }

    @inline(__always)
    private static func upper(_ byte: UInt8) -> UInt8 { byte >= 0x61 && byte <= 0x7A ? byte &- 0x20 : byte }
}
