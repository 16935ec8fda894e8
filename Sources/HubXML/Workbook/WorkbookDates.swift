/// Days of spreadsheets: numbers that a format of the cell makes dates.
package enum WorkbookDates {
    /// What a number format makes of a number.
    package enum Format: Sendable { case number, date, time }

    /// The formats that need no declaration; 27 to 36 and 50 to 58 are those of Chinese, Japanese and Korean Excel.
    package static func builtIn(_ id: Int) -> Format {
        switch id {
        case 14...17, 22, 27...31, 36, 50...54, 57, 58: .date
        case 18...21, 32...35, 45, 47, 55, 56: .time
        default: .number
        }
    }

    /// What the code of a declared format means: `yyyy"年"m"月"d"日";@` is a date.
    package static func format(of code: String) -> Format {
        var letters = ""
        var scalars = code.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            switch scalar {
            case "\"": while let inner = scalars.next(), inner != "\"" {}
            case "\\", "_", "*": _ = scalars.next()
            case "[":
                var inside = ""
                while let inner = scalars.next(), inner != "]" { inside.unicodeScalars.append(inner) }
                // A duration, `[h]:mm`, has no day.
                if let first = inside.lowercased().first, "hms".contains(first),
                    Set(inside.lowercased()).count == 1
                {
                    return .number
                }
            case ";": return format(letters: letters)
            default: letters.unicodeScalars.append(scalar)
            }
        }
        return format(letters: letters)
    }

    private static func format(letters: String) -> Format {
        let letters = letters.lowercased()
        if letters.contains("general") { return .number }
        if letters.contains("y") || letters.contains("d") { return .date }
        if letters.contains("h") || letters.contains("s") { return .time }
        return letters.contains("m") ? .date : .number
    }

    /// A number as date (`2024-05-01`), date and time, or time; `nil` where it is none of a calendar.
    ///
    /// The calendar that starts in 1900 has a 29 February 1900 that never was: it is given as such, for whoever
    /// validates dates to refuse.
    package static func text(of serial: Double, as format: Format, from1904: Bool) -> String? {
        guard format != .number, serial >= 0, serial < 2_958_466 else { return nil }
        var day = Int(serial)
        var seconds = Int(((serial - Double(day)) * 86400).rounded())
        if seconds == 86400 {
            day += 1
            seconds = 0
        }
        let time = "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        if day == 0, !from1904 { return format == .time || seconds > 0 ? time : nil }
        if day == 0, format == .time { return time }
        let date = from1904 ? date(day + 1461) : day == 60 ? "1900-02-29" : date(day < 60 ? day : day - 1)
        return seconds == 0 ? date : "\(date) \(time)"
    }

    /// The day that is so many days after 31 December 1899, in the calendar of today.
    private static func date(_ day: Int) -> String {
        // Days from 1 March of the year 0, years that begin in March, and so on: proleptic Gregorian.
        let shifted = day + 693_900
        let era = shifted / 146_097
        let ofEra = shifted % 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        let number = month < 10 ? month + 3 : month - 9
        let civil = era * 400 + year + (number <= 2 ? 1 : 0)
        let digits = String(civil)
        let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return "\(padded)-\(two(number))-\(two(ofYear - (153 * month + 2) / 5 + 1))"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
