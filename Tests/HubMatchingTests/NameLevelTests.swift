import HubMatching
import HubModel
import Testing

/// Whether a test holds of two names, folded as the type of names does.
private func holds(_ test: Comparison.Test, _ names: [String]) -> [[Bool]] {
    let comparison = Comparison(
        name: "name", evidence: .attribute(0),
        levels: [Level(test, m: 0.9, u: 0.1), Level(.otherwise, m: 0.1, u: 0.9)])
    let people = model(
        [Attribute(name: "name", title: "姓名", type: PersonName())], comparisons: [comparison])
    let explainer = PairExplainer(input(people, names.map { [$0] }))
    return names.indices.map { first in
        names.indices.map { explainer.score(first, $0).parts[0].level == 0 }
    }
}

@Suite struct NameLevelTests {
    static let cases: [(test: Comparison.Test, first: String, second: String, holds: Bool)] = [
        (.wildcard(1), "王□明", "王䶮明", true),
        (.wildcard(1), "王?明", "王晓明", true),
        (.wildcard(1), "王●明", "王晓明", true),
        (.wildcard(1), "王\u{E000}明", "王晓明", true),
        (.wildcard(1), "王YAN明", "王琰明", true),
        (.wildcard(1), "王(龙天)明", "王䶮明", true),
        (.wildcard(1), "王□明", "王晓红", false),
        (.wildcard(1), "王□", "王明", false),
        (.wildcard(0), "王□", "王明", true),
        (.wildcard(0), "张**", "张三", true),
        (.wildcard(0), "张某", "张三丰", true),
        (.wildcard(0), "张XX", "张三丰", true),
        (.wildcard(0), "张**", "李三丰", false),
        (.wildcard(0), "□小明", "王小明", false),
        (.wildcard(1), "张三丰", "张三峰", false),
        (.wildcard(1), "欧阳□月", "欧阳霁月", true),
        (.wildcard(1), "欧阳□", "欧阳修", false),
        (.soundsAlike, "王曉明", "王小明", true),
        (.soundsAlike, "張三", "章三", true),
        (.soundsAlike, "張惠妹", "張惠美", true),
        (.soundsAlike, "陈明", "程民", true),
        (.soundsAlike, "黄莉", "方丽", true),
        (.soundsAlike, "刘娜", "牛拉", true),
        (.soundsAlike, "单丽", "山丽", true),
        (.soundsAlike, "单丽", "丹丽", false),
        (.soundsAlike, "李单", "李丹", true),
        (.soundsAlike, "尉迟恭", "于迟恭", true),
        (.soundsAlike, "王明", "王小明", false),
        (.soundsAlike, "王伟", "李伟", false),
        (.soundsAlike, "Smith", "Smyth", true),
        (.soundsAlike, "Catherine", "Kathryn", true),
        (.soundsAlike, "Smith", "Jones", false),
        (.soundsAlike, "王伟", "Wang Wei", false),
        (.looksAlike, "李晴", "李睛", true),
        (.looksAlike, "王洋", "王祥", true),
        (.looksAlike, "张己", "张已", true),
        (.looksAlike, "萧红", "肖红", true),
        (.looksAlike, "王伟", "李伟", false),
        (.looksAlike, "未己", "末已", false),
        (.looksAlike, "王洋", "王祥瑞", false),
        (.dropped, "王小明", "王明", true),
        (.dropped, "王小明", "王小", true),
        (.dropped, "欧阳霁月", "欧阳月", true),
        (.dropped, "王小明", "小明", false),
        (.dropped, "王小明", "王红", false),
        (.dropped, "王明", "王", false),
        (.romanised, "李偉", "Li Wei", true),
        (.romanised, "李伟", "Wei Li", true),
        (.romanised, "王小明", "Wang Xiaoming", true),
        (.romanised, "王小明", "XIAOMING WANG", true),
        (.romanised, "陳怡君", "Chen Yi-Chun", true),
        (.romanised, "蔡英文", "Tsai Ing-wen", true),
        (.romanised, "欧阳娜娜", "Ouyang Nana", true),
        (.romanised, "吕丽", "Lyu Li", true),
        (.romanised, "单丽", "Shan Li", true),
        (.romanised, "李伟", "Li Ming", false),
        (.romanised, "李伟", "Li", false),
        (.romanised, "李伟", "Li Weiming", false),
        (.romanised, "Li Wei", "Li Wei", true),
        (.anyOrder, "Li Wei", "Wei Li", true),
        (.anyOrder, "Chen Yi-Chun", "Yi-Chun Chen", true),
        (.anyOrder, "Li Wei", "Li Wen", false),
        (.anyOrder, "王伟", "伟王", false),
        (.initials, "J. Smith", "John Smith", true),
        (.initials, "John Q. Smith", "John Smith", true),
        (.initials, "J. R. Smith", "John Ronald Smith", true),
        (.initials, "J. Smith", "Mary Smith", false),
        (.initials, "J. Smith", "John Jones", false),
        (.initials, "J", "John", true),
        (.initials, "王", "王伟", false),
        (.sameSurname, "王小明", "王建国", true),
        (.sameSurname, "欧阳霁月", "欧阳修", true),
        (.sameSurname, "欧阳霁月", "欧建国", false),
        (.sameSurname, "李伟", "王伟", false),
        (.sameSurname, "买买提·艾力", "买买提·玉素甫", false),
        (.jaroWinkler(0.92), "古丽米热·买买提", "古丽米热·买买题", true),
        (.jaroWinkler(0.92), "王建国", "王建军", false),
        (.jaroWinkler(0.96), "MARTHA", "MARHTA", true),
        (.jaroWinkler(0.97), "MARTHA", "MARHTA", false),
        (.jaroWinkler(0.84), "DWAYNE", "DUANE", true),
        (.jaroWinkler(0.85), "DWAYNE", "DUANE", false),
    ]

    @Test(arguments: cases.indices)
    func namesPassTheirTestsInBothDirections(_ index: Int) {
        let entry = Self.cases[index]
        let found = holds(entry.test, [entry.first, entry.second])
        #expect(found[0][1] == entry.holds)
        #expect(found[1][0] == entry.holds)
    }

    /// Every test over every pair of all short names of a small alphabet.
    @Test(arguments: [
        Comparison.Test.wildcard(0), .wildcard(1), .soundsAlike, .looksAlike, .dropped, .romanised,
        .sameSurname,
        .anyOrder, .initials, .jaroWinkler(0.8),
    ])
    func testsAreSymmetricAndHoldOfEqualNames(_ test: Comparison.Test) {
        let letters = [
            "王", "欧", "阳", "晴", "睛", "单", "□", "某", "X", "Li", "J", " ", "·", "(", ")", "\u{E001}",
        ]
        var names = letters
        for a in letters { for b in letters { names.append(a + b) } }
        var generator = SeededGenerator(5)
        for _ in 0..<120 {
            names.append(
                (0..<Int.random(in: 3...6, using: &generator)).map { _ in
                    letters.randomElement(using: &generator) ?? "王"
                }.joined())
        }
        let found = holds(test, names)
        var wrong: [String] = []
        for a in names.indices {
            // What folds to nothing is missing, not different.
            let isMissing = PersonName().folded(names[a]).isEmpty
            if !isMissing, !found[a][a] { wrong.append("\(names[a]) itself") }
            for b in names.indices where found[a][b] != found[b][a] {
                wrong.append("\(names[a]) \(names[b])")
            }
        }
        #expect(wrong.isEmpty)
    }

    /// The packed readings against sets of syllables, character by character.
    @Test func soundsAgreeWithThePlainReadingOfEveryCharacter() {
        let characters = "单山丹曾增层仇求愁朴飘普乐月了解谢洁区欧曲查扎茶李黎里理刘牛黄方王汪".unicodeScalars.map { $0 }
        let names = characters.flatMap { ["\($0)明", "李\($0)"] }
        let found = holds(.soundsAlike, names)
        func sounds(_ scalar: Unicode.Scalar, _ table: LaneTable) -> Set<UInt16> {
            Set(Lanes.numbers(table[scalar.value]).map { Pinyin.sound($0) })
        }
        for (a, first) in names.enumerated() {
            for (b, second) in names.enumerated() {
                let (x, y) = (Array(first.unicodeScalars), Array(second.unicodeScalars))
                let expected = (0..<2).allSatisfy { place in
                    let table = place == 0 ? Pinyin.surnameReadings : Pinyin.readings
                    return x[place] == y[place]
                        || !sounds(x[place], table).isDisjoint(with: sounds(y[place], table))
                }
                #expect(found[a][b] == expected, "\(first) \(second)")
            }
        }
    }

    @Test func whatPartsAWordInOneRecordPartsItInAll() {
        let found = holds(.anyOrder, ["LIWEI", "Li Wei", "Wei Li"])
        #expect(found[0][2])
        let dotted = holds(.sameSurname, ["买买提艾力", "买买提·艾力", "买买艾"])
        #expect(!dotted[0][2])
    }

    static let dates: [(test: Comparison.Test, first: String, second: String, holds: Bool)] = [
        (.swapped, "1990-02-03", "1990-03-02", true),
        (.swapped, "1990-02-03", "1991-03-02", false),
        (.sameYear, "1990-02-03", "1990-12-31", true),
        (.sameYear, "1990-02-03", "1991-02-03", false),
        (.yearsApart(15), "1960-02-03", "1985-02-03", true),
        (.yearsApart(15), "1960-02-03", "1974-12-03", false),
        (.withinDays(1), "1999-12-31", "2000-01-01", true),
        (.withinDays(1), "2000-02-28", "2000-03-01", false),
        (.withinDays(2), "2000-02-28", "2000-03-01", true),
        (.withinDays(1), "1900-02-28", "1900-03-01", true),
        (.withinDays(46), "1990-12-08", "1991-01-23", true),
        (.withinDays(45), "1990-12-08", "1991-01-23", false),
        (.placeholder, "1900-01-01", "1990-02-03", true),
        (.placeholder, "1900-01-01", "1900-01-01", true),
        (.placeholder, "1990-01-01", "1990-02-03", true),
        (.placeholder, "1990-01-01", "1990-01-01", false),
        (.placeholder, "1990-01-01", "1991-02-03", false),
        (.placeholder, "1970-01-01", "1991-02-03", true),
        (.sameYear, "something", "1991-02-03", false),
        (.yearsApart(1), "something", "1991-02-03", false),
        (.edits(1), "1990-02-03", "1990-02-08", true),
    ]

    @Test(arguments: dates.indices)
    func datesPassTheirTestsInBothDirections(_ index: Int) {
        let entry = Self.dates[index]
        #expect(HubMatchingTests.holds(entry.test, entry.first, entry.second) == entry.holds)
        #expect(HubMatchingTests.holds(entry.test, entry.second, entry.first) == entry.holds)
    }
}
