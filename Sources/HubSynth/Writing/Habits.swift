/// How the clerks of one department write names, numbers and telephones: rates in ten-thousandths.
struct Habits {
    /// Resident numbers left out.
    var missingNumber = 200
    /// 15-digit numbers of those born before 1975.
    var oldNumber = 0
    /// Typed wrongly in one digit, or two neighbours swapped; the check digit shows it.
    var mistypedNumber = 30
    /// The file went through a spreadsheet: apostrophes, and digits lost to `9.90101E+17`.
    var usesSpreadsheet = false
    /// Telephones left out.
    var missingPhone = 500
    /// The number somebody gave up years ago.
    var oldPhone = 1_000
    /// The name somebody gave up, of those who did.
    var formerName = 0
    /// Names with stray spaces, traditional characters, homophones, other dots.
    var carelessNames = true
}

extension Bytes {
    /// Appends the name of a person as a clerk would type it, or the one the person had before.
    mutating func append(
        nameOf person: Person, _ habits: Habits, _ dice: inout Dice, _ slips: inout Slips
    ) {
        if !person.formerName.isEmpty, dice.chance(habits.formerName) {
            slips.note(.formerName)
            return append(contentsOf: person.formerName)
        }
        let name = person.name
        guard habits.carelessNames else { return append(contentsOf: name.text) }
        if name.hasDot, dice.chance(3_500) {
            slips.note(.dotName)
            return append(dotted: name, &dice)
        }
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
            let written = Bytes(name.text.scalars.map { NameVariants.traditional($0) ?? $0 }.joined())
            if written != name.text { slips.note(.traditional) }
            append(contentsOf: written)
        case 400..<500: append(NameVariants.homophone(of: name.text, &dice), for: name, .homophone, &slips)
        case 500..<525: append(NameVariants.lookalike(of: name.text, &dice), for: name, .lookalike, &slips)
        case 525..<545 where name.text.count == 9 && !name.hasDot:
            let kept = dice.chance(7_000) ? name.text.dropLast(3) : name.text[..<3] + name.text[6...]
            append(kept, for: name, .droppedCharacter, &slips)
        default: append(contentsOf: name.text)
        }
    }

    private mutating func append(
        _ written: some Sequence<UInt8>, for name: Name, _ hazard: Hazard, _ slips: inout Slips
    ) {
        let written = Bytes(written)
        if written != name.text { slips.note(hazard) }
        append(contentsOf: written)
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

    /// Appends somebody's resident number, or of `borrowed` ten-thousandths that of `lender`: a grandchild's in the
    /// record of a grandparent, a mother's in that of a child who has none yet.
    mutating func append(
        numberOf person: Person, lender: Person?, borrowed: Int, _ habits: Habits, _ dice: inout Dice,
        _ slips: inout Slips
    ) {
        if let lender, lender.number != person.number, dice.chance(borrowed) {
            slips.note(.relativesNumber, other: lender.number)
            return append(contentsOf: lender.residentID)
        }
        append(numberOf: person, habits, &dice, &slips)
    }

    /// Appends a resident number as a clerk would type it; nothing when it is left out.
    mutating func append(
        numberOf person: Person, _ habits: Habits, _ dice: inout Dice, _ slips: inout Slips
    ) {
        var number = person.residentID
        if dice.chance(habits.missingNumber) { return }
        if dice.chance(20) {
            return append(text: dice.pick(["无", "不详", "111111111111111111", "000000000000000000", "-"]))
        }
        if person.birth.year < 1975, dice.chance(habits.oldNumber) {
            slips.note(.oldNumber)
            append(contentsOf: number[..<6])
            append(contentsOf: number[8..<17])
            return
        }
        if dice.chance(habits.mistypedNumber) {
            let place = dice.within(8...16)
            if dice.chance(2_500), number[place] != number[place - 1] {
                number.swapAt(place, place - 1)
                slips.note(.transposedNumber)
            } else {
                number[place] = 48 + (number[place] - 48 + UInt8(dice.within(1...9))) % 10
                slips.note(.mistypedNumber)
            }
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
    mutating func append(
        phoneOf person: Person, _ habits: Habits, _ dice: inout Dice, _ slips: inout Slips
    ) {
        if person.phone == 0 || dice.chance(habits.missingPhone) { return }
        var index = person.phone
        if person.oldPhone > 0, dice.chance(habits.oldPhone) {
            index = person.oldPhone
            // Below two hundred million a number is its owner's.
            if index < 200_000_000 {
                slips.note(.reissuedPhone, other: index)
            } else {
                slips.note(.formerPhone)
            }
        } else if person.presentPhone > 0, index != person.presentPhone {
            slips.note(.formerPhone)
        } else if Phones.owner(of: index) != person.number {
            slips.note(.sharedPhone, other: Phones.owner(of: index))
        }
        append(phone: index, &dice)
    }

    /// Appends telephone number `index` in one of many ways.
    mutating func append(phone index: Int, _ dice: inout Dice) {
        var number = Bytes()
        number.append(mobile: index)
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

    /// Appends a date of birth in `style`, sometimes wrong: rates in ten-thousandths.
    mutating func append(
        birthOf person: Person, _ style: DateStyle, mistyped: Int, unknown: Int = 0, swapped: Int = 0,
        _ dice: inout Dice, _ slips: inout Slips
    ) {
        if dice.chance(unknown) {
            slips.note(.defaultBirth)
            append(Day.unknown, style)
        } else if dice.chance(swapped), let day = person.birth.swapped {
            slips.note(.swappedBirth)
            append(day, style)
        } else if dice.chance(mistyped) {
            slips.note(.mistypedBirth)
            append(person.birth.mistyped(&dice), style)
        } else {
            append(person.birth, style)
        }
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
