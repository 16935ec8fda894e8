/// The top of an address: province, city, county, town, community, village, told by their suffixes.
///
/// There is no list of places here: divisions without their suffix (宁波镇海) are not recognised, but for
/// provinces.
extension AddressReader {
    /// Reads all divisions that stand at `position`.
    mutating func readDivisions(_ output: inout [UInt8]) {
        readProvince(&output)
        while !layout.has(.county), let found = division(from: position) {
            let start = position
            position = found.end
            if found.kind == .city, layout.has(.city) {
                emit(.county, start..<found.end, &output)
            } else {
                emit(found.kind, start..<found.end, &output)
            }
        }
        readTown(&output)
        for _ in 0..<2 where !readNeighbourhood(&output) { break }
    }

    // MARK: province

    private mutating func readProvince(_ output: inout [UInt8]) {
        for province in Self.provinces where province.full[0] == line.key(0) {
            let start = output.count
            if matches(province.full, 0) {
                position = province.full.count
                // 北京市北京市海淀区, 上海市市辖区
                if matches(province.full, position) { position += province.full.count }
                if line.key(position) == 0x5E02, line.key(position + 1) == 0x8F96, line.key(position + 2) == 0x533A {
                    position += 3
                }
            } else if matches(province.short, 0), division(from: province.short.count) != nil {
                position = province.short.count
            } else {
                continue
            }
            for scalar in province.full { Scalars.append(scalar, to: &output) }
            mark(.province, since: start, output)
            return
        }
    }

    private func matches(_ word: [UInt32], _ index: Int) -> Bool {
        guard index + word.count <= line.count else { return false }
        for offset in word.indices where line.key(index + offset) != word[offset] { return false }
        return true
    }

    private static let provinces: [(full: [UInt32], short: [UInt32])] =
        """
        北京市 天津市 河北省 山西省 内蒙古自治区 辽宁省 吉林省 黑龙江省 上海市 江苏省 浙江省 安徽省 福建省 江西省 山东省 \
        河南省 湖北省 湖南省 广东省 广西壮族自治区 海南省 重庆市 四川省 贵州省 云南省 西藏自治区 陕西省 甘肃省 青海省 \
        宁夏回族自治区 新疆维吾尔自治区 台湾省 香港特别行政区 澳门特别行政区
        """.split(separator: " ").map { name in
            let full = name.unicodeScalars.map(\.value)
            let isThree = name.hasPrefix("内蒙古") || name.hasPrefix("黑龙江")
            return (full, Array(full.prefix(isThree ? 3 : 2)))
        }

    // MARK: city and county

    /// The city or county whose name starts at `start`.
    private func division(from start: Int) -> (end: Int, kind: AddressElements.Kind)? {
        var index = start
        while index < min(line.count, start &+ 12) {
            let key = line.key(index)
            guard key >= 0x4E00, key <= 0x9FFF else { return nil }
            let length = index &- start
            if length > 0, let kind = divisionKind(index, length) { return (index &+ 1, kind) }
            if length > 0, stopsDivision(key, index) { return nil }
            index &+= 1
        }
        return nil
    }

    private func divisionKind(_ index: Int, _ length: Int) -> AddressElements.Kind? {
        let previous = line.key(index &- 1)
        let next = line.key(index &+ 1)
        let isInside = layout.has(.province) || layout.has(.city)
        switch Unicode.Scalar(line.key(index)) {
        case "市":
            guard length >= 2, length <= 5, !isMarket(previous, next) else { return nil }
            return endsBeforeTown(index &+ 1) ? nil : .city
        case "区":
            if previous == 0x5730 { return length >= 3 && layout.has(.province) ? .city : nil }  // 地区
            if previous == 0x65B0, !isInside { return nil }  // 新区
            return length <= 6 && (length >= 2 || isInside) && !isQuarter(previous) ? .county : nil
        case "县": return next == 0x9053 || length < 2 && !isInside ? nil : .county  // 县道
        case "旗": return isInside && length >= 2 ? .county : nil
        case "州": return previous == 0x6CBB ? .city : nil  // 自治州
        case "盟": return layout.has(.province) && length >= 2 ? .city : nil
        default: return nil
        }
    }

    /// 超市, 菜市, 市场, 市民, 城市花园 and other words with 市 that are no cities.
    private func isMarket(_ previous: UInt32, _ next: UInt32) -> Bool {
        switch (Unicode.Scalar(previous), Unicode.Scalar(next)) {
        case ("超", _), ("菜", _), ("夜", _), ("鱼", _), (_, "场"), (_, "政"), (_, "民"), (_, "井"), ("城", "花"), ("城", "广"),
            ("城", "之"), ("城", "绿"), ("城", "春"), ("城", "家"):
            true
        default: false
        }
    }

    /// Whether 市 belongs to the name of a town: 庄市街道, not 宁波市镇海区.
    private func endsBeforeTown(_ index: Int) -> Bool {
        switch Unicode.Scalar(line.key(index)) {
        case "街": return line.key(index &+ 1) == 0x9053
        case "镇", "乡", "村", "路", "社": return division(from: index) == nil
        default: return false
        }
    }

    /// 小区, 社区, 园区, 校区 and other quarters that are no counties.
    private func isQuarter(_ previous: UInt32) -> Bool {
        switch Unicode.Scalar(previous) {
        case "小", "社", "园", "校", "厂", "景", "库", "住", "宅", "活", "墅", "商", "发", "业", "税", "苑", "院", "街", "路": true
        default: ChineseNumerals.isNumeral(previous)
        }
    }

    /// Characters that end something smaller than a county, unless they begin its name or the suffix follows:
    /// 桐乡市 and 景德镇市 are cities, 花园路市场 is none.
    private func stopsDivision(_ key: UInt32, _ index: Int) -> Bool {
        switch Unicode.Scalar(key) {
        case "弄", "巷", "号", "幢", "栋", "室", "苑", "厦", "庭", "寓", "墅", "路", "街", "村", "园": return true
        case "镇", "乡", "道":
            let next = line.key(index &+ 1)
            return next != 0x5E02 && next != 0x53BF && next != 0x533A
        default: return false
        }
    }

    // MARK: town

    private mutating func readTown(_ output: inout [UInt8]) {
        var index = position
        while index < min(line.count, position &+ 10) {
            let key = line.key(index)
            guard key >= 0x4E00, key <= 0x9FFF else { return }
            if index > position {
                let next = line.key(index &+ 1)
                switch Unicode.Scalar(key) {
                case "街":
                    guard next == 0x9053 else { return }
                    emit(.town, position..<index &+ 2, &output)
                    position = index &+ 2
                    // 办事处
                    if line.key(position) == 0x529E, line.key(position &+ 1) == 0x4E8B { position &+= 3 }
                    position = min(position, line.count)
                    return
                case "镇", "乡":
                    if next != key, !isPartOfRoad(index) {
                        emit(.town, position..<index &+ 1, &output)
                        position = index &+ 1
                        return
                    }
                case "路", "巷": if next != 0x8857 || line.key(index &+ 2) != 0x9053 { return }  // 人民路街道
                case "弄", "号", "村", "幢", "栋", "社": return
                default: break
                }
            }
            index &+= 1
        }
    }

    /// 镇北路, 镇海路, 乡村: the suffix of a town that begins or ends another name.
    private func isPartOfRoad(_ index: Int) -> Bool {
        let next = line.key(index &+ 1)
        switch Unicode.Scalar(next) {
        case "路", "街", "巷", "大", "政", "村": if next != 0x5927 { return true }
        default: break
        }
        let second = line.key(index &+ 2)
        return second == 0x8DEF || second == 0x8857 || second == 0x5DF7
    }

    // MARK: community and village

    /// Reads a community or a village at `position`.
    private mutating func readNeighbourhood(_ output: inout [UInt8]) -> Bool {
        var index = position
        // Those of estates do not end the search: 清泉花园社区.
        while index < min(line.count, position &+ 12) {
            let key = line.key(index)
            guard key >= 0x4E00, key <= 0x9FFF else { return false }
            if index > position {
                switch Unicode.Scalar(key) {
                case "社":
                    if line.key(index &+ 1) == 0x533A { return take(.community, index, 0x533A, &output) }
                case "居":
                    if isCommittee(index &+ 1) { return take(.community, index, 0x533A, &output) }
                case "村":
                    if let isVillage = isVillage(index) {
                        return isVillage && take(.village, index, 0, &output)
                    }
                case "路", "街", "巷", "弄", "号", "幢", "栋": return false
                default: break
                }
            }
            index &+= 1
        }
        return false
    }

    /// Writes the name before `index` with 社区 or 村, and passes over 居委会, 村民委员会 and so on.
    private mutating func take(
        _ kind: AddressElements.Kind, _ index: Int, _ second: UInt32, _ output: inout [UInt8]
    ) -> Bool {
        if layout.has(kind) { return false }
        let start = output.count
        for name in position..<index { Scalars.append(line.scalar(name), to: &output) }
        Scalars.append(second == 0 ? 0x6751 : 0x793E, to: &output)
        if second != 0 { Scalars.append(second, to: &output) }
        mark(kind, since: start, output)
        position = index &+ 1
        if line.key(index) == 0x793E { position &+= 1 }
        for _ in 0..<2 {
            let isLead = line.key(position) == 0x5C45 || line.key(position) == 0x6751  // 居 村
            if isLead, isCommittee(position &+ 1) { position &+= 1 }
            passCommittee()
        }
        return true
    }

    /// Whether 委, 委会 or 民委员会 stands at `index`.
    private func isCommittee(_ index: Int) -> Bool {
        line.key(index) == 0x59D4 || line.key(index) == 0x6C11 && line.key(index &+ 1) == 0x59D4
    }

    private mutating func passCommittee() {
        guard isCommittee(position) else { return }
        if line.key(position) == 0x6C11 { position &+= 1 }
        position &+= 1
        if line.key(position) == 0x5458 { position &+= 1 }
        if line.key(position) == 0x4F1A { position &+= 1 }
    }

    /// Whether 村 at `index` ends the name of a village; `nil` when the name goes on behind it.
    private func isVillage(_ index: Int) -> Bool? {
        let previous = line.key(index &- 1)
        if previous == 0x65B0 || ChineseNumerals.isNumeral(previous) { return false }  // 新村 三村
        switch (Unicode.Scalar(line.key(index &+ 1)), Unicode.Scalar(line.key(index &+ 2))) {
        case ("路", _), ("街", _), ("巷", _), ("弄", _), ("大", "道"), ("大", "街"), ("小", "区"), ("公", "寓"), ("花", "园"): return nil
        default: return true
        }
    }
}
