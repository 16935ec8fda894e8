/// The digits of a telephone number, without the country's prefix, and those of its extension.
struct DialledDigits {
    private var values = [24 of UInt8](repeating: 0)
    /// Digits of the number, at least seven after `load`.
    private(set) var count = 0
    /// Digits of the extension, which stand behind those of the number.
    private(set) var extensionCount = 0

    subscript(_ index: Int) -> UInt8 { values[index] }

    /// Reads folded text; false when it is no telephone number.
    mutating func load(_ text: Span<UInt8>) -> Bool {
        var isExtension = false
        var index = text.count > 0 && text[0] == UInt8(ascii: "+") ? 1 : 0
        let hasPlus = index == 1
        while index < text.count {
            let byte = text[index]
            index &+= 1
            if IdentifierText.isDigit(byte) {
                guard count &+ extensionCount < 24 else { return false }
                values[count &+ extensionCount] = byte &- 0x30
                if isExtension { extensionCount &+= 1 } else { count &+= 1 }
                continue
            }
            switch byte {
            case UInt8(ascii: "-"):
                // Behind a whole number with its area code, or a local one, a dash leads to the extension.
                if isComplete, remaining(text, index) <= 6 { isExtension = true }
            case UInt8(ascii: "("), UInt8(ascii: ")"): break
            case UInt8(ascii: "."):
                // `13800001234.0`: the number went through a spreadsheet.
                while index < text.count {
                    guard text[index] == 0x30 else { return false }
                    index &+= 1
                }
            case 0xE8:  // 转 is E8 BD AC, 轉 E8 BD 89
                guard index &+ 1 < text.count, text[index] == 0xBD, text[index &+ 1] == 0xAC || text[index &+ 1] == 0x89,
                    !isExtension, isComplete
                else { return false }
                index &+= 2
                isExtension = true
            default: return false
            }
        }
        dropPrefix(hasPlus: hasPlus)
        return count >= 7 && count <= 12 && extensionCount <= 6
    }

    private func remaining(_ text: Span<UInt8>, _ start: Int) -> Int {
        var digits = 0
        for index in start..<text.count where IdentifierText.isDigit(text[index]) { digits &+= 1 }
        return digits
    }

    /// Whether the digits so far are a whole fixed-line number.
    private var isComplete: Bool {
        if extensionCount > 0 { return false }
        let offset = prefixCount
        let number = count &- offset
        if number < 7 { return false }
        if values[offset] == 0 || offset > 0 { return number >= 10 }
        if values[0] == 1 { return false }
        return values[0] == 4 || values[0] == 8 ? number == 7 || number == 8 || number == 10 : number <= 8
    }

    /// Digits of `0086` in front.
    private var prefixCount: Int {
        count > 4 && values[0] == 0 && values[1] == 0 && values[2] == 8 && values[3] == 6 ? 4 : 0
    }

    private mutating func dropPrefix(hasPlus: Bool) {
        if prefixCount == 4 {
            drop(4)
            restoreZero()
        } else if hasPlus, count > 2, values[0] == 8, values[1] == 6 {
            drop(2)
            restoreZero()
        } else if count == 13, values[0] == 8, values[1] == 6, values[2] == 1 {
            drop(2)
        }
        if count == 12, values[0] == 0, values[1] == 1, values[2] >= 3 { drop(1) }
    }

    /// Behind the country's prefix the area code has lost its zero: `+86 574 8628 0000`.
    private mutating func restoreZero() {
        guard count >= 9, count <= 11, values[0] != 0, values[0] != 1 || values[1] < 3 else { return }
        var index = count &+ extensionCount
        guard index < 24 else { return }
        while index > 0 {
            values[index] = values[index &- 1]
            index &-= 1
        }
        values[0] = 0
        count &+= 1
    }

    private mutating func drop(_ number: Int) {
        let total = count &+ extensionCount
        for index in number..<total { values[index &- number] = values[index] }
        count &-= number
    }

    /// Whether all digits of the number are the same.
    var isRepeated: Bool {
        for index in 1..<count where values[index] != values[0] { return false }
        return true
    }

    /// Whether the number ends in zeros from `start` on.
    func areZeros(from start: Int) -> Bool {
        for index in start..<count where values[index] != 0 { return false }
        return true
    }

    /// Appends digits of the number.
    func append(_ range: Range<Int>, to output: inout [UInt8]) {
        for index in range { output.append(values[index] &+ 0x30) }
    }

    /// Appends `-` and the extension, if there is one.
    func appendExtension(to output: inout [UInt8]) {
        guard extensionCount > 0 else { return }
        output.append(UInt8(ascii: "-"))
        append(count..<count &+ extensionCount, to: &output)
    }
}
