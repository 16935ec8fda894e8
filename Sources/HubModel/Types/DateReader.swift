/// Reads the ways in which forms, spreadsheets and systems write a day.
///
/// ```
/// 19900203  19900203084500      digits only
/// 1990-2-3  1990/2/3  1990.2.3  1990年2月3日  二〇〇一年三月五日  民国三十八年十月一日
/// 1990-02-03 08:45:00.0  1990-02-03T08:45+08:00     the time is dropped
/// 32907  32907.36                                   a spreadsheet's day number
/// ```
///
/// Years of two digits, and days before months, could mean two things; they are refused.
struct DateReader {
    enum Reading: Equatable {
        case day(GregorianDay)
        /// A day that stands for none: 1900-01-01, 9999-12-31, zeros.
        case nothing
        case refused(RejectReason)
    }

    private var scalars = [48 of UInt32](repeating: 0)
    private var count = 0
    private var index = 0

    /// Reads a day from raw text.
    static func read(_ raw: Span<UInt8>) -> Reading {
        var reader = DateReader()
        guard reader.load(raw) else { return .refused(.wrongShape) }
        return reader.readDay()
    }

    /// Reads a year alone: `1990`, `1990年`, `二〇〇一年`, `民国三十八年`.
    static func readYear(_ raw: Span<UInt8>) -> Int? {
        var reader = DateReader()
        guard reader.load(raw) else { return nil }
        let offset = reader.readEra()
        guard let number = reader.readNumber() else { return nil }
        _ = reader.take(0x5E74)  // 年
        guard reader.index == reader.count, offset > 0 || number.digits == 4 else { return nil }
        return number.value + offset
    }

    private init() {}

    /// Takes the visible characters, half-width; false when there are none, or too many.
    private mutating func load(_ raw: Span<UInt8>) -> Bool {
        var position = 0
        while position < raw.count {
            let scalar = Scalars.halfWidth(Scalars.next(raw, &position))
            if Scalars.isInvisible(scalar) { continue }
            let isSpace = Scalars.isSpace(scalar)
            if count == 0, isSpace || scalar == 0x27 || scalar == 0x2019 { continue }
            if isSpace, scalars[count &- 1] == 0x20 { continue }
            guard count < 48 else { return false }
            scalars[count] = isSpace ? 0x20 : scalar
            count &+= 1
        }
        if count > 0, scalars[count &- 1] == 0x20 { count &-= 1 }
        return count > 0
    }

    private mutating func readDay() -> Reading {
        let era = readEra()
        guard let first = readNumber() else { return .refused(.wrongShape) }
        if era == 0, first.digits > 4 { return readDigits(first) }
        guard era > 0 || first.digits == 4, takeSeparator(0x5E74) else { return .refused(.wrongShape) }
        guard let month = readNumber(), month.digits <= 2, takeSeparator(0x6708) else {
            return .refused(.wrongShape)
        }
        guard let day = readNumber(), day.digits <= 2 else { return .refused(.wrongShape) }
        skipSpace()
        let isMarked = take(0x65E5) || take(0x53F7) || take(0x865F)  // 日 号 號
        guard isTime(separated: isMarked) else { return .refused(.wrongShape) }
        return Self.judge(first.value + era, month.value, day.value)
    }

    /// Digits without separators: a day, a day and a time, or a spreadsheet's number.
    private mutating func readDigits(_ number: (value: Int, digits: Int)) -> Reading {
        var value = number.value
        switch number.digits {
        case 8: break
        case 12: value /= 10_000
        case 14: value /= 1_000_000
        case 17: value /= 1_000_000_000
        case 5:
            let isDay = index == count || take(0x2E) && readNumber() != nil && index == count
            guard isDay else { return .refused(.wrongShape) }
            guard value >= 20_000, value <= 60_000 else { return .refused(.outOfRange) }
            return .day(GregorianDay(spreadsheetSerial: value))
        default: return isZeros ? .nothing : .refused(.wrongShape)
        }
        let isWhole = take(0x2E) ? readNumber()?.value == 0 && index == count : isTime(separated: false)
        guard isWhole else { return .refused(.wrongShape) }
        if number.digits == 8, value % 11_111_111 == 0 { return .nothing }
        return Self.judge(value / 10_000, value / 100 % 100, value % 100)
    }

    private var isZeros: Bool {
        for position in 0..<count where scalars[position] != 0x30 { return false }
        return true
    }

    private static func judge(_ year: Int, _ month: Int, _ day: Int) -> Reading {
        switch (year, month, day) {
        case (1900, 1, 1), (1899, 12, 30), (1899, 12, 31), (1, 1, 1), (0, 0, 0), (9999, _, _): return .nothing
        default: break
        }
        guard let day = GregorianDay(year: year, month: month, day: day) else { return .refused(.noSuchDate) }
        return day.isPlausible ? .day(day) : .refused(.outOfRange)
    }

    /// 1911 behind 民国, 0 otherwise; 公元, 公历 and 阳历 are passed over.
    private mutating func readEra() -> Int {
        if count > 2, scalars[0] == 0x6C11, scalars[1] == 0x56FD || scalars[1] == 0x570B {  // 民国 民國
            index = 2
            return 1911
        }
        let isCommon = scalars[0] == 0x516C && (scalars[1] == 0x5143 || scalars[1] == 0x5386)  // 公元 公历
        if count > 2, isCommon || scalars[0] == 0x9633 && scalars[1] == 0x5386 { index = 2 }  // 阳历
        skipSpace()
        return 0
    }

    /// A number in ASCII or Chinese digits, with how many digits it has (leading zeros count).
    private mutating func readNumber() -> (value: Int, digits: Int)? {
        skipSpace()
        guard index < count else { return nil }
        let start = index
        var value = 0
        while index < count, Scalars.isDigit(scalars[index]) {
            guard index &- start < 18 else { return nil }
            value = value &* 10 &+ Int(scalars[index] &- 0x30)
            index &+= 1
        }
        if index > start { return (value, index &- start) }
        if take(0x5143) { return (1, 1) }  // 元: the first year of an era
        var chinese = ChineseNumber()
        while index < count, chinese.take(scalars[index]) { index &+= 1 }
        guard let value = chinese.value else { return nil }
        return (value, value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : value < 10_000 ? 4 : 9)
    }

    private mutating func takeSeparator(_ word: UInt32) -> Bool {
        skipSpace()
        guard index < count else { return false }
        switch scalars[index] {
        case word, 0x2D, 0x2E, 0x2F, 0x5C: break  // - . / \
        default: return false
        }
        index &+= 1
        return true
    }

    private mutating func take(_ scalar: UInt32) -> Bool {
        guard index < count, scalars[index] == scalar else { return false }
        index &+= 1
        return true
    }

    private mutating func skipSpace() {
        if index < count, scalars[index] == 0x20 { index &+= 1 }
    }

    /// Whether nothing but a time of day is left, set off by a space, a `T` or (`separated`) by 日.
    private func isTime(separated: Bool) -> Bool {
        if index == count { return true }
        let first = scalars[index]
        let previous = index > 0 ? scalars[index &- 1] : 0
        guard separated || first == 0x54 || first == 0x74 || first == 0x20 || previous == 0x20 else { return false }
        for position in index..<count {
            let scalar = scalars[position]
            if Scalars.isDigit(scalar) { continue }
            switch Unicode.Scalar(scalar) {
            case " ", ":", ".", ",", "-", "+", "T", "t", "Z", "z", "A", "P", "M", "a", "p", "m", "时", "時", "分", "秒",
                "点", "上", "下", "午", "凌", "晨", "晚":
                continue
            default: return false
            }
        }
        return true
    }
}
