import HubMatching
import HubModel
import Testing

/// What goes wrong in families: twins, father and son of one name, a relative's number.
@Suite struct FamilyTests {
    /// id (distinct), name, birth, phone, house
    static func people(
        apart: [ApartRule] = [], limits: ClusterLimits = ClusterLimits(), ties: [RelationDeclaration] = [],
        household: Bool = false
    ) -> EntityModel {
        var comparisons = [
            exact(0, m: 0.9, u: 0.000_000_1),
            Comparison(
                name: "name", evidence: .attribute(1),
                levels: [
                    Level(.equal, m: 0.93, u: 0.0005), Level(.edits(1), m: 0.04, u: 0.015),
                    Level(.otherwise, m: 0.03, u: 0.9845),
                ]),
            Comparison(
                name: "birth", evidence: .attribute(2),
                levels: [
                    Level(.equal, m: 0.975, u: 0.00004), Level(.nearDate, m: 0.023, u: 0.004),
                    Level(.otherwise, m: 0.002, u: 0.996),
                ]),
            exact(3, m: 0.6, u: 0.0002), exact(4, m: 0.8, u: 0.0005),
        ]
        if household {
            comparisons.append(
                Comparison(
                    name: "head", evidence: .relation("head"),
                    levels: [Level(.equal, m: 0.9, u: 0.0005), Level(.otherwise, m: 0.1, u: 0.9995)]))
        }
        return EntityModel(
            name: "person", title: "人", idPrefix: "P",
            attributes: [
                attribute("id", distinct: true), attribute("name"), attribute("birth"),
                attribute("phone", multiple: true), attribute("house", multiple: true),
            ],
            relations: ties,
            blocking: [
                BlockingRule(text: "id", elements: [Element(.attribute(0))]),
                BlockingRule(text: "name", elements: [Element(.attribute(1))]),
                BlockingRule(
                    text: "birth + house", elements: [Element(.attribute(2)), Element(.attribute(4))]),
            ],
            comparisons: comparisons, prior: 0.001, threshold: 0.95, apart: apart, limits: limits,
            location: SourceLocation(file: "person.json5", line: 1, column: 1))
    }

    static let twins = ApartRule(
        name: "twins",
        when: [
            .init(comparison: 1, levels: [1, 2]), .init(comparison: 2, levels: [0]),
            .init(comparison: 4, levels: [0]),
        ], unless: [0])
    static let generations = ApartRule(name: "generations", when: [.init(comparison: 2, levels: [2])])

    static func clusters(_ rows: [[String?]], _ model: EntityModel) async -> Set<Set<Int>> {
        partition(await Matcher(input(model, rows)).run().clusters)
    }

    @Test func twinsAreMergedWithoutTheRuleAndKeptApartByIt() async {
        let rows: [[String?]] = [
            [nil, "张建国", "2010-05-05", "1", "h"], [nil, "张建华", "2010-05-05", "1", "h"],
        ]
        #expect(await Self.clusters(rows, Self.people()) == [[0, 1]])
        #expect(await Self.clusters(rows, Self.people(apart: [Self.twins])) == [[0], [1]])
    }

    @Test func twinsAreKeptApartThroughWholeClusters() async {
        // 2 names nobody in full: it could be either, and ties neither to the other.
        let rows: [[String?]] = [
            ["A", "张建国", "2010-05-05", "1", "h"], ["B", "张建华", "2010-05-05", "1", "h"],
            [nil, nil, "2010-05-05", "1", "h"], ["A", "张建国", "2010-05-05", nil, nil],
            ["B", nil, "2010-05-05", "1", nil],
        ]
        #expect(await Self.clusters(rows, Self.people(apart: [Self.twins])) == [[0, 3], [1, 4], [2]])
    }

    @Test func aTypingErrorInTheNameOfOneNumberStaysOnePerson() async {
        let rows: [[String?]] = [
            ["A", "张建国", "2010-05-05", "1", "h"], ["A", "张健国", "2010-05-05", "1", "h"],
            [nil, "张建国", "2010-05-05", "1", "h"], [nil, "张健国", "2010-05-05", "1", "h"],
        ]
        #expect(await Self.clusters(rows, Self.people(apart: [Self.twins])) == [[0, 1, 2, 3]])
    }

    @Test func fatherAndSonOfOneNameInOneHouse() async {
        let rows: [[String?]] = [
            [nil, "王伟", "1960-01-02", "1", "h"], [nil, "王伟", "1988-07-09", "1", "h"],
            ["A", "王伟", "1960-01-02", nil, nil], ["B", "王伟", "1988-07-09", nil, nil],
        ]
        #expect(await Self.clusters(rows, Self.people(apart: [Self.generations])) == [[0, 2], [1, 3]])
    }

    @Test func aNoteThatFitsFatherAndSonStaysAloneUnlessItSaysMore() async {
        let family: [[String?]] = [
            ["A", "王伟", "1960-01-02", "1", "h"], ["B", "王伟", "1988-07-09", "2", "h"],
        ]
        let model = Self.people(apart: [Self.generations])
        let vague = await Matcher(input(model, family + [[nil, "王伟", nil, nil, "h"]])).run()
        #expect(partition(vague.clusters) == [[0], [1], [2]])
        #expect(vague.ambiguous > 0)
        #expect(await Self.clusters(family + [[nil, "王伟", nil, "2", "h"]], model) == [[0], [1, 2]])
        let alone: [[String?]] = [family[0], [nil, "王伟", nil, nil, "h"]]
        #expect(await Self.clusters(alone, model) == [[0, 1]])
    }

    @Test(
        arguments: [
            // Mother, and her child with her number: other name, other birth date, the same house and telephone.
            [["A", "李芳", "1970-01-01", "1", "h"], ["A", "王小明", "1999-09-09", "1", "h"]],
            // A code used again.
            [["A", "李芳", "1970-01-01", "1", "h"], ["A", "陈大文", "1931-12-12", "5", "k"]],
        ] as [[[String?]]])
    func aBorrowedNumberDoesNotJoin(_ rows: [[String?]]) async {
        let result = await Matcher(input(Self.people(), rows)).run()
        #expect(result.clusterCount == 2)
        #expect(result.contested == 1)
    }

    @Test(
        arguments: [
            [["A", "李芳", "1970-01-01", "1", "h"], ["A", "李方", "1970-01-01", "2", "k"]],
            [["A", "李芳", "1970-01-01", "1", "h"], ["A", "陈芳华", "1970-01-01", "2", "k"]],
            [["A", "李芳", "1970-01-01", "1", "h"], ["A", "李芳", "1985-02-03", "2", "k"]],
            [["A", "李芳", nil, "1", "h"], ["A", "陈芳华", nil, "2", "k"]],
            [["A", "李芳", "1970-01-01", "1", "h"], ["A", nil, nil, nil, nil]],
        ] as [[[String?]]])
    func oneErrorDoesNotTakeAPersonsNumberAway(_ rows: [[String?]]) async {
        let result = await Matcher(input(Self.people(), rows)).run()
        #expect(result.contested == 0)
        let isLinked = result.links > 0
        #expect(result.clusterCount == (isLinked ? 1 : 2))
    }

    @Test func aMentionOfAContestedNumberAloneTiesNobodyTogether() async {
        let rows: [[String?]] = [
            ["A", "李芳", "1970-01-01", "1", "h"], ["A", "王小明", "1999-09-09", "1", "h"],
            ["A", nil, nil, nil, nil],
        ]
        #expect(await Self.clusters(rows, Self.people()) == [[0], [1], [2]])
        // Most claims agree: the number still says who is meant, together with the name.
        let more: [[String?]] =
            rows.prefix(2) + [
                ["A", "李芳", nil, nil, nil], ["A", "李芳", "1970-01-01", nil, "k"],
                ["A", "李芳", "1970-01-01", "3", nil],
            ]
        #expect(await Self.clusters(more, Self.people()) == [[0, 2, 3, 4], [1]])
    }

    /// The household register names the head above each member: nobody is his own guardian.
    @Test func bothEndsOfATieThatKeepsApartAreTwo() async {
        let guardian = RelationDeclaration(name: "guardian_of", title: "监护", to: 0, keepsApart: true)
        let model = Self.people(ties: [guardian])
        let rows: [[String?]] = [
            [nil, "王伟", nil, "1", "h"], [nil, "王伟", nil, "1", "h"], [nil, "王伟", "1960-01-02", "1", "h"],
        ]
        let plain = input(model, rows)
        func run(_ ties: [MatchTie]) async -> MatchResult {
            await Matcher(
                MatchInput(
                    model: model, values: plain.values, ranks: plain.ranks, related: [:],
                    ties: ["guardian_of": ties])
            ).run()
        }
        #expect(await run([]).clusterCount == 1)
        let kept = await run([MatchTie(from: 0, to: 1), MatchTie(from: 9, to: -1)])
        #expect(kept.clusters[0] != kept.clusters[1])
    }

    /// Two mentions of one name and hardly anything else, whose heads are one person by their numbers.
    @Test func aSharedHeadOfHouseholdJoinsWhatWasDoubtful() async {
        let tie = RelationDeclaration(name: "head", title: "户主", to: 0)
        let model = Self.people(ties: [tie], household: true)
        let rows: [[String?]] = [
            [nil, "欧阳霁", nil, nil, nil], [nil, "欧阳霁", "1990-03-04", nil, "h"],
            ["A", "欧阳山", nil, nil, nil], ["A", "欧阳山", "1960-03-04", nil, nil],
            ["B", "赵山", nil, nil, nil],
        ]
        let plain = input(model, rows)
        func run(_ ties: [MatchTie]) async -> MatchResult {
            await Matcher(
                MatchInput(
                    model: model, values: plain.values, ranks: plain.ranks, related: [:], ties: ["head": ties]
                )
            ).run()
        }
        let joined = await run([MatchTie(from: 0, to: 2), MatchTie(from: 1, to: 3)])
        #expect(partition(joined.clusters) == [[0, 1], [2, 3], [4]])
        #expect(joined.joinedLater == 1)
        let apart = await run([MatchTie(from: 0, to: 2), MatchTie(from: 1, to: 4)])
        #expect(apart.clusters[0] != apart.clusters[1])
        #expect(await run([]).clusterCount == 4)
    }

    @Test(arguments: 0..<40)
    func noClusterHoldsAPairThatARuleKeepsApart(_ seed: Int) async {
        var generator = SeededGenerator(UInt64(seed) + 40)
        func pick(_ values: [String?]) -> String? { values.randomElement(using: &generator) ?? nil }
        let rows: [[String?]] = (0..<50).map { _ in
            [
                pick([nil, nil, "A", "B", "C"]), pick(["王伟", "王玮", "王强", nil]),
                pick(["1960-01-02", "1960-01-03", "1988-07-09", nil]), pick([nil, "1", "2", "1;2"]),
                pick(["h", "k", nil]),
            ]
        }
        var twins = Self.twins
        twins = ApartRule(name: twins.name, when: twins.when)
        let model = Self.people(apart: [twins, Self.generations])
        let ranks = rows.indices.map { _ in generator.next() }
        let given = input(model, rows, ranks: ranks)
        let result = await Matcher(given).run(threads: 1)
        let explainer = PairExplainer(given)
        var violations = 0
        for members in partition(result.clusters) {
            for a in members {
                for b in members where a < b { violations += explainer.score(a, b).apart.count }
            }
        }
        #expect(violations == 0)
        let order = Array(rows.indices).shuffled(using: &generator)
        let moved = await Matcher(input(model, order.map { rows[$0] }, ranks: order.map { ranks[$0] })).run(
            threads: 3)
        var back = result.clusters
        for (position, row) in order.enumerated() { back[row] = moved.clusters[position] }
        #expect(partition(back) == partition(result.clusters))
        #expect(moved.ambiguous == result.ambiguous && moved.joinedLater == result.joinedLater)
    }
}
