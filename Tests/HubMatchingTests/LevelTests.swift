import HubMatching
import HubModel
import Testing

@Suite struct LevelTests {
    static let longText = String(repeating: "长", count: 20_000)

    static let cases: [(test: Comparison.Test, first: String, second: String, holds: Bool)] = [
        (.equal, "张三", "张三", true),
        (.equal, "张三", "张四", false),
        (.equal, "臺北", "台北", true),
        (.equal, "Li Wei", "LI WEI", true),
        (.edits(1), "张三丰", "张三", true),
        (.edits(1), "张三丰", "张丰三", true),
        (.edits(1), "张三丰", "章三峰", false),
        (.edits(2), "张三丰", "章三峰", true),
        (.edits(0), "张三", "张三", true),
        (.edits(0), "张三", "张四", false),
        (.edits(1), "王", "李", true),
        (.edits(2), "kitten", "sitting", false),
        (.edits(3), "kitten", "sitting", true),
        (.edits(2), "ca", "abc", false),
        (.edits(3), "ca", "abc", true),
        (.edits(100), "a", "长长长", true),
        (.edits(1), longText + "甲", longText + "乙", true),
        (.edits(2), "甲" + longText + "乙", "乙" + longText + "甲", true),
        (.edits(2), "甲乙" + longText + "丙丁", "乙甲" + longText + "丁丙", true),
        (.edits(1), "甲乙" + longText + "丙丁", "乙甲" + longText + "丁丙", false),
        (.edits(3), longText, longText + "多四个字", false),
        (.prefix(2), "中山路3号", "中山路3号2栋", true),
        (.prefix(6), "中山路3号", "中山路3号2栋", false),
        (.prefix(2), "中山路3号2栋", "中山", true),
        (.prefix(3), "中山路3号2栋", "中山", false),
        (.prefix(1), "中山路", "山路", false),
        (.prefix(4), "中山路", "中山路", false),
        (.similar(0.5), "中山路", "中山道", true),
        (.similar(0.51), "中山路", "中山道", false),
        (.similar(1), "中山路", "中山路", true),
        (.similar(0.1), "甲", "乙", false),
        (.similar(1), "甲", "甲", true),
        (.similar(0.4), "aaaa", "aa", true),
        (.similar(0.6), "aaaa", "aa", false),
        (.similar(0.99), longText + "甲", longText + "乙", true),
        (.nearDate, "1990-02-03", "1990-02-28", true),
        (.nearDate, "1990-02-03", "1991-02-03", true),
        (.nearDate, "1990-02-03", "1990-05-03", true),
        (.nearDate, "1990-02-03", "1990-03-02", true),
        (.nearDate, "1990-02-03", "1991-03-02", false),
        (.nearDate, "1990-02-03", "1991-02-28", false),
        (.nearDate, "19900203", "1990-02-03", true),
        (.nearDate, "1990-02", "1990-02", false),
        (.nearDate, "1990年2月", "1990-02-03", false),
        (.nearDate, "1990/02/03", "1990-02-03", false),
    ]

    @Test(arguments: cases.indices)
    func levelsHoldAsDocumentedInBothDirections(_ index: Int) {
        let entry = Self.cases[index]
        #expect(holds(entry.test, entry.first, entry.second) == entry.holds)
        #expect(holds(entry.test, entry.second, entry.first) == entry.holds)
    }

    @Test func editsAgreeWithThePlainDistanceOnAllShortTexts() {
        var texts: [String] = []
        for length in 1...4 {
            for code in 0..<(1 << length) {
                texts.append(String((0..<length).map { code >> $0 & 1 == 0 ? "甲" : "b" }))
            }
        }
        var generator = SeededGenerator(11)
        for _ in 0..<40 {
            let length = Int.random(in: 5...9, using: &generator)
            texts.append(String((0..<length).map { _ in "abc甲乙".randomElement(using: &generator) ?? "a" }))
        }
        var wrong: [String] = []
        for limit in 0...4 {
            let comparison = Comparison(
                name: "value", evidence: .attribute(0),
                levels: [Level(.edits(limit), m: 0.9, u: 0.1), Level(.otherwise, m: 0.1, u: 0.9)])
            let explainer = PairExplainer(
                input(model([attribute("value")], comparisons: [comparison]), texts.map { [$0] }))
            for first in texts.indices {
                for second in texts.indices {
                    let expected = alignmentDistance(Array(texts[first]), Array(texts[second])) <= limit
                    let found = explainer.score(first, second).parts[0].level == 0
                    if found != expected { wrong.append("\(texts[first]) \(texts[second]) \(limit)") }
                }
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test func anAbsentOrEmptyOrVanishingValueIsMissing() {
        let explainer = PairExplainer(
            input(
                model([attribute("value")], comparisons: [exact(0, m: 0.9, u: 0.1)]),
                [[nil], [""], ["·"], ["甲"]]))
        for other in 0..<3 {
            for value in 0..<4 {
                let score = explainer.score(other, value)
                #expect(score.parts[0].level == nil)
                #expect(!score.parts[0].isPresent)
                #expect(score.total == score.prior)
            }
        }
        #expect(explainer.score(3, 3).parts[0].level == 0)
    }

    @Test func severalValuesCountWithTheirBestPair() {
        #expect(holds(.equal, "1;2;3", "9;3", multiple: true))
        #expect(!holds(.equal, "1;2;3", "9;4", multiple: true))
        #expect(holds(.edits(1), "138001;139", "77;138002", multiple: true))
        #expect(holds(.equal, ";;7;", "7", multiple: true))
        #expect(!holds(.equal, "1;2", "1", multiple: false))
    }

    @Test func amongSeveralSharedValuesTheRarestWeighs() {
        let comparison = exact(0, m: 0.9, u: 0.01, adjusts: true)
        let phones = model([attribute("phone", multiple: true)], comparisons: [comparison])
        let common = Array(repeating: ["110"] as [String?], count: 200)
        let explainer = PairExplainer(input(phones, [["110;555"], ["110;555"], ["110;777"]] + common))
        let both = explainer.score(0, 1).parts[0].weight
        let commonOnly = explainer.score(0, 2).parts[0].weight
        #expect(both > commonOnly + 3)
        #expect(explainer.score(0, 0).parts[0].weight == both)
    }

    @Test func relationsAreEqualOrNot() {
        let comparison = Comparison(
            name: "lives_in", evidence: .relation("lives_in"),
            levels: [
                Level(.edits(5), m: 0.7, u: 0.01), Level(.prefix(0), m: 0.7, u: 0.01),
                Level(.similar(0), m: 0.7, u: 0.01), Level(.nearDate, m: 0.7, u: 0.01),
                Level(.equal, m: 0.7, u: 0.01), Level(.otherwise, m: 0.3, u: 0.99),
            ])
        let explainer = PairExplainer(
            input(
                model([attribute("name")], comparisons: [comparison]), Array(repeating: ["x"], count: 4),
                related: ["lives_in": [5, 5, -6, 0]]))
        #expect(explainer.score(0, 1).parts[0].level == 0)
        #expect(explainer.score(0, 2).parts[0].level == 5)
        #expect(explainer.score(0, 3).parts[0].isPresent == false)
    }
}

/// Optimal string alignment distance by the whole table.
private func alignmentDistance(_ a: [Character], _ b: [Character]) -> Int {
    var rows = [[Int]](repeating: Array(repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { rows[i][0] = i }
    for j in 0...b.count { rows[0][j] = j }
    for i in 1...a.count {
        for j in 1...b.count {
            let substituted = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
            rows[i][j] = min(substituted, rows[i - 1][j] + 1, rows[i][j - 1] + 1)
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
            }
        }
    }
    return rows[a.count][b.count]
}
