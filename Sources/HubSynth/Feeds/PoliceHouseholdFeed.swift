/// Households as the police keep them: nested XML in GB18030.
struct PoliceHouseholdFeed {
    let output: FeedOutput
    private static let habits = Habits(
        missingNumber: 30, mistypedNumber: 10, missingPhone: 3_500, oldPhone: 2_500, carelessNames: false)
    private var text = Bytes()
    private var field = Bytes()
    private var slips = Slips()

    init(_ output: FeedOutput) throws {
        self.output = output
        try output.write(
            text: """
                <?xml version="1.0" encoding="GB18030"?>
                <!-- 合成数据：不涉及任何真实的人 -->
                <h:households xmlns:h="urn:isthmus:example:police-household" county="\(District.countyCode)">

                """)
    }

    mutating func write(_ household: Household) throws {
        let coverage = household.isRented ? 7_000 : 9_650
        guard var dice = output.begin(.policeHousehold, household.number, coverage: coverage) else { return }
        let household = output.known(household)
        // Some moved and did not tell the police.
        var ofHome = Slips()
        let home = household.home(lag: 3_000, &dice, &ofHome)
        let style = AddressStyle.lapsing(AddressStyle(), of: home, &dice, &ofHome)
        let isAddressMissing = dice.chance(40)
        text.removeAll(keepingCapacity: true)
        text.append(text: "  <h:household number=\"")
        text.append(number: household.number, width: 9)
        text.append(text: "\">\n    <h:head>\n")
        let head = household.members[0].person
        text.append(element: "h:name", head.name.text, indent: 6)
        text.append(element: "h:idNumber", head.residentID, indent: 6)
        text.append(text: "    </h:head>\n")
        if !isAddressMissing {
            field.removeAll(keepingCapacity: true)
            field.append(home, in: output.district, style)
            text.append(element: "h:address", field, indent: 4)
        }
        for (index, member) in household.members.enumerated() {
            slips.clear()
            append(member, serial: index + 1, &dice)
            var key = Bytes()
            key.append(number: household.number, width: 9)
            key.append(text: "|")
            key.append(number: index + 1)
            output.countRecord()
            try output.mention("resident", member.person, key: key, slips)
            try output.mention("head", head, key: key)
            if !isAddressMissing { try output.mention("home", home, key: key, ofHome) }
        }
        text.append(text: "  </h:household>\n")
        try output.write(text)
    }

    private mutating func append(_ member: Household.Member, serial: Int, _ dice: inout Dice) {
        let person = member.person
        text.append(text: "    <h:member serial=\"")
        text.append(number: serial)
        text.append(text: "\">\n")
        element("h:name") { $0.append(nameOf: person, Self.habits, &dice, &$1) }
        element("h:formerName") { field, _ in field.append(contentsOf: person.formerName) }
        element("h:idNumber") { $0.append(numberOf: person, Self.habits, &dice, &$1) }
        element("h:sex") { field, _ in field.append(text: person.isMale ? "1" : "2") }
        element("h:birthDate") { field, _ in field.append(person.birth, .compact) }
        element("h:ethnicity") { field, _ in field.append(number: person.ethnicity, width: 2) }
        if dice.chance(9_300) {
            element("h:education") { field, _ in field.append(number: person.education) }
        }
        if dice.chance(9_500) {
            element("h:maritalStatus") { field, _ in field.append(number: person.maritalStatus) }
        }
        element("h:relation") { field, _ in field.append(number: member.relation, width: 2) }
        element("h:phone") { $0.append(phoneOf: person, Self.habits, &dice, &$1) }
        text.append(text: "    </h:member>\n")
    }

    private mutating func element(_ name: String, _ content: (inout Bytes, inout Slips) -> Void) {
        field.removeAll(keepingCapacity: true)
        content(&field, &slips)
        text.append(element: name, field, indent: 6)
    }

    func finish() throws -> DistrictSummary.Feed {
        try output.write(text: "</h:households>\n")
        return try output.close()
    }
}
