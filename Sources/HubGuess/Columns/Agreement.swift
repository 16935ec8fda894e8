import HubModel

/// Whether two columns speak of one entity: a resident number implies a birth date and a sex, a credit code an
/// organisation code. What the one implies is held against what the other says, record by record.
struct Agreement {
    /// Records in which both say something.
    private(set) var compared = 0
    /// Of these, those that agree.
    private(set) var agreeing = 0
    /// What the implied column writes, with what is implied: `0 → 2`.
    private var pairs: [String: [String: Int]] = [:]

    /// Share of the records that agree, 0…1.
    var share: Double { compared == 0 ? 0 : Double(agreeing) / Double(compared) }

    init(
        _ sample: SourceSample, source: Int, _ sourceType: any SemanticType, implied: Int,
        _ impliedType: any SemanticType
    ) {
        let bytes = sample.table.arena
        var normal: [UInt8] = []
        var expected: [UInt8] = []
        var found: [UInt8] = []
        for row in 0..<sample.table.rowCount {
            let cells = (sample.table.cell(row, source), sample.table.cell(row, implied))
            if cells.0.isMissing || cells.1.isMissing { continue }
            normal.removeAll(keepingCapacity: true)
            expected.removeAll(keepingCapacity: true)
            found.removeAll(keepingCapacity: true)
            guard sourceType.normalise(bytes[cells.0.range].span, into: &normal) == .valid,
                sourceType.derive(impliedType.name, from: normal.span, into: &expected)
            else { continue }
            let raw = String(decoding: bytes[cells.1.range], as: UTF8.self)
            let verdict = impliedType.normalise(bytes[cells.1.range].span, into: &found)
            pairs[raw, default: [:]][String(decoding: expected, as: UTF8.self), default: 0] += 1
            compared += 1
            if verdict == .valid, found == expected { agreeing += 1 }
        }
    }

    /// Local codes that the implied values translate, when the column as it stands contradicts them: a handful of raw
    /// values, each of which nearly always goes with one implied value.
    var codes: [(raw: String, value: String)]? {
        guard compared >= 20, share < 0.9, (2...12).contains(pairs.count) else { return nil }
        var codes: [(raw: String, value: String)] = []
        var explained = 0
        for (raw, values) in pairs.sorted(by: { $0.key < $1.key }) {
            guard let best = values.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { continue }
            let total = values.values.reduce(0, +)
            // What is rare proves nothing.
            if total < 3 { continue }
            guard best.value * 100 >= total * 95 else { return nil }
            codes.append((raw, best.key))
            explained += best.value
        }
        let isUseful = Set(codes.map(\.value)).count >= 2 && explained * 100 >= compared * 90
        return isUseful ? codes : nil
    }
}
