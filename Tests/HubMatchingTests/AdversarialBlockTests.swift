import HubMatching
import HubModel
import Testing

/// Blocks that no rule meant: everybody of one name.
@Suite struct AdversarialBlockTests {
    /// name, birth, phone; blocked by name alone
    static func people() -> EntityModel {
        model(
            [attribute("name"), attribute("birth"), attribute("phone", multiple: true)],
            blocking: [[Element(.attribute(0))]],
            comparisons: [
                exact(0, m: 0.9, u: 0.01), exact(1, m: 0.95, u: 0.0001), exact(2, m: 0.8, u: 0.0001),
            ])
    }

    /// `count` people of one name, two mentions each: one agrees in the birth date, one in the telephone.
    static func namesakes(_ count: Int) -> [[String?]] {
        (0..<count).flatMap { person -> [[String?]] in
            let birth = "birth \(person % 400) \(person / 400)"
            return person % 2 == 0
                ? [["张伟", birth, "\(person)"], ["张伟", birth, nil]]
                : [["张伟", birth, "\(person)"], ["张伟", nil, "\(person);x\(person)"]]
        }
    }

    @Test func aHundredThousandMentionsOfOneNameAreSplitByWhatElseTheySay() async {
        let rows = Self.namesakes(50_000)
        let result = await Matcher(input(Self.people(), rows)).run()
        #expect(result.clusterCount == 50_000)
        #expect((0..<50_000).allSatisfy { result.clusters[2 * $0] == result.clusters[2 * $0 + 1] })
        let block = result.blocking[0]
        #expect(block.oversized == 1)
        #expect(block.largest == 100_000)
        #expect(block.refinedBy == ["attribute 1", "attribute 2"])
        #expect(block.refined >= 50_000)
        #expect(block.uncompared == 100_000 * 99_999 / 2 - result.pairs)
        #expect(result.pairs < 100_000 * 20)
    }

    /// The count of what was not compared is exact: compared and uncompared pairs are all there are.
    @Test(arguments: [299, 300, 301, 700])
    func comparedAndUncomparedPairsAreAllPairs(_ count: Int) async {
        var generator = SeededGenerator(UInt64(count))
        let rows: [[String?]] = (0..<count).map { index in
            let births: [String?] = [nil, "b1", "b2", "b3"]
            let phones: [String?] = [nil, "1", "2;3", "3"]
            return [
                "张伟", births.randomElement(using: &generator) ?? nil,
                index < 5 ? phones.randomElement(using: &generator) ?? nil : "p\(index)",
            ]
        }
        let result = await Matcher(input(Self.people(), rows)).run()
        #expect(result.pairs + result.blocking[0].uncompared == count * (count - 1) / 2)
        #expect(result.blocking[0].oversized == (count > 300 ? 1 : 0))
        if count <= 300 { #expect(result.blocking[0].uncompared == 0) }
    }

    /// Sex alone leaves two huge parts, birth year leaves large ones: together they are small enough.
    @Test func partsThatAreStillTooLargeAreSplitTogether() async {
        let model = model(
            [attribute("name"), attribute("sex"), attribute("year"), attribute("town")],
            blocking: [[Element(.attribute(0))]],
            comparisons: [
                exact(0, m: 0.9, u: 0.01), exact(1, m: 0.99, u: 0.5), exact(2, m: 0.95, u: 0.02),
                exact(3, m: 0.9, u: 0.05),
            ], prior: 0.5, threshold: 0.9)
        // 4,000 mentions; every sex, year and town has over 300, each three together 20 at most.
        let rows: [[String?]] = (0..<4000).map { index in
            ["张伟", "s\(index % 2)", "y\(index / 2 % 10)", "t\(index / 20 % 10)"]
        }
        let tagged = rows.enumerated().map { index, row in row + ["tag \(index)"] }
        let attributes = model.attributes + [attribute("tag")]
        let wide = EntityModel(
            name: "thing", title: "东西", idPrefix: "T", attributes: attributes, blocking: model.blocking,
            comparisons: model.comparisons + [exact(4, m: 0.5, u: 0.4)], prior: 0.5, threshold: 0.9,
            location: model.location)
        let result = await Matcher(input(wide, tagged)).run()
        #expect(result.blocking[0].refined == 2 * 10 + 2 * 10 + 10 * 10)
        // Each meets the 19 that agree in all three.
        #expect(result.pairs >= 4000 * 19 / 2)
        #expect(result.blocking[0].uncompared == 4000 * 3999 / 2 - result.pairs)
    }

    @Test func threadsAndOrderChangeNothingInRefinedBlocks() async {
        var generator = SeededGenerator(5)
        let rows = Self.namesakes(400)
        let ranks = rows.indices.map { _ in generator.next() }
        let base = await Matcher(input(Self.people(), rows, ranks: ranks)).run(threads: 1)
        let order = Array(rows.indices).shuffled(using: &generator)
        let moved = await Matcher(
            input(Self.people(), order.map { rows[$0] }, ranks: order.map { ranks[$0] })
        )
        .run(threads: 4)
        var back = base.clusters
        for (position, row) in order.enumerated() { back[row] = moved.clusters[position] }
        #expect(partition(back) == partition(base.clusters))
        #expect(moved.pairs == base.pairs)
        #expect(moved.blocking[0].uncompared == base.blocking[0].uncompared)
    }

    @Test func manyIdenticalMentionsAreOneBlockOfOne() async {
        let same = await Matcher(
            input(Self.people(), Array(repeating: ["张伟", "b", "1"], count: 50_000))
        ).run()
        #expect(same.clusterCount == 1)
        #expect(same.blocking[0].uncompared == 0)
        let blank = await Matcher(
            input(Self.people(), Array(repeating: [nil, nil, nil], count: 50_000))
        ).run()
        #expect(blank.clusterCount == 50_000)
    }

    /// A chain of mentions, each like its neighbours and unlike the rest, is not one entity.
    @Test func aLongChainIsCut() async {
        let chain = model(
            [attribute("name"), attribute("phone", multiple: true)], blocking: [[Element(.attribute(1))]],
            comparisons: [exact(0, m: 0.9, u: 0.001), exact(1, m: 0.9, u: 0.000_001)])
        let rows: [[String?]] = (0..<200).map { ["name \($0 / 2)", "\($0);\($0 + 1)"] }
        let result = await Matcher(input(chain, rows)).run()
        #expect(result.weak > 0)
        let largest = partition(result.clusters).map(\.count).max() ?? 0
        #expect(largest <= 4)
        for person in 0..<100 { #expect(result.clusters[2 * person] == result.clusters[2 * person + 1]) }
    }

    @Test func aVeryLargeClusterAsksForMore() async {
        var limits = ClusterLimits()
        limits.largest = 10
        // All share a telephone, hardly anything else: each pair is a link, and fewer bits on average.
        let base = model(
            [attribute("name"), attribute("phone"), attribute("note")], blocking: [[Element(.attribute(1))]],
            comparisons: [exact(0, m: 0.6, u: 0.2), exact(1, m: 0.9, u: 0.0001), exact(2, m: 0.5, u: 0.1)])
        func run(_ limits: ClusterLimits) async -> MatchResult {
            let limited = EntityModel(
                name: "thing", title: "东西", idPrefix: "T", attributes: base.attributes,
                blocking: base.blocking, comparisons: base.comparisons, prior: 0.02, threshold: 0.99,
                limits: limits, location: base.location)
            let rows: [[String?]] = (0..<60).map { ["n\($0 % 4)", "5", "x\($0 % 15)"] }
            return await Matcher(input(limited, rows)).run()
        }
        let free = await run(ClusterLimits())
        let guarded = await run(limits)
        #expect(free.largeClusters == 0 || free.clusterCount <= guarded.clusterCount)
        #expect(guarded.clusterCount > free.clusterCount)
        #expect(guarded.largeClusters == 0)
    }
}
