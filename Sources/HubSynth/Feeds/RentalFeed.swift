/// Rental contracts: CSV in GB18030.
struct RentalFeed {
    let output: FeedOutput
    private let habits = Habits(missingNumber: 600, usesSpreadsheet: true, missingPhone: 300)
    private var row = Row()

    init(_ output: FeedOutput) throws {
        self.output = output
        try output.write(
            text: "备案号,房屋编码,房屋地址,出租人,出租人证件号,出租人电话,承租人,承租人证件号,承租人电话,"
                + "租期起,租期止,月租金\r\n")
    }

    mutating func write(_ household: Household) throws {
        guard household.isRented else { return }
        var dice = output.dice(.rental, household.number)
        guard dice.chance(7_000) else { return }
        let tenant = household.members[0].person
        var key = Bytes(text: "ZL2025")
        key.append(number: household.number, width: 8)
        row.begin()
        row.field(key)
        row.field(dice.chance(6_000) ? household.home.code(in: output.district) : [])
        let usual = AddressStyle(divisions: .community, building: "栋")
        row.bytes.append(household.home, in: output.district, .lapsing(usual, &dice))
        row.end()
        append(household.owner, &dice)
        append(tenant, &dice)
        let start = Day(in: dice.within(2023...Day.presentYear), &dice)
        row.field(start, .slashes)
        row.field(Day(in: start.year + 1, &dice), .slashes)
        row.field(number: dice.within(8...60) * 100)
        if try output.writeCSV(row) {
            try output.mention("landlord", .person, household.owner.number, key: key)
            try output.mention("tenant", .person, tenant.number, key: key)
            try output.mention("house", .house, household.home.number, key: key)
        }
    }

    private mutating func append(_ person: Person, _ dice: inout Dice) {
        row.bytes.append(person.name, habits, &dice)
        row.end()
        row.bytes.append(residentID: person.residentID, birthYear: person.birth.year, habits, &dice)
        row.end()
        row.bytes.append(phoneOf: person, habits, &dice)
        row.end()
    }
}
