/// Households that receive aid, and why: CSV in GB18030.
struct SocialAidFeed {
    let output: FeedOutput
    private let habits = Habits(
        missingNumber: 120, usesSpreadsheet: true, missingPhone: 2_500, oldPhone: 2_000)
    private var row = Row()

    init(_ output: FeedOutput) throws {
        self.output = output
        try output.write(
            text: "救助证号,姓名,身份证号,性别,联系电话,家庭住址,救助类别,户主姓名,户主身份证号,批准日期\r\n")
    }

    mutating func write(_ household: Household) throws {
        let lines = household.members.count
        guard var shared = output.begin(.socialAid, household.number, coverage: 350, lines: lines) else {
            return
        }
        let household = output.known(household)
        let category = shared.pick(["低保", "低保", "低保边缘", "特困供养", "残疾补贴", "临时救助"])
        let head = household.members[0].person
        for member in household.members {
            let person = member.person
            var dice = output.typedAnew(.socialAid, 1_000_000_000 + person.number)
            var (slips, ofHead, ofHome) = (Slips(), Slips(), Slips())
            var key = Bytes(text: "JZ")
            key.append(number: person.number, width: 9)
            row.begin()
            row.field(key)
            row.bytes.append(nameOf: person, habits, &dice, &slips)
            row.end()
            row.bytes.append(
                numberOf: person, lender: household.relative(of: member), borrowed: 60, habits, &dice, &slips)
            row.end()
            row.field(text: person.isMale ? "男" : "女")
            row.bytes.append(phoneOf: person, habits, &dice, &slips)
            row.end()
            let home = household.home(lag: 1_000, &dice, &ofHome)
            let usual = AddressStyle(divisions: .community)
            row.bytes.append(home, in: output.district, .lapsing(usual, .office, of: home, &dice, &ofHome))
            row.end()
            row.field(text: category)
            row.bytes.append(nameOf: head, habits, &dice, &ofHead)
            row.end()
            row.bytes.append(numberOf: head, habits, &dice, &ofHead)
            row.end()
            row.field(Day(in: dice.within(2018...Day.presentYear), &dice), .dots)
            guard try output.writeCSV(row) else { continue }
            try output.mention("recipient", person, key: key, slips)
            try output.mention("head", head, key: key, ofHead)
            try output.mention("home", home, key: key, ofHome)
        }
    }
}
