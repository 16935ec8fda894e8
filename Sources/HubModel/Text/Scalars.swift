/// Unicode scalars over UTF-8 bytes: decoding, encoding, and the few classes of characters the types ask for.
package enum Scalars {
    /// The scalar at `index`, which moves behind it. Bytes that are not UTF-8 read as U+FFFD, one at a time.
    @inline(__always)
    package static func next(_ bytes: Span<UInt8>, _ index: inout Int) -> UInt32 {
        let lead = UInt32(bytes[index])
        index &+= 1
        if lead < 0x80 { return lead }
        return longScalar(lead, bytes, &index)
    }

    private static func longScalar(_ lead: UInt32, _ bytes: Span<UInt8>, _ index: inout Int) -> UInt32 {
        let extra: Int
        var scalar: UInt32
        switch lead {
        case 0xC2...0xDF: (extra, scalar) = (1, lead & 0x1F)
        case 0xE0...0xEF: (extra, scalar) = (2, lead & 0x0F)
        case 0xF0...0xF4: (extra, scalar) = (3, lead & 0x07)
        default: return replacement
        }
        guard index &+ extra <= bytes.count else { return replacement }
        for offset in 0..<extra {
            let byte = UInt32(bytes[index &+ offset])
            guard byte & 0xC0 == 0x80 else { return replacement }
            scalar = scalar &<< 6 | byte & 0x3F
        }
        let tooShort = extra == 2 && scalar < 0x800 || extra == 3 && scalar < 0x10000
        guard !tooShort, scalar <= 0x10FFFF, !(0xD800...0xDFFF).contains(scalar) else { return replacement }
        index &+= extra
        return scalar
    }

    /// Appends a scalar as UTF-8.
    @inline(__always)
    package static func append(_ scalar: UInt32, to output: inout [UInt8]) {
        if scalar < 0x80 {
            output.append(UInt8(truncatingIfNeeded: scalar))
        } else if scalar < 0x800 {
            output.append(UInt8(truncatingIfNeeded: 0xC0 | scalar &>> 6))
            output.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        } else if scalar < 0x10000 {
            output.append(UInt8(truncatingIfNeeded: 0xE0 | scalar &>> 12))
            output.append(UInt8(truncatingIfNeeded: 0x80 | scalar &>> 6 & 0x3F))
            output.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        } else {
            output.append(UInt8(truncatingIfNeeded: 0xF0 | scalar &>> 18))
            output.append(UInt8(truncatingIfNeeded: 0x80 | scalar &>> 12 & 0x3F))
            output.append(UInt8(truncatingIfNeeded: 0x80 | scalar &>> 6 & 0x3F))
            output.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        }
    }

    /// How many scalars the bytes hold.
    package static func count(_ bytes: Span<UInt8>) -> Int {
        var index = 0
        var count = 0
        while index < bytes.count {
            _ = next(bytes, &index)
            count &+= 1
        }
        return count
    }

    /// U+FFFD.
    package static let replacement: UInt32 = 0xFFFD

    /// Full-width forms of ASCII as ASCII, the ideographic space as a space, the dashes in use as `-`.
    @inline(__always)
    package static func halfWidth(_ scalar: UInt32) -> UInt32 {
        if scalar < 0x2010 { return scalar }
        switch scalar {
        case 0xFF01...0xFF5E: return scalar &- 0xFEE0
        case 0x3000: return 0x20
        case 0x2010...0x2015, 0x2212, 0x2500, 0x2501, 0xFE58, 0xFE63: return 0x2D
        default: return scalar
        }
    }

    /// White space of any width.
    @inline(__always)
    package static func isSpace(_ scalar: UInt32) -> Bool {
        if scalar == 0x20 { return true }
        if scalar < 0x80 { return scalar >= 0x09 && scalar <= 0x0D }
        switch scalar {
        case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: return true
        default: return false
        }
    }

    /// Characters that show nothing: controls, joiners, direction marks, byte-order marks, variation selectors.
    @inline(__always)
    package static func isInvisible(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 { return scalar < 0x09 || scalar > 0x0D && scalar < 0x20 || scalar == 0x7F }
        if scalar >= 0x3000 && scalar < 0xFE00 { return false }
        switch scalar {
        case 0x80...0x84, 0x86...0x9F, 0xAD, 0x180B...0x180E, 0x200B...0x200F, 0x202A...0x202E,
            0x2060...0x206F, 0xFE00...0xFE0F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE01EF:
            return true
        default: return false
        }
    }

    /// Chinese characters, also those of the extensions and private ones that stand for rare characters.
    @inline(__always)
    package static func isHan(_ scalar: UInt32) -> Bool {
        if scalar < 0x2E80 { return false }
        switch scalar {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x3FFFF, 0x3007, 0xF900...0xFAFF, 0x2E80...0x2FDF,
            0xE000...0xF8FF:
            return true
        default: return false
        }
    }

    /// `0`–`9`.
    @inline(__always)
    package static func isDigit(_ scalar: UInt32) -> Bool { scalar >= 0x30 && scalar <= 0x39 }

    /// `A`–`Z`, `a`–`z`.
    @inline(__always)
    package static func isLatin(_ scalar: UInt32) -> Bool { (scalar | 0x20) >= 0x61 && (scalar | 0x20) <= 0x7A }

    /// A letter of any script, as far as names need to know: Latin with accents, Cyrillic, Han, Kana and so on.
    @inline(__always)
    package static func isLetter(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 { return isLatin(scalar) }
        if isHan(scalar) { return true }
        switch scalar {
        case 0xAA, 0xB5, 0xBA, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x1FFF, 0x2C00...0x2DFF, 0x3041...0x318F,
            0x31A0...0x31FF, 0xA000...0xD7FF, 0xFB00...0xFDFF, 0xFE70...0xFEFC, 0x10000...0x1EFFF:
            return true
        default: return false
        }
    }

    /// Small Latin letters as capitals; everything else as it is.
    @inline(__always)
    package static func upper(_ scalar: UInt32) -> UInt32 {
        scalar >= 0x61 && scalar <= 0x7A ? scalar &- 0x20 : scalar
    }
}

extension [UInt8] {
    /// Takes back what was appended after `count`.
    @inline(__always)
    package mutating func cut(to count: Int) { removeLast(self.count &- count) }

    /// Appends the bytes of a span.
    @inline(__always)
    package mutating func append(copying bytes: Span<UInt8>) {
        for index in bytes.indices { append(bytes[index]) }
    }

    /// Appends a literal.
    @inline(__always)
    package mutating func append(_ text: StaticString) {
        for byte in text.description.utf8 { append(byte) }
    }
}
