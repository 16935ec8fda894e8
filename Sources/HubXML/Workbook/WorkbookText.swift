/// Texts of workbooks (ECMA-376 part 1, 22.9.2.19): what XML cannot hold is written `_x000D_`, and an underscore that would
/// look like that `_x005F_`.
package enum WorkbookText {
    /// Replaces such escapes in `text` from `start` on.
    package static func unescape(_ text: inout [UInt8], from start: Int) {
        var read = start
        var write = start
        while read < text.count {
            if text[read] == UInt8(ascii: "_"), let (scalar, length) = escaped(text, read) {
                // An escape is longer than what it stands for.
                for byte in String(scalar).utf8 {
                    text[write] = byte
                    write += 1
                }
                read += length
            } else {
                text[write] = text[read]
                write += 1
                read += 1
            }
        }
        text.removeLast(text.count - write)
    }

    /// The character of an escape; half of a surrogate pair is none, and stays what it is.
    private static func escaped(_ text: [UInt8], _ start: Int) -> (Unicode.Scalar, length: Int)? {
        guard let unit = unit(text, start) else { return nil }
        if let scalar = Unicode.Scalar(unit) { return (scalar, 7) }
        guard unit < 0xDC00, let low = self.unit(text, start + 7), low & 0xFC00 == 0xDC00 else { return nil }
        return Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF).map { ($0, 14) }
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
