import HubModel

/// Reads where one attribute's value comes from: a column name or an object, nested at will.
struct ValueReader {
    /// `nil` when the attribute is not known; values are then not held against its type.
    let attribute: Attribute?
    let tables: TableCatalog
    var report = Diagnostics()
    /// The `default` of the value.
    private(set) var standard: String?
    /// How many lists of values we are inside of.
    private var depth = 0

    init(attribute: Attribute?, tables: TableCatalog) {
        self.attribute = attribute
        self.tables = tables
    }

    mutating func read(_ node: Node) -> ValueSource? {
        if let text = node.string { return readColumnName(text, node) }
        let origins = ObjectDeclaration.value.oneOf
        guard let members = node.members else {
            report.report(
                "a value must be a column name or an object, found \(node.kindName)",
                hint: "an object with one of \(origins.joined(separator: ", "))", at: node.location)
            return nil
        }
        guard let reader = ObjectReader(node, "the value", .value, &report) else { return nil }
        let given = members.filter { origins.contains($0.name) }
        if given.count > 1 {
            report.report(
                "a value cannot be both `\(given[0].name)` and `\(given[1].name)`", hint: "keep one",
                at: given[1].location)
            return nil
        }
        readDefault(reader)
        guard let form = given.first else {
            report.report(
                "the value has no origin", hint: "one of \(origins.joined(separator: ", "))",
                at: node.location)
            return nil
        }
        let origin = read(form)
        return refine(origin, form, reader)
    }

    private mutating func readColumnName(_ text: String, _ node: Node) -> ValueSource? {
        if text.contains(/[{｛][^{}｛｝]*[}｝]/) {
            report.report(
                "`\(text)` looks like a template and is taken for a column name",
                hint: "write { template: \"\(Self.narrowed(text))\" }, or { column: … } if that is its name",
                at: node.location)
            return nil
        }
        return node.text("a column name", &report).map { .column(Located($0, at: node.location)) }
    }

    // MARK: Origins

    private mutating func read(_ form: Node.Member) -> ValueSource? {
        let node = form.value
        switch form.name {
        case "column": return node.text("`column`", &report).map { .column(Located($0, at: node.location)) }
        case "columns": return node.names("`columns`", &report).map { .columns($0) }
        case "constant": return readConstant(node)
        case "template": return readTemplate(node)
        case "sql":
            return node.text("`sql`", &report).flatMap { text in
                SQLExpression.read(text, at: node.location, &report).map { .sql($0) }
            }
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
        depth += 1
        defer { depth -= 1 }
        var sources: [ValueSource] = []
        for node in nodes {
            if let source = read(node) { sources.append(source) }
        }
        return sources.count == nodes.count && !sources.isEmpty ? sources : nil
    }

    private mutating func readConstant(_ node: Node) -> ValueSource? {
        guard let text = node.text("`constant`", &report) else { return nil }
        refuseInvalid(text, "the constant", at: node.location)
        return .constant(text)
    }

    // MARK: What is done to it

    /// Puts the stages that the object asks for around its origin, in the order in which they act.
    private mutating func refine(
        _ origin: ValueSource?, _ form: Node.Member, _ reader: ObjectReader
    ) -> ValueSource? {
        let isFixed = form.name == "constant" || form.name == "columns"
        if isFixed, let member = reader.members.first(where: { ["split", "transform"].contains($0.name) }) {
            report.report(
                "`\(member.name)` does not go with `\(form.name)`",
                hint: form.name == "constant" ? "write what comes out" : "use a `template`",
                at: member.location)
        }
        let split = readSplit(reader)
        let transforms = readTransforms(reader)
        let codes = readCodes(reader, form)
        let condition = reader["when"].map { ConditionReader.read($0, &report) }
        guard var source = origin else { return nil }
        if let split { source = .split(source, mark: split.mark, take: split.take) }
        if !transforms.isEmpty { source = .transformed(source, transforms) }
        if let codes { source = .coded(source, codes) }
        if let condition { return condition.map { .when($0, source) } }
        return source
    }

    private mutating func readSplit(_ reader: ObjectReader) -> (mark: String, take: Int?)? {
        let take = reader["take"]
        guard let node = reader["split"] else {
            if let take {
                report.report("`take` goes with `split`", hint: "add split: \"/\"", at: take.location)
            }
            return nil
        }
        guard let mark = node.string, !mark.isEmpty else {
            report.report(
                "`split` must be the text between the parts, found \(node.string == nil ? node.kindName : "none")",
                hint: "\"/\"", at: node.location)
            return nil
        }
        if let take {
            guard let number = take.integer, number != 0, abs(number) <= 1000 else {
                report.report(
                    "`take` must be the number of a part", hint: "the first is 1, the last -1",
                    at: take.location)
                return nil
            }
            return (mark, number)
        }
        if let attribute, !attribute.isMultiple {
            report.report(
                "`split` without `take` gives several values, and `\(attribute.name)` takes one",
                hint: "say which part: take: 1, or add `multiple: true` to the attribute", at: node.location)
        }
        return (mark, nil)
    }

    private mutating func readTransforms(_ reader: ObjectReader) -> [AppliedTransform] {
        guard let node = reader["transform"] else { return [] }
        let nodes = node.list("`transform`", &report)
        if nodes.isEmpty, node.elements != nil {
            report.report(
                "`transform` lists nothing", hint: "[\"trim\"], or [[\"before\", \"/\"]]", at: node.location)
        }
        return nodes.compactMap { TransformReader.read($0, &report) }
    }

    /// The `default` of an attribute's value.
    private mutating func readDefault(_ reader: ObjectReader) {
        guard let node = reader["default"] else { return }
        if depth > 0 {
            report.report(
                "`default` stands inside a list of values, where the rest would never be tried",
                hint: "put it beside the list", at: node.location)
            return
        }
        standard = node.text("`default`", &report)
        if let standard { refuseInvalid(standard, "the default", at: node.location) }
    }

    /// A value written in the feed itself must be one the semantic type takes.
    mutating func refuseInvalid(_ text: String, _ what: String, at location: SourceLocation) {
        guard let attribute, !attribute.isMultiple else { return }
        if case .invalid(let reason) = attribute.type.normalised(text).verdict {
            report.report(
                "\(what), `\(text)`, is no `\(attribute.type.name)`: \(reason)",
                hint: attribute.type.summary, at: location)
        }
    }

    static func narrowed(_ text: String) -> String {
        text.replacing("｛", with: "{").replacing("｝", with: "}")
    }
}

extension Node {
    /// The texts of a list, each with its place.
    func names(_ what: String, _ report: inout Diagnostics) -> [Located<String>]? {
        let nodes = list(what, &report)
        let names = nodes.compactMap { node in
            node.text("an entry of \(what)", &report).map { Located($0, at: node.location) }
        }
        if nodes.isEmpty, elements != nil { report.report("\(what) names nothing", at: location) }
        return names.count == nodes.count && !names.isEmpty ? names : nil
    }
}
