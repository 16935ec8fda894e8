/// Reads an address from left to right: divisions, then names and numbers, and writes its normal form.
///
/// Elements are written in the order in which they occur, with the suffixes of `AddressElements.Kind`:
///
/// ```
/// 中山路 123號 3#-2-301   →  中山路123号 3幢 2单元 301室
/// ```
///
/// The parts are in `AddressDivisions` (省 to 村), `AddressNumbers` (what a number is followed by) and here
/// (names between them).
struct AddressReader {
    var line = AddressLine()
    var layout = AddressLayout()
    /// Next character to read.
    var position = 0
    /// Where the name under way started.
    var nameStart = 0
    /// Where the address starts in the output.
    let outputBase: Int

    /// Appends the normal form of an address. What is written reads as itself.
    static func read(_ raw: Span<UInt8>, into output: inout [UInt8], _ layout: inout AddressLayout) -> Verdict {
        let start = output.count
        var verdict = readOnce(raw, into: &output, &layout)
        // Rarely a second look finds more: an element that only a separator or a remark kept from being seen.
        if verdict == .valid, isSame(raw, output.span.extracting(start..<output.count)) { return .valid }
        for _ in 0..<4 where verdict == .valid {
            let end = output.count
            layout = AddressLayout()
            let once = Array(output[start...])
            verdict = readOnce(once.span, into: &output, &layout)
            let isStable = verdict == .valid && output.count - end == end - start && output[end...] == once[...]
            output.removeSubrange(start..<end)
            if isStable { return .valid }
        }
        output.cut(to: start)
        return verdict == .valid ? .invalid(.wrongShape) : verdict
    }

    private static func isSame(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
        guard a.count == b.count else { return false }
        for index in a.indices where a[index] != b[index] { return false }
        return true
    }

    /// Reads what is known to be a normal form: once. False when it is none.
    static func readNormal(
        _ normal: Span<UInt8>, into output: inout [UInt8], _ layout: inout AddressLayout
    ) -> Bool { readOnce(normal, into: &output, &layout) == .valid }

    private static func readOnce(
        _ raw: Span<UInt8>, into output: inout [UInt8], _ layout: inout AddressLayout
    ) -> Verdict {
        let start = output.count
        var reader = AddressReader(base: start)
        guard reader.line.load(raw) else { return .invalid(.tooLong) }
        if reader.line.count == 0 { return .missing }
        guard reader.line.isAddress else { return reader.line.saysNothing ? .missing : .invalid(.wrongShape) }
        reader.readDivisions(&output)
        reader.layout.localStart = output.count - start
        reader.readLocal(&output)
        layout = reader.layout
        return .valid
    }

    private init(base: Int) { outputBase = base }

    private mutating func readLocal(_ output: inout [UInt8]) {
        nameStart = position
        while position < line.count {
            if readNumbered(&output) || closeRoad(&output) {
                nameStart = position
            } else {
                position &+= 1
            }
        }
        flushName(&output, to: line.count)
    }

    // MARK: writing

    /// Writes characters as they are, the last one simplified when it is a suffix.
    mutating func emit(
        _ kind: AddressElements.Kind, _ range: Range<Int>, simplifiesLast: Bool = true, _ output: inout [UInt8]
    ) {
        let start = output.count
        for index in range {
            let isLast = simplifiesLast && index == range.upperBound &- 1
            Scalars.append(isLast ? line.key(index) : line.scalar(index), to: &output)
        }
        layout.set(kind, start &- outputBase..<output.count &- outputBase)
    }

    /// Records as an element what was appended since `start`.
    mutating func mark(_ kind: AddressElements.Kind, since start: Int, _ output: [UInt8]) {
        layout.set(kind, start &- outputBase..<output.count &- outputBase)
    }

    /// Writes the name before `end`, if there is one: a place; behind the building only a remark.
    mutating func flushName(_ output: inout [UInt8], to end: Int) {
        guard nameStart < end else { return }
        let range = nameStart..<end
        nameStart = end
        if layout.has(.building) || layout.has(.room) || layout.has(.unit) || layout.has(.floor) {
            for index in range { Scalars.append(line.scalar(index), to: &output) }
        } else {
            emit(.estate, range, simplifiesLast: false, &output)
        }
    }

    // MARK: roads

    /// Closes the name under way when the character at `position` ends the name of a road.
    private mutating func closeRoad(_ output: inout [UInt8]) -> Bool {
        guard position > nameStart, isRoadEnd(position) else { return false }
        let start = roadStart(position)
        if start > nameStart { flushName(&output, to: start) }
        var end = position &+ 1
        if isDirection(line.key(end)), line.key(end &+ 1) == 0x6BB5 { end &+= 2 }  // 东段
        let key = line.key(position)
        let isLane = key == 0x5DF7 || key == 0x5F04 || key == 0x540C  // 巷 弄 (胡)同
        let kind: AddressElements.Kind = layout.has(.road) || isLane && layout.has(.estate) ? .lane : .road
        emit(kind == .lane && !isLane && layout.has(.lane) ? .road : kind, start..<end, &output)
        if line.key(end) == 0x53E3 { end &+= 1 }  // 路口
        position = end
        return true
    }

    private func isRoadEnd(_ index: Int) -> Bool {
        let previous = line.key(index &- 1)
        let next = line.key(index &+ 1)
        switch Unicode.Scalar(line.key(index)) {
        case "路":
            if previous == 0x94C1 { return false }  // 铁路
            return next != 0x6865 && next != 0x5C40  // 路桥 路局
        case "街": return next != 0x9053  // 街道
        case "巷": return next != 0x9053
        case "弄": return true
        case "同": return previous == 0x80E1  // 胡同
        case "道":
            if previous == 0x5927 { return true }  // 大道
            if previous == 0x8857 { return false }  // 街道
            return next == 0 || Scalars.isDigit(next)
        default: return false
        }
    }

    /// Where the name of the road that ends at `end` starts: behind an estate named before it.
    private func roadStart(_ end: Int) -> Int {
        var index = end &- 3
        while index > nameStart &+ 1 {
            if isEstateEnd(index) { return index &+ 1 }
            index &-= 1
        }
        return nameStart
    }

    private func isEstateEnd(_ index: Int) -> Bool {
        switch (Unicode.Scalar(line.key(index &- 1)), Unicode.Scalar(line.key(index))) {
        case ("小", "区"), ("社", "区"), ("花", "园"), ("家", "园"), ("公", "寓"), ("新", "村"), ("大", "厦"), ("广", "场"), ("山", "庄"),
            (_, "苑"), (_, "院"):
            true
        default: false
        }
    }

    /// 东 西 南 北 中.
    func isDirection(_ key: UInt32) -> Bool {
        key == 0x4E1C || key == 0x897F || key == 0x5357 || key == 0x5317 || key == 0x4E2D
    }
}
