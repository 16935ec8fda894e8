import HubModel

/// What one part of a blocking rule makes of each distinct value: mostly one hash, of `:sound` and `:words` several,
/// or none.
struct PartKeys: Sendable {
    /// Hashes of value `v` are `hashes[ends[v - 1]..<ends[v]]`, or `hashes[v]` when every value has one.
    private(set) var hashes: [UInt64] = [0]
    private var ends: [Int] = []

    /// Readings of one name that become keys.
    private static let limit = 16

    /// Whether every value has one hash.
    var isSingle: Bool { ends.isEmpty }

    func first(of value: UInt32) -> UInt64 { hashes[Int(value)] }

    func range(of value: UInt32) -> Range<Int> {
        isSingle ? Int(value)..<Int(value) &+ 1 : ends[Int(value) &- 1]..<ends[Int(value)]
    }

    init(of feature: Feature, part: BlockingRule.Part) {
        if case .elements(let number) = part, let elements = feature.elements {
            (hashes, ends) = elements.keys(number)
        } else {
            hash(feature, part)
        }
    }

    private mutating func hash(_ feature: Feature, _ part: BlockingRule.Part) {
        let bytes = feature.bytes.span
        hashes.reserveCapacity(feature.valueLimit)
        switch part {
        case .sound where feature.isText, .words where feature.isText:
            hashes = []
            ends = [0]
            ends.reserveCapacity(feature.valueLimit)
            let keys = NameKeys()
            for value in 1..<max(feature.valueLimit, 1) {
                let start = hashes.count
                let scalars = Self.scalars(bytes.extracting(feature.byteRange(UInt32(value))))
                let words = feature.wordLengths[UInt32(value)].map { $0.map(Int.init) } ?? [scalars.count]
                if part == .sound {
                    keys.sounds(scalars, words: words, atMost: Self.limit, into: &hashes)
                } else {
                    var from = 0
                    for length in words {
                        hashes.append(NameKeys.hash(scalars[from..<from + length]))
                        from += length
                    }
                }
                // Two readings may sound alike; a key counts once.
                if hashes.count - start > 1 {
                    let unique = Set(hashes[start...]).sorted()
                    hashes.replaceSubrange(start..., with: unique)
                }
                ends.append(hashes.count)
            }
        case .sorted where feature.isText:
            for value in 1..<max(feature.valueLimit, 1) {
                let scalars = Self.scalars(bytes.extracting(feature.byteRange(UInt32(value)))).sorted()
                hashes.append(NameKeys.hash(scalars[...]))
            }
        default:
            for value in 1..<max(feature.valueLimit, 1) {
                var range = feature.byteRange(UInt32(value))
                if feature.isText { range = Self.range(of: part, in: bytes, range) }
                var hash = StableHash()
                hash.combine(bytes.extracting(range))
                hashes.append(hash.finish())
            }
        }
    }

    private static func scalars(_ bytes: Span<UInt8>) -> [UInt32] {
        var scalars: [UInt32] = []
        var index = 0
        while index < bytes.count { scalars.append(Scalars.next(bytes, &index)) }
        return scalars
    }

    /// The bytes of `range` that belong to the part; all when the value is shorter.
    private static func range(
        of part: BlockingRule.Part, in bytes: Span<UInt8>, _ range: Range<Int>
    ) -> Range<Int> {
        func startsCharacter(_ index: Int) -> Bool { bytes[index] & 0xC0 != 0x80 }
        switch part {
        case .elements, .whole, .sound, .words, .sorted:
            return range
        case .year:
            // Dates begin with it.
            return range.lowerBound..<min(range.lowerBound + 4, range.upperBound)
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
