import Foundation
import HubMatching
import HubModel
import Testing

@Suite struct BlockingTests {
    /// Everything links, so links count the pairs scored.
    static func everythingLinks(_ blocking: [[Element]]) -> EntityModel {
        model(
            [attribute("a"), attribute("b", multiple: true), attribute("c", multiple: true), attribute("d")],
            blocking: blocking,
            comparisons: [
                Comparison(name: "a", evidence: .attribute(0), levels: [Level(.otherwise, m: 0.9, u: 0.1)])
            ], prior: 0.9, threshold: 0.5)
    }

    @Test(arguments: 0..<12)
    func everyPairThatARuleBringsIsScoredOnceUnderTheFirst(_ seed: Int) async {
        var generator = SeededGenerator(UInt64(seed))
        let rules: [[Element]] = [
            [Element(.attribute(1))],
            [Element(.attribute(0)), Element(.attribute(2))],
            [Element(.attribute(1)), Element(.attribute(2), part: .last(1))],
            [Element(.attribute(3), part: .first(1))],
            [Element(.relation("r"))],
        ].shuffled(using: &generator)
        func several() -> String? {
            let count = Int.random(in: 0...3, using: &generator)
            if count == 0 { return nil }
            return Set((0..<count).map { _ in "值\(Int.random(in: 0...12, using: &generator))" }).sorted()
                .joined(separator: ";")
        }
        let rows: [[String?]] = (0..<80).map { _ in
            [
                generator.chance(0.8) ? "a\(Int.random(in: 0...9, using: &generator))" : nil, several(),
                several(),
                generator.chance(0.5) ? "\(Int.random(in: 0...30, using: &generator))字" : nil,
            ]
        }
        let related = (0..<80).map { _ in Int64.random(in: 0...30, using: &generator) }
        let input = input(Self.everythingLinks(rules), rows, related: ["r": related])
        let result = await Matcher(input).run(threads: 2)
        let explainer = PairExplainer(input)
        var expected = Array(repeating: 0, count: rules.count)
        for first in 0..<80 {
            for second in first + 1..<80 {
                if let rule = explainer.score(first, second).rules.first { expected[rule] += 1 }
            }
        }
        #expect(result.blocking.map(\.pairs) == expected)
        #expect(result.pairs == expected.reduce(0, +))
        #expect(expected.reduce(0, +) > 100)
    }

    @Test(arguments: [
        (BlockingRule.Part.whole, [0, 0, 1, 2, 3]), (.first(1), [0, 0, 0, 0, 1]),
        (.first(3), [0, 0, 1, 2, 3]),
        (.last(1), [0, 0, 1, 0, 1]), (.last(9), [0, 0, 1, 2, 3]), (.first(2), [0, 0, 0, 1, 2]),
    ])
    func partsAreCountedInCharactersOfFoldedValues(_ part: BlockingRule.Part, _ expected: [Int]) {
        let things = Self.everythingLinks([[Element(.attribute(0), part: part)]])
        let values = ["臺北路", "台北·路", "台北街", "台路", "街"]
        let explainer = PairExplainer(input(things, values.map { [$0, nil, nil, nil] }))
        for first in values.indices {
            for second in values.indices {
                let meet = !explainer.score(first, second).rules.isEmpty
                #expect(meet == (expected[first] == expected[second]), "\(values[first]) \(values[second])")
            }
        }
    }

    @Test func aRuleWithoutElementsBringsNothing() async {
        let result = await Matcher(
            input(Self.everythingLinks([[]]), [["a", nil, nil, nil], ["a", nil, nil, nil]])
        ).run()
        #expect(result.pairs == 0)
        #expect(result.clusterCount == 2)
    }

    /// 2,000 people named alike; every one occurs twice, with a number that only the two share.
    @Test func anOversizedBlockIsComparedWithNearNeighboursAndReported() async {
        let people = model(
            [attribute("name"), attribute("number"), attribute("note")],
            blocking: [[Element(.attribute(0))]],
            comparisons: [exact(0, m: 0.9, u: 0.1), exact(1, m: 0.9, u: 0.00001), exact(2, m: 0.5, u: 0.5)])
        var rows: [[String?]] = []
        for person in 0..<2000 {
            rows.append(["王伟", "\(person &* 7919 % 10_007)", "a\(person % 3)"])
            rows.append(["王伟", "\(person &* 7919 % 10_007)", "b\(person % 5)"])
        }
        let result = await Matcher(input(people, rows)).run(threads: 2)
        #expect(result.blocking.map(\.oversized) == [1])
        #expect(result.blocking.map(\.largest) == [4000])
        #expect(result.clusterCount == 2000)
        for person in 0..<2000 { #expect(result.clusters[person * 2] == result.clusters[person * 2 + 1]) }
        #expect(result.pairs < 4000 * 40)
        #expect(result.pairs >= 2000)
    }

    @Test func pairsThatASmallBlockBringsAreNotScoredAgainAsNeighbours() async {
        let people = model(
            [attribute("name"), attribute("number"), attribute("note")],
            blocking: [[Element(.attribute(0))], [Element(.attribute(1))]],
            comparisons: [exact(0, m: 0.9, u: 0.1), exact(1, m: 0.9, u: 0.00001)])
        // The notes are not compared: the two mentions of a number say the same and are one profile.
        let alike = await Matcher(
            input(people, (0..<1000).map { ["王伟", "\($0 / 2)", "\($0)"] })
        ).run(threads: 1)
        #expect(alike.clusterCount == 500)
        #expect(alike.blocking.map(\.oversized) == [1, 0])
        #expect(alike.blocking[0].largest == 1000)
        #expect(alike.links == 500)

        let noted = model(
            people.attributes, blocking: [[Element(.attribute(0))], [Element(.attribute(1))]],
            comparisons: people.comparisons + [exact(2, m: 0.5, u: 0.5)])
        let unlike = await Matcher(
            input(noted, (0..<1000).map { ["王伟", "\($0 / 2)", "\($0)"] })
        ).run(threads: 1)
        #expect(unlike.clusterCount == 500)
        // Each pair of one number belongs to the second rule; only neighbours of other numbers to the first.
        #expect(unlike.blocking[1].pairs == 500)
        #expect(unlike.links == 500)
    }

    @Test func nearPairsOfSeveralOversizedBlocksAreScoredOnce() async {
        let rules: [[[Element]]] = [
            [[Element(.attribute(3))]], [[Element(.attribute(1))]],
            [[Element(.attribute(3))], [Element(.attribute(1))]],
        ]
        for blocking in rules {
            let rows: [[String?]] = (0..<310).map { ["a\($0)", "1;2;3", nil, "d"] }
            for threads in 1...3 {
                let result = await Matcher(input(Self.everythingLinks(blocking), rows)).run(threads: threads)
                // One sorting by `a`: everybody meets the next eight, the last ones fewer.
                #expect(result.blocking.map(\.pairs) == [310 * 8 - 36] + blocking.dropFirst().map { _ in 0 })
                #expect(result.links == result.pairs)
                #expect(result.clusterCount == 1)
            }
        }
    }

    @Test func thousandsOfIdenticalMentionsAreOneBlockOfOne() async {
        let people = model(
            [attribute("name"), attribute("number")], blocking: [[Element(.attribute(0))]],
            comparisons: [exact(0, m: 0.9, u: 0.01), exact(1, m: 0.9, u: 0.0001)])
        let result = await Matcher(input(people, Array(repeating: ["王伟", "1"], count: 5000))).run()
        #expect(result.clusterCount == 1)
        #expect(result.blocking[0].oversized == 0)
        #expect(result.blocking[0].largest == 5000)
        #expect(result.pairs == 5000 * 4999 / 2)
        #expect(result.links == result.pairs)
    }

    @Test func veryManyValuesInOneRecordAreBounded() async {
        let lists = model(
            [attribute("a", multiple: true), attribute("b", multiple: true)],
            blocking: [[Element(.attribute(0)), Element(.attribute(1))]],
            comparisons: [exact(0, m: 0.9, u: 0.01)])
        let many = (0..<3000).map { String(format: "%04d", $0) }.joined(separator: ";")
        let result = await Matcher(input(lists, [[many, many], [many, many + ";9"], ["0000", "0000"]])).run()
        #expect(result.pairs == 3)
    }
}
