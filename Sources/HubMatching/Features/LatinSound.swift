/// How a name in Latin letters sounds: its consonants, those that are confused as one.
///
/// ```
/// SMITH, SMYTH → S M T        CATHERINE, KATHRYN → K T R N        WRIGHT, RIGHT → R T
/// ```
///
/// In the manner of Soundex and Metaphone: vowels count at the start alone, doubled sounds count once, silent letters
/// do not. At most eight sounds, one byte each.
enum LatinSound {
    static func code(of text: Span<UInt32>) -> UInt64 {
        var code: UInt64 = 0
        var last: UInt8 = 0
        var index = 0
        func letter(_ position: Int) -> UInt8 {
            position >= 0 && position < text.count ? UInt8(truncatingIfNeeded: text[position]) & 0xDF : 0
        }
        while index < text.count, code < 1 << 56 {
            let (sound, length) = sound(
                letter(index), letter(index - 1), letter(index + 1), isFirst: index == 0)
            index += length
            // What a vowel or H parts is heard twice; W parts nothing.
            if sound == 0 || sound == last { continue }
            last = sound
            if sound != vowel || code == 0 { code = code << 8 | UInt64(sound) }
        }
        return code
    }

    private static let vowel = UInt8(ascii: "A")

    /// The sound of a letter between two others (0: none), and how many letters make it.
    private static func sound(
        _ letter: UInt8, _ before: UInt8, _ next: UInt8, isFirst: Bool
    ) -> (UInt8, Int) {
        let softens = next == UInt8(ascii: "E") || next == UInt8(ascii: "I") || next == UInt8(ascii: "Y")
        let hasH = next == UInt8(ascii: "H")
        switch letter {
        case UInt8(ascii: "A"), UInt8(ascii: "E"), UInt8(ascii: "I"), UInt8(ascii: "O"), UInt8(ascii: "U"),
            UInt8(ascii: "Y"):
            return (vowel, 1)
        case UInt8(ascii: "H"): return (isFirst ? letter : 0, 1)
        case UInt8(ascii: "W"):
            return (isFirst && next != UInt8(ascii: "R") ? letter : 0, 1)
        case UInt8(ascii: "K") where isFirst && next == UInt8(ascii: "N"): return (0, 1)
        case UInt8(ascii: "P") where hasH: return (UInt8(ascii: "F"), 2)
        case UInt8(ascii: "V"): return (UInt8(ascii: "F"), 1)
        case UInt8(ascii: "C") where hasH, UInt8(ascii: "S") where hasH: return (UInt8(ascii: "X"), 2)
        case UInt8(ascii: "C") where softens, UInt8(ascii: "Z"): return (UInt8(ascii: "S"), 1)
        case UInt8(ascii: "C"), UInt8(ascii: "Q"): return (UInt8(ascii: "K"), 1)
        case UInt8(ascii: "T") where hasH: return (letter, 2)
        case UInt8(ascii: "G") where hasH: return (isFirst ? letter : 0, 2)
        case UInt8(ascii: "G") where softens && !isFirst: return (UInt8(ascii: "J"), 1)
        case UInt8(ascii: "D") where next == UInt8(ascii: "G"): return (UInt8(ascii: "J"), 2)
        default: return (letter, 1)
        }
    }
}
