/// `resident-id`: the citizen's number of GB 11643-1999, and the numbers of the same shape.
///
/// ```
/// 110105 19491231 002 X      division at first issue, birth date, serial (odd: male), MOD 11-2 check
/// 110105   491231 002        the old form of 15 digits, raised to 18
/// 810000 …  820000 …  830000 …   residence permits of Hong Kong, Macau and Taiwan residents
/// 9 11 124 19810803 002 4    foreigners' permanent residence from 2023: 9, province, nationality, as above
/// ```
package struct ResidentID: SemanticType {
    package let name = "resident-id"
    package let summary = "18-character citizen number, old 15-digit numbers raised; GB 11643-1999"
    package let examples: [(raw: String, normal: String?)] = [
        ("11010519491231002x", "11010519491231002X"),
        (" １１０１０５ 19491231 002Ｘ", "11010519491231002X"),
        ("'110105491231002", "11010519491231002X"),
        ("=\"11010519491231002X\"", "11010519491231002X"),
        ("810000199408230021", "810000199408230021"),
        ("911124198108030024", "911124198108030024"),
        ("110105194912310021", nil),
        ("11010519490230002X", nil),
        ("3.30211E+17", nil),
        ("330211199001010000", nil),
        ("无", nil),
    ]

    package init() {}

    package func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        let start = output.count
        let findings = IdentifierText.append(raw, into: &output, cross: true)
        let verdict = judge(output.span.extracting(start..<output.count), findings)
        if verdict == .valid {
            if output.count &- start == 15 { raise(&output, from: start) }
        } else {
            output.cut(to: start)
        }
        return verdict
    }

    private func judge(_ text: Span<UInt8>, _ findings: IdentifierText.Findings) -> Verdict {
        if Placeholders.contain(text) { return .missing }
        if findings.isTooLong { return .invalid(.wrongLength) }
        if findings.hasOther { return .invalid(.wrongShape) }
        if IdentifierText.isScientific(text) { return .invalid(.lostPrecision) }
        let isDigits = IdentifierText.areDigits(text)
        if isDigits, Placeholders.isRepeated(text) { return .missing }
        let hasCross = text[text.count &- 1] == UInt8(ascii: "X")
        guard isDigits || hasCross && IdentifierText.areDigits(text.extracting(0..<text.count &- 1)) else {
            return .invalid(.wrongShape)
        }
        switch text.count {
        case 18: return judgeLong(text)
        case 15 where isDigits: return judgeDay(text, year: century(text) &* 100 + number(text, 6, 2), at: 8)
        default: return .invalid(.wrongLength)
        }
    }

    private func judgeLong(_ text: Span<UInt8>) -> Verdict {
        if CheckDigits.residentID(text.extracting(0..<17)) != text[17] {
            // Spreadsheets keep 15 significant digits of a number.
            return .invalid(number(text, 15, 2) == 0 && text[17] == 0x30 ? .lostPrecision : .badCheckDigit)
        }
        return judgeDay(text, year: number(text, 6, 4), at: 10)
    }

    /// Judges the birth date, whose month starts at `index`, and the division.
    private func judgeDay(_ text: Span<UInt8>, year: Int, at index: Int) -> Verdict {
        guard
            let day = GregorianDay(year: year, month: number(text, index, 2), day: number(text, index + 2, 2))
        else { return .invalid(.noSuchDate) }
        guard day.isPlausible else { return .invalid(.outOfRange) }
        // Foreigners' numbers start with 9; the residence permit of Taiwan uses 83, which is no province.
        let head = number(text, 0, 2)
        guard IdentifierText.isProvince(head) || head == 83 || head >= 90 else {
            return .invalid(.unknownCode)
        }
        return .valid
    }

    /// Serials 996 to 999 were kept for people already over a hundred when numbers were first given.
    private func century(_ text: Span<UInt8>) -> Int { number(text, 12, 3) >= 996 ? 18 : 19 }

    private func raise(_ output: inout [UInt8], from start: Int) {
        let century = century(output.span.extracting(start..<output.count))
        output.insert(UInt8(ascii: "1"), at: start &+ 6)
        output.insert(UInt8(ascii: "0") + UInt8(century % 10), at: start &+ 7)
        output.append(CheckDigits.residentID(output.span.extracting(start..<output.count)))
    }

    @inline(__always)
    private func number(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> Int {
        IdentifierText.number(text, start..<start &+ count)
    }

    package func mask(_ normal: String) -> String { IdentifierText.starred(normal, head: 1, tail: 1) }

    package func derive(_ type: String, from normal: Span<UInt8>, into output: inout [UInt8]) -> Bool {
        guard normal.count == 18, IdentifierText.areDigits(normal.extracting(0..<17)) else { return false }
        switch type {
        case "date":
            let year = number(normal, 6, 4)
            guard let day = GregorianDay(year: year, month: number(normal, 10, 2), day: number(normal, 12, 2))
            else { return false }
            day.append(to: &output)
            return true
        case "sex":
            output.append(normal[16] & 1 == 1 ? UInt8(ascii: "1") : UInt8(ascii: "2"))
            return true
        default: return false
        }
    }
}
