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

    /// The way it should be.
    static let canonical = AddressStyle()

    /// A department's usual way, with the usual lapses.
    static func lapsing(_ usual: AddressStyle, _ dice: inout Dice) -> AddressStyle {
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
        default: break
        }
        return style
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
        append(contentsOf: house.site)
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
            if house.unit > 0 {
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
        if house.unit > 0 {
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
