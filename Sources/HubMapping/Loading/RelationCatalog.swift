import HubModel

/// The relation kinds that the models declare: what a feed may state, and a rule or a dataset follow, from an
/// entity type.
struct RelationCatalog {
    private let models: [ModelDraft]
    /// False when a declaration could not be read, so that more kinds may exist, or lead somewhere.
    let isComplete: Bool

    /// `isWhole` says that these are all models there are.
    init(_ models: [ModelDraft], isWhole: Bool) {
        self.models = models
        isComplete =
            isWhole && models.allSatisfy { $0.knowsRelations && $0.relations.count == $0.relationNames.count }
    }

    /// Whether the type declares the kind, or may do so in what could not be read.
    func mayDeclare(_ kind: String, from type: Int) -> Bool {
        !models[type].knowsRelations || models[type].relationNames.contains(kind)
    }

    /// The type that relations of this kind lead to; `nil` also when a mistake hides it.
    func end(of kind: String, from type: Int) -> Int? {
        models[type].relations.first { $0.name == kind }?.to
    }

    /// The types that relations of this kind come from, ascending.
    func starts(of kind: String, to type: Int) -> [Int] {
        models.indices.filter { end(of: kind, from: $0) == type }
    }

    /// All kinds that start at a type, in file order.
    func kinds(from type: Int) -> [String] { models[type].relationNames }

    /// All kinds that start or end at a type, sorted.
    func kinds(at type: Int) -> [String] {
        let incoming = models.flatMap(\.relations).filter { $0.to == type }.map(\.name)
        return Set(kinds(from: type) + incoming).sorted()
    }
}
