/// Taxpayers: fields separated by `|`, credit codes and old registration numbers in one column.
struct TaxFeed {
    let output: FeedOutput
    private let habits = Habits(missingPhone: 800)
    private var row = Row()

    init(_ output: FeedOutput) throws {
        self.output = output
        try output.write(text: "djxh|nsrsbh|nsrmc|fddbrxm|fddbrdh|lxdh|zcdz|djrq|nsrzt\r\n")
    }

    mutating func write(_ entity: LegalEntity, premises: House, representative person: Person) throws {
        guard entity.kind != .school, var dice = output.begin(.tax, entity.index, coverage: 7_500)
        else { return }
        let person = output.known(person)
        var (ofEntity, slips, unused) = (Slips(), Slips(), Slips())
        var key = Bytes(text: "10")
        key.append(number: entity.index, width: 10)
        row.begin()
        row.field(key)
        var number = entity.creditCode
        if !entity.registrationNumber.isEmpty, dice.chance(2_500) {
            number = entity.registrationNumber
            ofEntity.note(.registrationNumberOnly)
        }
        row.field(dice.chance(50) ? [] : number)
        row.bytes.append(nameOf: entity, former: 2_000, &dice, &ofEntity)
        row.end()
        row.bytes.append(nameOf: person, habits, &dice, &slips)
        row.end()
        row.bytes.append(phoneOf: person, habits, &dice, &slips)
        row.end()
        if dice.chance(8_000) { row.bytes.append(phoneOf: entity, of: person, local: dice.chance(2_000)) }
        row.end()
        let usual = AddressStyle(divisions: .street)
        row.bytes.append(premises, in: output.district, .lapsing(usual, of: premises, &dice, &unused))
        row.end()
        row.field(entity.established, .compact)
        row.field(text: dice.pick(["正常", "正常", "正常", "非正常户"]))
        if try output.writeCSV(row, delimiter: UInt8(ascii: "|")) {
            try output.mention("taxpayer", entity, key: key, ofEntity)
            try output.mention("representative", person, key: key, slips)
        }
    }
}
