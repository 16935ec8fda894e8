/// How the clerks of one department write names, numbers and telephones: rates in ten-thousandths.
struct Habits {
    /// Resident numbers left out.
    var missingNumber = 200
    /// 15-digit numbers of those born before 1975.
    var oldNumber = 0
    /// Typed wrongly in one digit; the check digit shows it.
    var mistypedNumber = 30
    /// The file went through a spreadsheet: apostrophes, and digits lost to `9.90101E+17`.
    var usesSpreadsheet = false
    /// Telephones left out.
    var missingPhone = 500
    /// The number somebody gave up years ago.
    var oldPhone = 1_000
    /// Names with stray spaces, traditional characters, homophones, other dots.
    var carelessNames = true
}

extension Bytes {
    /// Appends a person's name as a clerk would type it.
    mutating func append(_ name: Name, _ habits: Habits, _ dice: inout Dice) {
        guard habits.carelessNames else { return append(contentsOf: name.text) }
        if name.hasDot, dice.chance(3_500) { return append(dotted: name, &dice) }
        switch dice.below(10_000) {
        case 0..<100:
            append(contentsOf: name.text)
            append(text: " ")
        case 100..<130:
            append(text: "\u{3000}")
            append(contentsOf: name.text)
        case 130..<330 where name.text.count == 6:
            append(contentsOf: name.text[..<3])
            append(text: " ")
            append(contentsOf: name.text[3...])
        case 330..<400:
            for character in name.text.scalars {
                append(contentsOf: NameVariants.traditional(character) ?? character)
            }
        case 400..<500: append(contentsOf: NameVariants.homophone(of: name.text, &dice))
        default: append(contentsOf: name.text)
        }
    }

    private mutating func append(dotted name: Name, _ dice: inout Dice) {
        let parts = name.text.split(separator: 0xC2, maxSplits: 1)
        guard parts.count == 2 else { return append(contentsOf: name.text) }
        append(contentsOf: parts[0])
        append(text: dice.pick(["・", "•", ".", "．", "‧", "·", ""]))
        let rest = Bytes(parts[1].dropFirst())
        // Old systems cut long names off.
        append(contentsOf: rest.count > 6 && dice.chance(800) ? Bytes(rest.prefix(6)) : rest)
    }

    /// Appends a resident number as a clerk would type it; nothing when it is left out.
    mutating func append(residentID number: Bytes, birthYear: Int, _ habits: Habits, _ dice: inout Dice) {
        if dice.chance(habits.missingNumber) { return }
        if dice.chance(20) {
            return append(text: dice.pick(["无", "不详", "111111111111111111", "000000000000000000", "-"]))
        }
        if birthYear < 1975, dice.chance(habits.oldNumber) {
            append(contentsOf: number[..<6])
            append(contentsOf: number[8..<17])
            return
        }
        var number = number
        if dice.chance(habits.mistypedNumber) {
            let place = dice.within(8...16)
            number[place] = 48 + (number[place] - 48 + UInt8(dice.within(1...9))) % 10
        }
        if number[17] == UInt8(ascii: "X"), dice.chance(3_000) {
            append(contentsOf: number[..<17])
            return append(text: dice.chance(500) ? "Ｘ" : "x")
        }
        if habits.usesSpreadsheet {
            if dice.chance(10) {
                append(contentsOf: number[..<1])
                append(text: ".")
                append(contentsOf: number[1..<6])
                return append(text: "E+17")
            }
            if dice.chance(250) { append(text: "'") }
        }
        append(contentsOf: number)
        if dice.chance(60) { append(text: " ") }
    }

    /// Appends a person's telephone as a clerk would type it; nothing when there is none or it is left out.
    mutating func append(phoneOf person: Person, _ habits: Habits, _ dice: inout Dice) {
        if person.phone == 0 || dice.chance(habits.missingPhone) { return }
        var number = Bytes()
        number.append(
            mobile: person.oldPhone > 0 && dice.chance(habits.oldPhone) ? person.oldPhone : person.phone)
        switch dice.below(100) {
        case 0..<6: append(phone: number, separator: "-")
        case 6..<9: append(phone: number, separator: " ")
        case 9..<12:
            append(text: "+86 ")
            append(contentsOf: number)
        case 12..<14:
            append(text: "0")
            append(contentsOf: number)
        case 14: append(fullWidth: number)
        case 15: append(text: dice.pick(["无", "-", "11111111111", "不详"]))
        default: append(contentsOf: number)
        }
    }

    private mutating func append(phone number: Bytes, separator: String) {
        append(contentsOf: number[..<3])
        append(text: separator)
        append(contentsOf: number[3..<7])
        append(text: separator)
        append(contentsOf: number[7...])
    }

    /// Appends an organisation's telephone: its landline, or of sole traders their own mobile.
    mutating func append(phoneOf entity: LegalEntity, of person: Person, local: Bool) {
        if entity.landline == 0 {
            if person.phone > 0 { append(mobile: person.phone) }
        } else {
            if !local { append(text: "\(District.areaCode)-") }
            append(landline: entity.landline)
        }
    }
}
