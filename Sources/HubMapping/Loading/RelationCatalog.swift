import HubModel

/// The relation kinds that feeds declare: what a rule or a dataset can follow from an entity type.
struct RelationCatalog {
    struct End {
        let type: Int
        /// Where a feed first declared it.
        let location: SourceLocation
    }

    /// Type at the other end, by type and kind.
    private var ends: [Int: [String: End]] = [:]
    /// False when a feed could not be read, so that more kinds may exist.
    let isComplete: Bool

    /// Collects the kinds; one kind must lead from a type to one type only, or rules and datasets that follow it
    /// would mean several things.
    init(_ feeds: [FeedDraft], models: [ModelDraft], isComplete: Bool, _ report: inout Diagnostics) {
        self.isComplete = isComplete && feeds.allSatisfy(\.hasAllRelations)
        for feed in feeds {
            for relation in feed.relations {
                let model = models[relation.fromType]
                if model.attributeNames.contains(relation.kind) {
                    report.report(
                        "the relation kind `\(relation.kind)` is also an attribute of `\(model.name)`",
                        hint: "rules could mean either; rename one", at: relation.location)
                }
                let earlier = ends[relation.fromType]?[relation.kind]
                if let earlier, earlier.type != relation.toType {
                    let place = "\(earlier.location.file), line \(earlier.location.line)"
                    report.report(
                        "`\(relation.kind)` leads from `\(model.name)` to `\(models[relation.toType].name)` here, "
                            + "but to `\(models[earlier.type].name)` in \(place)",
                        hint: "a kind leads to one type; name this one differently", at: relation.location)
                } else if earlier == nil {
                    ends[relation.fromType, default: [:]][relation.kind] = End(
                        type: relation.toType, location: relation.location)
                }
            }
        }
    }

    /// The type that relations of this kind lead to.
    func end(of kind: String, from type: Int) -> Int? { ends[type]?[kind]?.type }

    /// The types that relations of this kind come from, ascending.
    func starts(of kind: String, to type: Int) -> [Int] {
        ends.filter { $0.value[kind]?.type == type }.keys.sorted()
    }

    /// All kinds that start at a type, sorted.
    func kinds(from type: Int) -> [String] { (ends[type] ?? [:]).keys.sorted() }

    /// All kinds that start or end at a type, sorted.
    func kinds(at type: Int) -> [String] {
        let incoming = ends.values.flatMap { kinds in kinds.filter { $0.value.type == type }.keys }
        return Set(kinds(from: type) + incoming).sorted()
    }
}
