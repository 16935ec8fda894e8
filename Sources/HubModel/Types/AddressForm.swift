/// An address as a row of numbers, one a slot, for comparing.
///
/// ```
/// 镇海区庄市街道光明社区中山路123号清泉花园一期3幢2单元301室
/// county town community  road number estate  phase building unit room
/// ```
///
/// What is written in several ways has one row: the 号 of a house in an estate, a 弄 or a village is its building
/// (`清泉花园6号502` is `清泉花园6幢502`), `3层01室` is room 301, `A301` without a building is room 301 of building A.
struct AddressForm {
    enum Slot: Int, CaseIterable {
        case province, city, county, town
        /// Without 社区 and 村; `Tail`: the last two characters, for names that run on from a division without suffix.
        case community, communityTail, village, villageTail
        case group
        /// The name, its beginning without 花园 小区 and so on, and 一期 or 南区.
        case estate, stem, phase
        case road, lane
        /// The number at the road; `tail`: 5 of 12-5号, wherever the number went.
        case number, tail
        case building, unit, floor, room
        /// 地下室, 车库: belongs to a door and is another.
        case annex
        case flags
    }

    /// What `flags` hold.
    enum Flag {
        /// Something occurs twice: only the whole local text, in `annex`, tells the address.
        static let irregular: UInt32 = 4
        /// The unit is left out in a building whose units repeat room numbers.
        static let unclearUnit: UInt32 = 8
        /// Places of this name lie in several communities, and the address does not say in which.
        static let unclearPlace: UInt32 = 16
        /// The two lowest bits.
        static let doors: UInt32 = 3
    }

    /// How an address names its door, in the lowest bits of `flags`.
    enum Door: UInt32 {
        case none, room, floor, number
    }

    private(set) var slots = [UInt32](repeating: 0, count: Slot.allCases.count)
    private let text: [UInt8]
    private let layout: AddressLayout

    private subscript(_ slot: Slot) -> UInt32 {
        get { slots[slot.rawValue] }
        set { slots[slot.rawValue] = newValue }
    }

    /// Reads a normal form.
    init(_ normal: Span<UInt8>, aliases: NameAliases) {
        var text: [UInt8] = []
        var layout = AddressLayout()
        guard AddressReader.readNormal(normal, into: &text, &layout) else {
            (self.text, self.layout) = ([], layout)
            return
        }
        if !aliases.isEmpty, let other = Self.replaced(text, layout, aliases) {
            var otherText: [UInt8] = []
            var otherLayout = AddressLayout()
            if AddressReader.read(other.span, into: &otherText, &otherLayout) == .valid {
                (text, layout) = (otherText, otherLayout)
            }
        }
        (self.text, self.layout) = (text, layout)
        readDivisions()
        if layout.isIrregular {
            self[.annex] = ElementCode.of(
                ElementCode.simplified(text.span, layout.localStart..<text.count)[...])
            self[.flags] = Flag.irregular
            return
        }
        readEstate()
        let isMoved = readStreet()
        readIndoors(isMoved: isMoved)
    }

    /// The text with the first alias in it replaced by what it stands for; `nil` when there is none.
    private static func replaced(_ text: [UInt8], _ layout: AddressLayout, _ aliases: NameAliases) -> [UInt8]?
    {
        var ranges: [Range<Int>] = []
        if let road = layout[.lane] ?? layout[.road], let number = layout[.number],
            road.upperBound == number.lowerBound
        {
            ranges.append((layout[.road] ?? road).lowerBound..<number.upperBound)
        }
        for kind in [AddressElements.Kind.estate, .lane, .road, .village, .community, .town] {
            if let range = layout[kind] { ranges.append(range) }
        }
        if let road = layout[.road], let lane = layout[.lane], road.upperBound == lane.lowerBound {
            ranges.insert(road.lowerBound..<lane.upperBound, at: 0)
        }
        for range in ranges {
            if let name = aliases.name(of: text.span.extracting(range)) {
                return Array(text[..<range.lowerBound]) + name + Array(text[range.upperBound...])
            }
        }
        return nil
    }

    /// The simplified characters of an element without the last `suffix` ones.
    private func scalars(_ kind: AddressElements.Kind, dropping suffix: Int) -> ArraySlice<UInt32> {
        guard let range = layout[kind] else { return [] }
        return ElementCode.simplified(text.span, range).dropLast(suffix)
    }

    // MARK: divisions

    private mutating func readDivisions() {
        self[.province] = ElementCode.of(scalars(.province, dropping: 0))
        self[.city] = ElementCode.of(stem(.city, [1]))
        self[.county] = ElementCode.of(stem(.county, [1]))
        let isStreet = scalars(.town, dropping: 0).last == 0x9053  // 街道
        self[.town] = ElementCode.of(stem(.town, isStreet ? [2] : [1]))
        let community = stem(.community, [2])
        self[.community] = ElementCode.of(community)
        self[.communityTail] = ElementCode.of(community.suffix(2))
        let village = stem(.village, [1])
        self[.village] = ElementCode.of(village)
        self[.villageTail] = ElementCode.of(village.suffix(2))
        self[.group] = ElementCode.of(scalars(.group, dropping: 1))
    }

    /// A name without its suffix, unless less than two characters would be left: 乌镇 is a whole name.
    private func stem(_ kind: AddressElements.Kind, _ suffix: [Int]) -> ArraySlice<UInt32> {
        let whole = scalars(kind, dropping: 0)
        let count = suffix[0]
        return whole.count >= count + 2 ? whole.dropLast(count) : whole
    }

    // MARK: estate

    private static let suffixes = WordList(
        """
        小区 社区 花园 家园 公寓 华庭 名苑 雅苑 景苑 嘉园 新苑 新村 花苑 佳苑 大厦 大楼 广场 山庄 商城 中心 华府 名邸 \
        雅居 豪庭 嘉苑 家苑 佳园 苑 园 庭 府 居 里 坊 院 城
        """)
    /// Words that are no names.
    private static let generic = WordList(
        "小区 社区 大院 家属院 家属楼 宿舍 宿舍楼 住宅 住宅楼 商住楼 综合楼 居民楼 平房 楼房 自建房 民房 店面 门面 商铺 店铺 网点 "
            + "营业房 沿街 底商 一楼 内")
    private static let quarters = WordList("小区 社区 住宅区 居民区")
    private static let annexes: [WordList] = [
        WordList("地下室 地下"), WordList("车库 车位 车棚 停车位"), WordList("储藏室 储物间 杂物间 柴房 辅房 附房 架空层"),
        WordList("阁楼"), WordList("门卫 传达室 岗亭"),
    ]

    private mutating func readEstate() {
        var name = cutAnnex(scalars(.estate, dropping: 0))
        if Self.generic.contains(name) { name = [] }
        var core = name
        while let cut = phaseLength(core) { core = core.dropLast(cut) }
        let phase = name[core.endIndex...]
        // 清泉花园小区 is 清泉花园; 清泉小区 is a name as it is.
        let quarter = Self.quarters.suffix(of: core)
        if quarter > 0, core.count - quarter >= 3, Self.suffixes.suffix(of: core.dropLast(quarter)) > 0 {
            core = core.dropLast(quarter)
        }
        self[.estate] = ElementCode.of(core)
        self[.phase] = ElementCode.of(phase)
        let suffix = Self.suffixes.suffix(of: core)
        self[.stem] = ElementCode.of(core.count - suffix >= 2 ? core.dropLast(suffix) : core)
    }

    /// How long a phase at the end of a name is: 2期, 南区, A区.
    private func phaseLength(_ name: ArraySlice<UInt32>) -> Int? {
        // 期 区
        guard name.count >= 4, let last = name.last, last == 0x671F || last == 0x533A else { return nil }
        var index = name.endIndex - 1
        while index > name.startIndex, isPhaseMark(name[index - 1]) { index -= 1 }
        let length = name.endIndex - index
        return length > 1 && name.count - length >= 2 ? length : nil
    }

    private func isPhaseMark(_ scalar: UInt32) -> Bool {
        if Scalars.isDigit(scalar) || Scalars.isLatin(scalar) || ChineseNumerals.isNumeral(scalar) {
            return true
        }
        return switch Unicode.Scalar(scalar) {
        case "东", "西", "南", "北", "中": true
        default: false
        }
    }

    /// The text without 地下室, 车库 and their like, which go into `annex`.
    private mutating func cutAnnex(_ text: ArraySlice<UInt32>) -> ArraySlice<UInt32> {
        for (index, words) in Self.annexes.enumerated() {
            if let range = words.range(in: text) {
                self[.annex] = UInt32(index + 1)
                return text[..<range.lowerBound]
            }
        }
        return text
    }

    // MARK: street

    /// Reads road, lane and number; true when the number is that of a house in an estate, a lane or a village.
    private mutating func readStreet() -> Bool {
        let road = scalars(.road, dropping: 0)
        let lane = scalars(.lane, dropping: 0)
        let isNumbered = lane.last == 0x5F04 && lane.dropLast().allSatisfy(Scalars.isDigit)  // 88弄
        if isNumbered {
            self[.road] = ElementCode.of(road)
            self[.lane] = ElementCode.of(lane.dropLast())
        } else {
            self[.road] = ElementCode.of(lane.isEmpty ? road : lane)
        }
        let number = scalars(.number, dropping: 1)
        guard !number.isEmpty else { return false }
        let dash = number.firstIndex(of: 0x2D) ?? number.endIndex
        self[.tail] = ElementCode.of(number[dash...].dropFirst())
        let isMoved = !isAtRoad(laneIsNumbered: isNumbered) && layout[.building] == nil
        self[isMoved ? .building : .number] = ElementCode.of(number[..<dash])
        return isMoved
    }

    /// Whether what stands before the number is a road.
    private func isAtRoad(laneIsNumbered: Bool) -> Bool {
        guard let number = layout[.number] else { return false }
        func place(_ kind: AddressElements.Kind) -> Int {
            guard let start = layout[kind]?.lowerBound, start < number.lowerBound else { return -1 }
            return start
        }
        let road = max(place(.road), laneIsNumbered ? -1 : place(.lane))
        let other = [place(.village), place(.community), place(.group), laneIsNumbered ? place(.lane) : -1]
        let estate = self[.estate] == 0 ? -1 : place(.estate)
        return road >= 0 && road > max(estate, other.max() ?? -1)
    }

    // MARK: indoors

    private mutating func readIndoors(isMoved: Bool) {
        if layout.has(.building) { self[.building] = ElementCode.of(scalars(.building, dropping: 1)) }
        self[.unit] = ElementCode.of(scalars(.unit, dropping: 2))
        var floor = scalars(.floor, dropping: 1)
        if floor.first == 0x42, floor.count > 1 { floor = [0x8D1F] + floor.dropFirst() }  // B1 is 负1
        var room = scalars(.room, dropping: 1)
        // A301 without a building is room 301 of building A.
        if let letter = room.first, Scalars.isLatin(letter), room.count >= 4, self[.building] == 0,
            self[.number] == 0, room.dropFirst().allSatisfy(Scalars.isDigit)
        {
            self[.building] = ElementCode.of(room.prefix(1))
            room = room.dropFirst()
        }
        self[.floor] = ElementCode.of(floor)
        self[.room] = ElementCode.of(room)
        let isPlain = self[.room] != 0 && self[.room] >> 31 == 0
        let isCounted = self[.floor] != 0 && self[.floor] >> 31 == 0
        if isPlain, isCounted, self[.room] <= 100 {
            self[.room] = (self[.floor] - 1) * 100 + self[.room]
        }
        let hasFloor = self[.floor] != 0
        if isPlain, self[.room] > 100 {
            // The room tells its floor.
            self[.floor] = (self[.room] - 1) / 100 + 1
        }
        readRemarks()
        let door: Door =
            if self[.room] != 0 {
                .room
            } else if !isMoved && (self[.number] == 0 || self[.building] != 0) || self[.unit] != 0 {
                .none
            } else {
                hasFloor ? .floor : .number
            }
        self[.flags] |= door.rawValue
        // 贺兰山南路15幢502 is 贺兰山南路15号502; an estate before the road only says where the road is.
        let isRoadLast = self[.estate] == 0 || estateIsBeforeRoad
        if self[.road] != 0, self[.lane] == 0, self[.number] == 0, isRoadLast {
            self[.number] = self[.building]
            self[.building] = 0
        }
    }

    private var estateIsBeforeRoad: Bool {
        guard let estate = layout[.estate], let road = layout[.lane] ?? layout[.road] else { return false }
        return estate.lowerBound < road.lowerBound
    }

    /// Looks for an annex in what is written behind the building.
    private mutating func readRemarks() {
        guard self[.annex] == 0 else { return }
        var covered = 0
        for kind in AddressElements.Kind.allCases { covered += layout[kind]?.count ?? 0 }
        guard covered < text.count else { return }
        let indoors = [AddressElements.Kind.building, .unit, .floor, .room].compactMap {
            layout[$0]?.lowerBound
        }
        guard let start = indoors.min() else { return }
        _ = cutAnnex(ElementCode.simplified(text.span, start..<text.count)[...])
    }
}
