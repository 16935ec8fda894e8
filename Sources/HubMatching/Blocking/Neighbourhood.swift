import HubModel

/// Near pairs inside oversized blocks: the sorted-neighbourhood method (Hernández & Stolfo 1995).
///
/// Such a block is sorted once by each compared evidence that is not part of its own rule, ties by the
/// evidence after it, and every profile is paired with the next few. So two mentions that agree on any one
/// rare value meet, and the work stays linear in the size of the block.
struct Neighbourhood: Sendable {
    /// How many followers a profile is paired with in each sorting.
    static let window = 8

    /// For each column the position of each set in bytewise order of its first value; 0: missing.
    private let orders: [[UInt32]]
    /// The columns that comparisons look at, in the order of the model.
    private let columns: [Int]

    init(features: [Feature], columns: [Int]) {
        orders = features.indices.map { columns.contains($0) ? Self.order(of: features[$0]) : [] }
        self.columns = columns
    }

    /// Appends pairs of `block` as `lower << 32 | higher`, with repetitions.
    func append(
        block: [UInt32], profiles: Profiles, without own: Set<Int>, rule: Int, to pairs: inout [Keyed]
    ) {
        let others = columns.indices.filter { !own.contains(columns[$0]) }
        for lead in others.isEmpty ? Array(columns.indices) : others {
            let passColumns = Array(columns[lead...] + columns[..<lead])
            func order(_ profile: UInt32, _ column: Int) -> UInt32 {
                orders[column][Int(profiles.rows[Int(profile) &* profiles.width &+ column])]
            }
            let sorted = block.filter { order($0, passColumns[0]) != 0 }.sorted { first, second in
                for column in passColumns {
                    let (a, b) = (order(first, column), order(second, column))
                    if a != b { return a < b }
                }
                return first < second
            }
            for position in sorted.indices {
                for next in position + 1..<min(position + 1 + Self.window, sorted.count) {
                    let (a, b) = (sorted[position], sorted[next])
                    pairs.append(Keyed(key: UInt64(min(a, b)) << 32 | UInt64(max(a, b)), value: UInt32(rule)))
                }
            }
        }
    }

    private static func order(of feature: Feature) -> [UInt32] {
        let bytes = feature.bytes.span
        var values = Array(1..<UInt32(max(feature.valueLimit, 1)))
        // Values are distinct, so the order is total and owes nothing to their numbers.
        values.sort { first, second in
            let (a, b) = (feature.byteRange(first), feature.byteRange(second))
            for offset in 0..<min(a.count, b.count) {
                let (x, y) = (bytes[a.lowerBound &+ offset], bytes[b.lowerBound &+ offset])
                if x != y { return x < y }
            }
            return a.count < b.count
        }
        var order = [UInt32](repeating: 0, count: feature.valueLimit)
        for (position, value) in values.enumerated() { order[Int(value)] = UInt32(position + 1) }
        guard feature.isMultiple else { return order }
        return (0..<feature.setLimit).map { set in
            set == 0 ? 0 : order[Int(feature.members[feature.memberRange(UInt32(set)).lowerBound])]
        }
    }
}
