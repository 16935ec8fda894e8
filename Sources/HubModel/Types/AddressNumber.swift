/// A number of an address as written, in parts: `12`, `A3`, `三十二`, `3-2-301`, `甲`.
struct AddressNumber {
    // Positions in a line of at most 200 characters fit a byte; small numbers are copied fast.
    private var partStarts = [6 of UInt8](repeating: 0)
    private var partEnds = [6 of UInt8](repeating: 0)
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
            partStarts[count] = UInt8(truncatingIfNeeded: index)
            partEnds[count] = UInt8(truncatingIfNeeded: end)
            count &+= 1
            self.end = end
            guard line.key(end) == 0x2D else { break }
            index = end &+ 1
        }
        guard count > 0 else { return nil }
        isChinese = line.key(end(of: 0) &- 1) > 0x7F
        isLetters = true
        for index in start(of: 0)..<end(of: 0) where !Scalars.isLatin(line.key(index)) { isLetters = false }
    }

    /// One character that stands for a number before a suffix: 东单元, 甲幢.
    init(single index: Int) {
        partStarts[0] = UInt8(truncatingIfNeeded: index)
        partEnds[0] = UInt8(truncatingIfNeeded: index &+ 1)
        count = 1
        end = index &+ 1
    }

    private func start(of part: Int) -> Int { Int(partStarts[part]) }
    private func end(of part: Int) -> Int { Int(partEnds[part]) }

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
        var index = start(of: 0)
        while index < end(of: 0), Scalars.isLatin(line.key(index)) { index &+= 1 }
        return index &- start(of: 0)
    }

    /// Whether a part has three digits or more, as rooms have and buildings have not.
    func isWide(_ part: Int, _ line: AddressLine) -> Bool {
        if let value = chineseValue(part, line) { return value >= 100 }
        return end(of: part) &- start(of: part) >= 3
    }

    /// Appends a part: Chinese digits as ASCII, no leading zeros.
    func append(_ part: Int, _ line: AddressLine, to output: inout [UInt8]) {
        var start = self.start(of: part)
        let end = self.end(of: part)
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
        for index in start..<end { Scalars.append(line.scalar(index), to: &output) }
    }

    private func chineseValue(_ part: Int, _ line: AddressLine) -> Int? {
        var index = start(of: part)
        if line.key(index) == 0x8D1F { index &+= 1 }
        guard index < end(of: part), line.key(index) > 0x7F, end(of: part) &- index <= 9 else { return nil }
        var number = ChineseNumber()
        while index < end(of: part) {
            guard number.take(line.key(index)) else { return nil }
            index &+= 1
        }
        return number.value
    }
}
