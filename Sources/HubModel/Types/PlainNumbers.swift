/// What `integer` and `decimal` share.
enum PlainNumber {
    /// Whether raw text is blank or a placeholder; `scratch` is left as it was.
    static func saysNothing(_ raw: Span<UInt8>, _ scratch: inout [UInt8]) -> Bool {
        let start = scratch.count
        _ = IdentifierText.append(raw, into: &scratch)
        let result = Placeholders.contain(scratch.span.extracting(start..<scratch.count))
        scratch.cut(to: start)
        return result
    }

    /// The parts of `-1,234.50`: where they stand in folded text.
    struct Parts {
        var isNegative = false
        var whole = 0..<0
        var fraction = 0..<0
    }

    /// Finds sign, whole part and fraction; thousands separators must stand between groups of three.
    private static func parts(_ text: Span<UInt8>) -> Parts? {
        var parts = Parts()
        var index = 0
        if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
            parts.isNegative = text[index] == UInt8(ascii: "-")
            index += 1
        }
        let start = index
        var comma: Int?
        while index < text.count, IdentifierText.isDigit(text[index]) || text[index] == UInt8(ascii: ",") {
            if text[index] == UInt8(ascii: ",") {
                guard index > start, comma.map({ index - $0 == 4 }) ?? (index - start <= 3) else {
                    return nil
                }
                comma = index
            }
            index += 1
        }
        if let comma, index - comma != 4 { return nil }
        parts.whole = start..<index
        if index < text.count, text[index] == UInt8(ascii: ".") {
            let first = index + 1
            index = first
            while index < text.count, IdentifierText.isDigit(text[index]) { index += 1 }
            parts.fraction = first..<index
        }
        guard index == text.count, !parts.whole.isEmpty || !parts.fraction.isEmpty else { return nil }
        return parts
    }

    /// Appends the normal form of a number; `wholeOnly` takes fractions of zeros alone and 18 digits at most.
    static func normalise(_ raw: Span<UInt8>, wholeOnly: Bool, into output: inout [UInt8]) -> Verdict {
        let start = output.count
        let findings = IdentifierText.append(raw, into: &output)
        let end = output.count
        let (verdict, parts) = judge(output.span.extracting(start..<end), findings, wholeOnly: wholeOnly)
        guard verdict == .valid else {
            output.cut(to: start)
            return verdict
        }
        appendWhole(start + parts.whole.lowerBound..<start + parts.whole.upperBound, of: &output)
        if wholeOnly, output.count - end > 18 {
            output.cut(to: start)
            return .invalid(.outOfRange)
        }
        if !wholeOnly, !parts.fraction.isEmpty {
            output.append(UInt8(ascii: "."))
            for index in parts.fraction { output.append(output[start + index]) }
        }
        let isZero = isZero(output.span.extracting(end..<output.count))
        if parts.isNegative, !isZero { output.insert(UInt8(ascii: "-"), at: end) }
        output.removeSubrange(start..<end)
        return .valid
    }

    private static func judge(
        _ text: Span<UInt8>, _ findings: IdentifierText.Findings, wholeOnly: Bool
    ) -> (Verdict, Parts) {
        if Placeholders.contain(text) { return (.missing, Parts()) }
        if IdentifierText.isScientific(text) { return (.invalid(.lostPrecision), Parts()) }
        if findings.isTooLong { return (.invalid(.tooLong), Parts()) }
        guard let parts = parts(text), !wholeOnly || isZero(text.extracting(parts.fraction)) else {
            return (.invalid(.wrongShape), Parts())
        }
        return (.valid, parts)
    }

    private static func isZero(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where text[index] != 0x30 && text[index] != UInt8(ascii: ".") {
            return false
        }
        return true
    }

    /// Appends the digits of a range of `output` itself, without separators and leading zeros, at least `0`.
    private static func appendWhole(_ range: Range<Int>, of output: inout [UInt8]) {
        let start = output.count
        for index in range where output[index] != UInt8(ascii: ",") {
            if output.count == start, output[index] == 0x30 { continue }
            output.append(output[index])
        }
        if output.count == start { output.append(0x30) }
    }
}

/// `integer`: a whole number → digits with an optional `-`, at most 18 digits.
package struct WholeNumber: SemanticType {
    package let name = "integer"
    package let summary = "whole number; thousands separators, full-width digits and `.0` folded"
    package let examples: [(raw: String, normal: String?)] = [
        ("1,234", "1234"),
        ("－００７", "-7"),
        ("=\"007\"", "7"),
        ("12.00", "12"),
        ("-0", "0"),
        ("12.5", nil),
        ("1,23", nil),
        ("1.2E+5", nil),
        ("无", nil),
    ]

    package init() {}

    package func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        PlainNumber.normalise(raw, wholeOnly: true, into: &output)
    }
}

/// `decimal`: a number kept exactly as written, digit by digit; compared without trailing zeros.
package struct DecimalNumber: SemanticType {
    package let name = "decimal"
    package let summary = "decimal number, exact text; thousands separators and full-width digits folded"
    package let examples: [(raw: String, normal: String?)] = [
        ("1,234.50", "1234.50"),
        ("＋０．５", "0.5"),
        (".25", "0.25"),
        ("89.", "89"),
        ("-0.00", "0.00"),
        ("1.2.3", nil),
        ("89㎡", nil),
        ("", nil),
    ]

    package init() {}

    package func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        PlainNumber.normalise(raw, wholeOnly: false, into: &output)
    }

    package func fold(_ normal: Span<UInt8>, into output: inout [UInt8]) {
        var end = normal.count
        var hasPoint = false
        for index in normal.indices where normal[index] == UInt8(ascii: ".") { hasPoint = true }
        while hasPoint, end > 0, normal[end - 1] == 0x30 { end -= 1 }
        if hasPoint, end > 0, normal[end - 1] == UInt8(ascii: ".") { end -= 1 }
        output.append(copying: normal.extracting(0..<end))
    }
}
