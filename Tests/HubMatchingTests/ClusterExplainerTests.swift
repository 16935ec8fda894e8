import HubMatching
import HubModel
import Testing

/// What speaks for and against whole entities.
@Suite struct ClusterExplainerTests {
    @Test func acrossTwoEntitiesTheStrongestAndTheWeakestPairAreTheExtremes() throws {
        let given = input(ScoringTests.people, ScoringTests.population(40, seed: 9))
        let explainer = PairExplainer(given)
        let (ours, theirs) = (Array(0..<6), Array(6..<15))
        let cross = try #require(explainer.cross(ours, theirs))
        let totals = ours.flatMap { a in theirs.map { explainer.score(a, $0).total } }
        #expect(cross.pairs == 54)
        #expect(cross.strongest.score.total == totals.max())
        #expect(cross.weakest.score.total == totals.min())
        #expect(explainer.cross([], theirs) == nil)
        #expect(explainer.cross([3], [3]) == nil)
        let single = try #require(explainer.cross([0], [1]))
        #expect(single.bits == single.strongest.score.total, "of one pair the whole is the pair")
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func theTiesReachEveryMentionByTheStrongestWay(seed: UInt64) {
        let given = input(ScoringTests.people, ScoringTests.population(12, seed: seed))
        let explainer = PairExplainer(given)
        let rows = Array(0..<12)
        let ties = explainer.spine(rows, judged: [])
        #expect(ties.count == 11)
        #expect(ties.map(\.bits) == ties.map(\.bits).sorted(), "weakest first")
        var reached: Set<Int> = [0]
        for _ in 0..<12 {
            for tie in ties where reached.contains(tie.first) || reached.contains(tie.second) {
                reached.formUnion([tie.first, tie.second])
            }
        }
        #expect(reached == Set(rows))
        // No tree weighs more: Kruskal finds the same sum.
        let all = rows.flatMap { a in
            rows.filter { $0 > a }.map { (a, $0, explainer.score(a, $0).total) }
        }.sorted { $0.2 > $1.2 }
        var groups = rows
        var sum = 0.0
        for (a, b, bits) in all where groups[a] != groups[b] {
            let (from, to) = (groups[a], groups[b])
            for row in rows where groups[row] == from { groups[row] = to }
            sum += bits
        }
        #expect(abs(ties.reduce(0) { $0 + $1.bits } - sum) < 1e-9)
        #expect(ties.allSatisfy { (1...6).contains($0.parted) })
    }

    @Test func aJudgementIsTheStrongestTie() {
        let given = input(
            ScoringTests.people,
            [["王伟", nil, "1990-01-02"], ["王伟", nil, "1990-01-02"], ["李芳", "1", "1970-05-05"]])
        let ties = PairExplainer(given).spine([0, 1, 2], judged: [(2, 0)])
        #expect(ties.map(\.isJudged) == [false, true])
        #expect(Set([ties[1].first, ties[1].second]) == [0, 2] && ties[1].parted == 1)
        #expect(PairExplainer(given).spine([1], judged: []).isEmpty)
    }
}
