import HubModel

/// How lines begin that stand among records and are none: `合计`, `制表人*`.
///
/// The first field that is not blank counts, without any blanks and without a colon at its end, so that `合  计：`
/// is `合计`. A word that ends in `*` stands for all fields that begin with it.
package struct CSVTotals: Sendable {
    private let words: [(text: [UInt8], isPrefix: Bool)]
    /// By the first byte of a field, whether any word begins like that.
    private let begins: [Bool]

    package init(_ words: [String]) {
        self.words = words.map { word in
            let isPrefix = word.hasSuffix("*")
            let text = Self.condensed(Array((isPrefix ? word.dropLast() : word[...]).utf8)[...])
            return (text, isPrefix)
        }.filter { !$0.text.isEmpty }
        var begins = [Bool](repeating: false, count: 256)
        for word in self.words { begins[Int(word.text[0])] = true }
        self.begins = begins
    }

    package var isEmpty: Bool { words.isEmpty }

    /// Whether the record of these cells begins with one of the words.
    package func hold(_ bytes: Span<UInt8>, _ cells: ArraySlice<CellTable.Cell>) -> Bool {
        for cell in cells {
            let text = bytes.extracting(cell.range)
            let start = Self.behindBlanks(text, 0)
            if start == text.count { continue }
            guard begins[Int(text[start])] else { return false }
            // No word is that long; the rest of a long field does not matter.
            var field: [UInt8] = []
            for index in start..<min(text.count, start + 512) { field.append(text[index]) }
            let condensed = Self.condensed(field[...])
            return words.contains { $0.isPrefix ? condensed.starts(with: $0.text) : condensed == $0.text }
        }
        return false
    }

    /// Without blanks, and without a colon at the end.
    private static func condensed(_ field: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        let span = field.span
        var index = behindBlanks(span, 0)
        while index < span.count {
            result.append(span[index])
            index = behindBlanks(span, index + 1)
        }
        if result.last == 0x3A { result.removeLast() }
        if result.suffix(3) == [0xEF, 0xBC, 0x9A] { result.removeLast(3) }
        return result
    }

    /// The first index from `start` on that is no space, tab, no-break or ideographic space.
    private static func behindBlanks(_ text: Span<UInt8>, _ start: Int) -> Int {
        var index = start
        while index < text.count {
            if text[index] == 0x20 || text[index] == 0x09 {
                index += 1
            } else if index + 1 < text.count, text[index] == 0xC2, text[index + 1] == 0xA0 {
                index += 2
            } else if index + 2 < text.count, text[index] == 0xE3, text[index + 1] == 0x80,
                text[index + 2] == 0x80
            {
                index += 3
            } else {
                break
            }
        }
        return index
    }
}
