/// Folding of typed identifiers to capitals and digits, the first step of every code-like type.
enum IdentifierText {
    /// What the folding met on the way.
    struct Findings {
        /// Something else than ASCII is left.
        var hasOther = false
        /// More than `limit` bytes; the rest was not read.
        var isTooLong = false
    }

    /// No identifier of any type is longer.
    static let limit = 80

    /// Appends `raw` in capitals and half width, without white space, invisible characters, and the apostrophe or
    /// the `="…"` by which long numbers are kept from spreadsheets. `cross`: letters that look like `X` become `X`.
    static func append(_ raw: Span<UInt8>, into output: inout [UInt8], cross: Bool = false) -> Findings {
        var findings = Findings()
        let start = output.count
        let quote = UInt8(ascii: "\"")
        if raw.count > 3, raw[0] == UInt8(ascii: "="), raw[1] == quote, raw[raw.count - 1] == quote {
            return append(raw.extracting(2..<raw.count - 1), into: &output, cross: cross)
        }
        var index = 0
        while index < raw.count {
            if output.count &- start > limit {
                findings.isTooLong = true
                break
            }
            var scalar = Scalars.next(raw, &index)
            if scalar > 0x7F {
                scalar = cross && isCross(scalar) ? 0x58 : Scalars.halfWidth(scalar)
                if Scalars.isSpace(scalar) || Scalars.isInvisible(scalar) { continue }
                let isApostrophe = scalar == 0x2018 || scalar == 0x2019
                if isApostrophe, output.count == start { continue }
                if scalar > 0x7F { findings.hasOther = true }
            }
            if scalar <= 0x20 || scalar == 0x7F { continue }
            if output.count == start, scalar == 0x27 || scalar == 0x60 { continue }
            Scalars.append(Scalars.upper(scalar), to: &output)
        }
        return findings
    }

    /// Cyrillic Х х, Greek Χ χ, the multiplication sign, Roman ten.
    private static func isCross(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x0425, 0x0445, 0x03A7, 0x03C7, 0xD7, 0x2169, 0x2179, 0x2715, 0x2716: true
        default: false
        }
    }

    /// Whether a spreadsheet turned a long number into `3.30211E+17`.
    static func isScientific(_ text: Span<UInt8>) -> Bool {
        var digits = 0
        var index = 0
        while index < text.count, isDigit(text[index]) || text[index] == UInt8(ascii: ".") {
            if isDigit(text[index]) { digits += 1 }
            index += 1
        }
        guard digits > 0, index + 1 < text.count, text[index] | 0x20 == UInt8(ascii: "e") else {
            return false
        }
        index += 1
        guard text[index] == UInt8(ascii: "+") else { return false }
        index += 1
        guard index < text.count else { return false }
        while index < text.count, isDigit(text[index]) { index += 1 }
        return index == text.count
    }

    /// Whether all bytes are ASCII digits.
    @inline(__always)
    static func areDigits(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where !isDigit(text[index]) { return false }
        return true
    }

    /// `0`–`9`.
    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// The number that up to 18 ASCII digits of a range spell.
    @inline(__always)
    static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
        var number = 0
        for index in range { number = number &* 10 &+ Int(text[index] &- 0x30) }
        return number
    }

    /// Whether a two-digit number is a province of GB/T 2260, or 99, kept for made-up places.
    static func isProvince(_ code: Int) -> Bool {
        switch code {
        case 11...15, 21...23, 31...37, 41...46, 50...54, 61...65, 71, 81, 82, 99: true
        default: false
        }
    }

    /// `text` behind its first `head` and before its last `tail` characters as stars, `nil` when too short.
    static func starred(_ text: String, head: Int, tail: Int) -> String {
        // A carriage return and the line feed behind it are one character.
        if text.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x0D }) {
            let (bytes, star) = (text.utf8, UInt8(ascii: "*"))
            guard bytes.count > head + tail else { return String(repeating: "*", count: max(3, bytes.count)) }
            var masked = Array(bytes.prefix(head))
            masked.append(contentsOf: repeatElement(star, count: bytes.count - head - tail))
            masked.append(contentsOf: bytes.suffix(tail))
            return String(decoding: masked, as: UTF8.self)
        }
        let scalars = Array(text)
        guard scalars.count > head + tail else { return String(repeating: "*", count: max(3, scalars.count)) }
        let stars = String(repeating: "*", count: scalars.count - head - tail)
        return String(scalars[..<head]) + stars + String(scalars[(scalars.count - tail)...])
    }
}
