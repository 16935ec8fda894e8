/// Vaccination cards: JSON, one object a line. The youngest have no number yet; some cards bear the mother's.
struct VaccinationFeed {
    let output: FeedOutput
    private let habits = Habits(missingNumber: 400, mistypedNumber: 50, missingPhone: 400)
    private var text = Bytes()
    private var field = Bytes()

    init(_ output: FeedOutput) { self.output = output }

    mutating func write(_ household: Household) throws {
        for (index, member) in household.members.enumerated() {
            let age = member.person.age
            let coverage = age < 15 ? 9_500 : age > 60 ? 4_500 : 1_000
            guard var dice = output.begin(.vaccination, member.person.number, coverage: coverage)
            else { continue }
            let household = output.known(household)
            try write(household.members[index], of: household, &dice)
        }
    }

    private mutating func write(
        _ member: Household.Member, of household: Household, _ dice: inout Dice
    ) throws {
        let (person, habits) = (member.person, habits)
        var (slips, ofGuardian, ofHome) = (Slips(), Slips(), Slips())
        var key = Bytes(text: "YM")
        key.append(number: person.number, width: 9)
        text.removeAll(keepingCapacity: true)
        text.append(text: "{\"cardNo\": \"")
        text.append(contentsOf: key)
        text.append(text: "\", \"recipient\": {")
        property("name", isFirst: true) { $0.append(nameOf: person, habits, &dice, &slips) }
        let guardian =
            member.guardian >= 0 && member.guardian < household.members.count
            ? household.members[member.guardian].person : nil
        property("idNumber") { field in
            if person.age < 3, dice.chance(3_500) { return }
            field.append(
                numberOf: person, lender: guardian, borrowed: 120, habits, &dice, &slips)
        }
        property("sex") { $0.append(text: person.isMale ? "男" : "女") }
        property("birthDate") {
            $0.append(birthOf: person, .iso, mistyped: 20, unknown: 10, swapped: 40, &dice, &slips)
        }
        if person.age >= 15 { property("phone") { $0.append(phoneOf: person, habits, &dice, &slips) } }
        text.append(text: "}")
        if let guardian {
            text.append(text: ", \"guardian\": {")
            property("name", isFirst: true) { $0.append(nameOf: guardian, habits, &dice, &ofGuardian) }
            property("relation") { $0.append(text: guardian.isMale ? "父亲" : "母亲") }
            property("phone") { $0.append(phoneOf: guardian, habits, &dice, &ofGuardian) }
            text.append(text: "}")
        }
        let home = household.home(lag: 2_000, &dice, &ofHome)
        let style = AddressStyle.lapsing(
            AddressStyle(divisions: .community), .office, of: home, &dice, &ofHome)
        let district = output.district
        property("address") { $0.append(home, in: district, style) }
        text.append(text: ", \"doses\": [")
        for dose in 0..<dice.within(1...4) {
            if dose > 0 { text.append(text: ", ") }
            text.append(text: "\"")
            text.append(contentsOf: dice.pick(vaccines))
            text.append(text: "\"")
        }
        text.append(text: "]}\n")
        try output.writeLine(text)
        try output.mention("recipient", person, key: key, slips)
        if let guardian { try output.mention("guardian", guardian, key: key, ofGuardian) }
        try output.mention("home", home, key: key, ofHome)
    }

    /// `"name": "content"`; nothing when there is no content. What it says has no character that JSON escapes.
    private mutating func property(_ name: String, isFirst: Bool = false, _ content: (inout Bytes) -> Void) {
        field.removeAll(keepingCapacity: true)
        content(&field)
        if field.isEmpty { return }
        text.append(text: isFirst ? "\"\(name)\": \"" : ", \"\(name)\": \"")
        text.append(contentsOf: field)
        text.append(text: "\"")
    }
}

private let vaccines = words("乙肝疫苗 卡介苗 百白破疫苗 麻腮风疫苗 脊灰疫苗 流感疫苗 肺炎球菌疫苗 甲肝疫苗")
