/// Numbers written with Chinese characters: `二十三` 23, `一百零三` 103, `三〇一` 301, `拾贰` 12, `廿三` 23.
package enum ChineseNumerals {
    /// The value of one digit character, plain or as on cheques; `nil` for anything else.
    @inline(__always)
    package static func digit(_ scalar: UInt32) -> Int? {
        if scalar < 0x3007 { return nil }
        switch scalar {
        case 0x3007, 0x96F6, 0x25CB: return 0  // 〇 零 ○
        case 0x4E00, 0x58F9: return 1  // 一 壹
        case 0x4E8C, 0x8D30, 0x8CB3, 0x5F10: return 2  // 二 贰 貳 弐
        case 0x4E09, 0x53C1, 0x53C3: return 3  // 三 叁 參
        case 0x56DB, 0x8086: return 4  // 四 肆
        case 0x4E94, 0x4F0D: return 5  // 五 伍
        case 0x516D, 0x9646, 0x9678: return 6  // 六 陆 陸
        case 0x4E03, 0x67D2: return 7  // 七 柒
        case 0x516B, 0x634C: return 8  // 八 捌
        case 0x4E5D, 0x7396: return 9  // 九 玖
        default: return nil
        }
    }

    /// The value of 十 廿 卅 百 千; `nil` for anything else.
    @inline(__always)
    package static func power(_ scalar: UInt32) -> Int? {
        switch scalar {
        case 0x5341, 0x62FE: 10  // 十 拾
        case 0x5EFF: 20  // 廿
        case 0x5345: 30  // 卅
        case 0x767E, 0x4F70: 100  // 百 佰
        case 0x5343, 0x4EDF: 1000  // 千 仟
        default: nil
        }
    }

    /// Whether a character may be part of a number.
    @inline(__always)
    package static func isNumeral(_ scalar: UInt32) -> Bool { digit(scalar) != nil || power(scalar) != nil }
}

/// Reads a Chinese number one character after the other.
package struct ChineseNumber {
    private var total = 0
    private var pending = 0
    private var digits = 0
    private var positional = 0
    private var usesPowers = false

    /// A number of no characters yet.
    package init() {}

    /// Takes the next character; false, without effect, when it belongs to no number.
    package mutating func take(_ scalar: UInt32) -> Bool {
        if let digit = ChineseNumerals.digit(scalar) {
            guard digits < 9 else { return false }
            pending = digit
            positional = positional &* 10 &+ digit
            digits &+= 1
        } else if let power = ChineseNumerals.power(scalar) {
            guard total < 1_000_000 else { return false }
            // 廿 and 卅 carry their own digit.
            total &+= power == 20 || power == 30 ? power : max(pending, 1) &* power
            pending = 0
            usesPowers = true
            digits &+= 1
        } else {
            return false
        }
        return true
    }

    /// What was read: digit by digit (`三〇一`) unless a 十, 百 or 千 occurred. `nil` before the first character.
    package var value: Int? {
        if digits == 0 { return nil }
        return usesPowers ? total &+ pending : positional
    }
}
