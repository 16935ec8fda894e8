/// Texts of workbooks (ECMA-376 part 1, 22.9.2.19): what XML cannot hold is written `_x000D_`, and an underscore that would
/// look like that `_x005F_`.
package enum WorkbookText {
    /// Replaces such escapes in `text` from `start` on.
    package static func unescape(_ text: inout [UInt8], from start: Int) {
        var read = start
        var write = start
        while read < text.count {
            if text[read] == UInt8(ascii: "_"), let unit = unit(text, read) {
                var scalar = unit
                read += 7
                if unit & 0xFC00 == 0xD800, let low = self.unit(text, read), low & 0xFC00 == 0xDC00 {
                    scalar = 0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF
                    read += 7
                }
                // Half of a pair is no character; an escape is longer than what it stands for.
                for byte in String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8 {
                    text[write] = byte
                    write += 1
                }
            } else {
                text[write] = text[read]
                write += 1
                read += 1
            }
        }
        text.removeLast(text.count - write)
    }

    private static func unit(_ text: [UInt8], _ start: Int) -> UInt32? {
        guard start + 7 <= text.count, text[start] == UInt8(ascii: "_"), text[start + 1] == UInt8(ascii: "x"),
            text[start + 6] == UInt8(ascii: "_")
        else { return nil }
        var value: UInt32 = 0
        for byte in text[start + 2..<start + 6] {
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x37
            case 0x61...0x66: digit = byte - 0x57
            default: return nil
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
