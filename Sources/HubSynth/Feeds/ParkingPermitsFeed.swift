/// Parking permits of an old system that knows no Chinese characters for names: CSV with semicolons.
struct ParkingPermitsFeed {
    let output: FeedOutput
    private let habits = Habits(missingNumber: 3_000, missingPhone: 200, oldPhone: 1_500)
    private var row = Row()

    init(_ output: FeedOutput) throws {
        self.output = output
        try output.write(
            text: "permit_no;holder_name;id_card_no;mobile;plate_no;address;valid_from;valid_until\n")
    }

    mutating func write(_ household: Household) throws {
        for member in household.members where (22...70).contains(member.person.age) {
            guard var dice = output.begin(.parking, member.person.number, coverage: 2_800) else { continue }
            let person = output.known(member.person)
            var (slips, ofHome) = (Slips(), Slips())
            var key = Bytes(text: "TC")
            key.append(number: person.number, width: 9)
            row.begin()
            row.field(key)
            row.field(Pinyin.capitals(person.name))
            slips.note(.pinyin)
            row.bytes.append(numberOf: person, habits, &dice, &slips)
            row.end()
            row.bytes.append(phoneOf: person, habits, &dice, &slips)
            row.end()
            // No province writes 海 on its plates.
            row.bytes.append(text: "海A")
            row.bytes.append(number: person.number * 7_919 % 100_000, width: 5)
            row.end()
            let home = output.known(household).home(lag: 3_000, &dice, &ofHome)
            let usual = AddressStyle(divisions: .none)
            row.bytes.append(home, in: output.district, .lapsing(usual, .street, of: home, &dice, &ofHome))
            row.end()
            let start = Day(in: dice.within(2023...Day.presentYear), &dice)
            row.field(start, .iso)
            row.field(Day(year: start.year + 2, month: start.month, day: 1), .iso)
            guard try output.writeCSV(row, delimiter: UInt8(ascii: ";")) else { continue }
            try output.mention("holder", person, key: key, slips)
            try output.mention("home", home, key: key, ofHome)
        }
    }
}
