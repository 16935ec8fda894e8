import HubModel

extension ValueReader {
    /// `{街道}{路名}{门牌号}号`, with `{{` and `}}` for braces.
    mutating func readTemplate(_ node: Node) -> ValueSource? {
        guard let text = node.text("`template`", &report) else { return nil }
        if let wide = text.first(where: { $0 == "｛" || $0 == "｝" }) {
            report.report(
                "the template has the full-width `\(wide)`, which must be `\(Self.narrowed(String(wide)))`",
                at: node.location)
            return nil
        }
        var parts: [TemplatePart] = []
        var literal = ""
        var rest = Substring(text)
        while let character = rest.first {
            rest.removeFirst()
            if character != "{" && character != "}" {
                literal.append(character)
            } else if rest.first == character {
                rest.removeFirst()
                literal.append(character)
            } else if character == "{", let close = rest.firstIndex(of: "}"), !rest[..<close].contains("{") {
                let name = String(rest[..<close])
                rest = rest[rest.index(after: close)...]
                if name.allSatisfy(\.isWhitespace) {
                    report.report("the template has an empty `{}`", hint: "name a column", at: node.location)
                    return nil
                }
                if !literal.isEmpty { parts.append(.text(literal)) }
                literal = ""
                parts.append(.column(Located(name, at: node.location)))
            } else {
                report.report(
                    "the template has a single `\(character)`",
                    hint: "write {column}, and `{{` or `}}` for a brace", at: node.location)
                return nil
            }
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
        if !parts.contains(where: { if case .column = $0 { true } else { false } }) {
            report.report("the template names no column", hint: "use `constant`", at: node.location)
            return nil
        }
        return .template(parts)
    }
}
