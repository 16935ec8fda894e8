/// `address`: a Chinese address → its elements in order, with one suffix for each kind.
///
/// ```
/// 中山路123號清泉花園３＃－２－３０１（隔壁）  →  中山路123号清泉花園3幢2单元301室
/// ```
///
/// Folded for comparison: from the road (or the estate, or the village) downward, simplified: number, building,
/// unit, room. Addresses with and without their divisions, and with and without the estate that stands at a
/// numbered road, count as equal; a unit that only one side names does not.
public struct AddressType: SemanticType {
    public let name = "address"
    public let summary = "Chinese address, element by element, numbers in ASCII, 幢 单元 室 as suffixes"
    public let examples: [(raw: String, normal: String?)] = [
        ("浙江省宁波市镇海区庄市街道光明社区中山路１２３號", "浙江省宁波市镇海区庄市街道光明社区中山路123号"),
        ("清泉花园3-2-301", "清泉花园3幢2单元301室"),
        ("清泉花园三号楼二单元三〇一室", "清泉花园3幢2单元301室"),
        ("中山路12号 3# 301 (隔壁)", "中山路12号3幢301室"),
        ("光明村村委会第三村民小组5号之2", "光明村3组5-2号"),
        ("人民路88弄6号502室", "人民路88弄6号502室"),
        ("不详", nil),
        ("12345", nil),
    ]

    public init() {}

    public func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        var layout = AddressLayout()
        return AddressReader.read(raw, into: &output, &layout)
    }

    public func fold(_ normal: Span<UInt8>, into output: inout [UInt8]) {
        let start = output.count
        var layout = AddressLayout()
        guard AddressReader.readNormal(normal, into: &output, &layout) else {
            output.append(copying: normal)
            return
        }
        let end = output.count
        let text = start..<end
        if layout.isIrregular {
            appendSimplified(text.dropFirst(layout.localStart), &output)
        } else {
            for kind in keyElements(layout) {
                if let range = layout[kind] { appendSimplified(text.dropFirst(range.lowerBound).prefix(range.count), &output) }
            }
        }
        if output.count == end { appendSimplified(text, &output) }
        output.removeSubrange(text)
    }

    /// The elements that tell an address from others of the district.
    private func keyElements(_ layout: AddressLayout) -> [AddressElements.Kind] {
        let hasRoad = layout.has(.road) || layout.has(.lane)
        let indoors: [AddressElements.Kind] =
            layout.has(.room) ? [.building, .unit, .room] : [.building, .unit, .floor]
        if hasRoad, layout.has(.number) { return [.road, .lane, .number] + indoors }
        if hasRoad, !isEstateLast(layout) { return [.road, .lane] + indoors }
        if layout.has(.estate) {
            let isHamlet = layout.has(.village) && !layout.has(.building)
            return (isHamlet ? [.village, .group, .estate, .number] : [.estate, .group, .number]) + indoors
        }
        let place: AddressElements.Kind = layout.has(.village) ? .village : .community
        return [place, .group, .number] + indoors
    }

    /// Whether an estate is named, behind the road if there is one: it is the smaller of the two.
    private func isEstateLast(_ layout: AddressLayout) -> Bool {
        guard let estate = layout[.estate] else { return false }
        guard let road = layout[.lane] ?? layout[.road] else { return true }
        return estate.lowerBound > road.lowerBound
    }

    private func appendSimplified(_ range: Range<Int>, _ output: inout [UInt8]) {
        var index = range.lowerBound
        while index < range.upperBound {
            let scalar = Scalars.next(output.span, &index)
            Scalars.append(Simplified.of(scalar), to: &output)
        }
    }

    /// `浙江省宁波市镇海区庄市街道***`.
    public func mask(_ normal: String) -> String {
        let bytes = Array(normal.utf8)
        guard let elements = AddressParser.parse(bytes.span) else { return normal == "***" ? "****" : "***" }
        let end = [.province, .city, .county, .town].compactMap { elements.range(of: $0)?.upperBound }.max() ?? 0
        return String(decoding: elements.text[..<end], as: UTF8.self) + "***"
    }
}
