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
            let pupil = member.person
            var dice = output.dice(.schools, pupil.number)
            guard dice.chance(9_000) else { continue }
            let places = output.district.communities.count
            let school = entities[pupil.school * entities.schools / places]
            var key = Bytes(text: "G")
            key.append(contentsOf: pupil.residentID[6..<14])
            key.append(number: pupil.number, width: 9)
            row.begin()
            row.field(key)
            row.bytes.append(pupil.name, habits, &dice)
            row.end()
            row.bytes.append(residentID: pupil.residentID, birthYear: pupil.birth.year, habits, &dice)
            row.end()
            row.field(text: pupil.isMale ? "男" : "女")
            row.field(pupil.birth, .chinese)
            row.field(Ethnicities.name(pupil.ethnicity, short: false))
            row.field(school.name)
            row.field(dice.chance(8_500) ? school.creditCode : [])
            row.field(text: "\(2010 + max(0, pupil.birth.year - 2004))级")
            let guardian = member.guardian >= 0 ? household.members[member.guardian].person : nil
            append(guardian, &dice)
            // A line break between street and door: somebody pressed Alt+Enter in the cell.
            let hasBreak = dice.chance(300)
            row.bytes.append(
                household.home, in: output.district, .lapsing(AddressStyle(divisions: .street), &dice))
            if hasBreak { row.bytes.append(text: "\n") }
            row.end()
            row.field(text: dice.chance(1_200) ? dice.pick(notes) : "")
            guard try output.writeCSV(row) else { continue }
            try output.mention("student", .person, pupil.number, key: key)
            if let guardian { try output.mention("guardian", .person, guardian.number, key: key) }
            try output.mention("school", .legalEntity, school.index + 1, key: key)
            try output.mention("home", .house, household.home.number, key: key)
        }
    }

    private mutating func append(_ guardian: Person?, _ dice: inout Dice) {
        guard let guardian else {
            for _ in 0..<4 { row.blank() }
            return
        }
        row.bytes.append(guardian.name, habits, &dice)
        row.end()
        row.field(text: guardian.isMale ? "父亲" : "母亲")
        if dice.chance(4_000) {
            row.bytes.append(residentID: guardian.residentID, birthYear: guardian.birth.year, habits, &dice)
        }
        row.end()
        row.bytes.append(phoneOf: guardian, habits, &dice)
        row.end()
    }
}

private let notes = [
    "走读\n午餐在校", "转入\n原学校：外区", "花粉过敏\r\n随身带药", "家长说：\"放学自己回家\"", "班干部,负责图书角",
]
