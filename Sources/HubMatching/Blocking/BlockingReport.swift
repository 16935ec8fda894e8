import Foundation
import HubModel

/// What each blocking rule costs and yields, and which further rules would pay.
///
/// Figures of rules that bring very many pairs come from a sample that depends on the mentions alone.
package struct BlockingReport: Sendable {
    /// One rule of the model.
    package struct Rule: Sendable {
        package let text: String
        /// Blocks of two or more mentions.
        package let blocks: Int
        /// Mentions in the largest.
        package let largest: Int
        /// Blocks above the bound; their mentions are compared with near neighbours only.
        package let oversized: Int
        /// Pairs of mentions the rule brings, those of oversized blocks left out.
        package let pairs: Int
        /// Of these, pairs at or above the threshold.
        package let links: Int
        /// Pairs and links that no other rule brings.
        package let ownPairs: Int
        package let ownLinks: Int
    }

    /// A rule the model does not have.
    package struct Suggestion: Sendable {
        /// As one would write it: `["name", "birth_date:first4"]`.
        package let text: String
        /// Pairs it brings.
        package let pairs: Int
        /// Links among them that no rule of the model, and no suggestion above, brings.
        package let newLinks: Int
    }

    package let mentions: Int
    package let rules: [Rule]
    package let suggestions: [Suggestion]

    /// Pairs looked at for each rule.
    private static let sample = 200_000

    package init(
        _ input: MatchInput, threads: Int = ProcessInfo.processInfo.activeProcessorCount,
        progress: @Sendable (String) -> Void = { _ in }
    ) async {
        let model = input.model
        progress("blocking")
        let prepared = Prepared(await Groundwork(input, threads: threads))
        mentions = input.ranks.count
        progress("counting pairs of \(model.blocking.count) rules")
        rules = await parallelMap(model.blocking.count, threads: threads) { rule in
            Self.measure(rule, model.blocking[rule].text, prepared)
        }
        progress("trying other rules")
        suggestions = await RuleSearch(model: model, prepared: prepared).run(threads: threads)
    }

    private static func measure(_ rule: Int, _ text: String, _ prepared: Prepared) -> Rule {
        let index = prepared.indexes[rule]
        let sample = PairSample(index, profiles: prepared.profiles, atMost: sample)
        let others = prepared.indexes.indices.filter { $0 != rule }
        var (pairs, links, ownPairs, ownLinks) = (0.0, 0.0, 0.0, 0.0)
        var scratch = EditScratch()
        sample.forEach { a, b, weight in
            let isLink = prepared.scorer.score(a, b, atLeast: prepared.scorer.threshold, &scratch) != nil
            let isOwn = !others.contains { prepared.indexes[$0].brings(a, b) }
            pairs += weight
            if isLink { links += weight }
            if isOwn { ownPairs += weight }
            if isOwn && isLink { ownLinks += weight }
        }
        func whole(_ count: Double) -> Int { Int((count * sample.scale).rounded()) }
        return Rule(
            text: text, blocks: index.blockCount, largest: index.largest, oversized: index.oversized.count,
            pairs: whole(pairs), links: whole(links), ownPairs: whole(ownPairs), ownLinks: whole(ownLinks))
    }
}
