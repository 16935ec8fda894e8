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
        guard var dice = output.begin(.rental, household.number, coverage: 8_000) else { return }
        let household = output.known(household)
        var (ofHouse, ofOwner, ofTenant) = (Slips(), Slips(), Slips())
        let tenant = household.members[0].person
        var key = Bytes(text: "ZL2025")
        key.append(number: household.number, width: 8)
        row.begin()
        row.field(key)
        row.houseCode(of: household.home, missing: 6_500, in: output.district, &dice, &ofHouse)
        let usual = AddressStyle(divisions: .community, building: "栋")
        row.bytes.append(
            household.home, in: output.district,
            .lapsing(usual, .office, of: household.home, &dice, &ofHouse))
        row.end()
        append(household.owner, &dice, &ofOwner)
        row.end()
        if household.owner.phone > 0, dice.chance(400) {
            // The agent asked for a telephone and got the landlord's.
            ofTenant.note(.landlordsPhone, other: household.owner.number)
            append(tenant, &dice, &ofTenant, phone: household.owner.phone)
        } else {
            append(tenant, &dice, &ofTenant)
        }
        row.end()
        let start = Day(in: dice.within(2023...Day.presentYear), &dice)
        row.field(start, .slashes)
        row.field(Day(in: start.year + 1, &dice), .slashes)
        row.field(number: dice.within(8...60) * 100)
        if try output.writeCSV(row) {
            try output.mention("landlord", household.owner, key: key, ofOwner)
            try output.mention("tenant", tenant, key: key, ofTenant)
            try output.mention("house", household.home, key: key, ofHouse)
        }
    }

    /// Name, number and telephone, the last field still open: the person's own telephone or number `phone`.
    private mutating func append(
        _ person: Person, _ dice: inout Dice, _ slips: inout Slips, phone: Int = 0
    ) {
        row.bytes.append(nameOf: person, habits, &dice, &slips)
        row.end()
        row.bytes.append(numberOf: person, habits, &dice, &slips)
        row.end()
        if phone > 0 {
            row.bytes.append(phone: phone, &dice)
        } else {
            row.bytes.append(phoneOf: person, habits, &dice, &slips)
        }
    }
}
