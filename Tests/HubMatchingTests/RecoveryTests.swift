import HubMatching
import HubModel
import Testing

/// A population of known truth, told by three registers with their own gaps and errors.
@Suite struct RecoveryTests {
    static let model = HubMatchingTests.model(
        [
            attribute("name"), attribute("id", distinct: true), attribute("birth"), attribute("sex"),
            attribute("phone", multiple: true), attribute("address"),
        ],
        blocking: [
            [Element(.attribute(1))], [Element(.attribute(0)), Element(.attribute(2))],
            [Element(.attribute(4))],
            [Element(.attribute(0), part: .first(1)), Element(.attribute(5))],
            [Element(.relation("lives_in")), Element(.attribute(2))],
        ],
        comparisons: [
            Comparison(
                name: "name", evidence: .attribute(0),
                levels: [
                    Level(.equal, m: 0.9, u: 0.002, adjustsForFrequency: true),
                    Level(.edits(1), m: 0.08, u: 0.05),
                    Level(.otherwise, m: 0.02, u: 0.948),
                ]),
            Comparison(
                name: "id", evidence: .attribute(1),
                levels: [
                    Level(.equal, m: 0.96, u: 0.000_01), Level(.edits(1), m: 0.03, u: 0.001),
                    Level(.otherwise, m: 0.01, u: 0.998),
                ]),
            Comparison(
                name: "birth", evidence: .attribute(2),
                levels: [
                    Level(.equal, m: 0.93, u: 0.0003), Level(.nearDate, m: 0.05, u: 0.03),
                    Level(.otherwise, m: 0.02, u: 0.96),
                ]),
            exact(3, m: 0.99, u: 0.5), exact(4, m: 0.7, u: 0.0005),
            Comparison(
                name: "address", evidence: .attribute(5),
                levels: [
                    Level(.equal, m: 0.6, u: 0.001), Level(.similar(0.7), m: 0.2, u: 0.01),
                    Level(.otherwise, m: 0.2, u: 0.989),
                ]),
            Comparison(
                name: "lives_in", evidence: .relation("lives_in"),
                levels: [Level(.equal, m: 0.7, u: 0.001), Level(.otherwise, m: 0.3, u: 0.999)]),
        ], prior: 0.001)

    static func population(_ people: Int, seed: UInt64) -> (
        input: MatchInput, truth: [Int], rows: [[String?]]
    ) {
        var generator = SeededGenerator(seed)
        func pick(_ text: String) -> String { text.randomElement(using: &generator).map { String($0) } ?? "" }
        var rows: [[String?]] = []
        var truth: [Int] = []
        var homes: [Int64] = []
        for person in 0..<people {
            let surname = pick("王王王李李张刘陈杨赵黄周吴徐孙")
            let name = surname + pick("伟芳娜敏静丽强磊军洋勇艳杰涛") + pick("华文明超辉平兰英红梅宇轩涵怡")
            let year = Int.random(in: 1940...2015, using: &generator)
            let birth =
                "\(year)-0\(Int.random(in: 1...9, using: &generator))-\(Int.random(in: 10...28, using: &generator))"
            let id = "99010\(birth.filter(\.isNumber))\(1000 + person)"
            let phone = "138\(10_000_000 + Int.random(in: 0..<80_000_000, using: &generator))"
            // Every other person lives with the one before, and they share a telephone now and then.
            let home = Int64(person / 2 + 1)
            let address = "中山路\(home)号\(home % 7 + 1)单元"
            for register in 0..<3 {
                var told = name
                if generator.chance(0.03) { told = String(name.dropLast()) + pick("建国庆龙凤") }
                var date = birth
                if generator.chance(0.03) { date = String(birth.dropLast()) + "0" }
                rows.append([
                    told, generator.chance(0.6) ? id : nil, generator.chance(0.9) ? date : nil,
                    person % 3 == 0 ? "1" : "2", generator.chance(0.6) ? phone : nil,
                    generator.chance(0.5) ? (register == 1 ? address + "室" : address) : nil,
                ])
                homes.append(generator.chance(0.5) ? home : 0)
                truth.append(person)
            }
        }
        let ranks = rows.indices.map { _ in generator.next() }
        return (input(model, rows, ranks: ranks, related: ["lives_in": homes]), truth, rows)
    }

    /// Pairs of one person that hang together by pairs which blocking brings: more cannot be found.
    static func reachablePairs(_ input: MatchInput, people: Int) -> Int {
        let explainer = PairExplainer(input)
        return (0..<people).reduce(0) { sum, person in
            let met = [(0, 1), (0, 2), (1, 2)].filter {
                !explainer.score(person * 3 + $0.0, person * 3 + $0.1).rules.isEmpty
            }
            return sum + (met.count >= 2 ? 3 : met.count)
        }
    }

    @Test(arguments: [1, 2, 3])
    func theTruthIsRecoveredFromThreeRegisters(_ seed: Int) async {
        let (input, truth, rows) = Self.population(1500, seed: UInt64(seed))
        let result = await Matcher(input).run()
        let evaluation = Evaluation(predicted: result.clusters.map(Int.init), truth: truth)
        let reachable = Self.reachablePairs(input, people: 1500)
        #expect(evaluation.pairwise.precision >= 0.999)
        #expect(Double(evaluation.correctPairs) >= 0.99 * Double(reachable))
        #expect(reachable > 4000)
        #expect(evaluation.largestCluster == 3)
        for members in partition(result.clusters) {
            #expect(Set(members.compactMap { rows[$0][1] }).count <= 1)
        }
    }

    @Test func matchingAndMergingTwiceChangesNothing() async {
        let (input, _, _) = Self.population(800, seed: 9)
        let first = await Matcher(input).run()
        let second = await Matcher(input).run()
        #expect(second.clusters == first.clusters)
        func golden(_ values: CellTable, _ clusters: [Int32], count: Int) async -> GoldenTable {
            let rows = clusters.count
            return await Survivorship(
                model: Self.model, values: values, mentions: (0..<rows).map { Int64($0) },
                trust: Array(repeating: 50, count: rows), runs: Array(repeating: 1, count: rows),
                ranks: (0..<rows).map { UInt64($0) }
            ).merge(ClusterMembers(clusters: clusters, count: count))
        }
        let once = await golden(input.values, first.clusters, count: first.clusterCount)
        let again = await golden(input.values, second.clusters, count: second.clusterCount)
        #expect(again.values.cells == once.values.cells)
        #expect(again.values.arena == once.values.arena)
        #expect(again.sources == once.sources)
        // A golden record is the golden record of itself.
        let alone = (0..<Int32(first.clusterCount)).map { $0 }
        let twice = await golden(once.values, alone, count: first.clusterCount)
        #expect(twice.values.cells == once.values.cells)
        #expect(twice.values.arena == once.values.arena)
    }
}
