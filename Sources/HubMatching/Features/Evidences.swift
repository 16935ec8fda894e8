import HubModel

/// The evidence a model's rules, comparisons and constraints look at, each once, in order of first use.
struct Evidences: Sendable {
    private(set) var list: [Evidence] = []
    private var positions: [Evidence: Int] = [:]
    /// Positions of the attributes of which an entity has one value only.
    ///
    /// A `multiple` attribute is never such a constraint: a record that gives two values at once already
    /// says that an entity may have two.
    let distinct: [Int]

    init(of model: EntityModel) {
        var list: [Evidence] = []
        var positions: [Evidence: Int] = [:]
        func use(_ evidence: Evidence) -> Int {
            if let known = positions[evidence] { return known }
            positions[evidence] = list.count
            list.append(evidence)
            return list.count - 1
        }
        for comparison in model.comparisons { _ = use(comparison.evidence) }
        for rule in model.blocking { for element in rule.elements { _ = use(element.evidence) } }
        distinct = model.attributes.indices
            .filter { model.attributes[$0].isDistinct && !model.attributes[$0].isMultiple }
            .map { use(.attribute($0)) }
        self.list = list
        self.positions = positions
    }

    /// Where `evidence` stands in `list`; every evidence of the model is there.
    func position(_ evidence: Evidence) -> Int { positions[evidence] ?? 0 }

    /// Positions of the evidence that mentions of one block have wholly in common.
    func wholeParts(of rule: BlockingRule) -> Set<Int> {
        Set(rule.elements.filter { $0.part == .whole }.map { position($0.evidence) })
    }

    /// The column of evidence `index` for all mentions, with what the comparisons' tests need.
    func feature(_ index: Int, of input: MatchInput) -> Feature {
        var feature =
            switch list[index] {
            case .attribute(let column):
                Feature(
                    attribute: input.model.attributes[column], column: column, of: input.values,
                    byElements: looksAtElements(of: list[index], input.model))
            case .relation(let kind):
                Feature(related: input.related[kind] ?? [], count: input.ranks.count)
            }
        for comparison in input.model.comparisons where comparison.evidence == list[index] {
            for level in comparison.levels {
                switch level.test {
                case .edits, .prefix: feature.forms.addScalars(of: feature)
                case .similar: feature.forms.addBigrams(of: feature)
                case .nearDate: feature.forms.addDates(of: feature)
                case .equal, .elements, .otherwise: break
                }
            }
        }
        return feature
    }

    /// Whether a comparison or a blocking rule needs the elements of an evidence.
    private func looksAtElements(of evidence: Evidence, _ model: EntityModel) -> Bool {
        let levels = model.comparisons.filter { $0.evidence == evidence }.flatMap(\.levels)
        if levels.contains(where: { if case .elements = $0.test { true } else { false } }) { return true }
        return model.blocking.flatMap(\.elements).contains {
            if $0.evidence == evidence, case .elements = $0.part { true } else { false }
        }
    }
}
