/// The bytes at which the scanner must look: line breaks, NUL (and, harmlessly, what stands between) and three more.
///
/// Eight bytes at a time in one word: `word - 0x01…` borrows exactly through the lowest zero byte, so the
/// lowest marked byte is always a true find.
struct SpecialBytes: Sendable {
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let hasThird: Bool

    init(_ first: UInt8, _ second: UInt8?, _ third: UInt8?) {
        self.first = UInt64(first) &* Self.ones
        self.second = UInt64(second ?? first) &* Self.ones
        self.third = UInt64(third ?? first) &* Self.ones
        hasThird = third != nil
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// The first such byte from `start` on; the count when there is none.
    @inline(__always)
    func next(in bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index &+ 8 <= bytes.count {
            let marks = marks(Self.word(bytes, index))
            if marks != 0 { return index &+ marks.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < bytes.count {
            if marks(UInt64(bytes[index]) | ~0xFF) & 0xFF != 0 { return index }
            index &+= 1
        }
        return index
    }

    @inline(__always)
    private func marks(_ word: UInt64) -> UInt64 {
        let a = word ^ first
        let b = word ^ second
        let low = (word &- Self.ones &* 0x0E) & ~word
        var marks = low | (a &- Self.ones) & ~a | (b &- Self.ones) & ~b
        if hasThird {
            let c = word ^ third
            marks |= (c &- Self.ones) & ~c
        }
        return marks & Self.tops
    }

    @inline(__always)
    private static func word(_ bytes: Span<UInt8>, _ index: Int) -> UInt64 {
        let part = bytes.extracting(index..<index &+ 8)
        var word: UInt64 = 0
        for place in 0..<8 { word |= UInt64(part[place]) &<< UInt64(place &* 8) }
        return word
    }
}
