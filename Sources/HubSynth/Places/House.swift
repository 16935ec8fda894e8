/// A door.
struct House {
    enum Kind { case estate, road, village, shop, office }

    /// From 1; the true entity id.
    var number: Int
    var kind: Kind
    /// Index of the community.
    var community: Int
    /// 15 digits.
    var gridCode: Bytes
    /// Name of the estate, road, village or tower.
    var site: Bytes
    /// What people call the estate that the registers know as `site`; empty for most.
    var secondName: Bytes = []
    /// The same door in another estate of the same name; 0 when there is none.
    var sameNamed: Int = 0
    /// Road and number in front of an estate: `龙溪路128号`; rarely written.
    var frontage: Bytes = []
    /// 弄; 0 where there is none, as below.
    var lane: Int = 0
    /// 号
    var doorNumber: Int = 0
    /// 幢
    var building: Int = 0
    /// 单元
    var unit: Int = 0
    /// 室
    var room: Int = 0
    /// Place of site, building and room in the register.
    var serial: (site: Int, building: Int, room: Int)
    /// Hundredths of a square metre: 89.50 m² is 8950.
    var area: Int
    var builtYear: Int

    /// Whether rooms are numbered through the building: 3 and 4 are those of unit 2.
    var roomsRunOn = false

    var isDwelling: Bool { kind == .estate || kind == .road || kind == .village }
}

extension House {
    /// Community (12), site (3), building (3), room (4).
    func code(in district: District) -> Bytes {
        var code = district.communities[community].code
        code.append(number: serial.site, width: 3)
        code.append(number: serial.building, width: 3)
        code.append(number: serial.room, width: 4)
        return code
    }

    /// GB/T 37346: county, cadastral area and sub-area, kind of plot, plot, building and unit.
    func parcelCode(in district: District) -> Bytes {
        var code = Bytes(text: District.countyCode)
        code += district.communities[community].code[6...]
        code.append(text: kind == .village ? "JC" : "GB")
        code.append(number: serial.site, width: 5)
        code.append(text: "F")
        code.append(number: serial.building, width: 4)
        code.append(number: serial.room, width: 4)
        return code
    }
}
