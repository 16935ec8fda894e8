/// What names of people and organisations have in common.
enum NameText {
    /// The one middle dot of names: U+00B7.
    static let dot: UInt32 = 0xB7

    /// Square, curly, angle and corner brackets as round ones.
    @inline(__always)
    static func roundBracket(_ scalar: UInt32) -> UInt32 {
        switch scalar {
        case 0x5B, 0x7B, 0x3C, 0x3008, 0x300A, 0x3010, 0x3014, 0x3016, 0xFE59, 0xFE5D: 0x28
        case 0x5D, 0x7D, 0x3E, 0x3009, 0x300B, 0x3011, 0x3015, 0x3017, 0xFE5A, 0xFE5E: 0x29
        default: scalar
        }
    }

    /// Cuts what does not belong to the name from its end: `(户主)`, `等3人`, dangling dots, dashes and spaces.
    ///
    /// A bracket behind a single character stays: it describes a rare character, as in `王(龙天)`.
    static func cutNotes(_ output: inout [UInt8], from start: Int) {
        while true {
            cutDangling(&output, from: start)
            let count = output.count
            if let open = noteStart(output.span.extracting(start..<count)) {
                output.cut(to: start + open)
            } else if let others = othersStart(output.span.extracting(start..<count)) {
                output.cut(to: start + others)
            } else {
                return
            }
        }
    }

    private static func cutDangling(_ output: inout [UInt8], from start: Int) {
        while output.count > start, let last = output.last {
            if last == 0x20 || last == UInt8(ascii: "-") {
                output.removeLast()
            } else if last == 0xB7, output.count - start >= 2, output[output.count - 2] == 0xC2 {
                output.removeLast(2)
            } else {
                return
            }
        }
    }

    /// Where a bracket at the end of the text opens, if at least two characters stand before it.
    private static func noteStart(_ text: Span<UInt8>) -> Int? {
        guard !text.isEmpty else { return nil }
        let isClosed = text[text.count - 1] == UInt8(ascii: ")")
        var index = text.count - (isClosed ? 2 : 1)
        while index >= 0, text[index] != UInt8(ascii: "(") {
            if text[index] == UInt8(ascii: ")") { return nil }
            index -= 1
        }
        guard index > 0 else { return nil }
        var end = index
        while end > 0, text[end - 1] == 0x20 { end -= 1 }
        return Scalars.count(text.extracting(0..<end)) >= 2 ? index : nil
    }

    /// Where `等3人` starts at the end of the text, if anything stands before it.
    private static func othersStart(_ text: Span<UInt8>) -> Int? {
        // 人 is E4 BA BA, 等 is E7 AD 89.
        var index = text.count - 3
        guard index > 3, text[index] == 0xE4, text[index + 1] == 0xBA, text[index + 2] == 0xBA else { return nil }
        while index > 0, IdentifierText.isDigit(text[index - 1]) { index -= 1 }
        guard index > 3, index < text.count - 3, text[index - 3] == 0xE7, text[index - 2] == 0xAD,
            text[index - 1] == 0x89
        else { return nil }
        return index - 3
    }
}
