import HubModel

/// What the rest of two mentions says of an identifier that they share.
///
/// Only what describes the entity itself counts: names, dates, sex. What members of a family share (a house, an
/// employer, a telephone) says nothing about whose number it is; neither does agreement on what the identifier itself
/// implies, such as the birth date in a resident number.
struct IdentifierEvidence: Sendable {
    /// Comparisons that count, and whether agreement on them counts too.
    private let own: [(comparison: Int, countsAgreement: Bool)]
    /// Raw bits at or below which the rest contradicts.
    private let bound: Int

    /// `distinct` is a position in `evidences.distinct`.
    init(_ model: EntityModel, _ evidences: Evidences, distinct: Int) {
        var own: [(Int, Bool)] = []
        if case .attribute(let identifier) = evidences.list[evidences.distinct[distinct]] {
            for (index, comparison) in model.comparisons.enumerated() where model.isOwn(comparison) {
                guard case .attribute(let attribute) = comparison.evidence, attribute != identifier else {
                    continue
                }
                own.append((index, !model.isDerived(attribute, from: identifier)))
            }
        }
        self.own = own
        bound = -Int(Bits(model.limits.contradiction).raw)
    }

    /// Whether two rows are two entities but for the identifier.
    func contradicts(_ first: Int, _ second: Int, _ scorer: PairScorer, _ scratch: inout EditScratch) -> Bool
    {
        contradicts { scorer.outcome($0, first, second, &scratch).map { Int($0.bits) } }
    }

    /// The same of anything whose comparisons weigh `weight`; `nil`: a side is missing.
    func contradicts(_ weight: (_ comparison: Int) -> Int?) -> Bool {
        var sum = 0
        for (comparison, countsAgreement) in own {
            guard let bits = weight(comparison) else { continue }
            if bits < 0 || countsAgreement { sum += bits }
        }
        return sum <= bound
    }
}

extension EntityModel {
    /// Whether a comparison looks at the entity itself: an attribute of one value, and no tie to others.
    func isOwn(_ comparison: Comparison) -> Bool {
        if case .attribute(let index) = comparison.evidence { return !attributes[index].isMultiple }
        return false
    }

    /// Whether the attribute at `index` follows from the one at `source`.
    func isDerived(_ index: Int, from source: Int) -> Bool {
        var name = attributes[index].derivedFrom
        for _ in attributes {
            guard let current = name else { return false }
            if current == attributes[source].name { return true }
            name = self.index(ofAttribute: current).flatMap { attributes[$0].derivedFrom }
        }
        return false
    }
}
