import HubModel

/// Gives out valid GB 11643 numbers that belong to nobody: no province of GB/T 2260 has the code 99.
struct ResidentNumbers {
    /// Serials a day, sex and county: 000 … 991 (996 to 999 marked people over a hundred).
    private static let serials = 496
    private static let firstYear = 1900

    /// How many were given, by day and sex.
    private var given = [UInt16](repeating: 0, count: 130 * 372 * 2)

    /// A number not given before. `county` is the last two digits of the issuing county: 01 is the district.
    mutating func issue(birth: Day, isMale: Bool, county: Int) -> Bytes {
        let day = (birth.year - Self.firstYear) * 372 + (birth.month - 1) * 31 + birth.day - 1
        let slot = day * 2 + (isMale ? 1 : 0)
        let ordinal = Int(given[slot])
        given[slot] += 1
        // The next block of counties takes over when a day is full.
        let block = 1 + ordinal / Self.serials
        let serial = (ordinal * 37 + day * 11) % Self.serials * 2 + (isMale ? 1 : 0)
        var number = Bytes(text: "99")
        number.append(number: block, width: 2)
        number.append(number: county, width: 2)
        number.append(birth, .compact)
        number.append(number: serial, width: 3)
        number.append(CheckDigits.residentID(number.span))
        return number
    }
}
