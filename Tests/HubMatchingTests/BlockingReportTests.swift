import HubMatching
import HubModel
import Testing

/// What rules cost and yield, counted by hand.
@Suite struct BlockingReportTests {
    static let names = attribute("name")
    static let towns = attribute("town")

    static func model(_ blocking: [[Element]]) -> EntityModel {
        HubMatchingTests.model(
            [names, towns], blocking: blocking,
            comparisons: [
                Comparison(name: "name", evidence: .attribute(0), levels: exact(0, m: 0.9, u: 0.001).levels),
                Comparison(name: "town", evidence: .attribute(1), levels: exact(1, m: 0.9, u: 0.1).levels),
            ], prior: 0.2)
    }

    /// ann twice in york, once in bath; bob once in york, once in bath.
    static let rows: [[String?]] = [
        ["ann", "york"], ["ann", "york"], ["ann", "bath"], ["bob", "york"], ["bob", "bath"], [nil, "york"],
    ]

    @Test func pairsAndLinksAreCounted() async {
        let model = Self.model([[Element(.attribute(0))], [Element(.attribute(1))]])
        let report = await BlockingReport(input(model, Self.rows))
        #expect(report.mentions == 6)
        let (name, town) = (report.rules[0], report.rules[1])
        // ann: 3 pairs, bob: 1. york: 4 mentions, 6 pairs; bath: 1.
        #expect(name.pairs == 4 && name.blocks == 2 && name.largest == 3 && name.oversized == 0)
        #expect(town.pairs == 7 && town.blocks == 2 && town.largest == 4)
        // Together both bring the two of ann in york alone.
        #expect(name.ownPairs == 3 && town.ownPairs == 6)
        // Equal names weigh 9.8 bits, another town -3.2, the prior -2: over the threshold; a town alone is not.
        #expect(name.links == 4 && name.ownLinks == 3 && town.links == 1 && town.ownLinks == 0)
        #expect(report.suggestions.isEmpty)
    }

    @Test func aRuleThatIsMissingIsSuggested() async {
        let report = await BlockingReport(input(Self.model([[Element(.attribute(1))]]), Self.rows))
        #expect(report.suggestions.map(\.text) == ["[\"name\"]"])
        #expect(report.suggestions.first?.newLinks == 3 && report.suggestions.first?.pairs == 4)
    }

    @Test func nothingIsSuggestedWhereNothingIsMissed() async {
        let report = await BlockingReport(input(Self.model([[Element(.attribute(0))]]), Self.rows))
        #expect(report.suggestions.isEmpty && report.rules.count == 1)
    }

    @Test func emptyAndSingleInputsHaveNothingToReport() async {
        let model = Self.model([[Element(.attribute(0))]])
        for rows in [[], [["ann", "york"]], [[nil, nil], [nil, nil]]] as [[[String?]]] {
            let report = await BlockingReport(input(model, rows))
            #expect(report.rules.allSatisfy { $0.pairs == 0 && $0.links == 0 && $0.blocks == 0 })
            #expect(report.suggestions.isEmpty)
        }
    }

    @Test func theNumberOfThreadsChangesNothing() async {
        let (population, _, _) = RecoveryTests.population(300, seed: 9)
        let one = await BlockingReport(population, threads: 1)
        let four = await BlockingReport(population, threads: 4)
        #expect(one.rules.map(\.pairs) == four.rules.map(\.pairs))
        #expect(one.suggestions.map(\.text) == four.suggestions.map(\.text))
        #expect(one.suggestions.map(\.newLinks) == four.suggestions.map(\.newLinks))
    }
}
