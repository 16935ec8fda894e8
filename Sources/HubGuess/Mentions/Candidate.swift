import HubModel

/// An attribute of a model, by indices.
struct AttributeID: Hashable, Comparable {
    let model: Int
    let attribute: Int

    static func < (a: AttributeID, b: AttributeID) -> Bool { (a.model, a.attribute) < (b.model, b.attribute) }
}

/// One attribute that a column may be, and how sure that is.
struct Candidate {
    let target: AttributeID
    /// 0…1.
    var confidence: Double
    /// How far the name speaks for it, 0…1.
    let name: Double
    let evidence: TypeEvidence
    /// Of whom, by the name; empty when it does not say.
    let subjectKey: String
    let subject: Int?
}

/// The workspace's models as guessing needs them.
struct ModelCatalog {
    let models: [EntityModel]
    let lexicon: Lexicon
    /// Types that some attribute has, each once.
    let types: [any SemanticType]

    init(_ models: [EntityModel]) {
        self.models = models
        lexicon = Lexicon(models: models)
        var seen: Set<String> = []
        types = models.flatMap(\.attributes).map(\.type).filter { seen.insert($0.name).inserted }
    }

    func attribute(_ id: AttributeID) -> Attribute { models[id.model].attributes[id.attribute] }

    func type(_ id: AttributeID) -> String { attribute(id).type.name }

    /// Types whose values are what something is called or where it is.
    private static let naming: Set = ["person-name", "organisation-name", "address", "text"]

    /// The attribute that says what an entity is called: 姓名, 名称, 地址; the first one when none does.
    func naming(_ model: Int) -> Int {
        let attributes = models[model].attributes
        return attributes.firstIndex { Self.naming.contains($0.type.name) } ?? 0
    }

    /// Whether an attribute helps to find an entity again: it is in a blocking rule, or names it.
    func identifies(_ id: AttributeID) -> Bool {
        if id.attribute == naming(id.model) { return true }
        return models[id.model].blocking.contains { rule in
            rule.elements.count == 1 && rule.elements[0].evidence.attributes.contains(id.attribute)
        }
    }

    func has(_ model: Int, type: String) -> Bool {
        models[model].attributes.contains { $0.type.name == type }
    }

    /// Whether entities of the model can be meant by a subject.
    func fits(_ model: Int, _ kind: Subject.Kind) -> Bool {
        switch kind {
        case .person, .staff: has(model, type: "person-name")
        case .organisation: has(model, type: "organisation-name")
        case .place: has(model, type: "address")
        }
    }
}

/// What one column may be.
struct ColumnGuess {
    let index: Int
    let facts: ColumnFacts
    let readings: [NameReading]
    /// The best first.
    var candidates: [Candidate]

    /// From this confidence on a column is mapped; below, it is a suggestion in a comment.
    static let threshold = 0.8

    init(_ index: Int, _ facts: ColumnFacts, _ catalog: ModelCatalog) {
        self.index = index
        self.facts = facts
        readings = facts.column.names.flatMap {
            ColumnName.read($0, catalog.lexicon, context: facts.column.context)
        }.sorted { $0.quality > $1.quality }
        candidates = []
        for model in catalog.models.indices {
            let attributes = catalog.models[model].attributes
            // What is refused elsewhere is no column of its own.
            for attribute in attributes.indices where attributes[attribute].catches == nil {
                if let found = candidate(AttributeID(model: model, attribute: attribute), catalog) {
                    candidates.append(found)
                }
            }
        }
        sort()
    }

    mutating func sort() {
        candidates.sort { ($1.confidence, $0.target) < ($0.confidence, $1.target) }
    }

    /// The candidates that are as sure as the surest.
    var best: [Candidate] {
        guard let first = candidates.first else { return [] }
        return candidates.filter { $0.confidence >= first.confidence - 0.02 }
    }

    /// What the name says it is when it is no attribute.
    var other: NameReading? {
        guard let first = readings.first, first.isOther, first.quality >= 0.8 else { return nil }
        return first
    }

    /// Whether the name says that somebody handled the record.
    var isStaff: Bool { readings.contains { $0.subjectKey == "staff" && $0.quality >= 0.8 } }

    private func candidate(_ target: AttributeID, _ catalog: ModelCatalog) -> Candidate? {
        let attribute = catalog.attribute(target)
        let evidence = TypeEvidence(attribute.type.name, facts)
        let concepts = catalog.lexicon.attributeConcepts[target.model][target.attribute]
        var name = 0.0
        var reading = NameReading()
        if let found = readings.first(where: { !concepts.isDisjoint(with: $0.concepts) }) {
            // A name alone is never certain: two models may both have a `name`, and then values decide.
            name = min(0.95, found.quality)
            reading = found
        }
        // 权利人 alone is the name of the owner, if the values are names.
        if name == 0, target.attribute == catalog.naming(target.model), evidence.weight >= TypeEvidence.fair,
            let alone = readings.first(where: { $0.subject != nil && $0.concepts.isEmpty && !$0.isOther }),
            alone.quality >= 0.6
        {
            name = alone.quality * 0.9
            reading = alone
        }
        if name == 0 {
            guard evidence.weight >= TypeEvidence.strong else { return nil }
            reading = readings.first { $0.subject != nil } ?? reading
        }
        return Candidate(
            target: target, confidence: confidence(name, evidence, attribute.type.name), name: name,
            evidence: evidence, subjectKey: reading.subjectKey, subject: reading.subject)
    }

    /// Types that check digits prove.
    private static let proven: Set = ["resident-id", "credit-code", "parcel-code"]

    private func confidence(_ name: Double, _ evidence: TypeEvidence, _ type: String) -> Double {
        guard evidence.isKnown else { return name * 0.6 }
        if evidence.share < 0.5 { return name * 0.5 }
        var confidence = 1 - (1 - name) * (1 - evidence.weight)
        if evidence.share < 0.65 { confidence *= 0.8 }
        guard name == 0 else { return confidence }
        if other != nil || isStaff { return min(confidence, 0.6) }
        let isNamed = !facts.column.names.isEmpty
        if !isNamed || Self.proven.contains(type) { return confidence }
        // Under a name that nobody knows: those a record is about differ, those who write records come again.
        let isAbout = Double(facts.distinct) >= 0.4 * Double(facts.profile.rows) && facts.blankShare < 0.5
        return isAbout ? confidence : min(confidence, 0.6)
    }
}
