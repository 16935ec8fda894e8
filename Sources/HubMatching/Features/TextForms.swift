/// What the tests of a comparison need of each distinct value, worked out once.
struct TextForms: Sendable {
    /// Unicode scalars of value `v` are `scalars[scalarEnds[v - 1]..<scalarEnds[v]]`.
    private(set) var scalars: [UInt32] = []
    private(set) var scalarEnds: [Int] = []
    /// For each value the scalars it has, each as the bit of its last six digits; entry 0 is of nobody.
    private(set) var masks: [UInt64] = []
    /// Sorted pairs of neighbouring scalars, packed into 64 bits.
    private(set) var bigrams: [UInt64] = []
    private(set) var bigramEnds: [Int] = []
    /// Year, month and day in 16 bits each; 0 when the value is no date.
    private(set) var dates: [UInt64] = []
    private(set) var names = NameForms()

    mutating func addScalars(of feature: Feature) {
        guard feature.isText, scalarEnds.isEmpty else { return }
        scalarEnds = [0]
        scalarEnds.reserveCapacity(feature.valueLimit)
        masks = [0]
        masks.reserveCapacity(feature.valueLimit)
        scalars.reserveCapacity(feature.bytes.count)
        for value in 1..<max(feature.valueLimit, 1) {
            var index = feature.ends[value - 1]
            let end = feature.ends[value]
            var mask: UInt64 = 0
            while index < end {
                let lead = feature.bytes[index]
                let length = min(utf8Length(lead), end - index)
                var scalar = length == 1 ? UInt32(lead) : UInt32(lead) & (0x7F >> UInt32(length))
                for next in 1..<max(length, 1) {
                    scalar = scalar << 6 | UInt32(feature.bytes[index + next] & 0x3F)
                }
                scalars.append(scalar)
                mask |= 1 << UInt64(scalar & 63)
                index += length
            }
            masks.append(mask)
            scalarEnds.append(scalars.count)
        }
    }

    mutating func addBigrams(of feature: Feature) {
        addScalars(of: feature)
        guard feature.isText, bigramEnds.isEmpty else { return }
        bigramEnds = [0]
        bigramEnds.reserveCapacity(scalarEnds.count)
        bigrams.reserveCapacity(scalars.count)
        for value in 1..<max(scalarEnds.count, 1) {
            let start = bigrams.count
            let range = scalarEnds[value - 1]..<scalarEnds[value]
            for index in range.dropLast() {
                bigrams.append(UInt64(scalars[index]) << 32 | UInt64(scalars[index + 1]))
            }
            bigrams[start...].sort()
            bigramEnds.append(bigrams.count)
        }
    }

    mutating func addNames(of feature: Feature) {
        addScalars(of: feature)
        guard feature.isText else { return }
        names.fill(from: feature, scalars: scalars, ends: scalarEnds)
    }

    mutating func addDates(of feature: Feature) {
        guard feature.isText, dates.isEmpty else { return }
        dates = [0]
        dates.reserveCapacity(feature.valueLimit)
        for value in 1..<max(feature.valueLimit, 1) {
            dates.append(packedDate(feature.bytes[feature.ends[value - 1]..<feature.ends[value]]))
        }
    }
}

/// Bytes of the UTF-8 sequence that starts with `lead`; 1 for anything that starts none.
@inline(__always)
func utf8Length(_ lead: UInt8) -> Int {
    lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
}

/// `YYYY-MM-DD` or `YYYYMMDD` as year, month and day in 16 bits each; 0 for anything else.
private func packedDate(_ text: ArraySlice<UInt8>) -> UInt64 {
    let dashed = text.count == 10
    guard dashed || text.count == 8 else { return 0 }
    var digits: UInt64 = 0
    for (offset, byte) in text.enumerated() {
        if dashed, offset == 4 || offset == 7 {
            guard byte == UInt8(ascii: "-") else { return 0 }
            continue
        }
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return 0 }
        digits = digits * 10 + UInt64(byte - UInt8(ascii: "0"))
    }
    let (year, month, day) = (digits / 10000, digits / 100 % 100, digits % 100)
    return (year << 32) | (month << 16) | day
}
