/// A calendar day.
struct Day: Equatable {
    var year: Int
    var month: Int
    var day: Int

    /// The district is seen as of the end of this year.
    static let presentYear = 2025

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Some day of the year.
    init(in year: Int, _ dice: inout Dice) {
        self.year = year
        month = dice.within(1...12)
        day = dice.within(1...Self.daysIn(month: month, of: year))
    }

    static func daysIn(month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Day and month in each other's place; `nil` when that is no date or the same one.
    var swapped: Day? {
        guard day <= 12, day != month else { return nil }
        var copy = self
        copy.month = day
        copy.day = month
        return copy
    }

    /// What a form holds when nobody knows: 1900-01-01.
    static let unknown = Day(year: 1900, month: 1, day: 1)

    /// The same date with one part typed wrongly, still a date.
    func mistyped(_ dice: inout Dice) -> Day {
        var copy = self
        switch dice.below(3) {
        case 0: copy.day = day > 14 ? day - dice.within(1...9) : day + dice.within(1...9)
        case 1: copy.month = month > 6 ? month - 5 : month + 5
        default: copy.year = year - 10
        }
        copy.day = min(copy.day, Self.daysIn(month: copy.month, of: copy.year))
        return copy
    }
}

/// How a department writes a date.
enum DateStyle {
    /// 19900203
    case compact
    /// 1990-02-03
    case iso
    /// 1990/2/3
    case slashes
    /// 1990-2-3
    case short
    /// 1990年2月3日
    case chinese
    /// 1990.02.03
    case dots
}

extension Bytes {
    mutating func append(_ day: Day, _ style: DateStyle) {
        append(number: day.year, width: 4)
        switch style {
        case .compact:
            append(number: day.month, width: 2)
            append(number: day.day, width: 2)
        case .iso: append(day, separator: "-", width: 2)
        case .dots: append(day, separator: ".", width: 2)
        case .slashes: append(day, separator: "/", width: 1)
        case .short: append(day, separator: "-", width: 1)
        case .chinese:
            append(text: "年")
            append(number: day.month)
            append(text: "月")
            append(number: day.day)
            append(text: "日")
        }
    }

    private mutating func append(_ day: Day, separator: String, width: Int) {
        append(text: separator)
        append(number: day.month, width: width)
        append(text: separator)
        append(number: day.day, width: width)
    }
}
