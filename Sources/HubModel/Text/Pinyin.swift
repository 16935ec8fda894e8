/// How Chinese characters are read in Mandarin: syllables by number, all common readings of a character.
package enum Pinyin {
    /// Toneless syllables, sorted, `v` for ü; syllable number `n` is `syllables[n - 1]`.
    package static let syllables: [String] = parsed.syllables

    /// Syllable numbers of simplified characters, at most four each.
    package static let readings: LaneTable = parsed.readings

    /// The same with the reading that a character has as a surname, where it differs: 单 is read shan.
    package static let surnameReadings: LaneTable = {
        var table = readings
        for entry in surnames.split(whereSeparator: \.isWhitespace) {
            guard let character = entry.unicodeScalars.first else { continue }
            let sounds = entry.dropFirst().split(separator: "/")
            table[character.value] = sounds.reduce(0) {
                Lanes.adding(number(of: String($1)) ?? 0, to: $0)
            }
        }
        return table
    }()

    /// Sounds of characters: readings with what southerners do not tell apart put together (`Pinyin.sound`).
    package static let sounds = readings.mapped(sound)

    /// The same of characters as surnames.
    package static let surnameSounds = surnameReadings.mapped(sound)

    /// The number of a syllable.
    package static func number(of syllable: String) -> UInt16? {
        parsed.numbers[syllable]
    }

    /// The first syllable, by number, that sounds the same when n is l, zh z, ch c, sh s, ang an, eng en, ing in, and
    /// h before u is f.
    package static func sound(_ syllable: UInt16) -> UInt16 {
        guard syllable > 0, Int(syllable) <= soundNumbers.count else { return syllable }
        return soundNumbers[Int(syllable) - 1]
    }

    private static let soundNumbers: [UInt16] = {
        var firsts: [String: UInt16] = [:]
        return syllables.enumerated().map { index, syllable in
            let number = UInt16(index + 1)
            let key = southern(syllable)
            if let first = firsts[key] { return first }
            firsts[key] = number
            return number
        }
    }()

    private static func southern(_ syllable: String) -> String {
        var text = syllable
        for (long, short) in [("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l")] where text.hasPrefix(long) {
            text = short + text.dropFirst(long.count)
            break
        }
        for nasal in ["ang", "eng", "ing"] where text.hasSuffix(nasal) { text.removeLast() }
        // 黄 Huang is said as 方 Fang, 胡 Hu as 福 Fu, 惠 Hui as 飞 Fei.
        guard text.hasPrefix("hu") else { return text }
        switch text.dropFirst(2) {
        case "": return "fu"
        case "i": return "fei"
        case "n": return "fen"
        default: return "f" + text.dropFirst(2)
        }
    }

    /// Surnames that are read otherwise than the character is in most words.
    private static let surnames = """
        单shan 仇qiu 曾zeng 解xie 区ou 查zha 盖ge/gai 朴piao/pu 乐yue/le 华hua 任ren 宁ning 葛ge 纪ji 黑he/hei \
        缪miao 翟zhai/di 员yun 贠yun 秘bi/mi 冼xian 洗xian 覃qin/tan 谌chen/shen 逄pang 燕yan 隗wei/kui 牟mou/mu \
        召shao 种chong 繁po 折she 那na 能nai 訾zi 贾jia 应ying 晁chao 句gou 柏bai/bo 车che 齐qi 祭zhai 宓mi/fu \
        过guo 强qiang/jiang 相xiang 叶ye 俞yu 盛sheng 郗xi/chi 长zhang 沈shen 石shi 卜bu 尉wei/yu 哈ha \
        降jiang 佘she 余yu 郇xun/huan 殷yin 景jing 行xing 薄bo 尹yin 重chong 都du 阙que 阚kan 臧zang 莘shen/xin
        """

    private static let parsed: (syllables: [String], numbers: [String: UInt16], readings: LaneTable) = {
        var syllables: [String] = []
        var readings = LaneTable()
        for entry in table.split(separator: " ") {
            let syllable = entry.prefix { $0.isASCII }
            syllables.append(String(syllable))
            for scalar in entry.dropFirst(syllable.count).unicodeScalars {
                readings[scalar.value] = Lanes.adding(UInt16(syllables.count), to: readings[scalar.value])
            }
        }
        let numbers = Dictionary(
            syllables.enumerated().map { ($1, UInt16($0 + 1)) }, uniquingKeysWith: { first, _ in first })
        return (syllables, numbers, readings)
    }()
}
