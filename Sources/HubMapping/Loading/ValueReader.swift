import HubModel

/// Reads where one attribute's value comes from: a column name or an object, nested at will.
struct ValueReader {
    /// `nil` when the attribute is not known; values are then not held against its type.
    let attribute: Attribute?
    var report = Diagnostics()

    private static let forms = ["column", "constant", "template", "first", "all"]

    init(attribute: Attribute?) { self.attribute = attribute }

    mutating func read(_ node: Node) -> ValueSource? {
        if let text = node.string {
            if text.contains(/[{｛][^{}｛｝]*[}｝]/) {
                report.report(
                    "`\(text)` looks like a template and is taken for a column name",
                    hint:
                        "write { template: \"\(Self.narrowed(text))\" }, or { column: … } if that is its name",
                    at: node.location)
                return nil
            }
            return node.text("a column name", &report).map { .column(Located($0, at: node.location)) }
        }
        guard let members = node.members else {
            report.report(
                "a value must be a column name or an object, found \(node.kindName)",
                hint: "an object with one of \(Self.forms.joined(separator: ", "))", at: node.location)
            return nil
        }
        guard let reader = ObjectReader(node, "the value", keys: Self.forms + ["codes"], &report) else {
            return nil
        }
        let given = members.filter { Self.forms.contains($0.name) }
        if given.count > 1 {
            report.report(
                "a value cannot be both `\(given[0].name)` and `\(given[1].name)`", hint: "keep one",
                at: given[1].location)
            return nil
        }
        let codes = readCodes(reader)
        guard let form = given.first else {
            report.report(
                "the value has no origin", hint: "one of \(Self.forms.joined(separator: ", "))",
                at: node.location)
            return nil
        }
        guard let source = read(form) else { return nil }
        return codes.isEmpty ? source : .coded(source, codes: codes)
    }

    private mutating func read(_ form: Node.Member) -> ValueSource? {
        let node = form.value
        switch form.name {
        case "column": return node.text("`column`", &report).map { .column(Located($0, at: node.location)) }
        case "constant": return readConstant(node)
        case "template": return readTemplate(node)
        case "first": return readSeveral(form).map { .first($0) }
        default:
            if let attribute, !attribute.isMultiple {
                report.report(
                    "`all` gives several values, and `\(attribute.name)` takes one",
                    hint: "use `first`, or add `multiple: true` to the attribute", at: form.location)
            }
            return readSeveral(form).map { .all($0) }
        }
    }

    private mutating func readSeveral(_ form: Node.Member) -> [ValueSource]? {
        let nodes = form.value.list("`\(form.name)`", &report)
        if nodes.isEmpty, form.value.elements != nil {
            report.report("`\(form.name)` lists no value", at: form.value.location)
        }
        let sources = nodes.compactMap { read($0) }
        return sources.count == nodes.count && !sources.isEmpty ? sources : nil
    }

    private mutating func readConstant(_ node: Node) -> ValueSource? {
        guard let text = node.text("`constant`", &report) else { return nil }
        refuseInvalid(text, "the constant", at: node.location)
        return .constant(text)
    }

    private mutating func readCodes(_ reader: ObjectReader) -> [String: String] {
        guard let node = reader["codes"] else { return [:] }
        guard let members = node.members else {
            report.report(
                "`codes` must be an object, found \(node.kindName)", hint: "{ \"raw\": \"value\" }",
                at: node.location)
            return [:]
        }
        var codes: [String: String] = [:]
        for member in members {
            guard let text = member.value.string else {
                // An empty text is allowed: it says that the code means nothing.
                _ = member.value.text("the value of a code", &report)
                continue
            }
            refuseInvalid(text, "the value of code `\(member.name)`", at: member.value.location)
            let bytes = Array(member.name.utf8)
            let trimmed = String(decoding: bytes[trimmedRange(bytes.span, 0..<bytes.count)], as: UTF8.self)
            codes[trimmed] = text
        }
        return codes
    }

    /// A value written in the feed itself must be one the semantic type takes.
    private mutating func refuseInvalid(_ text: String, _ what: String, at location: SourceLocation) {
        guard let attribute, !attribute.isMultiple else { return }
        if case .invalid(let reason) = attribute.type.normalised(text).verdict {
            report.report(
                "\(what), `\(text)`, is no `\(attribute.type.name)`: \(reason)",
                hint: attribute.type.summary, at: location)
        }
    }

    private static func narrowed(_ text: String) -> String {
        text.replacing("｛", with: "{").replacing("｝", with: "}")
    }

    /// `{街道}{路名}{门牌号}号`, with `{{` and `}}` for braces.
    private mutating func readTemplate(_ node: Node) -> ValueSource? {
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
