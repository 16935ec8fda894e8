/// The elements of an address, each a range of its normal form.
///
/// ```
/// 浙江省宁波市镇海区庄市街道光明社区中山路123号清泉花园3幢2单元301室
/// province city county  town   community road number estate building unit room
/// ```
public struct AddressElements: Sendable, Equatable {
    /// What an element is, from the large to the small.
    public enum Kind: Int, Sendable, CaseIterable {
        /// 省, 自治区, 直辖市.
        case province
        /// 市, 自治州, 地区, 盟.
        case city
        /// 区, 县, 县级市, 旗.
        case county
        /// 街道, 镇, 乡.
        case town
        /// 社区; 居委会 counts as one.
        case community
        /// 村; 村委会 counts as one.
        case village
        /// 组 of a village.
        case group
        /// 小区, 花园, 公寓, or any other named place, a hamlet among them.
        case estate
        /// 路, 街, 大道.
        case road
        /// 弄, 巷, 胡同, or a second road.
        case lane
        /// 号 at the road or in the village.
        case number
        /// 幢, 号楼, 座.
        case building
        /// 单元, 梯, 门.
        case unit
        /// 层, 楼.
        case floor
        /// 室, 户, 房.
        case room
    }

    /// The normal form, UTF-8.
    public let text: [UInt8]
    let layout: AddressLayout

    /// Where an element stands in `text`; `nil` when the address does not have it.
    public func range(of kind: Kind) -> Range<Int>? { layout[kind] }

    /// The text of an element, empty when the address does not have it. For the edges.
    public subscript(_ kind: Kind) -> String {
        range(of: kind).map { String(decoding: text[$0], as: UTF8.self) } ?? ""
    }

    /// Whether both addresses have the same elements with the same texts.
    public static func == (a: AddressElements, b: AddressElements) -> Bool { a.text == b.text }
}

/// Where the elements of an address stand, relative to its first byte.
struct AddressLayout: Sendable {
    private var starts = [15 of Int32](repeating: -1)
    private var ends = [15 of Int32](repeating: -1)
    /// Something occurred twice: elements alone do not tell the address.
    var isIrregular = false
    /// Where the divisions end and the local part starts.
    var localStart = 0

    subscript(_ kind: AddressElements.Kind) -> Range<Int>? {
        let start = starts[kind.rawValue]
        return start < 0 ? nil : Int(start)..<Int(ends[kind.rawValue])
    }

    /// Whether the address has an element.
    func has(_ kind: AddressElements.Kind) -> Bool { starts[kind.rawValue] >= 0 }

    /// Records an element; a second of its kind extends the first if it follows directly.
    mutating func set(_ kind: AddressElements.Kind, _ range: Range<Int>) {
        let index = kind.rawValue
        if starts[index] < 0 {
            starts[index] = Int32(truncatingIfNeeded: range.lowerBound)
        } else if Int(ends[index]) != range.lowerBound {
            isIrregular = true
            return
        }
        ends[index] = Int32(truncatingIfNeeded: range.upperBound)
    }

    /// Gives an element another range.
    mutating func extend(_ kind: AddressElements.Kind, _ range: Range<Int>) {
        starts[kind.rawValue] = Int32(truncatingIfNeeded: range.lowerBound)
        ends[kind.rawValue] = Int32(truncatingIfNeeded: range.upperBound)
    }
}

/// Finds the elements of Chinese addresses, however they are written.
public enum AddressParser {
    /// The elements of an address, raw or normal; `nil` when it is none, or says nothing.
    ///
    /// Complexity: O(bytes). One allocation, for the text.
    public static func parse(_ address: Span<UInt8>) -> AddressElements? {
        var text: [UInt8] = []
        text.reserveCapacity(address.count + 16)
        var layout = AddressLayout()
        guard AddressReader.read(address, into: &text, &layout) == .valid else { return nil }
        return AddressElements(text: text, layout: layout)
    }
}
