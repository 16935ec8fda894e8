/// `organisation-code`: the code of GB 11714-1997, which lives on as characters 9 to 17 of the credit code.
public struct OrganisationCode: SemanticType {
    public let name = "organisation-code"
    public let summary = "8 characters and a check character, hyphen dropped; GB 11714-1997"
    public let isPublic = true
    public let examples: [(raw: String, normal: String?)] = [
        ("40000062-4", "400000624"),
        ("ma282uf1－4", "MA282UF14"),
        ("40000062-5", nil),
        ("PDY00001-4", nil),
        ("---", nil),
    ]

    public init() {}

    public func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        let start = output.count
        let findings = IdentifierText.append(raw, into: &output, cross: true)
        let isMissing = Placeholders.contain(output.span.extracting(start..<output.count))
        // The hyphen stands before the check character; nowhere else.
        if output.count &- start == 10, output[start &+ 8] == UInt8(ascii: "-") { output.remove(at: start &+ 8) }
        let verdict = isMissing ? .missing : judge(output.span.extracting(start..<output.count), findings)
        if verdict != .valid { output.cut(to: start) }
        return verdict
    }

    private func judge(_ text: Span<UInt8>, _ findings: IdentifierText.Findings) -> Verdict {
        if findings.isTooLong { return .invalid(.wrongLength) }
        if findings.hasOther { return .invalid(.wrongShape) }
        for index in text.indices {
            let byte = text[index]
            guard byte >= 0x30 && byte <= 0x39 || byte >= 0x41 && byte <= 0x5A else { return .invalid(.wrongShape) }
        }
        if Placeholders.isRepeated(text) { return .missing }
        guard text.count == 9 else { return .invalid(.wrongLength) }
        // PDY00001–PDY99999 mean something else in every system.
        if text[0] == UInt8(ascii: "P"), text[1] == UInt8(ascii: "D"), text[2] == UInt8(ascii: "Y") {
            return .invalid(.unknownCode)
        }
        return CheckDigits.organisationCode(text.extracting(0..<8)) == text[8] ? .valid : .invalid(.badCheckDigit)
    }

    public func mask(_ normal: String) -> String { normal }
}
