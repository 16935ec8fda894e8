import HubModel

/// Looks for blocking rules that would bring links the model's rules miss, by trying parts of attributes and pairs of
/// them on the mentions at hand.
struct RuleSearch: Sendable {
    let model: EntityModel
    let prepared: Prepared

    /// Suggestions made at most.
    private static let most = 8
    /// Pairs looked at for each candidate when all are tried, and when the best are compared.
    private static let (glance, look) = (5_000, 50_000)
    /// A rule may bring this many pairs for each mention.
    private static let pairsPerMention = 50
    /// Rules that are compared more closely in each round.
    private static let finalists = 12
    /// A rule that adds fewer links than one for this many mentions is not worth a line.
    private static let leastShare = 1_000

    private struct Candidate: Sendable {
        let rule: BlockingRule
        let index: BlockIndex
        var yield = Yield()
    }

    /// Pairs of mentions a rule brings, and links among them that are met nowhere else.
    private struct Yield: Sendable {
        var pairs = 0.0
        var newLinks = 0.0
    }

    /// Greedily the rule with most new links, again and again.
    func run(threads: Int) async -> [BlockingReport.Suggestion] {
        let rules = candidateRules()
        let budget = max(prepared.profiles.count, 100) * Self.pairsPerMention
        // Only figures are kept of each: the indexes of a hundred rules would fill the memory.
        let glances = await parallelMap(rules.count, threads: threads) { number in
            let index = index(of: rules[number])
            let total = PairSample(index, profiles: prepared.profiles, atMost: 0).total
            return total > budget ? 0 : yield(of: index, besides: [], sample: Self.glance).newLinks
        }
        let best = rules.indices.filter { glances[$0] >= 1 }
            .sorted { (-glances[$0], $0) < (-glances[$1], $1) }.prefix(Self.finalists)
        var candidates = best.map { Candidate(rule: rules[$0], index: index(of: rules[$0])) }
        var chosen: [Candidate] = []
        let least = max(2, Double(prepared.profiles.mentions.count) / Double(Self.leastShare))
        while chosen.count < Self.most, !candidates.isEmpty {
            let (field, besides) = (candidates, chosen.map(\.index))
            let found = await parallelMap(field.count, threads: threads) {
                yield(of: field[$0].index, besides: besides, sample: Self.look)
            }
            guard
                let winner = found.indices.max(by: {
                    (found[$0].newLinks, -$0) < (found[$1].newLinks, -$1)
                })
            else { break }
            guard found[winner].newLinks >= least else { break }
            var candidate = candidates.remove(at: winner)
            candidate.yield = found[winner]
            chosen.append(candidate)
        }
        return chosen.map {
            BlockingReport.Suggestion(
                text: $0.rule.text, pairs: Int($0.yield.pairs.rounded()),
                newLinks: Int($0.yield.newLinks.rounded()))
        }
    }

    /// What a rule brings that neither the model's rules nor `besides` do, estimated from a sample.
    private func yield(of index: BlockIndex, besides: [BlockIndex], sample: Int) -> Yield {
        let drawn = PairSample(index, profiles: prepared.profiles, atMost: sample)
        var yield = Yield()
        var scratch = EditScratch()
        drawn.forEach { a, b, weight in
            yield.pairs += weight * drawn.scale
            if prepared.indexes.contains(where: { $0.brings(a, b) }) { return }
            if besides.contains(where: { $0.brings(a, b) }) { return }
            if prepared.scorer.score(a, b, atLeast: prepared.scorer.threshold, &scratch) != nil {
                yield.newLinks += weight * drawn.scale
            }
        }
        return yield
    }

    private func index(of rule: BlockingRule) -> BlockIndex {
        BlockIndex(
            keys: BlockKeys(rule: rule, evidences: prepared.evidences, features: prepared.features),
            profiles: prepared.profiles)
    }

    /// Every compared evidence, whole or its beginning, alone and in pairs; the model's own rules left out.
    private func candidateRules() -> [BlockingRule] {
        var seen: Set<Evidence> = []
        let compared = model.comparisons.filter { seen.insert($0.evidence).inserted }
        let elements = compared.enumerated().flatMap { number, comparison in
            parts(of: comparison.evidence).map { part in
                (
                    of: number, name: comparison.name + part.suffix,
                    element: BlockingRule.Element(comparison.evidence, part: part.part)
                )
            }
        }
        let known = Set(model.blocking.map(\.text))
        var rules: [BlockingRule] = []
        func add(_ names: [String], _ elements: [BlockingRule.Element]) {
            guard !known.contains(names.joined(separator: " + ")),
                !known.contains(names.reversed().joined(separator: " + "))
            else { return }
            let text = "[" + names.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
            rules.append(BlockingRule(text: text, elements: elements))
        }
        for (position, first) in elements.enumerated() {
            if first.element.part == .whole { add([first.name], [first.element]) }
            for second in elements[(position + 1)...] where second.of != first.of {
                add([first.name, second.name], [first.element, second.element])
            }
        }
        return rules
    }

    /// Each with how a rule writes it.
    private func parts(of evidence: Evidence) -> [(part: BlockingRule.Part, suffix: String)] {
        if case .relation = evidence { return [(.whole, "")] }
        return [(.whole, ""), (.first(2), ":first2"), (.first(4), ":first4")]
    }
}
