/// What the codes of places share: folding, placeholders, digits.
enum PlaceCode {
    /// Appends the folded code when `judge` finds it valid; `separators`: whether hyphens go.
    static func normalise(
        _ raw: Span<UInt8>, into output: inout [UInt8], dropsHyphens: Bool = false,
        _ judge: (Span<UInt8>) -> Verdict
    ) -> Verdict {
        let start = output.count
        let findings = IdentifierText.append(raw, into: &output)
        var verdict = Verdict.valid
        if Placeholders.contain(output.span.extracting(start..<output.count)) {
            verdict = .missing
        } else if findings.isTooLong {
            verdict = .invalid(.wrongLength)
        } else if findings.hasOther {
            verdict = .invalid(.wrongShape)
        } else if IdentifierText.isScientific(output.span.extracting(start..<output.count)) {
            verdict = .invalid(.lostPrecision)
        } else {
            if dropsHyphens {
                var kept = start
                for index in start..<output.count where output[index] != UInt8(ascii: "-") {
                    output[kept] = output[index]
                    kept &+= 1
                }
                output.cut(to: kept)
            }
            let text = output.span.extracting(start..<output.count)
            verdict = isZeros(text) ? .missing : judge(text)
        }
        if verdict != .valid { output.cut(to: start) }
        return verdict
    }

    private static func isZeros(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where text[index] != 0x30 { return false }
        return true
    }

    /// The first four characters, and stars.
    static func mask(_ normal: String) -> String { IdentifierText.starred(normal, head: 4, tail: 0) }
}

/// `house-code`: what the housing bureau numbers its houses with; 6 to 40 of digits, capitals and `-`.
///
/// The national building code (JGJ/T 496) is one of these; its check is not tested.
public struct HouseCode: SemanticType {
    public let name = "house-code"
    public let summary = "housing bureau's code, 6 to 40 of digits, capitals and hyphens"
    public let examples: [(raw: String, normal: String?)] = [
        ("zj-330211-000123", "ZJ-330211-000123"),
        ("３３０２１１ 0000001", "3302110000001"),
        ("12345", nil),
        ("330211_0001", nil),
        ("3.30211E+15", nil),
        ("000000", nil),
    ]

    public init() {}

    public func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        PlaceCode.normalise(raw, into: &output) { text in
            for index in text.indices {
                let byte = text[index]
                let isPart = IdentifierText.isDigit(byte) || byte >= 0x41 && byte <= 0x5A || byte == UInt8(ascii: "-")
                if !isPart { return .invalid(.wrongShape) }
            }
            return text.count >= 6 && text.count <= 40 ? .valid : .invalid(.wrongLength)
        }
    }

    public func mask(_ normal: String) -> String { PlaceCode.mask(normal) }
}

/// `parcel-code`: the real-estate unit number of GB/T 37346.
///
/// ```
/// 330211 001 002 GB 00003 F 00010002   county, zone, sub-zone, right, plot, fixture, unit
/// ```
public struct ParcelCode: SemanticType {
    public let name = "parcel-code"
    public let summary = "28-character real-estate unit number, shape only; GB/T 37346-2019"
    public let examples: [(raw: String, normal: String?)] = [
        ("330211 001002 gb00003 F00010002", "330211001002GB00003F00010002"),
        ("330211001002GB00003X00010002", nil),
        ("330211001002GB00003F0001000", nil),
        ("无", nil),
    ]

    public init() {}

    public func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        PlaceCode.normalise(raw, into: &output, dropsHyphens: true) { text in
            guard text.count == 28 else { return .invalid(.wrongLength) }
            for index in text.indices where !fits(text[index], index) { return .invalid(.wrongShape) }
            return .valid
        }
    }

    private func fits(_ byte: UInt8, _ index: Int) -> Bool {
        switch index {
        case 12: byte == UInt8(ascii: "G") || byte == UInt8(ascii: "J") || byte == UInt8(ascii: "Z")
        case 13: byte >= 0x41 && byte <= 0x5A
        case 19:
            byte == UInt8(ascii: "F") || byte == UInt8(ascii: "L") || byte == UInt8(ascii: "Q")
                || byte == UInt8(ascii: "W")
        default: IdentifierText.isDigit(byte)
        }
    }

    public func mask(_ normal: String) -> String { PlaceCode.mask(normal) }
}

/// `division-code`: a division of GB/T 2260 (2, 4, 6 digits) or of the statistics office (9, 12 digits).
///
/// The province must exist, or be 99 for made-up places. Folded for comparison: without trailing zero levels.
public struct DivisionCode: SemanticType {
    public let name = "division-code"
    public let summary = "division of 2, 4, 6, 9 or 12 digits; GB/T 2260 and GB/T 10114"
    public let isPublic = true
    public let examples: [(raw: String, normal: String?)] = [
        ("330211", "330211"),
        ("330211 004 000", "330211004000"),
        ("990101", "990101"),
        ("380101", nil),
        ("3302", "3302"),
        ("33021", nil),
        ("000000", nil),
    ]

    public init() {}

    public func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        PlaceCode.normalise(raw, into: &output) { text in
            guard IdentifierText.areDigits(text) else { return .invalid(.wrongShape) }
            switch text.count {
            case 2, 4, 6, 9, 12: break
            default: return .invalid(.wrongLength)
            }
            return IdentifierText.isProvince(IdentifierText.number(text, 0..<2)) ? .valid : .invalid(.unknownCode)
        }
    }

    public func fold(_ normal: Span<UInt8>, into output: inout [UInt8]) {
        var count = normal.count
        while count > 2 {
            let level = count > 6 ? 3 : 2
            let isEmpty = count >= level && IdentifierText.areDigits(normal.extracting(count - level..<count))
                && IdentifierText.number(normal, count - level..<count) == 0
            if !isEmpty { break }
            count -= level
        }
        output.append(copying: normal.extracting(0..<count))
    }

    public func mask(_ normal: String) -> String { normal }
}

/// `grid-code`: a grid of a community.
///
/// ```
/// 330211004001 003            statistics code of the community, serial
/// 010101 330211 004 001 03    CJ/T 349: class, county, sub-district, community, serial
/// ```
public struct GridCode: SemanticType {
    public let name = "grid-code"
    public let summary = "grid of 15 digits (community and serial) or 20 digits (CJ/T 349)"
    public let isPublic = true
    public let examples: [(raw: String, normal: String?)] = [
        ("330211004001003", "330211004001003"),
        ("01010133021100400103", "01010133021100400103"),
        ("380211004001003", nil),
        ("330211004001", nil),
        ("网格三", nil),
        ("-", nil),
    ]

    public init() {}

    public func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        PlaceCode.normalise(raw, into: &output) { text in
            guard IdentifierText.areDigits(text) else { return .invalid(.wrongShape) }
            guard text.count == 15 || text.count == 20 else { return .invalid(.wrongLength) }
            let province = text.count == 15 ? 0..<2 : 6..<8
            return IdentifierText.isProvince(IdentifierText.number(text, province)) ? .valid : .invalid(.unknownCode)
        }
    }

    public func mask(_ normal: String) -> String { normal }
}
