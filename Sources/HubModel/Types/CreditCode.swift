/// `credit-code`: the unified social credit code of GB 32100-2015.
///
/// ```
/// 9 1 440300 71526726X G     department, category, registering division, organisation code, check
/// ```
///
/// Two checks must hold: the last character over all (31 letters and digits), and that of the organisation
/// code inside (GB 11714).
public struct CreditCode: SemanticType {
    public let name = "credit-code"
    public let summary = "18-character unified social credit code, both checks; GB 32100-2015"
    public let isPublic = true
    public let examples: [(raw: String, normal: String?)] = [
        ("9144030071526726xg", "9144030071526726XG"),
        ("9133 0201 MA28 2UF1 46", "91330201MA282UF146"),
        ("91350100M000100Y4Z", nil),
        ("9111000060003IOZSV", nil),
        ("110108000000016", nil),
        ("不详", nil),
    ]

    public init() {}

    public func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        let start = output.count
        let findings = IdentifierText.append(raw, into: &output)
        let verdict = judge(output.span.extracting(start..<output.count), findings)
        if verdict != .valid { output.cut(to: start) }
        return verdict
    }

    private func judge(_ text: Span<UInt8>, _ findings: IdentifierText.Findings) -> Verdict {
        if Placeholders.contain(text) { return .missing }
        if findings.isTooLong { return .invalid(.wrongLength) }
        if findings.hasOther { return .invalid(.wrongShape) }
        if IdentifierText.isScientific(text) { return .invalid(.lostPrecision) }
        for index in text.indices where !isCreditCharacter(text[index]) { return .invalid(.wrongShape) }
        // All zeros would pass both checks.
        if Placeholders.isRepeated(text) { return .missing }
        guard text.count == 18 else { return .invalid(.wrongLength) }
        guard isDepartment(text[0]) else { return .invalid(.unknownCode) }
        guard CheckDigits.creditCode(text.extracting(0..<17)) == text[17],
            CheckDigits.organisationCode(text.extracting(8..<16)) == text[16]
        else { return .invalid(.badCheckDigit) }
        return .valid
    }

    @inline(__always)
    private func isCreditCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "I"), UInt8(ascii: "O"), UInt8(ascii: "S"), UInt8(ascii: "V"), UInt8(ascii: "Z"): false
        case 0x30...0x39, 0x41...0x5A: true
        default: false
        }
    }

    /// The registering departments: 1–9, A (military), N (agriculture), Y (others).
    private func isDepartment(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x31...0x39, UInt8(ascii: "A"), UInt8(ascii: "N"), UInt8(ascii: "Y"): true
        default: false
        }
    }

    public func derive(_ type: String, from normal: Span<UInt8>, into output: inout [UInt8]) -> Bool {
        guard type == "organisation-code", normal.count == 18 else { return false }
        output.append(copying: normal.extracting(8..<17))
        return true
    }

    public func mask(_ normal: String) -> String { normal }
}
