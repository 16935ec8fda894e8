/// `date`: a day, in the ways `DateReader` knows → `YYYY-MM-DD` (GB/T 7408, ISO 8601).
///
/// Days before 1850 or after 2100 are out of range; the defaults of databases (1900-01-01, 9999-12-31, zeros)
/// say nothing.
public struct CalendarDate: SemanticType {
    public let name = "date"
    public let summary = "a day in digits, with separators, in Chinese or as a spreadsheet number → YYYY-MM-DD"
    public let examples: [(raw: String, normal: String?)] = [
        ("19900203", "1990-02-03"),
        ("1990-2-3", "1990-02-03"),
        ("1990/2/3 0:00:00", "1990-02-03"),
        ("1990.2.3", "1990-02-03"),
        ("1990年2月3日", "1990-02-03"),
        ("二〇〇一年三月五日", "2001-03-05"),
        ("一九八九年十二月二十三日", "1989-12-23"),
        ("民国三十八年十月一日", "1949-10-01"),
        ("1990-02-03T08:45:00+08:00", "1990-02-03"),
        ("32907", "1990-02-03"),
        ("1990-02-30", nil),
        ("18490101", nil),
        ("90.2.3", nil),
        ("1990年2月", nil),
        ("1900-01-01", nil),
        ("9999-12-31", nil),
        ("不详", nil),
    ]

    public init() {}

    public func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        switch DateReader.read(raw) {
        case .day(let day):
            day.append(to: &output)
            return .valid
        case .nothing: return .missing
        case .refused(let reason): return PlainNumber.saysNothing(raw, &output) ? .missing : .invalid(reason)
        }
    }

    /// `1990-**-**`.
    public func mask(_ normal: String) -> String { normal.count > 4 ? "\(normal.prefix(4))-**-**" : "***" }

    public func derive(_ type: String, from normal: Span<UInt8>, into output: inout [UInt8]) -> Bool {
        guard type == "year", normal.count == 10 else { return false }
        output.append(copying: normal.extracting(0..<4))
        return true
    }
}

/// `year`: a year alone, 1850 to 2100 → four digits.
public struct CalendarYear: SemanticType {
    public let name = "year"
    public let summary = "a year, 1850 to 2100, in ASCII or Chinese digits → YYYY"
    public let examples: [(raw: String, normal: String?)] = [
        ("1990", "1990"),
        ("１９９０年", "1990"),
        ("二〇〇一年", "2001"),
        ("民国三十八年", "1949"),
        ("90", nil),
        ("1700", nil),
        ("-", nil),
    ]

    public init() {}

    public func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        guard let year = DateReader.readYear(raw) else {
            return PlainNumber.saysNothing(raw, &output) ? .missing : .invalid(.wrongShape)
        }
        if year == 0 || year == 9999 { return .missing }
        guard year >= 1850, year <= 2100 else { return .invalid(.outOfRange) }
        for divisor in [1000, 100, 10, 1] { output.append(UInt8(ascii: "0") + UInt8(year / divisor % 10)) }
        return .valid
    }

    public func mask(_ normal: String) -> String { normal.count > 2 ? "\(normal.prefix(2))**" : "***" }
}
