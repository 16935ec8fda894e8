/// Companies and sole traders: XML in two namespaces, one of them the default.
struct CompanyRegisterFeed {
    let output: FeedOutput
    private static let habits = Habits(missingNumber: 100, mistypedNumber: 15, missingPhone: 1_500)
    private var text = Bytes()
    private var field = Bytes()

    init(_ output: FeedOutput) throws {
        self.output = output
        try output.write(
            text: """
                <?xml version="1.0" encoding="UTF-8"?>
                <!-- Synthetic data: none of these organisations exists. -->
                <register xmlns="urn:isthmus:example:company-register" \
                xmlns:party="urn:isthmus:example:party" authority="\(District.countyCode)">

                """)
    }

    mutating func write(_ entity: LegalEntity, premises: House, representative person: Person) throws {
        var (ofPerson, ofPremises) = (Slips(), Slips())
        guard entity.kind != .school, var dice = output.begin(.companies, entity.index, coverage: 9_700)
        else { return }
        let person = output.known(person)
        var key = Bytes(text: "SC")
        key.append(number: entity.index, width: 7)
        text.removeAll(keepingCapacity: true)
        text.append(text: "  <entity serial=\"")
        text.append(contentsOf: key)
        text.append(text: "\" category=\"\(entity.kind == .company ? "company" : "sole-trader")\">\n")
        text.append(element: "name", entity.name, indent: 4)
        text.append(element: "creditCode", entity.creditCode, indent: 4)
        text.append(element: "registrationNumber", entity.registrationNumber, indent: 4)
        element("established", 4) { $0.append(entity.established, .iso) }
        if dice.chance(9_000) {
            element("phone", 4) { $0.append(phoneOf: entity, of: person, local: dice.chance(6_000)) }
        }
        let district = output.district
        let style = AddressStyle.lapsing(AddressStyle(), of: premises, &dice, &ofPremises)
        element("premises", 4) { $0.append(premises, in: district, style) }
        let post = entity.kind == .company ? dice.pick(["执行董事", "总经理", "董事长"]) : "经营者"
        text.append(text: "    <party:representative post=\"\(post)\">\n")
        element("party:name", 6) { $0.append(nameOf: person, Self.habits, &dice, &ofPerson) }
        element("party:idNumber", 6) { $0.append(numberOf: person, Self.habits, &dice, &ofPerson) }
        element("party:phone", 6) { $0.append(phoneOf: person, Self.habits, &dice, &ofPerson) }
        text.append(text: "    </party:representative>\n  </entity>\n")
        try output.write(text)
        output.countRecord()
        try output.mention("entity", entity, key: key)
        try output.mention("representative", person, key: key, ofPerson)
        try output.mention("premises", premises, key: key, ofPremises)
    }

    private mutating func element(_ name: String, _ indent: Int, _ content: (inout Bytes) -> Void) {
        field.removeAll(keepingCapacity: true)
        content(&field)
        text.append(element: name, field, indent: indent)
    }

    func finish() throws -> DistrictSummary.Feed {
        try output.write(text: "</register>\n")
        return try output.close()
    }
}
