import HubModel

/// Reads the `defaults` of a feed: by type and attribute, what is so where a record says nothing.
struct DefaultsReader {
    let models: [ModelDraft]
    let names: ModelNames
    var report = Diagnostics()
    /// Where each type that has defaults is named.
    private(set) var places: [(type: Int, name: String, location: SourceLocation)] = []

    init(models: [ModelDraft], names: ModelNames) {
        self.models = models
        self.names = names
    }

    /// Defaults by index of the model.
    mutating func read(_ feed: ObjectReader) -> [Int: [AttributeDefault]] {
        guard let node = feed["defaults"] else { return [:] }
        guard let members = node.members else {
            report.report(
                "`defaults` must be an object, found \(node.kindName)", hint: "person: { ethnicity: \"01\" }",
                at: node.location)
            return [:]
        }
        var defaults: [Int: [AttributeDefault]] = [:]
        for member in members {
            guard let type = names.index(of: member.name, at: member.location, &report) else { continue }
            places.append((type, member.name, member.location))
            defaults[type] = read(member.value, of: models[type])
        }
        return defaults
    }

    /// Reports defaults of types that no role of the feed mentions.
    mutating func check(roles: [(name: String, type: Int?)]) {
        guard roles.allSatisfy({ $0.type != nil }) else { return }
        for place in places where !roles.contains(where: { $0.type == place.type }) {
            report.report(
                "no role of this feed is a `\(place.name)`", hint: "remove its defaults", at: place.location)
        }
    }

    private mutating func read(_ node: Node, of model: ModelDraft) -> [AttributeDefault] {
        guard let members = node.members else {
            report.report(
                "the defaults of `\(model.name)` must be an object, found \(node.kindName)",
                hint: "attribute: \"value\"", at: node.location)
            return []
        }
        return members.compactMap { member in
            guard let index = model.attributes.firstIndex(where: { $0.name == member.name }) else {
                if !model.attributeNames.contains(member.name), model.knowsAttributes {
                    report.report(
                        "`\(model.name)` has no attribute `\(member.name)`",
                        hint: suggestion(
                            for: member.name, among: model.attributeNames, otherwise: "it has: "),
                        at: member.location)
                }
                return nil
            }
            guard let text = member.value.text("the default of `\(member.name)`", &report) else { return nil }
            var values = ValueReader(attribute: model.attributes[index], tables: TableCatalog())
            values.refuseInvalid(text, "the default", at: member.value.location)
            report.merge(values.report)
            return AttributeDefault(attribute: index, text: text)
        }
    }
}
