import HubModel

/// Reads one feed file against the attributes and relations of all models.
struct FeedReader {
    let models: [ModelDraft]
    let names: ModelNames
    let catalog: RelationCatalog
    let tables: TableCatalog
    /// Telephone numbers come out differently with another one.
    let areaCode: String
    var report = Diagnostics()
    /// Roles as written; `type` is nil when the model is not known.
    private var roles: [(name: String, type: Int?)] = []

    /// As `key`: the content of a record is its name.
    private static let derivedKey = "content"
    /// More roles would not fit the bits that mark a record's mentions.
    private static let maximumRoles = 64

    init(
        models: [ModelDraft], names: ModelNames, catalog: RelationCatalog, tables: TableCatalog,
        areaCode: String
    ) {
        self.tables = tables
        self.models = models
        self.names = names
        self.catalog = catalog
        self.areaCode = areaCode
    }

    /// A feed that is only to be used when nothing was reported.
    mutating func read(_ node: Node, _ file: ConfigFolder.File) -> Feed? {
        guard let reader = ObjectReader(node, "the feed", .feed, &report) else { return nil }
        let title = reader.text("title", &report) ?? ""
        let source = readSource(reader)
        let connectorHint = "how it is read: \"csv\", \"xml\", \"postgresql\""
        let connector = reader.text("connector", hint: connectorHint, &report) ?? ""
        if let settings = reader["settings"], settings.members == nil {
            report.report("`settings` must be an object, found \(settings.kindName)", at: settings.location)
        }
        let isRequired = reader.flag("required", &report)
        let isKeyDerived = reader["key"]?.string == Self.derivedKey
        let key = isKeyDerived ? [] : readKey(reader)
        var change = ChangeReader()
        let rules = change.read(reader)
        report.merge(change.report)
        let trust = reader.integer("trust", in: 0...100, default: 50, &report) ?? 50
        let onInvalid = reader.choice("on_invalid", default: Feed.InvalidPolicy.value, &report)
        let keep = readKeep(reader, key: key)
        var defaults = DefaultsReader(models: models, names: names)
        let mentions = readMentions(reader, defaults.read(reader))
        defaults.check(roles: roles)
        report.merge(defaults.report)
        var ties = RelationReader(models: models, catalog: catalog, roles: roles)
        let relations = ties.read(reader)
        report.merge(ties.report)
        return Feed(
            name: file.name, title: title, department: source[0], system: source[1], legalBasis: source[2],
            contact: source[3],
            connector: Located(connector, at: reader["connector"]?.location ?? reader.location),
            settings: reader["settings"], isRequired: isRequired, key: key, isKeyDerived: isKeyDerived,
            rules: rules, trust: trust,
            onInvalid: onInvalid,
            mentions: mentions, relations: relations, keep: keep,
            fingerprint: FeedFingerprint.of(
                key: key, onInvalid: onInvalid, mentions: mentions, relations: relations, keep: keep,
                models: models, areaCode: areaCode),
            location: file.location)
    }

    /// Department, system, legal basis, contact.
    private mutating func readSource(_ feed: ObjectReader) -> [String] {
        let none = ["", "", "", ""]
        guard
            let node = feed.required(
                "source", hint: "{ department: …, system: …, legal_basis: …, contact: … }", &report),
            let reader = ObjectReader(node, "the source", .source, &report)
        else { return none }
        return ObjectDeclaration.source.names.map {
            reader.text($0, default: $0 == "department" ? nil : "", &report) ?? ""
        }
    }

    private mutating func readKey(_ feed: ObjectReader) -> [Located<String>] {
        guard let node = feed.required("key", hint: "the columns that name a record: [\"编号\"]", &report)
        else { return [] }
        let nodes = node.list("`key`", &report)
        if nodes.isEmpty, node.elements != nil {
            report.report(
                "`key` names no column", hint: "name the columns that tell records apart", at: node.location)
        }
        var seen: Set<String> = []
        return nodes.compactMap { node in
            guard let name = node.text("a key column", &report) else { return nil }
            if !seen.insert(name).inserted {
                report.report("`\(name)` is twice in the key", at: node.location)
            }
            return Located(name, at: node.location)
        }
    }

    /// Columns that are kept and mapped to nothing.
    private mutating func readKeep(_ feed: ObjectReader, key: [Located<String>]) -> [Located<String>] {
        var seen = Set(key.map(\.value))
        return feed.list("keep", &report).compactMap { node in
            guard let name = node.text("an entry of `keep`", &report) else { return nil }
            if !seen.insert(name).inserted {
                report.report("`\(name)` is kept already", hint: "remove it", at: node.location)
            }
            return Located(name, at: node.location)
        }
    }

    private mutating func readMentions(
        _ feed: ObjectReader, _ defaults: [Int: [AttributeDefault]]
    ) -> [MentionMapping] {
        guard
            let node = feed.required(
                "mentions", hint: "what a record speaks of: role: { type: …, attributes: … }", &report)
        else { return [] }
        guard let members = node.members else {
            report.report("`mentions` must be an object, found \(node.kindName)", at: node.location)
            return []
        }
        if members.isEmpty { report.report("the feed mentions nothing", at: node.location) }
        if members.count > Self.maximumRoles {
            report.report(
                "the feed has \(members.count) roles; \(Self.maximumRoles) is the most",
                hint: "read the source with two feeds", at: node.location)
        }
        return members.map { member in
            Names.check(member.name, "a role", at: member.location, &report)
            let mention = readMention(member, defaults)
            roles.append((member.name, mention.type))
            return MentionMapping(
                role: member.name, type: mention.type ?? -1, attributes: mention.attributes,
                requires: mention.requires, condition: mention.condition, defaults: mention.defaults,
                isUnique: mention.isUnique)
        }
    }

    /// A mention as far as it could be read.
    private struct Draft {
        var type: Int?
        var attributes: [AttributeMapping] = []
        var requires: [Int] = []
        var condition: Condition?
        var defaults: [AttributeDefault] = []
        var isUnique = false
    }

    private mutating func readMention(
        _ member: Node.Member, _ feedDefaults: [Int: [AttributeDefault]]
    ) -> Draft {
        let what = "mention `\(member.name)`"
        guard let reader = ObjectReader(member.value, what, .mention, &report) else { return Draft() }
        let type = readType(reader)
        let model = type.map { models[$0] }
        var attributes: [AttributeMapping] = []
        var defaults: [AttributeDefault] = []
        let node = reader.required("attributes", hint: "attribute: \"column\"", &report)
        if let node, node.members == nil {
            report.report("`attributes` must be an object, found \(node.kindName)", at: node.location)
        }
        for member in node?.members ?? [] {
            let index = model.flatMap { attribute(member.name, of: $0, at: member.location) }
            let declared = index.flatMap { i in model.map { $0.attributes[i] } }
            var values = ValueReader(attribute: declared, tables: tables)
            let source = values.read(member.value)
            if let index, let text = values.standard {
                defaults.append(AttributeDefault(attribute: index, text: text))
            }
            report.merge(values.report)
            if let index, let source { attributes.append(AttributeMapping(attribute: index, source: source)) }
        }
        if let members = node?.members, attributes.count == members.count,
            !attributes.contains(where: { !$0.source.columns.isEmpty })
        {
            report.report("\(what) names no column, so it would never be made", at: reader.location)
        }
        // What the value itself says goes before what the feed says.
        let own = Set(defaults.map(\.attribute))
        defaults += type.flatMap { feedDefaults[$0] }?.filter { !own.contains($0.attribute) } ?? []
        let given = Set(attributes.map(\.attribute) + defaults.map(\.attribute))
        return Draft(
            type: type, attributes: attributes, requires: readRequires(reader, model, given: given),
            condition: reader["when"].flatMap { ConditionReader.read($0, &report) }, defaults: defaults,
            isUnique: reader.flag("unique", &report))
    }

    private mutating func readType(_ reader: ObjectReader) -> Int? {
        guard let name = reader.text("type", hint: "the model it mentions", &report) else { return nil }
        return names.index(of: name, at: reader["type"]?.location ?? reader.location, &report)
    }

    /// Index of an attribute; reported when the model has none of that name.
    private mutating func attribute(_ name: String, of model: ModelDraft, at location: SourceLocation) -> Int?
    {
        if let index = model.attributes.firstIndex(where: { $0.name == name }) { return index }
        if !model.attributeNames.contains(name), model.knowsAttributes {
            report.report(
                "`\(model.name)` has no attribute `\(name)`",
                hint: suggestion(for: name, among: model.attributeNames, otherwise: "it has: "), at: location)
        }
        return nil
    }

    private mutating func readRequires(
        _ reader: ObjectReader, _ model: ModelDraft?, given: Set<Int>
    ) -> [Int] {
        var required: [Int] = []
        for node in reader.list("requires", &report) {
            guard let name = node.text("an entry of `requires`", &report), let model,
                let index = attribute(name, of: model, at: node.location)
            else { continue }
            required.append(index)
            let isMapped = reader["attributes"]?[name] != nil
            if !isMapped, !given.contains(index), !isDerived(index, model, from: given) {
                report.report(
                    "\(reader.what) requires `\(name)`, which it does not map, so it would never be made",
                    hint: "map `\(name)` or do not require it", at: node.location)
            }
        }
        return required
    }

    private func isDerived(_ index: Int, _ model: ModelDraft, from given: Set<Int>) -> Bool {
        var name = model.attributes[index].derivedFrom
        for _ in model.attributes {
            guard let source = name, let next = model.attributes.firstIndex(where: { $0.name == source })
            else {
                return false
            }
            if given.contains(next) { return true }
            name = model.attributes[next].derivedFrom
        }
        return false
    }
}
