import HubModel

/// Reads the `apart` rules of a model against its comparisons.
struct ApartReader {
    let comparisons: [Comparison]
    /// Names of all comparisons, also of those with a mistake.
    let comparisonNames: [String]
    let draft: ModelDraft

    func read(_ reader: ObjectReader, _ report: inout Diagnostics) -> [ApartRule] {
        var names: Set<String> = []
        return reader.list("apart", &report).compactMap { node in
            guard let reader = ObjectReader(node, "the `apart` rule", .apart, &report) else { return nil }
            let name = reader.text("name", hint: "what the reports call it: \"twins\"", &report)
            if let name, !names.insert(name).inserted {
                report.report(
                    "two `apart` rules are called `\(name)`", hint: "give each its own name",
                    at: reader["name"]?.location ?? node.location)
            }
            let when = outcomes(reader, &report)
            let unless = spared(reader, &report)
            guard let name, !when.isEmpty else { return nil }
            return ApartRule(name: name, when: when, unless: unless)
        }
    }

    private func outcomes(_ reader: ObjectReader, _ report: inout Diagnostics) -> [ApartRule.Outcome] {
        guard let node = reader.required("when", hint: "{ birth_date: \"equal\", name: \"edits\" }", &report)
        else { return [] }
        guard let members = node.members else {
            report.report("`when` must be an object, found \(node.kindName)", at: node.location)
            return []
        }
        let outcomes = members.compactMap { outcome($0, &report) }
        guard outcomes.count == members.count else { return [] }
        let isEquality = outcomes.allSatisfy { outcome in
            outcome.levels.allSatisfy { comparisons[outcome.comparison].levels[$0].test == .equal }
        }
        if isEquality {
            report.report(
                "the `apart` rule names nothing that differs", hint: "mentions that agree are not kept apart",
                at: node.location)
            return []
        }
        return outcomes
    }

    private func outcome(_ member: Node.Member, _ report: inout Diagnostics) -> ApartRule.Outcome? {
        guard let index = comparisons.firstIndex(where: { $0.name == member.name }) else {
            if !comparisonNames.contains(member.name) {
                report.report(
                    "there is no comparison `\(member.name)`",
                    hint: suggestion(for: member.name, among: comparisonNames, otherwise: "there are: "),
                    at: member.location)
            }
            return nil
        }
        let nodes = member.value.string == nil ? member.value.list("the levels", &report) : [member.value]
        if nodes.isEmpty, member.value.elements != nil {
            report.report("`\(member.name)` names no level", at: member.value.location)
        }
        var levels: Set<Int> = []
        for node in nodes {
            guard let word = node.text("a level", &report) else { return nil }
            let texts = comparisons[index].levels.map(\.test.text)
            let found = texts.indices.filter { texts[$0] == word || Self.word(texts[$0]) == word }
            if found.isEmpty {
                report.report(
                    "comparison `\(member.name)` has no level `\(word)`",
                    hint: suggestion(for: word, among: texts.map(Self.word), otherwise: "it has: "),
                    at: node.location)
                return nil
            }
            levels.formUnion(found)
        }
        return levels.isEmpty ? nil : ApartRule.Outcome(comparison: index, levels: levels.sorted())
    }

    /// Attributes whose shared value spares two clusters.
    private func spared(_ reader: ObjectReader, _ report: inout Diagnostics) -> [Int] {
        reader.list("unless", &report).compactMap { node in
            guard let name = node.text("an entry of `unless`", &report) else { return nil }
            if let index = draft.attributes.firstIndex(where: { $0.name == name }) {
                if draft.attributes[index].isDistinct { return index }
            } else if draft.attributeNames.contains(name) {
                return nil
            }
            let distinct = draft.attributes.filter(\.isDistinct).map(\.name)
            report.report(
                "`\(name)` is no `distinct` attribute of `\(draft.name)`",
                hint: suggestion(for: name, among: distinct, otherwise: "there are: "), at: node.location)
            return nil
        }
    }

    /// `edits` of `edits 1`.
    private static func word(_ text: String) -> String { String(text.prefix { $0 != " " }) }
}
