/// `registration-number`: the business registration number of GS 15-2006, in use before credit codes.
///
/// ```
/// 110108 00000001 6      authority, serial, ISO 7064 MOD 11,10 check
/// ```
public struct RegistrationNumber: SemanticType {
    public let name = "registration-number"
    public let summary = "15-digit business registration number with its check digit; GS 15-2006"
    public let isPublic = true
    public let examples: [(raw: String, normal: String?)] = [
        ("110108000000016", "110108000000016"),
        ("１１０１０８ 000000016", "110108000000016"),
        ("110108000000017", nil),
        ("91330201MA282UF146", nil),
        ("000000000000000", nil),
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
        if IdentifierText.isScientific(text) { return .invalid(.lostPrecision) }
        guard IdentifierText.areDigits(text) else { return .invalid(.wrongShape) }
        if Placeholders.isRepeated(text) { return .missing }
        guard text.count == 15 else { return .invalid(.wrongLength) }
        return CheckDigits.registrationNumber(text.extracting(0..<14)) == text[14]
            ? .valid : .invalid(.badCheckDigit)
    }

    public func mask(_ normal: String) -> String { normal }
}
