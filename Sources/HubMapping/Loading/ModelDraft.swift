import HubModel

/// A model file as far as it can be read without the other models: everything but its rules.
struct ModelDraft {
    let name: String
    let title: String
    let idPrefix: String
    let attributes: [Attribute]
    /// Names of all attributes, also of those with a mistake.
    let attributeNames: [String]
    let relations: [RelationDeclaration]
    /// Names of all relations, also of those with a mistake.
    let relationNames: [String]
    /// `nil` when the file is no object.
    let reader: ObjectReader?
    /// False when the attributes could not be read; what refers to them is then not held against the model.
    let knowsAttributes: Bool
    /// The same of the relations.
    let knowsRelations: Bool
    let location: SourceLocation

    /// Reads a file; `models` are the names of all models.
    init(
        _ file: ConfigFolder.File, models: ModelNames, areaCode: String, _ report: inout Diagnostics
    ) {
        name = file.name
        location = file.location
        reader = file.node.flatMap { ObjectReader($0, "the model", .model, &report) }
        Self.checkTable(of: file, &report)
        guard let reader else {
            (title, idPrefix) = ("", "")
            (attributes, attributeNames, knowsAttributes) = ([], [], false)
            (relations, relationNames, knowsRelations) = ([], [], false)
            return
        }
        title = reader.text("title", &report) ?? ""
        idPrefix = Self.idPrefix(reader, &report)
        let node = reader.required("attributes", hint: "name: { title: …, type: … }", &report)
        let members = node?.members ?? []
        knowsAttributes = node?.members != nil
        if let node, node.members == nil {
            report.report("`attributes` must be an object, found \(node.kindName)", at: node.location)
        } else if let node, members.isEmpty {
            report.report("the model has no attributes", at: node.location)
        }
        if members.count > 200, let node {
            report.report("the model has \(members.count) attributes; 200 is the most", at: node.location)
        }
        attributeNames = members.map(\.name)
        attributes = members.compactMap { Self.attribute($0, areaCode: areaCode, &report) }
        Self.checkDerivations(attributes, names: attributeNames, members, &report)
        let ties = Self.relations(reader, &report)
        knowsRelations = ties != nil
        relationNames = ties?.map(\.name) ?? []
        let taken = attributeNames
        relations = (ties ?? []).compactMap {
            Self.relation($0, of: file.name, models: models, attributes: taken, &report)
        }
    }

    /// The model, once its rules are known.
    func model(rules: ModelRules) -> EntityModel {
        EntityModel(
            name: name, title: title, idPrefix: idPrefix, attributes: attributes, relations: relations,
            blocking: rules.blocking, comparisons: rules.comparisons, prior: rules.prior,
            threshold: rules.threshold, apart: rules.apart, limits: rules.limits, location: location)
    }

    /// Reports what is wrong between models.
    static func checkTogether(_ drafts: [ModelDraft], _ report: inout Diagnostics) {
        var owners: [String: String] = [:]
        for draft in drafts where !draft.idPrefix.isEmpty {
            if let owner = owners.updateValue(draft.name, forKey: draft.idPrefix) {
                owners[draft.idPrefix] = owner
                report.report(
                    "`id_prefix` \(draft.idPrefix) is that of the model `\(owner)`",
                    hint: "every model needs its own",
                    at: draft.reader?["id_prefix"]?.location ?? draft.location)
            }
        }
    }

    private static func checkTable(of file: ConfigFolder.File, _ report: inout Diagnostics) {
        let table = String(file.name.map { $0 == "-" ? "_" : $0 })
        let isReserved = Names.reservedTables.contains(table) || table.hasPrefix("sqlite")
        if isReserved || Names.reservedSuffixes.contains(where: table.hasSuffix) {
            report.report(
                "a model cannot be called `\(file.name)`: the store needs the table `\(table)` itself",
                hint: "choose another file name", at: file.location)
        }
    }

    private static func idPrefix(_ reader: ObjectReader, _ report: inout Diagnostics) -> String {
        let hint = "one to three capitals in front of every entity id: \"P\""
        guard let text = reader.text("id_prefix", hint: hint, &report) else { return "" }
        if (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (65...90).contains($0) }) { return text }
        report.report(
            "`id_prefix` cannot be `\(text)`", hint: hint,
            at: reader["id_prefix"]?.location ?? reader.location)
        return ""
    }

    private static func attribute(
        _ member: Node.Member, areaCode: String, _ report: inout Diagnostics
    ) -> Attribute? {
        Names.check(member.name, "an attribute", at: member.location, &report)
        if Names.reservedColumns.contains(member.name) {
            report.report(
                "an attribute cannot be called `\(member.name)`: tables have a column of that name already",
                hint: "choose another name", at: member.location)
        }
        let what = "attribute `\(member.name)`"
        guard let reader = ObjectReader(member.value, what, .attribute, &report) else { return nil }
        let title = reader.text("title", &report)
        let isMultiple = reader.flag("multiple", &report)
        let isDistinct = reader.flag("distinct", &report)
        let rule = reader.choice("survivorship", default: Attribute.Survivorship.mostFrequent, &report)
        if isMultiple, isDistinct, let node = reader["distinct"] {
            report.report(
                "\(what) is both `multiple` and `distinct`",
                hint: "several values of one record cannot contradict each other; keep one of the two",
                at: node.location)
        }
        if rule == .union, !isMultiple, let node = reader["survivorship"] {
            report.report(
                "\(what) takes one value, so `union` does not fit",
                hint: "add `multiple: true` or choose another",
                at: node.location)
        }
        let source = reader["derive_from"]?.text("`derive_from`", &report)
        guard let type = semanticType(reader, areaCode: areaCode, &report), let title else { return nil }
        return Attribute(
            name: member.name, title: title, type: type, isMultiple: isMultiple, isDistinct: isDistinct,
            derivedFrom: source, survivorship: rule)
    }

    /// The members of `relations`; `nil` when they cannot be read.
    private static func relations(_ reader: ObjectReader, _ report: inout Diagnostics) -> [Node.Member]? {
        guard let node = reader["relations"] else { return [] }
        if let members = node.members { return members }
        report.report(
            "`relations` must be an object, found \(node.kindName)", hint: "lives_in: { title: …, to: … }",
            at: node.location)
        return nil
    }

    private static func relation(
        _ member: Node.Member, of owner: String, models: ModelNames, attributes: [String],
        _ report: inout Diagnostics
    ) -> RelationDeclaration? {
        Names.check(member.name, "a relation", at: member.location, &report)
        let what = "relation `\(member.name)`"
        if attributes.contains(member.name) {
            report.report(
                "\(what) is also an attribute of the model", hint: "rules could mean either; rename one",
                at: member.location)
        }
        guard let reader = ObjectReader(member.value, what, .relationKind, &report) else {
            return nil
        }
        let title = reader.text("title", &report)
        guard let to = reader.text("to", hint: "the model it leads to", &report) else { return nil }
        guard let index = models.index(of: to, at: reader["to"]?.location ?? reader.location, &report) else {
            return nil
        }
        let keepsApart = reader.flag("apart", &report)
        if keepsApart, to != owner {
            report.report(
                "\(what) leads to `\(to)`, and entities of two types are always apart",
                hint: "remove `apart`",
                at: reader["apart"]?.location ?? reader.location)
        }
        return RelationDeclaration(name: member.name, title: title ?? "", to: index, keepsApart: keepsApart)
    }

    private static func semanticType(
        _ reader: ObjectReader, areaCode: String, _ report: inout Diagnostics
    ) -> (any SemanticType)? {
        guard let name = reader.text("type", hint: "a semantic type such as `text`", &report) else {
            return nil
        }
        if let type = SemanticTypes.named(name, areaCode: areaCode) { return type }
        let names = SemanticTypes.all().map(\.name).sorted()
        report.report(
            "there is no semantic type `\(name)`",
            hint: suggestion(for: name, among: names, otherwise: "there are: "),
            at: reader["type"]?.location ?? reader.location)
        return nil
    }

    private static func checkDerivations(
        _ attributes: [Attribute], names: [String], _ members: [Node.Member], _ report: inout Diagnostics
    ) {
        for attribute in attributes {
            guard let source = attribute.derivedFrom,
                let node = members.first(where: { $0.name == attribute.name })?.value["derive_from"]
            else { continue }
            guard names.contains(source) else {
                report.report(
                    "`derive_from` names `\(source)`, which is no attribute of the model",
                    hint: suggestion(for: source, among: names, otherwise: "it has: "), at: node.location)
                continue
            }
            guard let from = attributes.first(where: { $0.name == source }) else { continue }
            if from.isMultiple {
                report.report(
                    "`derive_from` names `\(source)`, which takes several values",
                    hint: "only an attribute with one value implies another", at: node.location)
            } else if isCyclic(attribute, attributes) {
                report.report("`\(attribute.name)` is derived from itself", at: node.location)
            } else if !implies(from.type, attribute.type) {
                report.report(
                    "a `\(from.type.name)` implies nothing for a `\(attribute.type.name)`",
                    hint: "remove `derive_from`", at: node.location)
            }
        }
    }

    /// Whether following `derive_from` comes back to where it started.
    private static func isCyclic(_ start: Attribute, _ attributes: [Attribute]) -> Bool {
        var current = start
        for _ in attributes {
            guard let next = attributes.first(where: { $0.name == current.derivedFrom }) else { return false }
            if next.name == start.name { return true }
            current = next
        }
        return false
    }

    /// Whether a value of the first type can imply one of the second: some documented example does.
    private static func implies(_ from: any SemanticType, _ type: any SemanticType) -> Bool {
        let normals = from.examples.compactMap(\.normal)
        return normals.isEmpty
            || normals.contains { normal in
                var output: [UInt8] = []
                let bytes = Array(normal.utf8)
                return from.derive(type.name, from: bytes.span, into: &output)
            }
    }
}
