/// `person-name`: a person's name as it is to be shown.
///
/// ```
/// " 张　三（户主）"  → 张三                    spaces between Chinese characters and trailing notes go
/// 古丽米热．买买提   → 古丽米热·买买提          every dot and dash in use becomes U+00B7
/// ＪＯＨＮ  smith    → JOHN smith              full-width Latin becomes ASCII, single spaces stay
/// ```
///
/// Chinese characters are never changed, except private code points that GB 18030 has since made public.
/// Folded for comparison: traditional and variant characters, capitals, no dots, no spaces.
package struct PersonName: SemanticType {
    package let name = "person-name"
    package let summary = "name of up to 50 characters; middle dot U+00B7, notes in brackets dropped"
    package let examples: [(raw: String, normal: String?)] = [
        (" 张　三（户主）", "张三"),
        ("古丽米热．买买提", "古丽米热·买买提"),
        ("古丽米热 • 买买提", "古丽米热·买买提"),
        ("ＪＯＨＮ  smith", "JOHN smith"),
        ("李四等3人", "李四"),
        ("陳大文", "陳大文"),
        ("***", nil),
        ("不详", nil),
        ("12345", nil),
    ]

    package init() {}

    /// Characters in a name, as the register forms of 2016 provide for.
    static let longest = 50

    package func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        let start = output.count
        let isWhole = append(raw, into: &output)
        NameText.cutNotes(&output, from: start)
        let verdict = isWhole ? judge(output.span.extracting(start..<output.count)) : .invalid(.tooLong)
        if verdict != .valid { output.cut(to: start) }
        return verdict
    }

    /// False when `raw` is so long that the rest was not read.
    private func append(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Bool {
        let start = output.count
        var previous: UInt32 = 0
        var isSpaced = false
        var index = 0
        while index < raw.count {
            if output.count &- start > Self.longest * 16 { return false }
            var scalar = PrivateUse.resolved(Scalars.halfWidth(Scalars.next(raw, &index)))
            if Scalars.isInvisible(scalar) { continue }
            if Scalars.isSpace(scalar) {
                isSpaced = true
                continue
            }
            scalar = NameText.roundBracket(scalar)
            // Behind a single character ● hides one, for no first name is so short: 王●明.
            let isStandIn = scalar == 0x25CF && output.count &- start <= 3
            if !isStandIn, let dot = dot(scalar, after: previous) {
                isSpaced = false
                if dot == 0 { continue }
                scalar = dot
            } else if previous == 0, scalar == 0x27 || scalar == 0x2019 {
                continue  // the apostrophe of spreadsheets
            }
            if isSpaced, previous != 0, !Scalars.isHan(previous), !Scalars.isHan(scalar),
                previous != NameText.dot
            {
                output.append(0x20)
            }
            isSpaced = false
            Scalars.append(scalar, to: &output)
            previous = scalar
        }
        return true
    }

    /// What becomes of a dot or dash: the middle dot between Chinese characters, itself between others, nothing
    /// (0) at the start or behind a middle dot. `nil` when `scalar` is no dot.
    @inline(__always)
    private func dot(_ scalar: UInt32, after previous: UInt32) -> UInt32? {
        let plain: UInt32
        switch scalar {
        case 0x2E, 0x3002, 0xFF61, 0xFE52: plain = 0x2E
        case 0x2D: plain = 0x2D
        case NameText.dot, 0x30FB, 0xFF65, 0x2022, 0x2027, 0x2219, 0x22C5, 0x25CF, 0x2E31, 0x387:
            plain = NameText.dot
        default: return nil
        }
        if previous == 0 || previous == NameText.dot || previous == plain { return 0 }
        return Scalars.isHan(previous) ? NameText.dot : plain
    }

    private func judge(_ text: Span<UInt8>) -> Verdict {
        if Placeholders.contain(text) { return .missing }
        var hasLetter = false
        var count = 0
        var index = 0
        while index < text.count {
            if Scalars.isLetter(Scalars.next(text, &index)) { hasLetter = true }
            count &+= 1
        }
        if count > Self.longest { return .invalid(.tooLong) }
        return hasLetter ? .valid : .invalid(.wrongShape)
    }

    package func fold(_ normal: Span<UInt8>, into output: inout [UInt8]) {
        var index = 0
        while index < normal.count {
            let scalar = Scalars.next(normal, &index)
            switch scalar {
            case 0x20, 0x27, 0x2D, 0x2E, 0x2019, NameText.dot: continue
            default: Scalars.append(Simplified.of(Scalars.upper(scalar)), to: &output)
            }
        }
    }

    /// `张*`, `张**`, `欧阳**`, `古丽***`, `J***`.
    package func mask(_ normal: String) -> String {
        let han = normal.unicodeScalars
        // Most names; each of these is one character.
        if han.allSatisfy({ Scalars.isHan($0.value) }) {
            let (count, head) = (han.count, han.prefix(2).map(\.value))
            guard count > 1 else { return count == 0 ? "***" : "*" }
            let surname = Surnames.length(head[0], head[1], of: count)
            guard surname < count else { return "***" }
            return String(han.prefix(surname)) + String(repeating: "*", count: count - surname)
        }
        let characters = Array(normal)
        guard let first = characters.first else { return "***" }
        if let dot = characters.firstIndex(of: "·") {
            let masked = String(characters.prefix(min(dot, characters.count > 4 ? 2 : 1))) + "***"
            return masked == normal ? "***" : masked
        }
        if let scalar = first.unicodeScalars.first, !Scalars.isHan(scalar.value) {
            return characters.count > 1 && characters != [first, "*", "*", "*"] ? "\(first)***" : "****"
        }
        if characters.count == 1 { return "*" }
        let scalars = normal.unicodeScalars.prefix(2).map(\.value)
        let surname = scalars.count < 2 ? 1 : Surnames.length(scalars[0], scalars[1], of: characters.count)
        let masked =
            String(characters.prefix(surname)) + String(repeating: "*", count: characters.count - surname)
        return masked == normal ? "***" : masked
    }
}
