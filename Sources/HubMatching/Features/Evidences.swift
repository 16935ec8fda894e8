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
        let tests = input.model.comparisons.filter { $0.evidence == list[index] }
            .flatMap { $0.levels.map(\.test) }
        let parts = input.model.blocking.flatMap(\.elements).filter { $0.evidence == list[index] }.map(\.part)
        var feature =
            switch list[index] {
            case .relation(let kind):
                Feature(related: input.related[kind] ?? [], count: input.ranks.count)
            case .attribute, .attributes:
                Feature(
                    list[index].attributes.map { (input.model.attributes[$0], $0) }, of: input.values,
                    keepsWords: tests.contains(where: \.looksAtNames)
                        || parts.contains { $0 == .words || $0 == .sound })
            }
        for test in tests {
            switch test {
            case .edits, .prefix, .jaroWinkler: feature.forms.addScalars(of: feature)
            case .similar: feature.forms.addBigrams(of: feature)
            case .nearDate, .swapped, .sameYear, .yearsApart, .withinDays, .placeholder:
                feature.forms.addDates(of: feature)
            case .wildcard, .soundsAlike, .looksAlike, .dropped, .romanised, .sameSurname, .anyOrder,
                .initials:
                feature.forms.addNames(of: feature)
            case .equal, .otherwise: break
            }
        }
        return feature
    }

    /// Of each comparison the position of the attribute that implies what it looks at, -1 for none: a resident number
    /// implies a birth date. Only what is itself compared counts.
    func sources(in model: EntityModel) -> [Int] {
        model.comparisons.map { comparison in
            guard case .attribute(var index) = comparison.evidence else { return -1 }
            for _ in model.attributes {
                guard let name = model.attributes[index].derivedFrom,
                    let next = model.index(ofAttribute: name)
                else { break }
                index = next
                let isCompared = model.comparisons.contains { $0.evidence.attributes.contains(index) }
                if isCompared, let position = positions[.attribute(index)] { return position }
            }
            return -1
        }
    }
}

extension Comparison.Test {
    /// Whether the test asks for surnames, words or sounds.
    var looksAtNames: Bool {
        switch self {
        case .wildcard, .soundsAlike, .looksAlike, .dropped, .romanised, .sameSurname, .anyOrder, .initials:
            true
        default: false
        }
    }
}
