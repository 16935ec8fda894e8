/// `phone`: a telephone number of the mainland.
///
/// ```
/// +86 138-0000-1234   → 13800001234         mobile
/// (0574) 8628 0000    → 0574-86280000       fixed line, area code and number
/// 86280000转8001      → 0574-86280000-8001  the hub's area code, an extension
/// 400-826-0000        → 4008260000          service numbers
/// ```
///
/// Fields hold several numbers as often as one: `split` parts them at 、 / ; , and at a space between two
/// whole numbers.
package struct PhoneNumber: SemanticType {
    package let name = "phone"
    package let summary = "mobile, fixed line with area code and extension, or service number"
    package let examples: [(raw: String, normal: String?)] = [
        ("+86 138-0000-1234", "13800001234"),
        ("０１３８００００１２３４", "13800001234"),
        ("(0574) 8628 0000", "0574-86280000"),
        ("010-62280000转801", "010-62280000-801"),
        ("057412345678", "0574-12345678"),
        ("400-826-0000", "4008260000"),
        ("1.38E+10", nil),
        ("12345", nil),
        ("11111111111", nil),
        ("无", nil),
    ]

    /// Put before local numbers: three or four digits, or none.
    private let areaCode: [UInt8]

    /// Makes the type for a district whose local numbers have `areaCode`; anything but `0` and two or three
    /// digits more means none.
    package init(areaCode: String = "") {
        let digits = Array(areaCode.utf8)
        let isCode = digits.count == 3 || digits.count == 4
        self.areaCode = isCode && digits[0] == 0x30 && digits.allSatisfy(IdentifierText.isDigit) ? digits : []
    }

    package func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        let start = output.count
        let findings = IdentifierText.append(raw, into: &output)
        var digits = DialledDigits()
        let verdict = judge(output.span.extracting(start..<output.count), findings, &digits)
        output.cut(to: start)
        return verdict == .valid ? append(digits, to: &output) : verdict
    }

    private func judge(
        _ text: Span<UInt8>, _ findings: IdentifierText.Findings, _ digits: inout DialledDigits
    ) -> Verdict {
        if Placeholders.contain(text) { return .missing }
        if findings.isTooLong { return .invalid(.wrongLength) }
        if IdentifierText.isScientific(text) { return .invalid(.lostPrecision) }
        return digits.load(text) ? .valid : .invalid(.wrongShape)
    }

    /// Appends the normal form of what was dialled.
    private func append(_ digits: DialledDigits, to output: inout [UInt8]) -> Verdict {
        if digits.isRepeated { return .missing }
        let count = digits.count
        if count == 11, digits[0] == 1, digits[1] >= 3, digits.extensionCount == 0 {
            if digits.areZeros(from: 2) { return .missing }
            digits.append(0..<11, to: &output)
            return .valid
        }
        if count == 10, digits[0] == 4 || digits[0] == 8, digits[1] == 0, digits[2] == 0 {
            digits.append(0..<10, to: &output)
            digits.appendExtension(to: &output)
            return .valid
        }
        if digits[0] == 0 {
            let area = digits[1] <= 2 ? 3 : 4
            guard digits[1] != 0, count - area == 7 || count - area == 8 else { return .invalid(.wrongShape) }
            if digits.areZeros(from: area) { return .missing }
            digits.append(0..<area, to: &output)
            output.append(UInt8(ascii: "-"))
            digits.append(area..<count, to: &output)
        } else {
            guard count == 7 || count == 8, digits[0] >= 2 else { return .invalid(.wrongShape) }
            if !areaCode.isEmpty {
                output.append(copying: areaCode.span)
                output.append(UInt8(ascii: "-"))
            }
            digits.append(0..<count, to: &output)
        }
        digits.appendExtension(to: &output)
        return .valid
    }

    package func split(_ raw: Span<UInt8>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        var digits = 0
        var index = 0
        while index < raw.count {
            let before = index
            let scalar = Scalars.halfWidth(Scalars.next(raw, &index))
            if Scalars.isDigit(scalar) { digits &+= 1 }
            let parts: Bool
            switch scalar {
            case 0x2C, 0x2F, 0x3B, 0x7C, 0x5C, 0x3001, 0xFF64, 0x0A, 0x0D, 0x09: parts = true  // , / ; | \ 、
            default: parts = digits >= 7 && Scalars.isSpace(scalar) && startsNumber(raw, index)
            }
            if parts {
                if digits > 0 { ranges.append(start..<before) }
                start = index
                digits = 0
            }
        }
        if digits > 0 { ranges.append(start..<raw.count) }
        return ranges.isEmpty ? [0..<raw.count] : ranges
    }

    /// Whether at least seven digits, dashes aside, follow before the next space.
    private func startsNumber(_ raw: Span<UInt8>, _ start: Int) -> Bool {
        var index = start
        var digits = 0
        while index < raw.count {
            let scalar = Scalars.halfWidth(Scalars.next(raw, &index))
            if Scalars.isDigit(scalar) {
                digits &+= 1
                if digits == 7 { return true }
            } else if scalar != 0x2D, scalar != 0x2B, scalar != 0x28, scalar != 0x29 {
                return false
            }
        }
        return false
    }

    /// `138****1234`, `0574-****0000`.
    package func mask(_ normal: String) -> String {
        if normal.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x0D && $0 != UInt8(ascii: "-") }) {
            return IdentifierText.starred(normal, head: normal.utf8.count == 11 ? 3 : 0, tail: 4)
        }
        let parts = normal.split(separator: "-", omittingEmptySubsequences: false)
        if parts.count == 1 {
            return IdentifierText.starred(normal, head: normal.count == 11 ? 3 : 0, tail: 4)
        }
        let number = parts[1]
        guard number.count > 4 else { return "\(parts[0])-****" }
        return "\(parts[0])-\(String(repeating: "*", count: number.count - 4))\(number.suffix(4))"
    }
}
