import HubModel
import Testing

@Suite struct PinyinTests {
    private func readings(_ character: Unicode.Scalar, _ table: LaneTable = Pinyin.readings) -> Set<String> {
        Set(Lanes.numbers(table[character.value]).map { Pinyin.syllables[Int($0) - 1] })
    }

    @Test func charactersHaveTheirCommonReadings() {
        #expect(readings("李") == ["li"])
        #expect(readings("乐").isSuperset(of: ["le", "yue"]))
        #expect(readings("曾").isSuperset(of: ["ceng", "zeng"]))
        #expect(readings("女") == ["nv"])
        #expect(readings("玥") == ["yue"])
        #expect(readings("A").isEmpty)
        #expect(readings("\u{E000}").isEmpty)
    }

    @Test(arguments: [("单", "shan"), ("仇", "qiu"), ("曾", "zeng"), ("解", "xie"), ("区", "ou"), ("查", "zha")])
    func surnamesHaveTheirOwnReading(_ surname: Unicode.Scalar, _ reading: String) {
        #expect(readings(surname, Pinyin.surnameReadings) == [reading])
        #expect(readings(surname) != [reading])
    }

    @Test func everySurnameReadingIsASyllable() {
        #expect(Pinyin.syllables.count > 400)
        #expect(Pinyin.syllables == Pinyin.syllables.sorted())
        #expect(Set(Pinyin.syllables).count == Pinyin.syllables.count)
        for scalar in "单仇曾解区查盖朴乐华任宁葛纪黑缪翟员贠秘冼洗覃谌逄燕隗牟召种繁折那".unicodeScalars {
            #expect(Pinyin.surnameReadings[scalar.value] != 0, "\(scalar)")
        }
        for scalar in "尉万俟长澹单".unicodeScalars {
            let syllable = Surnames.syllable(inCompound: scalar.value)
            #expect(syllable.flatMap(Pinyin.number) != nil, "\(scalar)")
        }
    }

    /// 6,763 characters of GB 2312 have a reading.
    @Test func everyCharacterOfLevelOneAndTwoCanBeRead() {
        var read = 0
        for scalar in 0x4E00..<UInt32(0xA000) where Pinyin.readings[scalar] != 0 { read += 1 }
        #expect(read >= 6763)
    }

    @Test(arguments: [
        ("ni", "li"), ("zhang", "zan"), ("chen", "ceng"), ("shi", "si"), ("ying", "yin"), ("huang", "fan"),
        ("hu", "fu"), ("hui", "fei"), ("ming", "min"), ("zhong", "zong"),
    ])
    func southernersHearThemAlike(_ first: String, _ second: String) throws {
        let a = try #require(Pinyin.number(of: first))
        let b = try #require(Pinyin.number(of: second))
        #expect(Pinyin.sound(a) == Pinyin.sound(b))
    }

    @Test(arguments: [("li", "lu"), ("wang", "huang"), ("he", "fei"), ("zhang", "jiang"), ("na", "ma")])
    func othersTheyTellApart(_ first: String, _ second: String) throws {
        let a = try #require(Pinyin.number(of: first))
        let b = try #require(Pinyin.number(of: second))
        #expect(Pinyin.sound(a) != Pinyin.sound(b))
    }

    @Test func soundIsAnEquivalence() {
        for number in 1...UInt16(Pinyin.syllables.count) {
            #expect(Pinyin.sound(Pinyin.sound(number)) == Pinyin.sound(number))
        }
    }

    @Test(arguments: [
        ("cai", "TSAI"), ("zhang", "CHANG"), ("xie", "HSIEH"), ("ying", "ING"), ("lv", "LYU"), ("guo", "KUO"),
        ("zeng", "TSENG"), ("qian", "CHIEN"), ("zhi", "CHIH"), ("song", "SUNG"), ("jun", "CHUN"),
        ("yi", "I"), ("yi", "YI"), ("li", "LI"), ("ge", "KO"), ("luo", "LO"),
    ])
    func syllablesAreSpelledInSeveralWays(_ syllable: String, _ spelling: String) throws {
        let number = try #require(Pinyin.number(of: syllable))
        #expect(Romanisation.spellings[Int(number) - 1].contains(Array(spelling.utf8)))
        #expect(Romanisation.syllables[Array(spelling.utf8)]?.contains(number) == true)
    }

    @Test func lanesShareWhatBothHold() {
        let numbers: [UInt16] = [0, 1, 2, 0x8000, 0x7FFF, 0xFFFF]
        var all: [[UInt16]] = [[]]
        for _ in 0..<3 { all += all.flatMap { stem in numbers.map { stem + [$0] } } }
        let sets = Set(all.map { $0.filter { $0 != 0 } }).map { $0 }
        for a in sets {
            for b in sets {
                let (x, y) = (
                    a.reduce(UInt64(0)) { Lanes.adding($1, to: $0) },
                    b.reduce(UInt64(0)) { Lanes.adding($1, to: $0) }
                )
                #expect(Lanes.share(x, y) == !Set(a).isDisjoint(with: b))
            }
        }
    }

    @Test func compoundSurnamesNeedAGivenName() {
        func length(_ name: String) -> Int {
            let scalars = name.unicodeScalars.map(\.value)
            return Surnames.length(scalars[0], scalars[1], of: scalars.count)
        }
        #expect(length("欧阳霁月") == 2)
        #expect(length("歐陽修") == 2)
        #expect(length("欧阳") == 1)
        #expect(length("张三丰") == 1)
    }

    @Test func lookalikesAreMutualAndNeverThemselves() {
        let han = "己已巳未末戊戌戍晴睛洋祥土士日曰萧肖".unicodeScalars.map(\.value)
        for a in han {
            for b in han { #expect(Lookalikes.contain(a, b) == Lookalikes.contain(b, a)) }
            #expect(!Lookalikes.contain(a, a))
        }
        #expect(Lookalikes.contain(0x5DF1, 0x5DF2))
        #expect(!Lookalikes.contain(0x674E, 0x738B))
    }

    @Test func aLargeDotBehindOneCharacterHidesOne() {
        #expect(PersonName().normalised("王●明").text == "王●明")
        #expect(PersonName().normalised("买买提●艾力").text == "买买提·艾力")
    }
}
