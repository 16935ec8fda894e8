import HubMatching
import HubModel
import Testing

@Suite struct ClusteringTests {
    /// id, card (both distinct), name, phone
    static func people(threshold: Double = 0.95) -> EntityModel {
        model(
            [
                attribute("id", distinct: true), attribute("card", distinct: true), attribute("name"),
                attribute("phone", multiple: true),
            ],
            blocking: [[Element(.attribute(0))], [Element(.attribute(2))], [Element(.attribute(3))]],
            comparisons: [
                exact(0, m: 0.95, u: 0.000_001), exact(2, m: 0.9, u: 0.001), exact(3, m: 0.8, u: 0.0001),
            ], threshold: threshold)
    }

    static func population(_ count: Int, seed: UInt64) -> [[String?]] {
        var generator = SeededGenerator(seed)
        func pick(_ values: [String?]) -> String? { values.randomElement(using: &generator) ?? nil }
        return (0..<count).map { _ in
            [
                pick([nil, nil, "A", "B", "C"]), pick([nil, nil, nil, "x", "y"]), pick(["张三", "张四", nil]),
                pick([nil, "1", "2", "1;2", "3"]),
            ]
        }
    }

    @Test func emptySingleAndAllMissingInputsGiveNoLinks() async {
        let empty = await Matcher(input(Self.people(), [])).run()
        #expect(empty.clusters.isEmpty)
        #expect(empty.clusterCount == 0)
        #expect(empty.pairs == 0)
        let single = await Matcher(input(Self.people(), [["A", nil, "张三", "1"]])).run()
        #expect(single.clusters == [0])
        let blank = await Matcher(input(Self.people(), Array(repeating: [nil, nil, nil, nil], count: 50)))
            .run()
        #expect(blank.clusters == (0..<50).map(Int32.init))
        #expect(blank.pairs == 0)
        let bare = await Matcher(input(model([attribute("a")]), [["1"], ["1"]])).run()
        #expect(bare.clusterCount == 2)
    }

    @Test func identicalMentionsAreOneOnlyWhenTheySayEnough() async {
        let rich = await Matcher(input(Self.people(), Array(repeating: [nil, nil, "张三", "1"], count: 9)))
            .run()
        #expect(rich.clusterCount == 1)
        #expect(rich.links == 36)
        let poor = await Matcher(input(Self.people(), Array(repeating: [nil, nil, "张三", nil], count: 9)))
            .run()
        #expect(poor.clusterCount == 9)
        #expect(poor.pairs == 36)
        #expect(poor.links == 0)
    }

    @Test func clustersAreNumberedByFirstMention() async {
        let rows: [[String?]] = [
            ["B", nil, nil, nil], [nil, nil, nil, "9"], ["A", nil, nil, nil], ["B", nil, nil, nil],
            ["A", nil, nil, nil],
        ]
        let result = await Matcher(input(Self.people(), rows, ranks: [5, 4, 3, 2, 1])).run()
        #expect(result.clusters == [0, 1, 2, 0, 2])
        #expect(result.clusterCount == 3)
    }

    @Test(arguments: 0..<12)
    func threadsAndTheOrderOfMentionsChangeNothing(_ seed: Int) async {
        var generator = SeededGenerator(UInt64(seed) + 100)
        let rows = Self.population(120, seed: UInt64(seed))
        let ranks = rows.indices.map { _ in generator.next() }
        let base = await Matcher(input(Self.people(), rows, ranks: ranks)).run(threads: 1)
        for threads in [2, 5] {
            let other = await Matcher(input(Self.people(), rows, ranks: ranks)).run(threads: threads)
            #expect(other.clusters == base.clusters)
            #expect(other.blocking.map(\.pairs) == base.blocking.map(\.pairs))
        }
        for _ in 0..<3 {
            let order = Array(rows.indices).shuffled(using: &generator)
            let moved = await Matcher(
                input(Self.people(), order.map { rows[$0] }, ranks: order.map { ranks[$0] })
            ).run(threads: 2)
            var back = base.clusters
            for (position, row) in order.enumerated() { back[row] = moved.clusters[position] }
            #expect(partition(back) == partition(base.clusters))
            #expect(moved.links == base.links)
            #expect(moved.refused == base.refused)
            #expect(moved.weak == base.weak)
        }
    }

    @Test(arguments: 0..<40)
    func twoDistinctValuesAreNeverInOneCluster(_ seed: Int) async {
        let rows = Self.population(60, seed: UInt64(seed) &* 31)
        let result = await Matcher(input(Self.people(threshold: 0.2), rows)).run()
        for column in 0...1 {
            for members in partition(result.clusters) {
                #expect(Set(members.compactMap { rows[$0][column] }).count <= 1)
            }
        }
    }

    /// Every assignment of two identifiers and two telephones to four mentions: clusters obey the identifiers,
    /// hang together by links, and two linked mentions are apart only when something kept them apart.
    @Test func allSmallGraphsAreClusteredSoundly() async {
        let ids: [String?] = [nil, "A", "B"]
        let phones: [String?] = [nil, "1", "2"]
        var wrong: [Int] = []
        for code in 0..<6561 {
            var rest = code
            let rows: [[String?]] = (0..<4).map { _ in
                defer { rest /= 9 }
                return [ids[rest % 3], nil, nil, phones[rest / 3 % 3]]
            }
            let input = input(Self.people(threshold: 0.8), rows)
            let result = await Matcher(input).run(threads: 1)
            let explainer = PairExplainer(input)
            var isLinked = Array(repeating: Array(repeating: false, count: 4), count: 4)
            var links = 0
            for a in 0..<4 {
                for b in 0..<4 where a != b {
                    let score = explainer.score(a, b)
                    isLinked[a][b] = score.probability >= 0.8 && !score.rules.isEmpty
                    if a < b && isLinked[a][b] { links += 1 }
                }
            }
            var isSound = result.links == links
            var apart = 0
            for members in partition(result.clusters) {
                isSound = isSound && Set(members.compactMap { rows[$0][0] }).count <= 1
                if let first = members.min() {
                    var reached: Set<Int> = [first]
                    for _ in 0..<4 {
                        for a in reached { reached.formUnion(members.filter { isLinked[a][$0] }) }
                    }
                    isSound = isSound && reached == members
                }
                for a in members {
                    apart += (0..<4).filter { !members.contains($0) && isLinked[a][$0] }.count
                }
            }
            // What the second look joined is held together by more than its links.
            if result.joinedLater > 0 { continue }
            let kept = result.refused + result.weak + result.ambiguous
            if !isSound || apart / 2 != kept { wrong.append(code) }
        }
        #expect(wrong.isEmpty)
    }

    @Test func theStrongerLinkWinsTheConflict() async {
        let rows: [[String?]] = [["A", nil, "张三", "1"], [nil, nil, "张三", "1"], ["B", nil, "张四", "1"]]
        for ranks: [UInt64] in [[1, 2, 3], [3, 2, 1], [2, 3, 1]] {
            let result = await Matcher(input(Self.people(threshold: 0.3), rows, ranks: ranks)).run()
            #expect(partition(result.clusters) == [[0, 1], [2]])
        }
    }

    @Test func oneDistinctValueDoesNotExcuseAnother() async {
        let result = await Matcher(
            input(Self.people(), [["A", "x", "张三", nil], ["A", "y", "张三", nil], ["A", nil, "张三", nil]])
        ).run()
        #expect(result.refused > 0)
        #expect(result.clusters[0] != result.clusters[1])
        #expect(result.clusterCount == 2)
    }

    /// Two families of mentions that agree inside and disagree across, tied by one shared telephone.
    @Test func oneDoubtfulLinkDoesNotTieTwoClusters() async {
        let people = model(
            [attribute("name"), attribute("birth"), attribute("phone", multiple: true)],
            blocking: [[Element(.attribute(0))], [Element(.attribute(2))]],
            comparisons: [
                exact(0, m: 0.95, u: 0.001), exact(1, m: 0.95, u: 0.0001), exact(2, m: 0.9, u: 0.000_001),
            ])
        let rows: [[String?]] = [
            ["张三", "1950-01-01", nil], ["张三", "1950-01-01", "5"], [nil, nil, "5;6"], [nil, nil, "6;7"],
            ["李四", "1980-01-01", "7"], ["李四", "1980-01-01", nil],
        ]
        let result = await Matcher(input(people, rows)).run()
        #expect(result.links > 4)
        #expect(result.weak > 0)
        #expect(result.clusters[0] == result.clusters[1])
        #expect(result.clusters[4] == result.clusters[5])
        #expect(result.clusters[0] != result.clusters[4])
    }

    @Test func missingValuesCountAgainstNobody() async {
        let people = model(
            [attribute("name"), attribute("birth"), attribute("phone")],
            blocking: [[Element(.attribute(0))], [Element(.attribute(2))]],
            comparisons: [
                exact(0, m: 0.95, u: 0.01), exact(1, m: 0.95, u: 0.0001), exact(2, m: 0.9, u: 0.0001),
            ])
        let rows: [[String?]] = [
            ["张三", "1950-01-01", nil], ["张三", "1950-01-01", "5"], ["张三", nil, "5"], ["张三", nil, "5"],
        ]
        let result = await Matcher(input(people, rows)).run()
        #expect(result.clusterCount == 1)
    }
}
