/// Health files: CSV with a byte order mark, its own code for sex, old and spreadsheet-bitten numbers.
struct HealthRecordsFeed {
    let output: FeedOutput
    private let habits = Habits(missingNumber: 800, oldNumber: 700, usesSpreadsheet: true, formerName: 800)
    private var row = Row()

    init(_ output: FeedOutput) throws {
        self.output = output
        try output.write(
            text: "\u{FEFF}档案编号,xm,sfzh,xb,csrq,mz,联系电话,家庭电话,现住址,血型,建档日期\r\n")
    }

    mutating func write(_ household: Household) throws {
        for member in household.members {
            let isFrail = member.person.age < 10 || member.person.age > 60
            guard var dice = output.begin(.health, member.person.number, coverage: isFrail ? 9_300 : 7_600)
            else { continue }
            let person = output.known(member.person)
            let household = output.known(household)
            var slips = Slips()
            var key = Bytes(text: "JK")
            key.append(number: person.number, width: 8)
            row.begin()
            row.field(key)
            row.bytes.append(nameOf: person, habits, &dice, &slips)
            row.end()
            row.bytes.append(
                numberOf: person, lender: household.relative(of: member), borrowed: isFrail ? 60 : 5, habits,
                &dice, &slips)
            row.end()
            row.field(text: dice.chance(100) ? "" : person.isMale ? "1" : "0")
            let style: DateStyle = dice.chance(7_500) ? .short : dice.chance(5_000) ? .slashes : .chinese
            row.bytes.append(
                birthOf: person, style, mistyped: 40, unknown: 30, swapped: 40, &dice, &slips)
            row.end()
            row.field(Ethnicities.name(person.ethnicity, short: dice.chance(2_000)))
            row.bytes.append(phoneOf: person, habits, &dice, &slips)
            row.end()
            // The family's number: the head's, whoever the patient is.
            let head = household.members[0].person
            if head.number != person.number, head.phone > 0, dice.chance(2_000) {
                slips.note(.relativesPhone, other: head.number)
                row.bytes.append(phone: head.phone, &dice)
            }
            row.end()
            var unused = Slips()
            row.bytes.append(
                household.home, in: output.district,
                .lapsing(AddressStyle(), of: household.home, &dice, &unused))
            row.end()
            row.field(text: dice.pick(["A", "B", "O", "AB", "不详"]))
            row.field(Day(in: dice.within(2010...Day.presentYear), &dice), .iso)
            if try output.writeCSV(row) { try output.mention("patient", person, key: key, slips) }
        }
    }
}

/// Ethnicities in words, as far as the district has them.
enum Ethnicities {
    static func name(_ code: Int, short: Bool) -> Bytes {
        var name: Bytes
        switch code {
        case 3: name = Bytes(text: "回")
        case 5: name = Bytes(text: "维吾尔")
        case 6: name = Bytes(text: "苗")
        case 8: name = Bytes(text: "壮")
        case 11: name = Bytes(text: "满")
        case 15: name = Bytes(text: "土家")
        case 17: name = Bytes(text: "哈萨克")
        case 22: name = Bytes(text: "畲")
        default: name = Bytes(text: "汉")
        }
        if !short { name.append(text: "族") }
        return name
    }
}
