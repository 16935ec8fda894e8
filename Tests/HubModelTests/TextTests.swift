import HubModel
import Testing

/// Scalars, widths, Chinese numbers, simplified characters, placeholders.
struct TextTests {
    @Test func everyScalarSurvivesEncodingAndDecoding() {
        var wrong = 0
        for value in UInt32(0)...0x10FFFF where Unicode.Scalar(value) != nil {
            var bytes: [UInt8] = []
            Scalars.append(value, to: &bytes)
            var index = 0
            if Scalars.next(bytes.span, &index) != value || index != bytes.count { wrong += 1 }
        }
        #expect(wrong == 0)
    }

    @Test func brokenBytesReadAsReplacement() {
        for broken: [UInt8] in [
            [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE4, 0xB8], [0xFF],
        ] {
            var index = 0
            #expect(Scalars.next(broken.span, &index) == Scalars.replacement)
            #expect(index == 1)
        }
    }

    @Test func fullWidthBecomesHalfWidth() {
        for value in UInt32(0x21)...0x7E { #expect(Scalars.halfWidth(value + 0xFEE0) == value) }
        #expect(Scalars.halfWidth(0x3000) == 0x20)
        #expect(Scalars.halfWidth(0x2014) == 0x2D)
        #expect(Scalars.halfWidth(0x5F20) == 0x5F20)
    }

    @Test(arguments: [
        ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("廿三", 23), ("卅一", 31), ("一百零三", 103), ("一百二十", 120),
        ("三〇一", 301),
        ("三零一", 301), ("拾贰", 12), ("二〇〇一", 2001), ("一千二百", 1200), ("五", 5),
    ])
    func chineseNumbersAreRead(_ text: String, _ value: Int) {
        var number = ChineseNumber()
        for scalar in text.unicodeScalars {
            let isTaken = number.take(scalar.value)
            #expect(isTaken)
        }
        #expect(number.value == value)
    }

    @Test func otherCharactersAreNoNumbers() {
        var number = ChineseNumber()
        let isTaken = number.take(0x5F20)
        #expect(!isTaken)
        #expect(number.value == nil)
        for _ in 0..<40 { _ = number.take(0x5343) }  // 千, again and again
        #expect(number.value != nil)
    }

    @Test func simplifyingTwiceChangesNothing() {
        var changed = 0
        for value in UInt32(0)...0xFFFF {
            let simplified = Simplified.of(value)
            if simplified != value { changed += 1 }
            #expect(Simplified.of(simplified) == simplified)
        }
        #expect(changed >= 2500)
    }

    @Test func commonCharactersAreSimplified() {
        let pairs = [
            "號号", "棟栋", "衞卫", "內内", "葉叶", "於于", "臺台", "髮发", "發发", "鍾钟", "鐘钟", "甯宁", "戸户", "峯峰", "張张", "劉刘",
        ]
        for pair in pairs {
            let scalars = pair.unicodeScalars.map(\.value)
            #expect(Simplified.of(scalars[0]) == scalars[1], "\(pair)")
        }
        for scalar in "萧肖阎闫傅付喆堃淼".unicodeScalars { #expect(Simplified.of(scalar.value) == scalar.value) }
    }

    @Test func privateCharactersAreResolved() {
        #expect(PrivateUse.resolved(0xE863) == 0x4DAE)
        #expect(PrivateUse.resolved(0xE815) == 0x2E81)
        #expect(PrivateUse.resolved(0xE864) == 0x9FBB)
        #expect(PrivateUse.resolved(0xE865) == 0xE865)
    }

    @Test func placeholdersAreRecognised() {
        for text in ["", "-", "--", "***", "无", "不详", "null", "N/A", "xxx", "……"] {
            #expect(isPlaceholder(text), "\(text)")
        }
        for text in ["张", "无锡", "0", "a", "-1", "不详细"] {
            #expect(!isPlaceholder(text), "\(text)")
        }
    }

    private func isPlaceholder(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return Placeholders.contain(bytes.span)
    }

    @Test func dictionaryFindsEveryWordAndNoOther() {
        let words = (0..<500).map { "W\($0)" }
        let dictionary = ByteDictionary(words.enumerated().map { ($1, $0) } + [("W7", 999)])
        func find(_ word: String) -> Int? {
            let bytes = Array(word.utf8)
            return dictionary.value(of: bytes.span)
        }
        for (index, word) in words.enumerated() {
            #expect(find(word) == index)
        }
        #expect(find("w7") == 7)
        for word in ["", "W", "W500", "X1"] { #expect(find(word) == nil) }
    }
}
