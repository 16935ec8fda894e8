import HubModel

/// The keys one blocking rule gives to a profile: a stable hash of the parts of its values.
struct BlockKeys: Sendable {
    /// A record with very many values in two attributes of a rule gives this many keys, the first ones in
    /// order of the normal form.
    private static let limit = 4096

    /// A class: looking at a part for every mention must not copy the dozen arrays of its feature.
    private final class Part: Sendable {
        let column: Int
        let feature: Feature
        let keys: PartKeys
        /// Whether a row has one key of this part, and not several or none.
        let isSingle: Bool

        init(column: Int, feature: Feature, keys: PartKeys) {
            self.column = column
            self.feature = feature
            self.keys = keys
            isSingle = !feature.isMultiple && keys.isSingle
        }
    }
    private let parts: [Part]
    let width: Int

    init(rule: BlockingRule, evidences: Evidences, features: [Feature]) {
        width = features.count
        parts = rule.elements.map { element in
            let column = evidences.position(element.evidence)
            return Part(
                column: column, feature: features[column],
                keys: PartKeys(of: features[column], part: element.part))
        }
    }

    /// Appends the keys of the row that starts at `start`, some perhaps twice; none when a part is missing.
    func append(of rows: [UInt32], from start: Int, to keys: inout [UInt64]) {
        guard !parts.isEmpty else { return }
        for part in parts where rows[start &+ part.column] == 0 { return }
        let first = keys.count
        keys.append(0)
        for part in parts {
            let set = rows[start &+ part.column]
            let stems = first..<keys.count
            if part.isSingle {
                for index in stems { keys[index] = Self.joined(keys[index], part.keys.first(of: set)) }
                continue
            }
            for stem in stems {
                part.feature.forEachValue(of: set) { value in
                    for position in part.keys.range(of: value) {
                        guard keys.count &- stems.upperBound < Self.limit else { return }
                        keys.append(Self.joined(keys[stem], part.keys.hashes[position]))
                    }
                }
            }
            keys.removeSubrange(stems)
        }
    }

    private static func joined(_ stem: UInt64, _ hash: UInt64) -> UInt64 {
        var joined = StableHash(seed: stem)
        joined.combine(hash)
        return joined.finish()
    }
}
