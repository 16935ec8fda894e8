/// The numbered elements of an address: what a number means is told by its suffix, or else by what came before.
///
/// ```
/// 3-2-301          building 3, unit 2, room 301      after an estate or a number
/// 3-301            building 3, room 301
/// 3幢2-301         unit 2, room 301
/// 中山路12-3       number 12-3                        after a road
/// ```
extension AddressReader {
    /// What stands behind a number.
    private enum Suffix {
        /// 号: number, building or room.
        case mark
        case lane, building, unit, floor, room, group
        /// 期 or 区: part of the name of an estate.
        case phase(UInt32)
        case none
    }

    /// Reads a number and its suffix at `position`; false when what stands there belongs to a name.
    mutating func readNumbered(_ output: inout [UInt8]) -> Bool {
        guard mayStartNumber(line.key(position)) else { return false }
        if readAttachment(&output) { return true }
        let start = position
        var index = start
        if line.key(index) == 0x7B2C { index &+= 1 }  // 第
        guard let (number, suffix, length) = numbered(at: index, from: start) else { return false }
        if case .phase = suffix, nameStart == start, !layout.has(.estate) { return false }
        flushName(&output, to: start)
        position = number.end &+ length
        nameStart = position
        place(number, suffix, &output)
        return true
    }

    /// Digits, letters, Chinese digits, and 第 负 之 附 东 西 南 北 中 甲 乙 丙 丁: a quick look before a close one.
    private func mayStartNumber(_ key: UInt32) -> Bool {
        if key < 0x80 { return true }
        switch key {
        case 0x7B2C, 0x8D1F, 0x4E4B, 0x9644: return true
        default: return ChineseNumerals.isNumeral(key) || isDirection(key) || isStem(key)
        }
    }

    /// 之 or 附 behind the number: `12号附5号`, `5号之2` are `12-5号`, `5-2号`; `301室之一` is `301-1室`.
    private mutating func readAttachment(_ output: inout [UInt8]) -> Bool {
        let key = line.key(position)
        guard key == 0x4E4B || key == 0x9644, nameStart == position, let (kind, range) = attachable(output),
            let number = AddressNumber(line, at: position &+ 1), number.count == 1
        else { return false }
        let suffix = Array(output[(output.count &- 3)...])
        output.removeLast(3)
        output.append(UInt8(ascii: "-"))
        number.append(0, line, to: &output)
        output += suffix
        layout.extend(kind, range.lowerBound..<output.count &- outputBase)
        position = number.end
        if line.key(position) == 0x53F7 || line.key(position) == 0x5BA4 { position &+= 1 }
        return true
    }

    /// The number, or the room of three digits and more, that the output ends in.
    private func attachable(_ output: [UInt8]) -> (AddressElements.Kind, Range<Int>)? {
        for (kind, shortest) in [(AddressElements.Kind.number, 4), (.room, 6)] {
            if let range = layout[kind], range.upperBound == output.count &- outputBase,
                range.count >= shortest
            {
                return (kind, range)
            }
        }
        return nil
    }

    /// The number at `index` with its suffix and the suffix's length, unless it is part of a name.
    private func numbered(at index: Int, from start: Int) -> (AddressNumber, Suffix, Int)? {
        let key = line.key(index)
        if nameStart == start, isDirection(key) || isStem(key) {
            let (suffix, length) = suffix(index &+ 1, isChinese: true)
            switch suffix {
            case .building, .unit, .room: return (AddressNumber(single: index), suffix, length)
            default: break
            }
        }
        guard !isInsideRun(index), let number = AddressNumber(line, at: index) else { return nil }
        let (suffix, length) = suffix(number.end, isChinese: number.isChinese)
        let hasSuffix = if case .none = suffix { false } else { true }
        if number.leadingLetters(line) > 2 { return nil }
        if number.isLetters, !hasSuffix, number.count == 1 { return nil }
        if number.isChinese, !hasSuffix, number.count == 1 {
            guard number.end == line.count, layout.has(.building) || layout.has(.unit) else { return nil }
        }
        if !hasSuffix, beginsName(number.end) { return nil }
        return (number, suffix, length)
    }

    /// Whether `index` is in the middle of digits or of a word.
    private func isInsideRun(_ index: Int) -> Bool {
        guard index > nameStart else { return false }
        let previous = line.key(index &- 1)
        let key = line.key(index)
        if Scalars.isLatin(key) { return Scalars.isLatin(previous) || Scalars.isDigit(previous) }
        if Scalars.isDigit(key) { return Scalars.isDigit(previous) }
        return ChineseNumerals.isNumeral(previous)
    }

    /// 甲 乙 丙 丁.
    private func isStem(_ key: UInt32) -> Bool {
        key == 0x7532 || key == 0x4E59 || key == 0x4E19 || key == 0x4E01
    }

    /// Whether digits before `index` belong to a name: 3路, 107国道, 3号路, 7天酒店 at the start of the address.
    private func beginsName(_ index: Int) -> Bool {
        switch Unicode.Scalar(line.key(index)) {
        case "路", "街", "巷", "大", "村", "里", "号": return true
        case "国", "省", "县", "乡": return line.key(index &+ 1) == 0x9053
        default:
            let hasPlace =
                layout.has(.road) || layout.has(.lane) || layout.has(.estate) || layout.has(.village)
                || layout.has(.number) || layout.has(.building) || layout.has(.community)
                || nameStart < position
            return !hasPlace && index < line.count && line.key(index) > 0x7F
        }
    }

    private func suffix(_ index: Int, isChinese: Bool) -> (Suffix, Int) {
        let next = line.key(index &+ 1)
        switch Unicode.Scalar(line.key(index)) {
        case "号":
            switch Unicode.Scalar(next) {
            case "楼", "幢", "栋": return (.building, 2)
            case "院": return (.mark, 2)
            case "门": return (.unit, 2)
            case "路": return line.key(index &+ 2) == 0x53E3 ? (.mark, 1) : (.none, 0)  // 3号路, not 3号路口
            case "街", "桥", "线", "渠", "巷": return (.none, 0)
            case "大":
                return line.key(index &+ 2) == 0x9053 || line.key(index &+ 2) == 0x8857
                    ? (.none, 0) : (.mark, 1)
            default: return (.mark, 1)
            }
        case "弄": return (.lane, 1)
        case "支": return next == 0x5F04 ? (.lane, 2) : next == 0x53F7 ? (.mark, 2) : (.none, 0)
        case "幢", "栋", "座": return (.building, next == 0x697C ? 2 : 1)
        case "#": return (.building, next == 0x697C || next == 0x5E62 || next == 0x680B ? 2 : 1)
        case "单": return next == 0x5143 ? (.unit, 2) : (.none, 0)
        case "梯": return (.unit, 1)
        case "门": return layout.has(.building) || !isChinese ? (.unit, 1) : (.none, 0)
        case "层": return (.floor, 1)
        case "楼":
            if next == 0x5355 || next == 0x95E8 { return (.building, 1) }  // 3楼2单元
            let isFloor = !isChinese || layout.has(.building) || layout.has(.number) || layout.has(.unit)
            return isFloor ? (.floor, 1) : (.none, 0)
        case "室": return (.room, 1)
        case "房": return (.room, next == 0x95F4 ? 2 : 1)
        case "户": return (.room, next == 0x5BA4 ? 2 : 1)
        case "组", "队": return (.group, 1)
        case "村":
            let isGroup = next == 0x6C11 && line.key(index &+ 2) == 0x5C0F && line.key(index &+ 3) == 0x7EC4
            return isGroup ? (.group, 4) : (.none, 0)
        case "社": return layout.has(.village) && next != 0x533A ? (.group, 1) : (.none, 0)
        case "期", "区": return (.phase(line.key(index)), 1)
        default: return (.none, 0)
        }
    }

    // MARK: placing

    private mutating func place(_ number: AddressNumber, _ suffix: Suffix, _ output: inout [UInt8]) {
        switch suffix {
        case .mark: placeMarked(number, &output)
        case .lane: write(number, .lane, &output)
        case .building: write(number, .building, &output)
        case .unit: write(number, .unit, &output)
        case .floor: write(number, .floor, &output)
        case .group: write(number, .group, &output)
        case .room: placeTail(number, isRoom: true, &output)
        case .none: placeTail(number, isRoom: false, &output)
        case .phase(let suffix):
            let start = output.count
            appendParts(number, 0..<number.count, &output)
            Scalars.append(suffix, to: &output)
            mark(.estate, since: start, output)
        }
    }

    /// A number with 号.
    private mutating func placeMarked(_ number: AddressNumber, _ output: inout [UInt8]) {
        let isIndoors = layout.has(.building) || layout.has(.unit) || layout.has(.floor)
        if number.count > 2
            || number.count == 2 && (isIndoors || !layout.has(.road) && number.isWide(1, line))
        {
            placeTail(number, isRoom: true, &output)
        } else if !layout.has(.number), !isIndoors {
            write(number, .number, &output)
        } else if isIndoors, !layout.has(.room) {
            write(number, .room, &output)
        } else {
            write(number, layout.has(.building) ? .number : .building, &output)
        }
    }

    /// A number with 室, or with nothing: building, unit, floor and room, as many as it has parts.
    private mutating func placeTail(_ number: AddressNumber, isRoom: Bool, _ output: inout [UInt8]) {
        let hasBuilding = layout.has(.building)
        switch number.count {
        case 1: placeSingle(number, isRoom: isRoom, &output)
        case 2: placePair(number, isRoom: isRoom, &output)
        case 3 where !hasBuilding: write(number, parts: (.building, .unit, .room), &output)
        case 3 where !layout.has(.unit): write(number, parts: (.unit, .floor, .room), &output)
        case 4 where !hasBuilding:
            write(number, .building, 0..<1, &output)
            write(number, .unit, 1..<2, &output)
            write(number, .floor, 2..<3, &output)
            write(number, .room, 3..<4, &output)
        default: write(number, .room, &output)
        }
    }

    private mutating func placeSingle(_ number: AddressNumber, isRoom: Bool, _ output: inout [UInt8]) {
        let isIndoors =
            layout.has(.building) || layout.has(.unit) || layout.has(.floor) || layout.has(.number)
        if isRoom || isIndoors {
            write(number, .room, &output)
        } else if layout.has(.estate) || !layout.has(.road) && !layout.has(.lane) && !layout.has(.village) {
            write(number, number.isWide(0, line) ? .room : .building, &output)
        } else {
            write(number, .number, &output)
        }
    }

    private mutating func placePair(_ number: AddressNumber, isRoom: Bool, _ output: inout [UInt8]) {
        let isFirstWide = number.isWide(0, line)
        let isSecondWide = number.isWide(1, line)
        let isStreet = layout.has(.road) || layout.has(.lane) || layout.has(.village)
        let isOpen = isStreet && !layout.has(.estate) && !layout.has(.number)
        if layout.has(.unit) {
            if isFirstWide || layout.has(.floor) {
                write(number, .room, &output)
            } else {
                write(number, parts: (.floor, .room), &output)
            }
        } else if layout.has(.building) {
            if isFirstWide {
                write(number, .room, &output)
            } else {
                write(number, parts: (.unit, .room), &output)
            }
        } else if isSecondWide, isOpen, isFirstWide {
            write(number, parts: (.number, .room), &output)
        } else if !isSecondWide, isOpen, !isRoom {
            write(number, .number, &output)
        } else if isFirstWide, isRoom || layout.has(.number) || !isSecondWide {
            write(number, .room, &output)
        } else {
            write(number, parts: (.building, .room), &output)
        }
    }

    private mutating func write(
        _ number: AddressNumber, parts kinds: (AddressElements.Kind, AddressElements.Kind),
        _ output: inout [UInt8]
    ) {
        write(number, kinds.0, 0..<1, &output)
        write(number, kinds.1, 1..<2, &output)
    }

    private mutating func write(
        _ number: AddressNumber,
        parts kinds: (AddressElements.Kind, AddressElements.Kind, AddressElements.Kind),
        _ output: inout [UInt8]
    ) {
        write(number, kinds.0, 0..<1, &output)
        write(number, kinds.1, 1..<2, &output)
        write(number, kinds.2, 2..<3, &output)
    }

    private mutating func write(
        _ number: AddressNumber, _ kind: AddressElements.Kind, _ output: inout [UInt8]
    ) {
        write(number, kind, 0..<number.count, &output)
    }

    /// Writes parts of a number with the suffix of its kind.
    private mutating func write(
        _ number: AddressNumber, _ kind: AddressElements.Kind, _ parts: Range<Int>, _ output: inout [UInt8]
    ) {
        let start = output.count
        appendParts(number, parts, &output)
        switch kind {
        case .lane: Scalars.append(0x5F04, to: &output)
        case .number: Scalars.append(0x53F7, to: &output)
        case .building: Scalars.append(0x5E62, to: &output)
        case .unit:
            Scalars.append(0x5355, to: &output)
            Scalars.append(0x5143, to: &output)
        case .floor: Scalars.append(0x5C42, to: &output)
        case .group: Scalars.append(0x7EC4, to: &output)
        default: Scalars.append(0x5BA4, to: &output)
        }
        // A second building, unit, floor or room is another place, even right behind the first.
        if layout.has(kind), kind != .lane { layout.isIrregular = true }
        mark(kind, since: start, output)
    }

    private func appendParts(_ number: AddressNumber, _ parts: Range<Int>, _ output: inout [UInt8]) {
        for part in parts {
            if part > parts.lowerBound { output.append(UInt8(ascii: "-")) }
            number.append(part, line, to: &output)
        }
    }
}
