/// How somebody writes an address.
struct AddressStyle {
    enum Divisions { case none, community, street, full }
    enum Digits { case ascii, fullWidth, chinese }

    var divisions = Divisions.full
    var building = "幢"
    var digits = Digits.ascii
    /// `3-2-301` instead of `3幢2单元301室`.
    var isDashed = false
    /// `号` of a road or village; `號` in traditional script.
    var doorWord = "号"
    /// Ends in `室` or, by some, `户`; empty by those in a hurry.
    var roomWord = "室"
    /// Writes the road in front of the estate too.
    var withFrontage = false
    /// Calls the estate by its second name, where it has one.
    var usesSecondName = false
    /// Leaves the unit out: `3幢301室`.
    var omitsUnit = false

    /// The way it should be.
    static let canonical = AddressStyle()

    /// How people at the door write, who are neither surveyors nor the police: in ten-thousandths.
    struct Looseness {
        /// The second name of an estate that has one.
        var secondName = 0
        /// The unit left out.
        var noUnit = 0

        static let register = Looseness()
        static let office = Looseness(secondName: 1_500, noUnit: 60)
        static let street = Looseness(secondName: 4_500, noUnit: 250)
    }

    /// A department's usual way to write the address of `house`, with the usual lapses.
    static func lapsing(
        _ usual: AddressStyle, _ looseness: Looseness = .register, of house: House, _ dice: inout Dice,
        _ slips: inout Slips
    ) -> AddressStyle {
        var style = usual
        switch dice.below(100) {
        case 0..<8: style.building = "栋"
        case 8..<16: style.building = "号楼"
        case 16..<19: style.building = "#"
        case 19..<23: style.digits = .fullWidth
        case 23..<26: style.digits = .chinese
        case 26..<36: style.divisions = .none
        case 36..<42: style.divisions = .street
        case 42..<46: style.roomWord = ""
        case 46..<48: style.doorWord = "號"
        case 48..<49: style.withFrontage = true
        case 49..<53: style.isDashed = true
        default: break
        }
        style.loosen(looseness, of: house, &dice, &slips)
        return style
    }

    /// Throws for the second name and the unit, and notes what came of all.
    mutating func loosen(
        _ looseness: Looseness, of house: House, _ dice: inout Dice, _ slips: inout Slips
    ) {
        if !house.secondName.isEmpty, dice.chance(looseness.secondName) {
            usesSecondName = true
            slips.note(.secondName)
        }
        if house.unit > 0, dice.chance(looseness.noUnit) {
            omitsUnit = true
            slips.note(.noUnit)
        }
        if isDashed, house.building > 0 { slips.note(.shortAddress) }
    }
}

extension Bytes {
    /// Appends the address of a house.
    mutating func append(_ house: House, in district: District, _ style: AddressStyle) {
        let community = district.communities[house.community]
        if style.divisions == .full {
            append(contentsOf: District.province)
            append(contentsOf: District.city)
            append(contentsOf: District.county)
        }
        if style.divisions == .full || style.divisions == .street { append(contentsOf: community.street) }
        if style.divisions != .none, house.kind != .village { append(contentsOf: community.name) }
        if style.withFrontage { append(contentsOf: house.frontage) }
        appendSite(of: house, style)
        appendDoor(of: house, style)
    }

    /// Appends what names the estate, lane or village, without the door.
    mutating func appendSite(of house: House, _ style: AddressStyle) {
        append(contentsOf: style.usesSecondName ? house.secondName : house.site)
        if house.lane > 0 {
            append(digits: house.lane, style.digits == .fullWidth ? .fullWidth : .ascii)
            append(text: "弄")
        } else if house.kind == .road || house.kind == .shop {
            append(digits: house.doorNumber, style.digits == .fullWidth ? .fullWidth : .ascii)
            append(text: style.doorWord)
        }
    }

    /// Appends the door within its estate, lane or village.
    mutating func appendDoor(of house: House, _ style: AddressStyle) {
        if house.kind == .village || house.lane > 0 {
            append(digits: house.doorNumber, style.digits)
            append(text: style.doorWord)
        }
        if style.isDashed, house.building > 0 {
            append(number: house.building)
            if house.unit > 0, !style.omitsUnit {
                append(text: "-")
                append(number: house.unit)
            }
            append(text: "-")
            append(number: house.room)
            return
        }
        if house.building > 0 {
            append(digits: house.building, style.building == "#" ? .ascii : style.digits)
            append(text: style.building)
        }
        if house.unit > 0, !style.omitsUnit {
            append(digits: house.unit, style.digits)
            append(text: "单元")
        }
        if house.room > 0 {
            append(digits: house.room, style.digits == .fullWidth ? .fullWidth : .ascii)
            append(text: style.roomWord)
        }
    }

    private mutating func append(digits number: Int, _ digits: AddressStyle.Digits) {
        switch digits {
        case .chinese where number < 100: append(chineseNumber: number)
        case .fullWidth:
            var ascii = Bytes()
            ascii.append(number: number)
            append(fullWidth: ascii)
        default: append(number: number)
        }
    }
}
