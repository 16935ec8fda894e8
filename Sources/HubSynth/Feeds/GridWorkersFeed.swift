/// What grid workers note at the door: short addresses, few numbers, long remarks.
struct GridWorkersFeed {
    let output: FeedOutput
    private let habits = Habits(
        missingNumber: 3_400, mistypedNumber: 60, missingPhone: 2_500, oldPhone: 400,
        formerName: 2_000)
    private var row = Row()

    init(_ output: FeedOutput) throws {
        self.output = output
        try output.write(
            text: "采集编号,采集日期,网格编码,小区,房号,姓名,身份证号码,性别,出生日期,手机,居住类型,走访备注\n")
    }

    mutating func write(_ household: Household) throws {
        for member in household.members {
            let coverage = household.isRented ? 6_000 : 5_000
            guard var dice = output.begin(.grid, member.person.number, coverage: coverage) else { continue }
            let person = output.known(member.person)
            var (slips, ofHome) = (Slips(), Slips())
            let home = output.known(household).home(&ofHome)
            var key = Bytes(text: "WG")
            key.append(number: person.number, width: 9)
            row.begin()
            row.field(key)
            row.field(Day(in: Day.presentYear, &dice), .iso)
            row.field(home.gridCode)
            appendDoor(of: home, &dice, &ofHome)
            row.bytes.append(nameOf: person, habits, &dice, &slips)
            row.end()
            row.bytes.append(numberOf: person, habits, &dice, &slips)
            row.end()
            row.field(text: dice.chance(1_000) ? "" : person.isMale ? "男" : "女")
            if dice.chance(4_500) {
                row.bytes.append(
                    birthOf: person, .dots, mistyped: 150, unknown: 100, swapped: 60, &dice, &slips)
            }
            row.end()
            row.bytes.append(phoneOf: person, habits, &dice, &slips)
            row.end()
            row.field(text: household.isRented ? "租住" : "自住")
            row.field(text: dice.chance(2_500) ? dice.pick(remarks) : "")
            guard try output.writeCSV(row) else { continue }
            try output.mention("resident", person, key: key, slips)
            try output.mention("home", home, key: key, ofHome)
        }
    }

    /// `阳光花园` and `3-2-301`: two columns that make an address together.
    private mutating func appendDoor(of home: House, _ dice: inout Dice, _ slips: inout Slips) {
        var style = AddressStyle(isDashed: home.kind == .estate && dice.chance(7_500))
        style.loosen(.street, of: home, &dice, &slips)
        row.bytes.appendSite(of: home, style)
        row.end()
        row.bytes.appendDoor(of: home, style)
        row.end()
    }
}

private let remarks = [
    "独居老人\n每周走访", "家里有狗\n敲门前先打电话", "反映：\"楼道灯不亮\"", "白天没人,晚上八点后再来", "已告知消防检查\r\n约下周",
]
