import HubModel

/// Local codes, looked up by bytes: `男` → `1`.
struct CodeTable: Sendable {
    private let keys: [[UInt8]]
    private let values: [[UInt8]]
    private let positions: [UInt64: Int]
    private let seed: UInt64

    init(_ codes: [String: String]) {
        let sorted = codes.sorted { $0.key < $1.key }
        keys = sorted.map { Array($0.key.utf8) }
        values = sorted.map { Array($0.value.utf8) }
        // Another seed whenever two keys share a hash, so that one look-up decides.
        var seed: UInt64 = 0
        var positions: [UInt64: Int] = [:]
        repeat {
            seed += 1
            positions = [:]
            for (index, key) in keys.enumerated() { positions[Self.hash(key.span, seed)] = index }
        } while positions.count < keys.count
        self.seed = seed
        self.positions = positions
    }

    /// Position of the value that stands for `raw`.
    func find(_ raw: Span<UInt8>) -> Int? {
        guard let position = positions[Self.hash(raw, seed)] else { return nil }
        guard keys[position].count == raw.count else { return nil }
        for index in raw.indices where keys[position][index] != raw[index] { return nil }
        return position
    }

    subscript(position: Int) -> [UInt8] { values[position] }

    private static func hash(_ bytes: Span<UInt8>, _ seed: UInt64) -> UInt64 {
        var hash = StableHash(seed: seed)
        hash.combine(bytes)
        return hash.finish()
    }
}
