/// `text`: anything people write → trimmed, white space collapsed, at most 4000 characters.
///
/// Folded for comparison: half width, capitals, simplified characters, no white space.
public struct PlainText: SemanticType {
    public let name = "text"
    public let summary = "free text of up to 4000 characters, white space collapsed"
    public let examples: [(raw: String, normal: String?)] = [
        ("  老 人\t活动\n中心 ", "老 人 活动 中心"),
        ("Ａ座", "Ａ座"),
        ("　", nil),
        ("暂无", nil),
    ]

    public init() {}

    /// Characters in a text.
    static let longest = 4000

    public func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        let start = output.count
        var isSpaced = false
        var count = 0
        var index = 0
        while index < raw.count, count <= Self.longest {
            let scalar = PrivateUse.resolved(Scalars.next(raw, &index))
            if Scalars.isSpace(scalar) {
                isSpaced = count > 0
                continue
            }
            if Scalars.isInvisible(scalar) { continue }
            if isSpaced {
                output.append(0x20)
                count &+= 1
                isSpaced = false
            }
            Scalars.append(scalar, to: &output)
            count &+= 1
        }
        if Placeholders.contain(output.span.extracting(start..<output.count)) {
            output.cut(to: start)
            return .missing
        }
        if count > Self.longest {
            output.cut(to: start)
            return .invalid(.tooLong)
        }
        return .valid
    }

    public func fold(_ normal: Span<UInt8>, into output: inout [UInt8]) {
        var index = 0
        while index < normal.count {
            let scalar = Scalars.halfWidth(Scalars.next(normal, &index))
            if Scalars.isSpace(scalar) { continue }
            Scalars.append(Simplified.of(Scalars.upper(scalar)), to: &output)
        }
    }
}
