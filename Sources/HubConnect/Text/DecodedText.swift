/// A stretch of a source as UTF-8, which still knows where in the source its lines began.
///
/// ```
/// source (GB 18030)   D0 D5 C3 FB 0A D5 C5 FF 0A         offsets 0…8
/// bytes  (UTF-8)      姓 名 LF 张 U+FFFD LF               indices 0…13
/// marks               (7, 5) (14, 9)                     (index, offset) after each line break
/// faults              10                                 where FF was
/// ```
///
/// Text that was UTF-8 already is kept byte for byte, faults too, and needs no marks.
public struct DecodedText: Sendable {
    struct Mark: Sendable {
        var index: Int
        var offset: Int
    }

    /// The text: valid UTF-8 except at `faults`.
    public internal(set) var bytes: [UInt8] = []
    /// Where in `bytes` the source could not be decoded, ascending. A record with a fault inside is a reject.
    public internal(set) var faults: [Int] = []
    /// After each line break, where the encoding changes lengths.
    var marks: [Mark] = []
    /// Offset in the source of the first byte.
    public internal(set) var origin: Int
    let isVerbatim: Bool

    /// Creates an empty text whose first byte will be the source's byte number `origin`.
    public init(_ encoding: TextEncoding, origin: Int = 0) {
        self.origin = origin
        isVerbatim = encoding == .utf8
    }

    /// Offset in the source of the line that starts at `index` of `bytes`. Complexity: O(log lines).
    public func sourceOffset(ofLineAt index: Int) -> Int {
        if isVerbatim { return origin + index }
        var low = 0
        var high = marks.count
        while low < high {
            let middle = (low + high) / 2
            if marks[middle].index <= index { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? origin : marks[low - 1].offset
    }

    /// Turns the `byteOffset`s of records, so far ascending indices of `bytes`, into offsets in the source.
    public func resolve(_ positions: inout [RecordPosition]) {
        var next = 0
        var offset = origin
        for row in positions.indices {
            let index = positions[row].byteOffset
            while next < marks.count, marks[next].index <= index {
                offset = marks[next].offset
                next += 1
            }
            positions[row].byteOffset = isVerbatim ? origin + index : offset
        }
    }

    /// Hands out the bytes before `index`, the start of a line, and keeps the others.
    public mutating func cut(at index: Int) -> [UInt8] {
        var whole = bytes
        origin = sourceOffset(ofLineAt: index)
        bytes = Array(whole[index...])
        faults = faults.filter { $0 >= index }.map { $0 - index }
        marks = marks.filter { $0.index > index }.map { Mark(index: $0.index - index, offset: $0.offset) }
        whole.removeLast(whole.count - index)
        return whole
    }
}
