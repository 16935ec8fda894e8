import HubModel

/// The keys one blocking rule gives to a profile: a stable hash of the parts of its values.
struct BlockKeys: Sendable {
    /// A record with very many values in two attributes of a rule gives this many keys, the first ones in
    /// order of the normal form.
    private static let limit = 4096

    private struct Part: Sendable {
        let column: Int
        let feature: Feature
        /// Hash of the part that counts, for each value.
        let hashes: [UInt64]
        /// Of a part made of elements, which gives a value none or several hashes: those of value `v` are
        /// `hashes[ends[v - 1]..<ends[v]]`.
        let ends: [Int]?

        @inline(__always)
        func forEachHash(of set: UInt32, _ body: (UInt64) -> Void) {
            feature.forEachValue(of: set) { value in
                guard let ends else { return body(hashes[Int(value)]) }
                for position in ends[Int(value) &- 1]..<ends[Int(value)] { body(hashes[position]) }
            }
        }
    }
    private let parts: [Part]
    let width: Int

    init(rule: BlockingRule, evidences: Evidences, features: [Feature]) {
        width = features.count
        parts = rule.elements.map { element in
            let column = evidences.position(element.evidence)
            let feature = features[column]
            if case .elements(let part) = element.part, let elements = feature.elements {
                let (keys, ends) = elements.keys(part)
                return Part(column: column, feature: feature, hashes: keys, ends: ends)
            }
            return Part(
                column: column, feature: feature, hashes: Self.hashes(of: feature, part: element.part),
                ends: nil)
        }
    }

    /// Appends the keys of the row that starts at `start`; none when a part is missing.
    func append(of rows: [UInt32], from start: Int, to keys: inout [UInt64]) {
        guard !parts.isEmpty else { return }
        for part in parts where rows[start &+ part.column] == 0 { return }
        let first = keys.count
        keys.append(0)
        for part in parts {
            let set = rows[start &+ part.column]
            guard part.feature.isMultiple || part.ends != nil else {
                for index in first..<keys.count {
                    keys[index] = Self.joined(keys[index], part.hashes[Int(set)])
                }
                continue
            }
            let stems = Array(keys[first...])
            keys.removeSubrange(first...)
            for stem in stems {
                part.forEachHash(of: set) { hash in
                    guard keys.count &- first < Self.limit else { return }
                    keys.append(Self.joined(stem, hash))
                }
            }
        }
    }

    private static func joined(_ stem: UInt64, _ hash: UInt64) -> UInt64 {
        var joined = StableHash(seed: stem)
        joined.combine(hash)
        return joined.finish()
    }

    private static func hashes(of feature: Feature, part: BlockingRule.Part) -> [UInt64] {
        let bytes = feature.bytes.span
        var hashes: [UInt64] = [0]
        hashes.reserveCapacity(feature.valueLimit)
        for value in 1..<max(feature.valueLimit, 1) {
            var range = feature.byteRange(UInt32(value))
            if feature.isText { range = Self.range(of: part, in: bytes, range) }
            var hash = StableHash()
            hash.combine(bytes.extracting(range))
            hashes.append(hash.finish())
        }
        return hashes
    }

    /// The bytes of `range` that belong to the part; all when the value is shorter.
    private static func range(
        of part: BlockingRule.Part, in bytes: Span<UInt8>, _ range: Range<Int>
    ) -> Range<Int> {
        func startsCharacter(_ index: Int) -> Bool { bytes[index] & 0xC0 != 0x80 }
        switch part {
        case .whole, .elements:
            return range
        case .first(let count):
            var seen = 0
            for index in range where startsCharacter(index) {
                if seen == count { return range.lowerBound..<index }
                seen += 1
            }
        case .last(let count):
            var seen = 0
            for index in range.reversed() where startsCharacter(index) {
                seen += 1
                if seen == count { return index..<range.upperBound }
            }
        }
        return range
    }
}
