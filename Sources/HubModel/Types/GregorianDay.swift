/// A day of the Gregorian calendar, checked: the 30th of February cannot be made.
package struct GregorianDay: Equatable {
    package let year: Int
    package let month: Int
    package let day: Int

    /// `nil` when there is no such day.
    @inline(__always)
    package init?(year: Int, month: Int, day: Int) {
        guard month >= 1, month <= 12, day >= 1, day <= Self.days(month, of: year) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    @inline(__always)
    private static func days(_ month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && year % 100 != 0 || year % 400 == 0 ? 29 : 28
        default: 31
        }
    }

    /// The day that a spreadsheet numbers `serial`, counted from 1899-12-30.
    init(spreadsheetSerial serial: Int) {
        // Days since 0000-03-01, so that leap days end their years.
        let days = serial + 693_899
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shifted + 2) / 5 + 1
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// A day written `YYYY-MM-DD`, exactly so.
    package init?(iso text: String) {
        let bytes = Array(text.utf8)
        let dash = UInt8(ascii: "-")
        guard bytes.count == 10, bytes[4] == dash, bytes[7] == dash else { return nil }
        var parts: [Int] = []
        for range in [0..<4, 5..<7, 8..<10] {
            guard bytes[range].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
            parts.append(bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) })
        }
        self.init(year: parts[0], month: parts[1], day: parts[2])
    }

    /// Days since 1970-01-01: differences count days.
    package var number: Int {
        // Years that start in March, so that leap days end them.
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The years a living person's papers can speak of.
    var isPlausible: Bool { year >= 1850 && year <= 2100 }

    /// Appends `YYYY-MM-DD`.
    func append(to output: inout [UInt8]) {
        Self.append(year, width: 4, to: &output)
        output.append(UInt8(ascii: "-"))
        Self.append(month, width: 2, to: &output)
        output.append(UInt8(ascii: "-"))
        Self.append(day, width: 2, to: &output)
    }

    private static func append(_ number: Int, width: Int, to output: inout [UInt8]) {
        if width > 2 {
            output.append(UInt8(ascii: "0") + UInt8(number / 1000 % 10))
            output.append(UInt8(ascii: "0") + UInt8(number / 100 % 10))
        }
        output.append(UInt8(ascii: "0") + UInt8(number / 10 % 10))
        output.append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}
