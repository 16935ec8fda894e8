/// What grid workers jot down: name, a rough address and a telephone in one text. `张伟/翠苑3幢301/160…`
struct GridNotesFeed {
    let output: FeedOutput
    private let habits = Habits(missingPhone: 3_000, oldPhone: 600, formerName: 2_000)
    private var row = Row()

    init(_ output: FeedOutput) throws {
        self.output = output
        try output.write(text: "序号,网格编码,记录内容,记录日期\r\n")
    }

    mutating func write(_ household: Household) throws {
        for member in household.members where member.person.age >= 16 {
            guard var dice = output.begin(.notes, member.person.number, coverage: 1_600) else { continue }
            let person = output.known(member.person)
            var (slips, ofHome) = (Slips(), Slips())
            let home = output.known(household).home(&ofHome)
            slips.note(.freeText)
            ofHome.note(.freeText)
            var key = Bytes(text: "JL")
            key.append(number: person.number, width: 9)
            row.begin()
            row.field(key)
            row.field(home.gridCode)
            if dice.chance(200), !person.name.hasDot {
                slips.note(.surnameOnly)
                row.bytes.append(contentsOf: person.name.surname)
                row.bytes.append(text: person.age > 60 ? "大爷大妈" : person.isMale ? "师傅" : "女士")
            } else {
                row.bytes.append(nameOf: person, habits, &dice, &slips)
            }
            row.bytes.append(text: "/")
            appendPlace(home, &dice, &ofHome)
            let end = row.bytes.count
            row.bytes.append(text: "/")
            row.bytes.append(phoneOf: person, habits, &dice, &slips)
            // A note that stops behind the address, and one that stops behind the stroke.
            if row.bytes.count == end + 1, dice.chance(6_000) { row.bytes.removeLast() }
            row.end()
            row.field(Day(in: Day.presentYear, &dice), .iso)
            guard try output.writeCSV(row) else { continue }
            try output.mention("resident", person, key: key, slips)
            try output.mention("home", home, key: key, ofHome)
        }
    }

    private mutating func appendPlace(_ home: House, _ dice: inout Dice, _ slips: inout Slips) {
        var style = AddressStyle(divisions: .none, building: dice.chance(5_000) ? "幢" : "栋")
        style.isDashed = home.kind == .estate && dice.chance(5_000)
        style.roomWord = dice.chance(4_000) ? "" : "室"
        style.loosen(.street, of: home, &dice, &slips)
        if home.building > 0, dice.chance(150) {
            slips.note(.noRoom)
            row.bytes.appendSite(of: home, style)
            row.bytes.append(number: home.building)
            row.bytes.append(text: style.building)
        } else {
            row.bytes.append(home, in: output.district, style)
        }
    }
}
