/// An input of a fuzzer: some bytes in front that choose settings, then the content.
///
/// Choices are bytes of their own, so that a fuzzer changes one setting or one byte of content at a time and kept
/// inputs can be read in a hexadecimal editor.
struct Choices {
    private(set) var rest: ArraySlice<UInt8>

    init(_ input: [UInt8]) { rest = input[...] }

    /// The next byte; 0 when there is none.
    mutating func byte() -> Int { Int(rest.popFirst() ?? 0) }

    /// One of some things.
    mutating func one<Thing>(of things: [Thing]) -> Thing { things[byte() % things.count] }

    /// The content.
    var content: [UInt8] { Array(rest) }

    /// A table: the content cut into rows at 0x1E and into cells at 0x1F, every row of the width of the widest.
    /// What is no UTF-8 is mended. `nil` cells are those of one byte 0x1A.
    var table: [[String?]] {
        let rows = rest.split(separator: 0x1E, maxSplits: 63, omittingEmptySubsequences: false).map { row in
            row.split(separator: 0x1F, maxSplits: 63, omittingEmptySubsequences: false).map { cell in
                cell.elementsEqual([0x1A]) ? nil : String(decoding: cell, as: UTF8.self)
            }
        }
        let width = rows.map(\.count).max() ?? 1
        return rows.map { $0 + Array(repeating: "", count: width - $0.count) }
    }
}

/// Numbers that depend on an input alone: SplitMix64.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
