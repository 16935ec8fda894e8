/// Pupils, guardians, schools: CSV with line breaks inside quotes.
struct SchoolsFeed {
    let output: FeedOutput
    private let entities: LegalEntities
    private let habits = Habits(missingNumber: 300, usesSpreadsheet: true, missingPhone: 300)
    private var row = Row()

    init(_ output: FeedOutput, entities: LegalEntities) throws {
        self.output = output
        self.entities = entities
        try output.write(
            text: "学籍号,学生姓名,学生身份证号,性别,出生日期,民族,学校名称,学校代码,年级,监护人姓名,监护关系,"
                + "监护人身份证号,监护人电话,家庭住址,备注\r\n")
    }

    mutating func write(_ household: Household) throws {
        for member in household.members where member.person.school >= 0 {
            guard var dice = output.begin(.schools, member.person.number, coverage: 9_000) else { continue }
            let pupil = output.known(member.person)
            let household = output.known(household)
            var (slips, ofGuardian, ofHome) = (Slips(), Slips(), Slips())
            let places = output.district.communities.count
            let school = entities[pupil.school * entities.schools / places]
            var key = Bytes(text: "G")
            key.append(contentsOf: pupil.residentID[6..<14])
            key.append(number: pupil.number, width: 9)
            row.begin()
            row.field(key)
            row.bytes.append(nameOf: pupil, habits, &dice, &slips)
            row.end()
            row.bytes.append(numberOf: pupil, habits, &dice, &slips)
            row.end()
            row.field(text: pupil.isMale ? "男" : "女")
            row.field(pupil.birth, .chinese)
            row.field(Ethnicities.name(pupil.ethnicity, short: false))
            row.field(school.name)
            row.field(dice.chance(8_500) ? school.creditCode : [])
            row.field(text: "\(2010 + max(0, pupil.birth.year - 2004))级")
            let guardian = member.guardian >= 0 ? household.members[member.guardian].person : nil
            append(guardian, &dice, &ofGuardian)
            // A line break between street and door: somebody pressed Alt+Enter in the cell.
            let hasBreak = dice.chance(300)
            let home = household.home(lag: 1_500, &dice, &ofHome)
            let usual = AddressStyle(divisions: .street)
            row.bytes.append(home, in: output.district, .lapsing(usual, of: home, &dice, &ofHome))
            if hasBreak { row.bytes.append(text: "\n") }
            row.end()
            row.field(text: dice.chance(1_200) ? dice.pick(notes) : "")
            guard try output.writeCSV(row) else { continue }
            try output.mention("student", pupil, key: key, slips)
            if let guardian { try output.mention("guardian", guardian, key: key, ofGuardian) }
            try output.mention("school", school, key: key)
            try output.mention("home", home, key: key, ofHome)
        }
    }

    private mutating func append(_ guardian: Person?, _ dice: inout Dice, _ slips: inout Slips) {
        guard let guardian else {
            for _ in 0..<4 { row.blank() }
            return
        }
        row.bytes.append(nameOf: guardian, habits, &dice, &slips)
        row.end()
        row.field(text: guardian.isMale ? "父亲" : "母亲")
        if dice.chance(4_000) {
            row.bytes.append(numberOf: guardian, habits, &dice, &slips)
        }
        row.end()
        row.bytes.append(phoneOf: guardian, habits, &dice, &slips)
        row.end()
    }
}

private let notes = [
    "走读\n午餐在校", "转入\n原学校：外区", "花粉过敏\r\n随身带药", "家长说：\"放学自己回家\"", "班干部,负责图书角",
]
