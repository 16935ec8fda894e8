/// The text that a JSON string stands for.
enum JSONText {
    /// Appends what lies between the quotes, escapes replaced. The escapes are known to be right.
    static func append(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == UInt8(ascii: "\\"), index + 1 < bytes.count else {
                output.append(byte)
                index += 1
                continue
            }
            let escaped = bytes[index + 1]
            index += 2
            switch escaped {
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "u"):
                var scalar = unit(bytes, index) ?? 0xFFFD
                index += 4
                if scalar & 0xFC00 == 0xD800, let low = unit(bytes, index + 2) {
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + low & 0x3FF
                    index += 6
                }
                append(scalar, to: &output)
            default: output.append(escaped)
            }
        }
    }

    /// Appends a value as scanned.
    static func append(_ bytes: Span<UInt8>, isEscaped: Bool, to output: inout [UInt8]) {
        if isEscaped { return append(bytes, to: &output) }
        for index in bytes.indices { output.append(bytes[index]) }
    }

    /// The number of four hexadecimal digits.
    static func unit(_ bytes: Span<UInt8>, _ start: Int) -> UInt32? {
        guard start + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for index in start..<start + 4 {
            let digit: UInt8
            switch bytes[index] {
            case 0x30...0x39: digit = bytes[index] - 0x30
            case 0x41...0x46: digit = bytes[index] - 0x37
            case 0x61...0x66: digit = bytes[index] - 0x57
            default: return nil
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private static func append(_ scalar: UInt32, to output: inout [UInt8]) {
        if scalar >= 0x10000 {
            output.append(UInt8(0xF0 | scalar >> 18))
            output.append(UInt8(0x80 | scalar >> 12 & 0x3F))
        } else if scalar >= 0x800 {
            output.append(UInt8(0xE0 | scalar >> 12))
        } else if scalar >= 0x80 {
            output.append(UInt8(0xC0 | scalar >> 6))
        } else {
            output.append(UInt8(scalar))
            return
        }
        if scalar >= 0x800 { output.append(UInt8(0x80 | scalar >> 6 & 0x3F)) }
        output.append(UInt8(0x80 | scalar & 0x3F))
    }
}
