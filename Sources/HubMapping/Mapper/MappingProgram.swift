import HubModel

/// A feed's mentions with names bound to positions, constants normalised and codes moved to where they act.
struct MappingProgram: Sendable {
    /// Where a raw value comes from.
    indirect enum Step: Sendable {
        case column(Int, codes: CodeTable?, name: String)
        case template([Part], codes: CodeTable?, name: String)
        /// Already in normal form; for a `multiple` attribute one value each.
        case constant([[UInt8]])
        case first([Step])
        case all([Step])
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

        init(
            index: Int, type: any SemanticType, isMultiple: Bool, step: Step, target: String,
            sharedColumn: Int?
        ) {
            self.index = index
            self.type = type
            self.isMultiple = isMultiple
            self.step = step
            self.target = target
            self.sharedColumn = sharedColumn
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
    }

    struct Relation: Sendable {
        let index: UInt8
        /// Bits of the two roles.
        let ends: UInt64
        let qualifier: Int?
    }

    /// Model index and width of each table of a batch, by model index.
    let tables: [(type: Int, width: Int)]
    let mentions: [Mention]
    let relations: [Relation]

    init(_ feed: Feed, models: [EntityModel], positions: [String: Int]) {
        let types = Set(feed.mentions.map(\.type)).sorted()
        tables = types.map { ($0, models[$0].attributes.count) }
        mentions = feed.mentions.enumerated().map { role, mention in
            Self.mention(
                mention, role: UInt8(role), of: models[mention.type],
                table: types.firstIndex(of: mention.type) ?? 0, positions)
        }
        relations = feed.relations.enumerated().map { index, relation in
            Relation(
                index: UInt8(index), ends: 1 << UInt64(relation.from) | 1 << UInt64(relation.to),
                qualifier: relation.qualifier.flatMap { positions[$0.value] })
        }
    }

    private static func mention(
        _ mention: MentionMapping, role: UInt8, of model: EntityModel, table: Int, _ positions: [String: Int]
    ) -> Mention {
        let steps = mention.attributes.map {
            step($0.source, model.attributes[$0.attribute], positions, codes: [:])
        }
        let shared = sharedColumns(of: steps)
        let attributes = zip(mention.attributes, steps).map { mapping, step in
            let attribute = model.attributes[mapping.attribute]
            return Attribute(
                index: mapping.attribute, type: attribute.type, isMultiple: attribute.isMultiple, step: step,
                target: "\(mention.role).\(attribute.name)",
                sharedColumn: column(of: step).flatMap { shared.contains($0) ? $0 : nil })
        }
        return Mention(
            role: role, table: table, width: model.attributes.count, attributes: attributes,
            sharesColumns: !shared.isEmpty, derivations: derivations(of: model),
            requires: mention.requires.map { index in
                Requirement(
                    index: index, column: origin(of: index, mention, model),
                    target: "\(mention.role).\(model.attributes[index].name)")
            })
    }

    /// The column of a step that is nothing but a column.
    private static func column(of step: Step) -> Int? {
        if case .column(let position, _, _) = step { position } else { nil }
    }

    private static func sharedColumns(of steps: [Step]) -> Set<Int> {
        var once: Set<Int> = []
        return Set(steps.compactMap(column).filter { !once.insert($0).inserted })
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

    private static func step(
        _ source: ValueSource, _ attribute: HubModel.Attribute, _ positions: [String: Int],
        codes: [String: String]
    ) -> Step {
        let table = codes.isEmpty ? nil : CodeTable(codes)
        switch source {
        case .column(let name):
            return .column(positions[name.value] ?? 0, codes: table, name: name.value)
        case .template(let parts):
            let bound = parts.map { part -> Part in
                switch part {
                case .text(let text): .text(Array(text.utf8))
                case .column(let name): .column(positions[name.value] ?? 0)
                }
            }
            // The first column stands for the template in rejects.
            return .template(bound, codes: table, name: source.columns.first?.value ?? "")
        case .constant(let text):
            return .constant(normalForms(of: codes[text] ?? text, attribute))
        case .first(let sources):
            return .first(sources.map { step($0, attribute, positions, codes: codes) })
        case .all(let sources):
            return .all(sources.map { step($0, attribute, positions, codes: codes) })
        case .coded(let source, let inner):
            // The inner codes act first, the outer ones on what they leave.
            let composed = codes.merging(inner.mapValues { codes[$0] ?? $0 }) { $1 }
            return step(source, attribute, positions, codes: composed)
        }
    }

    private static func normalForms(of text: String, _ attribute: HubModel.Attribute) -> [[UInt8]] {
        let bytes = Array(text.utf8)
        let ranges = attribute.isMultiple ? attribute.type.split(bytes.span) : [0..<bytes.count]
        return ranges.compactMap { range in
            var output: [UInt8] = []
            let verdict = attribute.type.normalise(bytes.span.extracting(range), into: &output)
            return verdict == .valid && !output.isEmpty ? output : nil
        }
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
