/// UTF-8 text under construction.
typealias Bytes = [UInt8]

extension Bytes {
    /// The UTF-8 of a literal.
    init(text: String) { self.init(text.utf8) }

    /// Appends the UTF-8 of a literal.
    mutating func append(text: String) { append(contentsOf: text.utf8) }

    /// Appends a number that is not negative, with leading zeros up to `width` digits.
    mutating func append(number: Int, width: Int = 1) {
        var divisor = 1
        var digits = 1
        while digits < width || number / divisor >= 10 {
            divisor *= 10
            digits += 1
        }
        while divisor > 0 {
            append(48 + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    /// Appends a number below 100 in Chinese: `十二`.
    mutating func append(chineseNumber number: Int) {
        if number >= 20 { append(contentsOf: chineseDigits[number / 10]) }
        if number >= 10 { append(text: "十") }
        if number % 10 > 0 { append(contentsOf: chineseDigits[number % 10]) }
    }

    /// Appends `text` with ASCII letters and digits made full-width.
    mutating func append(fullWidth text: Bytes) {
        for byte in text {
            if byte > 0x20, byte < 0x7F {  // U+FF01 is U+0021 and so on
                let scalar = 0xFEE0 + UInt32(byte)
                append(0xE0 | UInt8(scalar >> 12))
                append(0x80 | UInt8(scalar >> 6 & 0x3F))
                append(0x80 | UInt8(scalar & 0x3F))
            } else {
                append(byte)
            }
        }
    }

    /// The characters (Unicode scalars) as byte strings.
    var scalars: [Bytes] {
        var result: [Bytes] = []
        for byte in self {
            if byte & 0xC0 == 0x80, !result.isEmpty {
                result[result.count - 1].append(byte)
            } else {
                result.append([byte])
            }
        }
        return result
    }
}

private let chineseDigits: [Bytes] = Bytes(text: "零一二三四五六七八九").scalars

/// The characters of a literal, as a table to pick from.
func table(_ characters: String) -> [Bytes] { Bytes(text: characters).scalars }

/// The words of a literal, separated by spaces, as a table to pick from.
func words(_ text: String) -> [Bytes] { text.split(separator: " ").map { Bytes($0.utf8) } }
