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
        var dice = output.dice(.tax, entity.index)
        guard entity.kind != .school, dice.chance(7_500) else { return }
        var key = Bytes(text: "10")
        key.append(number: entity.index, width: 10)
        row.begin()
        row.field(key)
        let number =
            !entity.registrationNumber.isEmpty && dice.chance(2_500)
            ? entity.registrationNumber : entity.creditCode
        row.field(dice.chance(50) ? [] : number)
        row.bytes.append(organisation: entity.name, &dice)
        row.end()
        row.bytes.append(person.name, habits, &dice)
        row.end()
        row.bytes.append(phoneOf: person, habits, &dice)
        row.end()
        if dice.chance(8_000) { row.bytes.append(phoneOf: entity, of: person, local: dice.chance(2_000)) }
        row.end()
        row.bytes.append(premises, in: output.district, .lapsing(AddressStyle(divisions: .street), &dice))
        row.end()
        row.field(entity.established, .compact)
        row.field(text: dice.pick(["正常", "正常", "正常", "非正常户"]))
        if try output.writeCSV(row, delimiter: UInt8(ascii: "|")) {
            try output.mention("taxpayer", .legalEntity, entity.index + 1, key: key)
            try output.mention("representative", .person, person.number, key: key)
        }
    }
}
