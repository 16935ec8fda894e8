import HubModel

/// Reads the `relations` of a feed against what the models declare.
struct RelationReader {
    private let models: [ModelDraft]
    private let catalog: RelationCatalog
    /// The roles of the feed as written; `type` is nil when the model is not known.
    private let roles: [(name: String, type: Int?)]
    private(set) var report = Diagnostics()

    init(models: [ModelDraft], catalog: RelationCatalog, roles: [(name: String, type: Int?)]) {
        self.models = models
        self.catalog = catalog
        self.roles = roles
    }

    mutating func read(_ feed: ObjectReader) -> [RelationMapping] {
        let nodes = feed.list("relations", &report)
        if nodes.count > 255, let node = feed["relations"] {
            report.report("the feed has \(nodes.count) relations; 255 is the most", at: node.location)
        }
        var seen: Set<String> = []
        return nodes.compactMap { node in
            guard let reader = ObjectReader(node, "the relation", .relation, &report) else { return nil }
            let kind = reader.text("kind", hint: "such as `lives_in`", &report)
            let from = readEnd("from", reader)
            let to = readEnd("to", reader)
            let qualifier = reader["qualifier"].flatMap { node in
                node.text("`qualifier`", &report).map { Located($0, at: node.location) }
            }
            let condition = reader["when"].flatMap { ConditionReader.read($0, &report) }
            guard let kind, let from else { return nil }
            let end = readKind(kind, from: from, to: to, reader)
            guard let to else { return nil }
            if from == to {
                report.report(
                    "`\(kind)` ties `\(roles[from].name)` to itself", hint: "it needs two roles",
                    at: node.location)
            } else if let end {
                check(to, isA: end, kind, reader)
            }
            if !seen.insert("\(kind) \(from) \(to)").inserted {
                report.report("`\(kind)` between these roles stands here a second time", at: node.location)
            }
            return RelationMapping(
                kind: kind, from: from, to: to, qualifier: qualifier, condition: condition)
        }
    }

    /// Index of the role at one end.
    private mutating func readEnd(_ end: String, _ reader: ObjectReader) -> Int? {
        guard let name = reader.text(end, hint: "a role of this feed", &report) else { return nil }
        if let index = roles.firstIndex(where: { $0.name == name }) { return index }
        report.report(
            "`\(end)` names `\(name)`, which is no role of this feed",
            hint: suggestion(for: name, among: roles.map(\.name), otherwise: "it has: "),
            at: reader[end]?.location ?? reader.location)
        return nil
    }

    /// The type that the kind leads to from a role; reported when the model of the role has no such kind.
    private mutating func readKind(
        _ kind: String, from role: Int, to other: Int?, _ reader: ObjectReader
    ) -> Int? {
        guard let type = roles[role].type else { return nil }
        if catalog.mayDeclare(kind, from: type) { return catalog.end(of: kind, from: type) }
        let kinds = catalog.kinds(from: type)
        let hint: String
        if let back = other.flatMap({ roles[$0].type }), catalog.end(of: kind, from: back) == type {
            hint = "`\(models[back].name)` has it: swap `from` and `to`"
        } else if kinds.isEmpty {
            hint = "declare it under `relations` of the model"
        } else {
            hint = suggestion(for: kind, among: kinds, otherwise: "it has: ")
        }
        report.report(
            "`\(models[type].name)` has no relation `\(kind)`", hint: hint,
            at: reader["kind"]?.location ?? reader.location)
        return nil
    }

    private mutating func check(_ role: Int, isA type: Int, _ kind: String, _ reader: ObjectReader) {
        guard let actual = roles[role].type, actual != type else { return }
        let fitting = roles.filter { $0.type == type }.map { "`\($0.name)`" }
        report.report(
            "`\(kind)` leads to a `\(models[type].name)`, and `\(roles[role].name)` is a `\(models[actual].name)`",
            hint: fitting.isEmpty
                ? "no role of this feed is a `\(models[type].name)`"
                : "name \(fitting.joined(separator: " or "))",
            at: reader["to"]?.location ?? reader.location)
    }
}
