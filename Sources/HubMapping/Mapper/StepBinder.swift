import HubModel

/// Binds values to columns, and moves what is done to a value that holds others to where they come from.
struct StepBinder {
    let positions: [String: Int]
    /// The SQL expressions met so far.
    private(set) var expressions: [BoundExpression] = []

    init(_ positions: [String: Int]) { self.positions = positions }

    /// The step of a value; `stages` follow all that the value does by itself.
    mutating func step(
        _ source: ValueSource, _ attribute: Attribute, then stages: [Refinement.Stage]
    ) -> MappingProgram.Step {
        switch source {
        case .column(let name):
            return .column(position(name), Refinement(stages), name: name.value)
        case .columns(let names):
            // The first column stands for all in rejects.
            return .columns(names.map(position), Refinement(stages), name: names.first?.value ?? "")
        case .template(let parts):
            let bound = parts.map { part -> MappingProgram.Part in
                switch part {
                case .text(let text): .text(Array(text.utf8))
                case .column(let name): .column(position(name))
                }
            }
            return .template(bound, Refinement(stages), name: source.columns.first?.value ?? "")
        case .sql(let expression):
            expressions.append(
                BoundExpression(
                    text: expression.text, columns: expression.columns.map { ($0.value, position($0)) }))
            return .expression(
                expressions.count - 1, Refinement(stages), name: expression.columns.first?.value ?? "")
        case .constant(let text):
            let texts = stages.reduce([Array(text.utf8)]) { texts, stage in texts.flatMap(stage.apply) }
            return .constant(texts.flatMap { Self.normalForms(of: $0, attribute) })
        case .first(let sources):
            return .first(several(sources, attribute, then: stages))
        case .all(let sources):
            return .all(several(sources, attribute, then: stages))
        case .split(let source, let mark, let take):
            return step(source, attribute, then: [.split(mark: Array(mark.utf8), take: take)] + stages)
        case .transformed(let source, let transforms):
            return step(source, attribute, then: [.transforms(transforms)] + stages)
        case .coded(let source, let lookup):
            return step(source, attribute, then: [.codes(lookup)] + stages)
        case .when(let condition, let source):
            return .when(BoundCondition(condition, positions), step(source, attribute, then: stages))
        }
    }

    private mutating func several(
        _ sources: [ValueSource], _ attribute: Attribute, then stages: [Refinement.Stage]
    ) -> [MappingProgram.Step] {
        var steps: [MappingProgram.Step] = []
        for source in sources { steps.append(step(source, attribute, then: stages)) }
        return steps
    }

    private func position(_ column: Located<String>) -> Int { positions[column.value] ?? 0 }

    private static func normalForms(of text: [UInt8], _ attribute: Attribute) -> [[UInt8]] {
        let ranges = attribute.isMultiple ? attribute.type.split(text.span) : [0..<text.count]
        return ranges.compactMap { range in
            var output: [UInt8] = []
            let verdict = attribute.type.normalise(text.span.extracting(range), into: &output)
            return verdict == .valid && !output.isEmpty ? output : nil
        }
    }

    /// The normal form of a text, that of a `multiple` attribute as the set it stands for; `nil` when it says nothing.
    static func joinedForm(of text: String, _ attribute: Attribute) -> [UInt8]? {
        var set = ValueSet()
        for form in normalForms(of: Array(text.utf8), attribute) {
            let start = set.bytes.count
            set.bytes.append(contentsOf: form)
            set.close(from: start)
        }
        var joined: [UInt8] = []
        set.join(into: &joined)
        return joined.isEmpty ? nil : joined
    }
}
