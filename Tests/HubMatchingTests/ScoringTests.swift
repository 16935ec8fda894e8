import Foundation
import HubMatching
import HubModel
import Testing

@Suite struct ScoringTests {
    /// name, phones, birth date
    static let people = model(
        [attribute("name"), attribute("phone", multiple: true), attribute("birth")],
        blocking: [[Element(.attribute(0))]],
        comparisons: [
            Comparison(
                name: "name", evidence: .attribute(0),
                levels: [
                    Level(.equal, m: 0.85, u: 0.001, adjustsForFrequency: true),
                    Level(.edits(1), m: 0.1, u: 0.01, adjustsForFrequency: true),
                    Level(.similar(0.3), m: 0.02, u: 0.02), Level(.otherwise, m: 0.03, u: 0.969),
                ]),
            exact(1, m: 0.6, u: 0.0001, adjusts: true),
            Comparison(
                name: "birth", evidence: .attribute(2),
                levels: [
                    Level(.equal, m: 0.9, u: 0.001), Level(.nearDate, m: 0.07, u: 0.05),
                    Level(.otherwise, m: 0.03, u: 0.949),
                ]),
        ])

    static func population(_ count: Int, seed: UInt64) -> [[String?]] {
        var generator = SeededGenerator(seed)
        return (0..<count).map { _ in
            let name = String((0..<3).map { _ in "王李张伟芳".randomElement(using: &generator) ?? "王" })
            let phones = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                String(Int.random(in: 100...130, using: &generator))
            }
            let birth =
                "199\(Int.random(in: 0...9, using: &generator))-01-0\(Int.random(in: 1...9, using: &generator))"
            return [
                generator.chance(0.1) ? nil : name,
                generator.chance(0.3) ? nil : Set(phones).sorted().joined(separator: ";"),
                generator.chance(0.2) ? nil : birth,
            ]
        }
    }

    @Test func scoresAreSymmetricAndTheirPartsAddUp() {
        let explainer = PairExplainer(input(Self.people, Self.population(60, seed: 3)))
        for first in 0..<60 {
            for second in 0..<60 {
                let score = explainer.score(first, second)
                #expect(score == explainer.score(second, first))
                #expect(score.total == score.parts.reduce(score.prior) { $0 + $1.weight })
                #expect(abs(score.probability - 1 / (1 + pow(2, -score.total))) < 1e-12)
            }
        }
    }

    @Test func weightsAreTheBitsOfTheModel() {
        let explainer = PairExplainer(
            input(
                Self.people,
                [["王伟", nil, "1990-01-02"], ["李芳", "1", "1990-01-02"], [nil, nil, "1990-01-03"]]))
        let score = explainer.score(0, 1)
        #expect(score.parts.map(\.level) == [3, nil, 0])
        #expect(abs(score.prior - log2(0.001 / 0.999)) < 1e-4)
        #expect(abs(score.parts[0].weight - log2(0.03 / 0.969)) < 1e-4)
        #expect(score.parts[1].weight == 0)
        #expect(abs(score.parts[2].weight - log2(0.9 / 0.001)) < 1e-4)
        #expect(abs(explainer.score(0, 2).parts[2].weight - log2(0.07 / 0.05)) < 1e-4)
    }

    @Test func rareValuesWeighMoreAndCommonOnesLess() {
        var rows = Array(repeating: ["王伟"] as [String?], count: 3000)
        rows += (0..<7000).map { ["名\($0)"] }
        rows += [["欧阳"], ["欧阳"]]
        let names = model([attribute("name")], comparisons: [exact(0, m: 0.9, u: 0.001, adjusts: true)])
        let explainer = PairExplainer(input(names, rows))
        let plain = log2(0.9 / 0.001)
        let common = explainer.score(0, 1).parts[0].weight
        let rare = explainer.score(10_000, 10_001).parts[0].weight
        #expect(rare > plain + 1.5)
        #expect(rare <= plain + 6)
        // u becomes the share of the name, 3,000 of 10,002.
        #expect(abs(common - log2(0.9 / 0.3)) < 0.3)
        #expect(
            explainer.score(0, 10_000).parts[0].weight
                == PairExplainer(input(names, rows)).score(1, 9_000).parts[0].weight)
    }

    @Test func anAgreementOnTheCommonestValueIsNoEvidenceAgainst() {
        let sexes = model([attribute("sex")], comparisons: [exact(0, m: 0.5, u: 0.01, adjusts: true)])
        let rows = Array(repeating: ["1"] as [String?], count: 5000)
        #expect(PairExplainer(input(sexes, rows)).score(0, 1).parts[0].weight == 0)
    }

    @Test func aSmallNightChangesWeightsLittle() {
        let names = model([attribute("name")], comparisons: [exact(0, m: 0.9, u: 0.0001, adjusts: true)])
        let weight = PairExplainer(input(names, [["王伟"], ["王伟"]])).score(0, 1).parts[0].weight
        #expect(abs(weight - log2(0.9 / 0.0001)) <= 1.01)
    }

    @Test func explanationsNameRulesAndConflicts() {
        let things = model(
            [attribute("id", distinct: true), attribute("name"), attribute("phone", multiple: true)],
            blocking: [
                [Element(.attribute(0))], [Element(.attribute(1), part: .first(1)), Element(.attribute(2))],
                [Element(.attribute(1), part: .last(1))],
            ],
            comparisons: [exact(0, m: 0.9, u: 0.001)])
        let explainer = PairExplainer(
            input(things, [["A", "张三", "1;2"], ["B", "张四", "2;3"], ["A", "李三", nil], [nil, nil, nil]]))
        #expect(explainer.score(0, 1).rules == [1])
        #expect(explainer.score(0, 1).conflicts == [0])
        #expect(explainer.score(0, 2).rules == [0, 2])
        #expect(explainer.score(0, 2).conflicts.isEmpty)
        #expect(explainer.score(0, 3).rules.isEmpty)
        #expect(explainer.score(3, 3).rules.isEmpty)
    }

    @Test func aRelativesNumberLosesToNameAndBirthDate() {
        let people = model(
            [attribute("id", distinct: true), attribute("name"), attribute("birth")],
            blocking: [[Element(.attribute(0))]],
            comparisons: [
                exact(0, m: 0.95, u: 0.0001), exact(1, m: 0.98, u: 0.0005), exact(2, m: 0.99, u: 0.0001),
            ])
        let own: [String?] = ["1", "张三", "1950-01-01"]
        let bare: [String?] = ["1", nil, nil]
        let claimed = PairExplainer(input(people, [own, bare, ["1", "张小三", "1980-02-02"]]))
        #expect(claimed.score(0, 2).probability < 0.5)
        // Two claim the number: alone, it does not say which of them is meant.
        #expect(claimed.score(0, 1).probability < 0.9)
        #expect(PairExplainer(input(people, [own, bare])).score(0, 1).probability > 0.9)
    }
}
