import HubModel

/// A feed's mentions with names bound to positions, constants normalised and codes moved to where they act.
struct MappingProgram: Sendable {
    /// Where a raw value comes from. `Refinement` is nil when nothing is done to it.
    indirect enum Step: Sendable {
        case column(Int, Refinement?, name: String)
        /// Joined to the key of a table.
        case columns([Int], Refinement?, name: String)
        case template([Part], Refinement?, name: String)
        /// Number among the feed's expressions.
        case expression(Int, Refinement?, name: String)
        /// Already in normal form; for a `multiple` attribute one value each.
        case constant([[UInt8]])
        case first([Step])
        case all([Step])
        case when(BoundCondition, Step)
    }

    enum Part: Sendable {
        case text([UInt8])
        case column(Int)
    }

    /// A class, because the hot loop would copy all of a struct for every value.
    final class Attribute: Sendable {
        let index: Int
        let type: any SemanticType
        let isMultiple: Bool
        let step: Step
        /// `role.attribute`, for rejects.
        let target: String
        /// The column that other attributes of the mention read as well; `nil` when it has its source for itself.
        let sharedColumn: Int?
        /// Where refused values are kept as evidence.
        let catcher: Catcher?

        init(
            index: Int, type: any SemanticType, isMultiple: Bool, step: Step, target: String,
            sharedColumn: Int?, catcher: Catcher?
        ) {
            self.index = index
            self.type = type
            self.isMultiple = isMultiple
            self.step = step
            self.target = target
            self.sharedColumn = sharedColumn
            self.catcher = catcher
        }
    }

    /// An attribute that another implies.
    struct Derivation: Sendable {
        let from: Int
        let to: Int
        let source: any SemanticType
        let type: String
    }

    /// An attribute without which there is no mention.
    struct Requirement: Sendable {
        let index: Int
        /// Where its value would stand.
        let column: String
        /// `role.attribute`.
        let target: String
    }

    struct Mention: Sendable {
        let role: UInt8
        /// Index among the tables of a batch.
        let table: Int
        let width: Int
        let attributes: [Attribute]
        /// Whether some of its attributes read one column.
        let sharesColumns: Bool
        /// In an order in which each source is settled before what it implies.
        let derivations: [Derivation]
        let requires: [Requirement]
        let condition: BoundCondition?
        /// Index of the attribute and its normal form.
        let defaults: [(index: Int, form: [UInt8], target: String, sharedColumn: String?)]
    }

    struct Relation: Sendable {
        let index: UInt8
        /// Bits of the two roles.
        let ends: UInt64
        let qualifier: Int?
        let condition: BoundCondition?
    }

    /// Model index and width of each table of a batch, by model index.
    let tables: [(type: Int, width: Int)]
    let mentions: [Mention]
    let relations: [Relation]
    /// In the order of the numbers that steps give.
    let expressions: [BoundExpression]

    init(_ feed: Feed, models: [EntityModel], positions: [String: Int]) {
        let types = Set(feed.mentions.map(\.type)).sorted()
        tables = types.map { ($0, models[$0].attributes.count) }
        var binder = StepBinder(positions)
        mentions = feed.mentions.enumerated().map { role, mention in
            Self.mention(
                mention, role: UInt8(role), of: models[mention.type],
                table: types.firstIndex(of: mention.type) ?? 0, &binder)
        }
        relations = feed.relations.enumerated().map { index, relation in
            Relation(
                index: UInt8(index), ends: 1 << UInt64(relation.from) | 1 << UInt64(relation.to),
                qualifier: relation.qualifier.flatMap { positions[$0.value] },
                condition: relation.condition.map { BoundCondition($0, positions) })
        }
        expressions = binder.expressions
    }

    private static func mention(
        _ mention: MentionMapping, role: UInt8, of model: EntityModel, table: Int,
        _ binder: inout StepBinder
    ) -> Mention {
        var steps: [Step] = []
        for mapping in mention.attributes {
            steps.append(binder.step(mapping.source, model.attributes[mapping.attribute], then: []))
        }
        let shared = sharedColumns(of: steps)
        let attributes = zip(mention.attributes, steps).map { mapping, step in
            let attribute = model.attributes[mapping.attribute]
            return Attribute(
                index: mapping.attribute, type: attribute.type, isMultiple: attribute.isMultiple, step: step,
                target: "\(mention.role).\(attribute.name)",
                sharedColumn: column(of: step).flatMap { shared.contains($0.position) ? $0.position : nil },
                catcher: Catcher(of: attribute, in: model))
        }
        return Mention(
            role: role, table: table, width: model.attributes.count, attributes: attributes,
            sharesColumns: !shared.isEmpty, derivations: derivations(of: model),
            requires: mention.requires.map { index in
                Requirement(
                    index: index, column: origin(of: index, mention, model),
                    target: "\(mention.role).\(model.attributes[index].name)")
            },
            condition: mention.condition.map { BoundCondition($0, binder.positions) },
            defaults: mention.defaults.compactMap { standard in
                let attribute = model.attributes[standard.attribute]
                guard let form = StepBinder.joinedForm(of: standard.text, attribute) else { return nil }
                let mapped = zip(mention.attributes, steps).first { $0.0.attribute == standard.attribute }
                let column = mapped.flatMap { Self.column(of: $0.1) }
                return (
                    standard.attribute, form, "\(mention.role).\(attribute.name)",
                    column.flatMap { shared.contains($0.position) ? $0.name : nil }
                )
            })
    }

    /// The column of a step that is nothing but a column, with or without codes.
    private static func column(of step: Step) -> (position: Int, name: String)? {
        guard case .column(let position, let refinement, let name) = step else { return nil }
        return refinement?.isCodesAlone ?? true ? (position, name) : nil
    }

    private static func sharedColumns(of steps: [Step]) -> Set<Int> {
        var once: Set<Int> = []
        return Set(steps.compactMap { column(of: $0)?.position }.filter { !once.insert($0).inserted })
    }

    /// The first column that the attribute, or else what implies it, is made from.
    private static func origin(of index: Int, _ mention: MentionMapping, _ model: EntityModel) -> String {
        var index = index
        for _ in model.attributes {
            let mapped = mention.attributes.first { $0.attribute == index }
            if let column = mapped?.source.columns.first { return column.value }
            guard let name = model.attributes[index].derivedFrom, let next = model.index(ofAttribute: name)
            else { break }
            index = next
        }
        return mention.attributes.lazy.compactMap { $0.source.columns.first }.first?.value ?? ""
    }

    private static func derivations(of model: EntityModel) -> [Derivation] {
        var settled = Set(model.attributes.indices.filter { model.attributes[$0].derivedFrom == nil })
        var ordered: [Derivation] = []
        // Each round settles at least one attribute of a chain.
        for _ in model.attributes {
            for (index, attribute) in model.attributes.enumerated() where !settled.contains(index) {
                guard let name = attribute.derivedFrom, let source = model.index(ofAttribute: name),
                    settled.contains(source)
                else { continue }
                settled.insert(index)
                ordered.append(
                    Derivation(
                        from: source, to: index, source: model.attributes[source].type,
                        type: attribute.type.name))
            }
        }
        return ordered
    }
}
