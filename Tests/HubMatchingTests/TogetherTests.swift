import HubMatching
import HubModel
import Testing

/// Evidence over several attributes, implied values, and parts of values that yield several keys.
@Suite struct TogetherTests {
    private static let name = Attribute(name: "name", title: "姓名", type: PersonName())
    private static let former = Attribute(name: "former", title: "曾用名", type: PersonName())

    private func equal(_ evidence: Evidence, adjusts: Bool = false) -> Comparison {
        Comparison(
            name: "x", evidence: evidence,
            levels: [
                Level(.equal, m: 0.9, u: 0.001, adjustsForFrequency: adjusts),
                Level(.otherwise, m: 0.1, u: 0.999),
            ])
    }

    @Test func aNameMeetsAFormerName() async {
        let people = model(
            [Self.name, Self.former], blocking: [[Element(.attributes([0, 1]))]],
            comparisons: [equal(.attributes([0, 1]))], prior: 0.1)
        let rows: [[String?]] = [
            ["李四", "張三"], ["张三", nil], ["王五", "张三"], ["张三", "李四"], [nil, nil], ["赵六", nil],
        ]
        let explainer = PairExplainer(input(people, rows))
        func meet(_ a: Int, _ b: Int) -> Bool { explainer.score(a, b).parts[0].level == 0 }
        #expect(meet(0, 1) && meet(1, 2) && meet(0, 2) && meet(0, 3))
        #expect(!meet(1, 5) && !meet(0, 5))
        #expect(explainer.score(0, 4).parts[0].isPresent == false)
        #expect(explainer.score(0, 1).rules == [0] && explainer.score(1, 5).rules.isEmpty)
        let result = await Matcher(input(people, rows)).run()
        #expect(partition(result.clusters) == [[0, 1, 2, 3], [4], [5]])
    }

    @Test func severalAttributesWithSeveralValuesAreOneSet() {
        let people = model(
            [attribute("a", multiple: true), attribute("b")], comparisons: [equal(.attributes([0, 1]))])
        let explainer = PairExplainer(input(people, [["1;2", "3"], [nil, "2"], ["9", "3"], ["9", "8"]]))
        #expect(explainer.score(0, 1).parts[0].level == 0)
        #expect(explainer.score(0, 2).parts[0].level == 0)
        #expect(explainer.score(0, 3).parts[0].level == 1)
    }

    @Test func whatAnEqualNumberImpliesIsNotCountedTwice() async {
        let number = Attribute(name: "number", title: "n", type: FoldingText(), isDistinct: true)
        let birth = Attribute(name: "birth", title: "b", type: FoldingText(), derivedFrom: "number")
        let people = model(
            [number, birth, attribute("stated")], blocking: [[Element(.attribute(0))]],
            comparisons: [exact(0, m: 0.9, u: 0.01), exact(1, m: 0.9, u: 0.01)], prior: 0.02, threshold: 0.95)
        let rows: [[String?]] = [
            ["1", "1990", nil], ["1", "1990", nil], ["1", "1991", nil], [nil, "1990", nil],
            ["2", "1990", nil],
        ]
        let explainer = PairExplainer(input(people, rows))
        #expect(explainer.score(0, 1).parts[1].weight == 0)
        #expect(explainer.score(0, 1).parts[1].level == 0)
        #expect(explainer.score(0, 2).parts[1].weight < -3)
        #expect(explainer.score(0, 3).parts[1].weight > 6)
        #expect(explainer.score(0, 4).parts[1].weight > 6)
        // The quick way comes to the same: without the birth date the number is too little to link.
        #expect(explainer.score(0, 1).probability < 0.95)
        #expect(await Matcher(input(people, rows)).run().links == 0)
    }

    /// What the matcher links is what the explanations put over the threshold, whatever the levels.
    @Test(arguments: 0..<6)
    func linksAreThePairsOverTheThreshold(_ seed: Int) async {
        var generator = SeededGenerator(UInt64(seed) &+ 900)
        let tests: [Comparison.Test] = [
            .equal, .romanised, .wildcard(1), .looksAlike, .soundsAlike, .dropped, .anyOrder, .initials,
            .jaroWinkler(0.9), .sameSurname,
        ].shuffled(using: &generator)
        var levels = tests.map {
            Level(
                $0, m: Double.random(in: 0.001...0.2, using: &generator),
                u: Double.random(in: 0.0001...0.2, using: &generator), adjustsForFrequency: $0 == .equal)
        }
        levels.append(Level(.otherwise, m: 0.01, u: 0.8))
        let born = Attribute(
            name: "born", title: "b", type: CalendarDate(), derivedFrom: "name")
        let people = model(
            [Self.name, Self.former, born], blocking: [[Element(.attribute(2), part: .year)]],
            comparisons: [
                Comparison(name: "names", evidence: .attributes([0, 1]), levels: levels),
                Comparison(
                    name: "born", evidence: .attribute(2),
                    levels: [
                        Level(.placeholder, m: 0.1, u: 0.1), Level(.equal, m: 0.6, u: 0.01),
                        Level(.swapped, m: 0.1, u: 0.01), Level(.yearsApart(1), m: 0.01, u: 0.5),
                        Level(.otherwise, m: 0.19, u: 0.38),
                    ]),
            ], prior: 0.05, threshold: 0.7)
        let names = ["王晴", "王睛", "王情", "Wang Qing", "Qing Wang", "Q Wang", "王□晴", "王小晴", "李晴", "歐陽晴", "欧阳清"]
        let rows: [[String?]] = (0..<70).map { _ in
            [
                names.randomElement(using: &generator),
                generator.chance(0.3) ? names.randomElement(using: &generator) : nil,
                ["1990-01-01", "1990-02-03", "1990-03-02", "1990-05-05"].randomElement(using: &generator),
            ]
        }
        let input = input(people, rows)
        let explainer = PairExplainer(input)
        var expected = 0
        for a in rows.indices {
            for b in rows.indices where b > a && explainer.score(a, b).probability >= 0.7 { expected += 1 }
        }
        #expect(await Matcher(input).run(threads: 2).links == expected)
        #expect(expected > 50)
    }

    static let meetings: [(part: BlockingRule.Part, first: String, second: String, meet: Bool)] = [
        (.sound, "王晓明", "王小明", true), (.sound, "张三", "章三", true), (.sound, "张三", "李三", false),
        (.sound, "李伟", "Li Wei", true), (.sound, "李偉", "Wei Li", true), (.sound, "蔡英文", "Tsai Ing-wen", true),
        (.sound, "曾丽", "增莉", true), (.sound, "李乐", "李月", true), (.sound, "李乐", "李辣", false),
        (.sound, "John Smith", "Smyth Jon", true), (.sound, "John Smith", "John Brown", false),
        (.words, "Li Wei", "Wei Wang", true), (.words, "Li Wei", "Wang Wen", false),
        (.words, "王伟", "王伟", true),
        (.words, "古丽·买买提", "阿依·买买提", true), (.words, "古丽·买买提", "阿依·玉素甫", false),
        (.sorted, "Li Wei", "Wei Li", true), (.sorted, "张国强", "张强国", true), (.sorted, "张国强", "张国", false),
    ]

    @Test(arguments: meetings.indices)
    func partsBringTogether(_ index: Int) async {
        let entry = Self.meetings[index]
        let people = model(
            [Self.name], blocking: [[Element(.attribute(0), part: entry.part)]],
            comparisons: [exact(0, m: 0.9, u: 0.1)])
        let rows: [[String?]] = [[entry.first], [entry.second], ["no one else"]]
        let result = await Matcher(input(people, rows)).run()
        #expect(result.pairs == (entry.meet ? 1 : 0))
        #expect(PairExplainer(input(people, rows)).score(0, 1).rules.isEmpty == !entry.meet)
        #expect(PairExplainer(input(people, rows)).score(1, 0).rules.isEmpty == !entry.meet)
    }

    @Test func yearsAreTheFirstFourDigits() {
        let people = model([attribute("d")], blocking: [[Element(.attribute(0), part: .year)]])
        let explainer = PairExplainer(input(people, [["1990-01-02"], ["1990-11-12"], ["1991-01-02"]]))
        #expect(explainer.score(0, 1).rules == [0])
        #expect(explainer.score(0, 2).rules.isEmpty)
    }

    @Test func nonsenseIsSoundedWithoutHarm() {
        let people = model([Self.name], blocking: [[Element(.attribute(0), part: .sound)]])
        let long = String(repeating: "li", count: 20_000)
        let rows: [[String?]] = [
            [long], [String(repeating: "乐", count: 5000)], ["🀄️"], ["王🀄"], ["'"], ["é"], [nil],
        ]
        let explainer = PairExplainer(input(people, rows))
        for row in 0..<rows.count {
            #expect(explainer.score(row, row).rules.isEmpty == (row == 4 || row == 6))
        }
    }
}
