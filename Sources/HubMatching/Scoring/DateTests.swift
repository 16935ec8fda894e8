/// Dates as year, month and day of 16 bits each; 0 is no date, and passes no test.
typealias PackedDate = UInt64

extension PackedDate {
    var year: Int { Int(self >> 32) }
    var month: Int { Int(self >> 16 & 0xFFFF) }
    var day: Int { Int(self & 0xFFFF) }

    /// Days from a day long ago, by the Gregorian calendar.
    fileprivate var dayNumber: Int {
        // Years start in March, so that the leap day is the last of the year.
        let years = month > 2 ? year : year &- 1
        let months = (month &+ 9) % 12
        return years &* 365 &+ years / 4 &- years / 100 &+ years / 400 &+ (months &* 306 &+ 5) / 10 &+ day
    }

    /// What systems fill in for *not known*: the first days of their calendars.
    fileprivate var isFiller: Bool {
        switch (year, month, day) {
        case (...1900, 1, 1), (1899, 12, 30...31), (1901, 1, 1), (1970, 1, 1), (9999..., _, _), (1900, 1, 0):
            true
        default: false
        }
    }
}

/// Whether two dates agree in two of year, month and day, or have day and month swapped.
func isNearDate(_ a: PackedDate, _ b: PackedDate) -> Bool {
    guard a != 0, b != 0 else { return false }
    let agreeing = (a.year == b.year ? 1 : 0) + (a.month == b.month ? 1 : 0) + (a.day == b.day ? 1 : 0)
    return agreeing >= 2 || isSwapped(a, b)
}

/// Whether the day of either is the month of the other, in one year.
func isSwapped(_ a: PackedDate, _ b: PackedDate) -> Bool {
    a != 0 && b != 0 && a.year == b.year && a.month == b.day && a.day == b.month
}

func isSameYear(_ a: PackedDate, _ b: PackedDate) -> Bool { a != 0 && b != 0 && a.year == b.year }

func areYearsApart(_ years: Int, _ a: PackedDate, _ b: PackedDate) -> Bool {
    a != 0 && b != 0 && abs(a.year &- b.year) >= years
}

func isWithin(days: Int, _ a: PackedDate, _ b: PackedDate) -> Bool {
    a != 0 && b != 0 && abs(a.dayNumber &- b.dayNumber) <= days
}

/// Whether one of two dates says nothing: a filler, or 1 January where only the year was known.
func isPlaceholderDate(_ a: PackedDate, _ b: PackedDate) -> Bool {
    guard a != 0, b != 0 else { return false }
    if a.isFiller || b.isFiller { return true }
    let firstOfYear = a.month == 1 && a.day == 1 || b.month == 1 && b.day == 1
    return a.year == b.year && a != b && firstOfYear
}
