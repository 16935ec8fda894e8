/// Everybody insured against illness: CSV, who pays for whom, where they live.
struct MedicalInsuranceFeed {
    let output: FeedOutput
    private let entities: LegalEntities
    private let habits = Habits(
        missingNumber: 100, oldNumber: 100, missingPhone: 2_000, oldPhone: 2_500, formerName: 500)
    private var row = Row()

    init(_ output: FeedOutput, entities: LegalEntities) throws {
        self.output = output
        self.entities = entities
        try output.write(
            text: "参保号,姓名,证件号码,性别,出生日期,联系电话,参保类别,单位名称,单位信用代码,缴费人姓名,"
                + "缴费人证件号码,居住地址,参保日期\r\n")
    }

    mutating func write(_ household: Household) throws {
        for member in household.members {
            let coverage = member.person.employer >= 0 ? 9_200 : 8_800
            guard var dice = output.begin(.medicalInsurance, member.person.number, coverage: coverage)
            else { continue }
            let person = output.known(member.person)
            let household = output.known(household)
            var (slips, ofEmployer, ofPayer, ofHome) = (Slips(), Slips(), Slips(), Slips())
            var key = Bytes(text: "YB")
            key.append(number: person.number, width: 9)
            row.begin()
            row.field(key)
            row.bytes.append(nameOf: person, habits, &dice, &slips)
            row.end()
            row.bytes.append(
                numberOf: person, lender: household.relative(of: member), borrowed: 12, habits, &dice, &slips)
            row.end()
            row.field(text: person.isMale ? "男" : "女")
            row.bytes.append(birthOf: person, .iso, mistyped: 15, unknown: 10, swapped: 15, &dice, &slips)
            row.end()
            row.bytes.append(phoneOf: person, habits, &dice, &slips)
            row.end()
            let employer = person.employer >= 0 ? entities[person.employer] : nil
            row.field(text: employer == nil ? "城乡居民" : "职工")
            append(employer, &dice, &ofEmployer)
            let payer = employer == nil ? payer(for: member, of: household) : nil
            append(payer, &dice, &ofPayer)
            let home = household.home(lag: 4_000, &dice, &ofHome)
            let usual = AddressStyle(divisions: .street)
            row.bytes.append(
                home, in: output.district, .lapsing(usual, .office, of: home, &dice, &ofHome))
            row.end()
            row.field(Day(in: dice.within(2003...Day.presentYear), &dice), .iso)
            guard try output.writeCSV(row) else { continue }
            try output.mention("insured", person, key: key, slips)
            if let employer { try output.mention("employer", employer, key: key, ofEmployer) }
            if let payer { try output.mention("payer", payer, key: key, ofPayer) }
            try output.mention("home", home, key: key, ofHome)
        }
    }

    /// Children's and old people's contributions come out of somebody else's account.
    private func payer(for member: Household.Member, of household: Household) -> Person? {
        if member.guardian >= 0, member.guardian < household.members.count {
            return household.members[member.guardian].person
        }
        let head = household.members[0].person
        return member.person.age > 65 && head.number != member.person.number ? head : nil
    }

    private mutating func append(_ employer: LegalEntity?, _ dice: inout Dice, _ slips: inout Slips) {
        guard let employer else {
            row.blank()
            return row.blank()
        }
        row.bytes.append(nameOf: employer, former: 1_500, &dice, &slips)
        row.end()
        let hasCode = dice.chance(7_500)
        if !hasCode { slips.note(.nameOnly) }
        row.field(hasCode ? employer.creditCode : [])
    }

    private mutating func append(_ payer: Person?, _ dice: inout Dice, _ slips: inout Slips) {
        guard let payer else {
            row.blank()
            return row.blank()
        }
        row.bytes.append(nameOf: payer, habits, &dice, &slips)
        row.end()
        if dice.chance(8_000) { row.bytes.append(numberOf: payer, habits, &dice, &slips) }
        row.end()
    }
}
