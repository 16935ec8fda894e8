/// `organisation-name`: the name of a company, an office, a shop or a society.
///
/// ```
/// 宁波市 老王超市（个体工商户） → 宁波市老王超市(个体工商户)    round half-width brackets, no spaces
/// ```
///
/// Folded for comparison: no brackets and punctuation, 有限责任公司 as 有限公司, and of the divisions in front
/// (at most two) only the last, without its 省, 市, 区 or 县: 浙江省宁波市甬江公司, 宁波市甬江公司 and
/// 宁波甬江公司 count as equal, the education offices of two districts do not.
package struct OrganisationName: SemanticType {
    package let name = "organisation-name"
    package let summary = "name of up to 200 characters; brackets unified, spaces dropped"
    package let isPublic = true
    package let examples: [(raw: String, normal: String?)] = [
        ("腾讯科技（深圳）有限公司", "腾讯科技(深圳)有限公司"),
        (" 宁波　甬江 有限责任公司 ", "宁波甬江有限责任公司"),
        ("ACME  Trading　Ltd.", "ACME Trading Ltd."),
        ("无", nil),
        ("***", nil),
        ("2024", nil),
    ]

    package init() {}

    /// Characters in a name.
    static let longest = 200

    package func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        let start = output.count
        var previous: UInt32 = 0
        var isSpaced = false
        var hasLetter = false
        var count = 0
        var index = 0
        while index < raw.count, count <= Self.longest {
            var scalar = PrivateUse.resolved(Scalars.halfWidth(Scalars.next(raw, &index)))
            if Scalars.isInvisible(scalar) { continue }
            if Scalars.isSpace(scalar) {
                isSpaced = true
                continue
            }
            if previous == 0, scalar == 0x27 { continue }
            scalar = NameText.roundBracket(scalar)
            // A space says something only between two Latin words.
            if isSpaced, isWord(previous), isWord(scalar) {
                output.append(0x20)
                count &+= 1
            }
            isSpaced = false
            if Scalars.isLetter(scalar) { hasLetter = true }
            Scalars.append(scalar, to: &output)
            previous = scalar
            count &+= 1
        }
        let verdict: Verdict
        if Placeholders.contain(output.span.extracting(start..<output.count)) {
            verdict = .missing
        } else if count > Self.longest {
            verdict = .invalid(.tooLong)
        } else {
            verdict = hasLetter ? .valid : .invalid(.wrongShape)
        }
        if verdict != .valid { output.cut(to: start) }
        return verdict
    }

    private func isWord(_ scalar: UInt32) -> Bool { scalar > 0x20 && scalar < 0x2E80 }

    package func fold(_ normal: Span<UInt8>, into output: inout [UInt8]) {
        let start = output.count
        appendPlain(normal.extracting(regionEnd(normal, into: &output)..<normal.count), into: &output)
        if output.count == start { output.append(copying: normal) }
    }

    /// Appends simplified capitals without punctuation, 有限责任公司 as 有限公司.
    private func appendPlain(_ text: Span<UInt8>, into output: inout [UInt8]) {
        var index = 0
        while index < text.count {
            let scalar = Simplified.of(Scalars.upper(Scalars.next(text, &index)))
            guard Scalars.isLetter(scalar) || Scalars.isDigit(scalar) else { continue }
            Scalars.append(scalar, to: &output)
            if scalar == 0x4EFB { cutLiability(&output) }  // 任
        }
    }

    /// 有限责任 at the end becomes 有限.
    private func cutLiability(_ output: inout [UInt8]) {
        let count = output.count
        guard count >= 12 else { return }
        let word: [12 of UInt8] = [0xE6, 0x9C, 0x89, 0xE9, 0x99, 0x90, 0xE8, 0xB4, 0xA3, 0xE4, 0xBB, 0xBB]
        for offset in 0..<12 where output[count &- 12 &+ offset] != word[offset] { return }
        output.removeLast(6)
    }

    /// Reads at most two divisions from the start, appends the name of the last one, and says where they end.
    private func regionEnd(_ text: Span<UInt8>, into output: inout [UInt8]) -> Int {
        var end = 0
        var name = 0..<0
        for _ in 0..<2 {
            guard let division = division(text, from: end) else { break }
            name = division
            end = division.upperBound + 3
        }
        appendPlain(text.extracting(name), into: &output)
        return end
    }

    /// The name, of two to four characters, of a division that the text from `start` on begins with.
    private func division(_ text: Span<UInt8>, from start: Int) -> Range<Int>? {
        var index = start
        var previous: UInt32 = 0
        for position in 0..<5 {
            let before = index
            guard index < text.count else { return nil }
            let scalar = Simplified.of(Scalars.next(text, &index))
            guard scalar >= 0x4E00, scalar <= 0x9FFF else { return nil }
            // 省 市 区 县
            let isSuffix = scalar == 0x7701 || scalar == 0x5E02 || scalar == 0x533A || scalar == 0x53BF
            if isSuffix, position >= 2 {
                let rest = text.extracting(index..<text.count)
                return Self.isWordEnd(previous) || Scalars.count(rest) < 4 ? nil : start..<before
            }
            previous = scalar
        }
        return nil
    }

    /// Characters that make words with 市 and 区 that are no divisions: 超市, 小区, 社区, 园区 and so on.
    static func isWordEnd(_ scalar: UInt32) -> Bool {
        switch Unicode.Scalar(scalar) {
        case "超", "菜", "门", "夜", "花", "股", "上", "都", "小", "社", "园", "校", "地", "景", "厂", "库", "治", "发", "业",
            "新",
            "城", "住", "宅", "商", "街":
            true
        default: false
        }
    }

    package func mask(_ normal: String) -> String { normal }
}
