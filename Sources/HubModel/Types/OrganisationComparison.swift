/// Compares two names of organisations part by part.
enum OrganisationComparison {
    private typealias Slot = OrganisationForm.Slot
    private typealias Form = OrganisationForm.Form

    private enum Agreement { case equal, open, differ }

    static func outcome(_ a: Span<UInt32>, _ b: Span<UInt32>) -> ElementOutcome? {
        let region = regions(a, b)
        if region == .differ { return nil }
        let isOneCore = at(a, .core) == at(b, .core)
        if at(a, .branch) != at(b, .branch) { return isOneCore ? .branch : nil }
        let form = forms(at(a, .form), at(b, .form))
        if form == .differ { return nil }
        if isOneCore { return region == .equal && form == .equal ? .sameName : .sameCore }
        let isOneBrand = at(a, .brand) == at(b, .brand)
        let leavesOut = at(a, .core) == at(a, .brand) || at(b, .core) == at(b, .brand)
        return isOneBrand && leavesOut ? .sameBrand : nil
    }

    @inline(__always)
    private static func at(_ row: Span<UInt32>, _ slot: Slot) -> UInt32 { row[slot.rawValue] }

    private static func regions(_ a: Span<UInt32>, _ b: Span<UInt32>) -> Agreement {
        let (x, y) = (at(a, .region), at(b, .region))
        if x == y { return .equal }
        if x == 0 || y == 0 { return .open }
        // 宁波市镇海区 and 宁波市: a company may leave the lower one out, an office of the city is another.
        let isInside = x == at(b, .upper) || y == at(a, .upper)
        return isInside && at(a, .form) != 0 && at(b, .form) != 0 ? .open : .differ
    }

    private static func forms(_ x: UInt32, _ y: UInt32) -> Agreement {
        if x == y { return .equal }
        let isLoose = x == 0 || y == 0 || x == Form.company.rawValue || y == Form.company.rawValue
        return isLoose ? .open : .differ
    }
}

extension OrganisationName: ElementwiseType {
    package var outcomes: [ElementOutcome] { [.sameName, .sameCore, .sameBrand, .branch] }

    package var keyParts: [String] { ["core", "brand"] }

    package var elementCount: Int { OrganisationForm.Slot.allCases.count }

    package func appendElements(of normal: Span<UInt8>, aliases: NameAliases, to rows: inout [UInt32]) {
        rows += OrganisationForm(normal, aliases: aliases).slots
    }

    /// A name that begins with the name of a region of the data, without its suffix, is a name in that region.
    package func settle(_ rows: inout [UInt32]) {
        typealias Slot = OrganisationForm.Slot
        let width = elementCount
        var regions: Set<UInt32> = []
        for start in stride(from: 0, to: rows.count, by: width) {
            for slot in [Slot.region, .upper] { regions.insert(rows[start + slot.rawValue]) }
        }
        regions.remove(0)
        guard !regions.isEmpty else { return }
        let heads: [(Slot, Slot, Slot)] = [(.head2, .core2, .brand2), (.head3, .core3, .brand3)]
        for start in stride(from: 0, to: rows.count, by: width) where rows[start + Slot.region.rawValue] == 0
        {
            for (head, core, brand) in heads where regions.contains(rows[start + head.rawValue]) {
                rows[start + Slot.region.rawValue] = rows[start + head.rawValue]
                rows[start + Slot.core.rawValue] = rows[start + core.rawValue]
                rows[start + Slot.brand.rawValue] = rows[start + brand.rawValue]
                break
            }
        }
    }

    package func outcome(_ first: Span<UInt32>, _ second: Span<UInt32>) -> ElementOutcome? {
        OrganisationComparison.outcome(first, second)
    }

    package func appendKeys(_ part: Int, of row: Span<UInt32>, to keys: inout [UInt64]) {
        let slot = part == 0 ? OrganisationForm.Slot.core : .brand
        keys.append(ElementCode.key(6 + UInt32(part), row[slot.rawValue]))
    }
}
