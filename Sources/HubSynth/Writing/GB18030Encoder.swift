import Foundation

/// UTF-8 to GB18030, each character looked up once in Foundation and remembered.
struct GB18030Encoder {
    private static let encoding = String.Encoding(rawValue: 0x8000_0632)

    /// By scalar: up to four bytes, first byte highest; 0 is "not asked yet" (NUL never occurs).
    private var known = [UInt32](repeating: 0, count: 0x3_0000)

    /// Appends the GB18030 form of valid UTF-8 to `output`.
    mutating func encode(_ text: Bytes, into output: inout Bytes) {
        var index = 0
        while index < text.count {
            let first = text[index]
            if first < 0x80 {
                output.append(first)
                index += 1
                continue
            }
            let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
            var scalar = UInt32(first) & (0x7F >> UInt32(length))
            for offset in 1..<length { scalar = scalar << 6 | UInt32(text[index + offset] & 0x3F) }
            let code = known[Int(scalar)] != 0 ? known[Int(scalar)] : ask(scalar)
            if code > 0xFFFF {
                output.append(UInt8(truncatingIfNeeded: code >> 24))
                output.append(UInt8(truncatingIfNeeded: code >> 16))
            }
            output.append(UInt8(truncatingIfNeeded: code >> 8))
            output.append(UInt8(truncatingIfNeeded: code))
            index += length
        }
    }

    private mutating func ask(_ scalar: UInt32) -> UInt32 {
        let text = Unicode.Scalar(scalar).map { String(Character($0)) } ?? "?"
        let bytes = text.data(using: Self.encoding) ?? Data()
        precondition(
            bytes.count == 2 || bytes.count == 4, "GB18030 has every character beyond ASCII in 2 or 4")
        known[Int(scalar)] = bytes.reduce(0) { $0 << 8 | UInt32($1) }
        return known[Int(scalar)]
    }
}
