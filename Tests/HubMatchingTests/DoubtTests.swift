import Foundation
import HubMatching
import HubModel
import Testing

/// What the matcher tells of its doubts.
@Suite struct DoubtTests {
    /// id (distinct), name, birth: name and birth give a link, either alone the band.
    static func things(threshold: Double = 0.95) -> EntityModel {
        model(
            [attribute("id", distinct: true), attribute("name"), attribute("birth"), attribute("town")],
            blocking: [[Element(.attribute(1))], [Element(.attribute(2))]],
            comparisons: [
                exact(1, m: 0.9, u: 0.0005), exact(2, m: 0.9, u: 0.0005), exact(3, m: 0.6, u: 0.3),
            ], prior: 0.001, threshold: threshold)
    }

    static func population(_ count: Int, seed: UInt64) -> [[String?]] {
        var generator = SeededGenerator(seed)
        return (0..<count).map { _ in
            [
                generator.chance(0.1) ? "\(Int.random(in: 0...9, using: &generator))" : nil,
                generator.chance(0.2) ? nil : "名\(Int.random(in: 0...25, using: &generator))",
                generator.chance(0.2) ? nil : "日\(Int.random(in: 0...25, using: &generator))",
                "镇\(Int.random(in: 0...2, using: &generator))",
            ]
        }
    }

    @Test func theBandLiesBetweenEvenOddsAndTheThreshold() async {
        let rows: [[String?]] = [
            [nil, "张三", "一", nil], [nil, "张三", "一", nil], [nil, "张三", nil, "东镇"], [nil, "李四", "二", nil],
        ]
        let result = await Matcher(input(Self.things(), rows)).run()
        #expect(partition(result.clusters) == [[0, 1], [2], [3]])
        #expect(result.doubts.inBand == 2)
        let doubt = result.doubts.list.first
        #expect(result.doubts.list.count == 1, "one for two clusters")
        #expect(doubt?.kind == .band && Set([doubt?.firstSize, doubt?.secondSize]) == [1, 2])
        let pair = doubt.map { [Int($0.first), Int($0.second)].sorted() }
        #expect(pair == [0, 2] || pair == [1, 2])
        #expect((0.5..<0.95).contains(doubt?.probability ?? 0))
    }

    /// The law that ties explanations to what was decided: one sum, worked out twice.
    @Test(arguments: [3, 4, 5] as [UInt64]) func doubtsWeighWhatTheExplainerSays(seed: UInt64) async {
        let given = input(Self.things(), Self.population(300, seed: seed))
        let result = await Matcher(given).run()
        let explainer = PairExplainer(given)
        #expect(result.doubts.list.count > 20)
        for doubt in result.doubts.list {
            let score = explainer.score(Int(doubt.first), Int(doubt.second))
            #expect(score.total == doubt.bits)
            #expect(score.total == score.parts.reduce(score.prior) { $0 + $1.weight })
            let isLink = score.probability >= 0.95
            #expect(isLink == (doubt.kind != .band))
            let isOne = result.clusters[Int(doubt.first)] == result.clusters[Int(doubt.second)]
            #expect(isOne == (doubt.kind == .bridge))
            if doubt.kind == .refused { #expect(!score.conflicts.isEmpty) }
            if doubt.kind == .band { #expect(score.conflicts.isEmpty) }
        }
    }

    @Test func everyPairOfTheBandIsCounted() async {
        let given = input(Self.things(), Self.population(200, seed: 8))
        let result = await Matcher(given).run()
        let explainer = PairExplainer(given)
        var count = 0
        for first in 0..<200 {
            for second in first + 1..<200 {
                let score = explainer.score(first, second)
                if !score.rules.isEmpty, score.total >= 0, score.probability < 0.95 { count += 1 }
            }
        }
        #expect(result.doubts.inBand == count && count > 0)
    }

    @Test func doubtsDependNeitherOnThreadsNorOnOrder() async {
        let rows = Self.population(400, seed: 11)
        let ranks = rows.indices.map { UInt64($0) &* 7919 % 104_729 }
        let one = await Matcher(input(Self.things(), rows, ranks: ranks)).run(threads: 1)
        let four = await Matcher(input(Self.things(), rows, ranks: ranks)).run(threads: 4)
        #expect(one.doubts == four.doubts)
        let back = await Matcher(
            input(Self.things(), Array(rows.reversed()), ranks: Array(ranks.reversed()))
        ).run()
        func named(_ doubts: Doubts, _ row: (Int32) -> Int) -> [String] {
            doubts.list.map { "\($0.kind) \([row($0.first), row($0.second)].sorted()) \($0.bits)" }
        }
        #expect(named(back.doubts) { 399 - Int($0) } == named(one.doubts) { Int($0) })
    }

    @Test func listsAreOrderedByWhatAnAnswerIsWorth() async {
        let result = await Matcher(input(Self.things(), Self.population(300, seed: 6))).run()
        let worth = result.doubts.list.map(\.priority)
        #expect(worth == worth.sorted(by: >) && Set(worth).count > 3)
        func doubt(_ kind: Doubt.Kind, _ bits: Double, _ a: Int, _ b: Int) -> Double {
            Doubt(kind: kind, first: 0, second: 1, bits: bits, firstSize: a, secondSize: b).priority
        }
        #expect(doubt(.band, 0, 1, 1) == 1)
        #expect(doubt(.band, 0, 1, 1) > doubt(.band, 3, 1, 1), "the more open, the more worth")
        #expect(doubt(.bridge, 5, 30, 30) > doubt(.bridge, 5, 1, 1), "the more hangs on it, the more worth")
        #expect(doubt(.weak, 20, 2, 2) > doubt(.band, 2, 2, 2), "evidence against evidence")
        #expect(doubt(.band, 400, 1, 1) == 0 && doubt(.band, -400, 1, 1) < 1e-9)
    }

    @Test func aBridgeIsTheOneLinkThatHoldsAClusterTogether() async {
        // Two groups of three sure ones; one link between them, of a name alone, above a low threshold.
        let chain = model(
            [attribute("code", multiple: true), attribute("name")],
            blocking: [[Element(.attribute(0))], [Element(.attribute(1))]],
            comparisons: [exact(0, m: 0.9, u: 0.00001), exact(1, m: 0.9, u: 0.0008)], prior: 0.01,
            threshold: 0.85)
        let rows: [[String?]] = [
            ["甲", "一"], ["甲", "二"], ["甲", "三"], ["乙", "三"], ["乙", "四"], ["乙", "五"],
        ]
        let result = await Matcher(input(chain, rows)).run()
        // The wholes speak against a chain of one name: it may be weak instead, but never nothing.
        let kinds = Set(result.doubts.list.map(\.kind))
        #expect(kinds.isSubset(of: [.weak, .bridge, .band]) && !kinds.isEmpty)
        let pair: [String?] = [nil, "六"]
        let two = await Matcher(input(chain, [pair, pair, ["丙", "六"]])).run()
        #expect(two.clusterCount == 1)
        #expect(two.doubts.bridges == 1)
        #expect(two.doubts.list.map(\.kind) == [.bridge])
        #expect(Set([two.doubts.list[0].firstSize, two.doubts.list[0].secondSize]) == [1, 2])
    }

    @Test func aCycleHasNoBridge() async {
        let thing = model(
            [attribute("a"), attribute("b"), attribute("c")],
            blocking: (0..<3).map { [Element(.attribute($0))] },
            comparisons: (0..<3).map { exact($0, m: 0.9, u: 0.001) }, prior: 0.05, threshold: 0.85)
        let rows: [[String?]] = [["x", nil, "z"], ["x", "y", nil], [nil, "y", "z"]]
        let ring = await Matcher(input(thing, rows)).run()
        #expect(ring.clusterCount == 1 && ring.doubts.bridges == 0)
        let chain = await Matcher(input(thing, [["x", nil, nil], ["x", "y", nil], [nil, "y", nil]])).run()
        #expect(chain.clusterCount == 1 && chain.doubts.bridges == 1)
    }

    @Test func whatWasJudgedApartIsNotAskedAgain() async {
        let rows: [[String?]] = [
            [nil, "张三", "一", nil], [nil, "张三", nil, "东镇"], [nil, "王五", "三", nil], [nil, "王五", nil, "东镇"],
        ]
        var constraints = MatchConstraints()
        constraints.apart = [.init(1, 0)]
        let given = input(Self.things(), rows)
        let judged = MatchInput(
            model: given.model, values: given.values, ranks: given.ranks, related: [:],
            constraints: constraints)
        #expect(await Matcher(given).run().doubts.list.count == 2)
        let doubts = await Matcher(judged).run().doubts
        #expect(doubts.list.count == 1)
        #expect(Set([doubts.list[0].first, doubts.list[0].second]) == [2, 3])
    }

    @Test func equalMentionsThatDoNotLinkAreInDoubt() async {
        let rows = Array(repeating: [nil, "张三", nil, nil] as [String?], count: 3)
        let result = await Matcher(input(Self.things(), rows)).run()
        #expect(result.clusterCount == 3 && result.doubts.inBand == 3)
        #expect(result.doubts.list.count == 1)
    }

    @Test func nothingIsNothingToDoubt() async {
        for rows in [[], [[nil, nil, nil, nil]], [["1", "张三", "一", nil]]] as [[[String?]]] {
            #expect(await Matcher(input(Self.things(), rows)).run().doubts == Doubts())
        }
    }
}
