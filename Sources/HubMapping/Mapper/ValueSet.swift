/// The values of a `multiple` attribute while they are gathered.
struct ValueSet {
    /// Normal forms, one behind the other.
    var bytes: [UInt8] = []
    private var ranges: [Range<Int>] = []

    var isEmpty: Bool { ranges.isEmpty }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ranges.removeAll(keepingCapacity: true)
    }

    /// Takes what was appended to `bytes` since `start` as one more value.
    mutating func close(from start: Int) {
        if start < bytes.count { ranges.append(start..<bytes.count) }
    }

    /// Appends the distinct values in bytewise order, joined with `;`.
    mutating func join(into output: inout [UInt8]) {
        if ranges.count > 1 {
            let bytes = bytes
            ranges.sort { bytes[$0].lexicographicallyPrecedes(bytes[$1]) }
        }
        var previous: Range<Int>?
        for range in ranges {
            if let previous {
                if bytes[previous].elementsEqual(bytes[range]) { continue }
                output.append(UInt8(ascii: ";"))
            }
            output.append(contentsOf: bytes[range])
            previous = range
        }
    }
}
