import HubMatching
import HubModel
import Testing

@Suite struct ConstraintTests {
    typealias Pair = MatchConstraints.Pair

    static func run(
        _ rows: [[String?]], model: EntityModel = ClusteringTests.people(), ranks: [UInt64]? = nil,
        _ change: (inout MatchConstraints) -> Void
    ) async -> MatchResult {
        let constrained = constrained(rows, model, ranks, change)
        return await Matcher(constrained).run(threads: 2)
    }

    private static func constrained(
        _ rows: [[String?]], _ model: EntityModel, _ ranks: [UInt64]?,
        _ change: (inout MatchConstraints) -> Void
    ) -> MatchInput {
        var constraints = MatchConstraints()
        change(&constraints)
        let plain = input(model, rows, ranks: ranks)
        return MatchInput(
            model: model, values: plain.values, ranks: plain.ranks, related: [:], constraints: constraints)
    }

    @Test func aJudgementOfOneEntityHoldsAgainstAllEvidence() async {
        let rows: [[String?]] = [["A", nil, "张三", nil], ["B", nil, "李四", nil], ["A", nil, "张三", nil]]
        let result = await Self.run(rows) { $0.together = [Pair(1, 0)] }
        #expect(partition(result.clusters) == [[0, 1, 2]])
    }

    @Test func aJudgedClusterTakesMentionsOfBothItsIdentifiers() async {
        let rows: [[String?]] = [
            ["A", nil, "张三", nil], ["B", nil, "李四", nil], ["B", nil, "李四", "1"], ["A", nil, "张三", "2"],
            ["C", nil, "李四", "1"],
        ]
        let result = await Self.run(rows) { $0.together = [Pair(0, 1)] }
        #expect(partition(result.clusters) == [[0, 1, 2, 3], [4]])
        #expect(result.refused > 0)
    }

    @Test func aJudgementOfTwoEntitiesHoldsAgainstAllEvidence() async {
        let rows: [[String?]] = [["A", "x", "张三", "1"], ["A", "x", "张三", "1"], ["A", "x", "张三", "1"]]
        let result = await Self.run(rows) { $0.apart = [Pair(0, 1)] }
        #expect(result.clusters[0] != result.clusters[1])
        #expect(result.clusterCount == 2)
        #expect(result.refused > 0)
    }

    @Test func ofContradictingJudgementsApartWins() async {
        let rows: [[String?]] = Array(repeating: ["A", nil, "张三", nil], count: 3)
        let same = await Self.run(rows) {
            $0.together = [Pair(0, 1)]
            $0.apart = [Pair(0, 1)]
        }
        #expect(same.clusters[0] != same.clusters[1])
        #expect(same.overruled == 1)
        let chain = await Self.run(rows) {
            $0.together = [Pair(0, 1), Pair(1, 2)]
            $0.apart = [Pair(0, 2)]
        }
        #expect(chain.clusters[0] != chain.clusters[2])
        #expect(chain.overruled == 1)
    }

    @Test func judgedMentionsLeaveTheOnesThatSayTheSameWhereTheyAre() async {
        let rows: [[String?]] = [[nil, nil, "张三", nil], [nil, nil, "张三", nil], ["A", nil, "李四", nil]]
        let result = await Self.run(rows) { $0.together = [Pair(0, 2)] }
        #expect(partition(result.clusters) == [[0, 2], [1]])
    }

    @Test func judgementsOfMentionsThatDoNotExistAreIgnored() async {
        let rows: [[String?]] = [["A", nil, "张三", nil], ["B", nil, "张三", nil]]
        let result = await Self.run(rows) {
            $0.together = [Pair(0, 7), Pair(-1, 1), Pair(1, 1)]
            $0.apart = [Pair(0, 0), Pair(5, 6)]
            $0.exclusiveGroups = [1]
        }
        #expect(result.clusterCount == 2)
    }

    @Test func mentionsOfAGroupAreAllDifferent() async {
        let rows: [[String?]] = [
            ["A", nil, "张三", "1"], ["A", nil, "张三", "1"], ["A", nil, "张三", nil], ["B", nil, "张四", nil],
        ]
        let result = await Self.run(rows) { $0.exclusiveGroups = [7, 7, 9, 7] }
        #expect(result.clusters[0] != result.clusters[1])
        #expect(result.clusters[3] != result.clusters[0] && result.clusters[3] != result.clusters[1])
        let judged = await Self.run(rows) {
            $0.exclusiveGroups = [7, 7, 9, 7]
            $0.together = [Pair(0, 1)]
        }
        #expect(judged.clusters[0] == judged.clusters[1])
    }

    @Test func manyGroupsDoNotMix() async {
        let rows: [[String?]] = (0..<400).map { [String($0 / 2), nil, "张三", nil] }
        let paired = await Self.run(rows) { $0.exclusiveGroups = (0..<400).map { Int32($0 / 2 + 1) } }
        #expect(paired.clusterCount == 400)
        let groups = (0..<400).map { (row: Int) -> Int32 in Int32(row % 2 * 200 + row / 2 + 1) }
        let free = await Self.run(rows) { $0.exclusiveGroups = groups }
        #expect(free.clusterCount == 200)
    }

    /// Random people with random judgements and groups: every law at once.
    @Test(arguments: 0..<30)
    func constraintsHoldOnRandomDataInAnyOrder(_ seed: Int) async {
        var generator = SeededGenerator(UInt64(seed) + 900)
        let rows = ClusteringTests.population(60, seed: UInt64(seed) &* 17)
        let ranks = rows.indices.map { _ in generator.next() }
        func pick() -> Pair {
            Pair(Int32.random(in: 0..<60, using: &generator), Int32.random(in: 0..<60, using: &generator))
        }
        let together = (0..<6).map { _ in pick() }
        let apart = (0..<12).map { _ in pick() }.filter { $0.first != $0.second }
        let groups = rows.map { _ in Int32.random(in: 0..<4, using: &generator) / 2 * 5 }
        let model = ClusteringTests.people(threshold: 0.3)
        let result = await Self.run(rows, model: model, ranks: ranks) {
            ($0.together, $0.apart, $0.exclusiveGroups) = (together, apart, groups)
        }
        for pair in apart { #expect(result.clusters[Int(pair.first)] != result.clusters[Int(pair.second)]) }
        let broken = together.filter { result.clusters[Int($0.first)] != result.clusters[Int($0.second)] }
        #expect(broken.count == result.overruled || broken.count < result.overruled)
        let judged = Set(together.flatMap { [Int($0.first), Int($0.second)] })
        for members in partition(result.clusters) where judged.isDisjoint(with: members) {
            let listed = members.map { groups[$0] }.filter { $0 != 0 }
            #expect(Set(listed).count == listed.count)
            for column in 0...1 { #expect(Set(members.compactMap { rows[$0][column] }).count <= 1) }
        }
        let order = Array(rows.indices).shuffled(using: &generator)
        var places = order
        for (position, row) in order.enumerated() { places[row] = position }
        func moved(_ pair: Pair) -> Pair {
            Pair(Int32(places[Int(pair.first)]), Int32(places[Int(pair.second)]))
        }
        let again = await Self.run(order.map { rows[$0] }, model: model, ranks: order.map { ranks[$0] }) {
            $0.together = together.map(moved)
            $0.apart = apart.map(moved)
            $0.exclusiveGroups = order.map { groups[$0] }
        }
        let back = again.clusters.indices.map { again.clusters[places[$0]] }
        #expect(partition(back) == partition(result.clusters))
    }

    @Test(arguments: 0..<10)
    func anUnrelatedMentionChangesNothing(_ seed: Int) async {
        let rows = ClusteringTests.population(80, seed: UInt64(seed) &* 7 + 3)
        let base = await Matcher(input(ClusteringTests.people(), rows)).run()
        let more = await Matcher(input(ClusteringTests.people(), rows + [["Z", "z", "无名", "999"]])).run()
        #expect(Array(more.clusters.dropLast()) == base.clusters)
        #expect(more.clusterCount == base.clusterCount + 1)
    }
}
