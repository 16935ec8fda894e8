/// Up to four small numbers in one word, 16 bits each, from the lowest; 0: none.
///
/// ```
/// 0x0000_0000_0031_0102    0x31 and 0x102
/// ```
package enum Lanes {
    /// `lanes` with `number` in the first free place; as it was when the number is there or no place is free.
    package static func adding(_ number: UInt16, to lanes: UInt64) -> UInt64 {
        var rest = lanes
        for place in 0..<4 {
            let taken = UInt16(truncatingIfNeeded: rest)
            if taken == number { return lanes }
            if taken == 0 { return lanes | UInt64(number) << UInt64(place * 16) }
            rest >>= 16
        }
        return lanes
    }

    /// Whether a number stands in both.
    @inline(__always)
    package static func share(_ a: UInt64, _ b: UInt64) -> Bool {
        var rest = a
        while rest != 0 {
            // The lane of `b` that holds the number becomes zero, which borrows from its highest bit.
            let difference = b ^ (rest & 0xFFFF) &* 0x0001_0001_0001_0001
            let zeros = (difference &- 0x0001_0001_0001_0001) & ~difference & 0x8000_8000_8000_8000
            if zeros != 0 { return true }
            rest >>= 16
        }
        return false
    }
}

/// Lanes for characters of the basic plane from U+3400 to U+9FFF; 0 for every other.
package struct LaneTable: Sendable {
    private static let first: UInt32 = 0x3400
    private static let last: UInt32 = 0x9FFF
    private var lanes = [UInt64](repeating: 0, count: Int(last - first) + 1)

    package subscript(scalar: UInt32) -> UInt64 {
        @inline(__always) get {
            scalar < Self.first || scalar > Self.last ? 0 : lanes[Int(scalar &- Self.first)]
        }
        set {
            if scalar >= Self.first, scalar <= Self.last { lanes[Int(scalar - Self.first)] = newValue }
        }
    }

    /// The table with every number replaced; numbers that become the same take one lane.
    func mapped(_ number: (UInt16) -> UInt16) -> LaneTable {
        var result = self
        for index in lanes.indices where lanes[index] != 0 {
            result.lanes[index] = Lanes.numbers(lanes[index]).reduce(0) { Lanes.adding(number($1), to: $0) }
        }
        return result
    }
}

extension Lanes {
    /// The numbers, in order.
    package static func numbers(_ lanes: UInt64) -> [UInt16] {
        (0..<4).map { UInt16(truncatingIfNeeded: lanes >> UInt64($0 * 16)) }.filter { $0 != 0 }
    }
}
