/// A number of an address as written, in parts: `12`, `A3`, `三十二`, `3-2-301`, `甲`.
struct AddressNumber {
    private var starts = [6 of Int](repeating: 0)
    private var ends = [6 of Int](repeating: 0)
    /// Parts between dashes.
    private(set) var count = 0
    /// Behind the last character.
    private(set) var end = 0
    /// Written in Chinese digits, which occur in names too.
    private(set) var isChinese = false
    /// Letters alone, which are more often names.
    private(set) var isLetters = false

    /// The number at `index` of a line, `nil` when there is none.
    init?(_ line: AddressLine, at index: Int) {
        var index = index
        while count < 6 {
            let end = Self.partEnd(line, index)
            guard end > index else { break }
            starts[count] = index
            ends[count] = end
            count &+= 1
            self.end = end
            guard line.key(end) == 0x2D else { break }
            index = end &+ 1
        }
        guard count > 0 else { return nil }
        isChinese = line.key(ends[0] &- 1) > 0x7F
        isLetters = true
        for index in starts[0]..<ends[0] where !Scalars.isLatin(line.key(index)) { isLetters = false }
    }

    /// One character that stands for a number before a suffix: 东单元, 甲幢.
    init(single index: Int) {
        starts[0] = index
        ends[0] = index &+ 1
        count = 1
        end = index &+ 1
    }

    /// Where one part of a number that starts at `start` ends; `start` when none does.
    private static func partEnd(_ line: AddressLine, _ start: Int) -> Int {
        var index = start
        if line.key(index) == 0x8D1F { index &+= 1 }  // 负
        let first = index
        if ChineseNumerals.isNumeral(line.key(index)) {
            while ChineseNumerals.isNumeral(line.key(index)) { index &+= 1 }
        } else {
            while Scalars.isDigit(line.key(index)) || Scalars.isLatin(line.key(index)) { index &+= 1 }
        }
        return index == first ? start : index
    }

    /// Letters at the start of the first part.
    func leadingLetters(_ line: AddressLine) -> Int {
        var index = starts[0]
        while index < ends[0], Scalars.isLatin(line.key(index)) { index &+= 1 }
        return index &- starts[0]
    }

    /// Whether a part has three digits or more, as rooms have and buildings have not.
    func isWide(_ part: Int, _ line: AddressLine) -> Bool {
        if let value = chineseValue(part, line) { return value >= 100 }
        return ends[part] &- starts[part] >= 3
    }

    /// Appends a part: Chinese digits as ASCII, no leading zeros.
    func append(_ part: Int, _ line: AddressLine, to output: inout [UInt8]) {
        var start = starts[part]
        let end = ends[part]
        if line.key(start) == 0x8D1F {
            Scalars.append(0x8D1F, to: &output)
            start &+= 1
        }
        if let value = chineseValue(part, line) {
            for byte in String(value).utf8 { output.append(byte) }
            return
        }
        var isNumber = true
        for index in start..<end where !Scalars.isDigit(line.key(index)) { isNumber = false }
        while isNumber, start < end &- 1, line.key(start) == 0x30 { start &+= 1 }
        for index in start..<end { Scalars.append(line.scalars[index], to: &output) }
    }

    private func chineseValue(_ part: Int, _ line: AddressLine) -> Int? {
        var index = starts[part]
        if line.key(index) == 0x8D1F { index &+= 1 }
        guard index < ends[part], line.key(index) > 0x7F, ends[part] &- index <= 9 else { return nil }
        var number = ChineseNumber()
        while index < ends[part] {
            guard number.take(line.key(index)) else { return nil }
            index &+= 1
        }
        return number.value
    }
}
