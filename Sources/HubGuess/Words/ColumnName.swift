import HubModel

/// One way to understand the name of a column.
///
/// ```
/// 法定代表人电话      subject 法定代表人, concept 电话
/// fddbrdh            the same, by initials
/// employer_org_code  subject employer, concept organisation code
/// 登记日期            nothing that an attribute is made of
/// ```
struct NameReading {
    /// Of whom; empty when the name does not say.
    var subjectKey = ""
    /// The subject in the list, `nil` for one that is not known.
    var subject: Int?
    var concepts: [Int] = []
    /// Rank of the part of an address it names.
    var part: Int?
    /// Whether the name says that this is no attribute.
    var isOther = false
    /// The word for it, when it is no attribute.
    var word = ""
    /// 0…1: how far the name is to be trusted.
    var quality = 0.0
}

/// Takes names of columns apart.
enum ColumnName {
    /// Every way to understand a name, the best first.
    static func read(_ name: String, _ lexicon: Lexicon, context: [String] = []) -> [NameReading] {
        var inBrackets: [String] = []
        var text = withoutBrackets(name, &inBrackets)
        // 门(楼)详址 is one word; (平方米) is none of it.
        if !inBrackets.isEmpty, lexicon.senses(plain(name)) != nil { (text, inBrackets) = (name, []) }
        let isChinese = text.unicodeScalars.contains { $0.value >= 0x2E80 }
        var readings = isChinese ? chinese(plain(text), lexicon) : latin(text, lexicon)
        // 电话（监护人）, and elements around the element.
        let around = context.map { isChineseText($0) ? plain($0) : joined($0) } + inBrackets.map { plain($0) }
        for index in readings.indices where readings[index].subjectKey.isEmpty {
            for word in around.reversed() {
                if let subject = subject(word, lexicon) {
                    readings[index].subject = subject
                    readings[index].subjectKey = lexicon.subjects[subject].role
                    break
                }
                if context.count > 0, word == around[context.count - 1], !inBrackets.contains(word) {
                    readings[index].subjectKey = word
                    break
                }
            }
        }
        for index in readings.indices { clean(&readings[index], lexicon) }
        return readings.sorted { $0.quality > $1.quality }
    }

    /// Places are what they are, not of whom.
    private static func clean(_ reading: inout NameReading, _ lexicon: Lexicon) {
        if let subject = reading.subject {
            reading.subjectKey = lexicon.subjects[subject].role
            if lexicon.subjects[subject].kind == .staff { reading.subjectKey = "staff" }
            if lexicon.subjects[subject].kind == .place { (reading.subject, reading.subjectKey) = (nil, "") }
        }
    }

    /// The subject a word names.
    static func subject(_ word: String, _ lexicon: Lexicon) -> Int? {
        guard let found = lexicon.senses(word), found.spelling != .initials || word.utf8.count > 2 else {
            return nil
        }
        return found.senses.compactMap { if case .subject(let index) = $0 { index } else { nil } }.min()
    }

    private static func isChineseText(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.value >= 0x2E80 }
    }

    // MARK: Spelling

    /// Half width, lower case, without blanks, punctuation and numbers at the end: `联系 电话2*` → `联系电话`.
    static func plain(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let half = Scalars.halfWidth(scalar.value)
            if Scalars.isSpace(half) || Scalars.isInvisible(half) { continue }
            if let kept = Unicode.Scalar(half), Scalars.isLetter(half) || Scalars.isDigit(half) {
                result.unicodeScalars.append(kept)
            }
        }
        while let last = result.unicodeScalars.last, Scalars.isDigit(last.value) { result.removeLast() }
        return result.lowercased()
    }

    /// A Latin name in one word: `ID_Card` → `idcard`.
    static func joined(_ text: String) -> String { tokens(text).joined() }

    /// `employerCreditCode2` → employer, credit, code. Letters that stand for kinds of columns in front (`f_`, `c_`) go.
    static func tokens(_ text: String) -> [String] {
        var tokens: [String] = [""]
        var previous: UInt32 = 0
        for scalar in text.unicodeScalars {
            let half = Scalars.halfWidth(scalar.value)
            let isCapital = half >= 0x41 && half <= 0x5A
            let wasSmall = previous >= 0x61 && previous <= 0x7A
            if !Scalars.isLatin(half), !Scalars.isDigit(half) || half > 0x7F {
                tokens.append("")
            } else {
                if isCapital, wasSmall { tokens.append("") }
                tokens[tokens.count - 1].unicodeScalars.append(
                    Unicode.Scalar(isCapital ? half + 0x20 : half) ?? " ")
            }
            previous = half
        }
        tokens.removeAll(where: \.isEmpty)
        if tokens.count > 1, ["f", "c", "t", "v", "s", "col", "fld", "field", "str"].contains(tokens[0]) {
            tokens.removeFirst()
        }
        return tokens
    }

    private static func withoutBrackets(_ name: String, _ found: inout [String]) -> String {
        var result = ""
        var inside: String?
        for character in name {
            switch character {
            case "(", "（", "[", "【", "〔":
                inside = ""
            case ")", "）", "]", "】", "〕":
                if let text = inside { found.append(text) }
                inside = nil
            default:
                if inside == nil { result.append(character) } else { inside?.append(character) }
            }
        }
        return result.isEmpty ? name : result
    }
}

// MARK: - Chinese names

extension ColumnName {
    /// Words in front that say nothing of whom.
    private static let modifiers: Set = [
        "现", "本人", "人员", "个人", "主要", "常用", "有效", "家庭", "基本", "当前", "最新", "法定", "注册", "登记", "实际", "其他", "备用",
        "第一", "第二", "单位", "所属", "所在", "本", "详细", "用户", "客户", "自然人", "被登记人",
    ]

    private static func chinese(_ name: String, _ lexicon: Lexicon) -> [NameReading] {
        var readings: [NameReading] = []
        let characters = Array(name)
        guard !characters.isEmpty else { return [] }
        if let whole = lexicon.senses(name) {
            readings += plainReadings(whole.senses, word: name, quality: 1)
        }
        let isWord = !readings.isEmpty
        for cut in 1..<max(1, characters.count) {
            let tail = String(characters[cut...])
            guard let found = lexicon.senses(tail), found.spelling == .word else { continue }
            let head = String(characters[..<cut])
            let bare =
                head.hasPrefix("与") || head.hasSuffix("的") ? head.filter { $0 != "与" && $0 != "的" } : head
            if let subject = subject(bare, lexicon) {
                for var reading in plainReadings(found.senses, word: tail, quality: 0.97) {
                    reading.subject = subject
                    reading.subjectKey = lexicon.subjects[subject].role
                    // 企业名称 is of the enterprise, though it is a word of its own as well.
                    if fits(lexicon.subjects[subject], reading, lexicon) { reading.quality = 1.01 }
                    readings.append(reading)
                }
            } else if isWord {
                break  // 户籍地址 is a word of its own, and 户籍 nobody
            } else if modifiers.contains(bare) {
                readings += plainReadings(found.senses, word: tail, quality: 0.9)
            } else {
                for var reading in plainReadings(
                    found.senses, word: tail, quality: tail.count > 1 ? 0.7 : 0.3)
                {
                    // 业务主管单位 is not 单位.
                    if reading.subject != nil { (reading.subject, reading.quality) = (nil, 0.3) }
                    reading.subjectKey = bare
                    if reading.isOther { reading.quality = tail.count > 1 ? 0.85 : 0.5 }
                    readings.append(reading)
                }
            }
            break  // the longest tail only
        }
        // 学校代码: of a school, whatever 代码 is.
        if readings.isEmpty {
            for cut in stride(from: characters.count - 1, to: 1, by: -1) {
                guard let subject = subject(String(characters[..<cut]), lexicon) else { continue }
                readings.append(
                    NameReading(
                        subjectKey: lexicon.subjects[subject].role, subject: subject, quality: 0.3))
                break
            }
        }
        return readings
    }

    /// Whether a subject of this kind has what the reading says: a person has no registration number.
    private static func fits(_ subject: Subject, _ reading: NameReading, _ lexicon: Lexicon) -> Bool {
        guard !reading.concepts.isEmpty else { return false }
        let organisational: Set = [
            "organisation-name", "credit-code", "organisation-code", "registration-number",
        ]
        let isOrganisational = reading.concepts.contains {
            organisational.contains(lexicon.concepts[$0].type)
        }
        let isPersonal = reading.concepts.contains { !organisational.contains(lexicon.concepts[$0].type) }
        return subject.kind == .organisation
            ? isOrganisational || isPersonal : isPersonal || subject.role == "taxpayer"
    }

    /// A reading for concepts, one for a subject alone, one for a part of an address, one for anything else.
    fileprivate static func plainReadings(
        _ senses: Set<WordSense>, word: String, quality: Double
    ) -> [NameReading] {
        var readings: [NameReading] = []
        let concepts = Lexicon.concepts(senses)
        if !concepts.isEmpty { readings.append(NameReading(concepts: concepts, quality: quality)) }
        for sense in senses.sorted(by: { "\($0)" < "\($1)" }) {
            switch sense {
            case .concept: break
            case .other:
                let weight = concepts.isEmpty ? quality : quality - 0.1
                readings.append(NameReading(isOther: true, word: word, quality: weight))
            case .subject(let index):
                readings.append(NameReading(subjectKey: word, subject: index, quality: quality - 0.1))
            case .part(let rank):
                readings.append(NameReading(part: rank, word: word, quality: quality - 0.05))
            }
        }
        return readings
    }
}

// MARK: - Latin names

extension ColumnName {
    private static func latin(_ name: String, _ lexicon: Lexicon) -> [NameReading] {
        let all = tokens(name)
        var words = all
        while let last = words.last, last.utf8.allSatisfy({ Scalars.isDigit(UInt32($0)) }), words.count > 1 {
            words.removeLast()
        }
        guard !words.isEmpty else { return [] }
        var readings: [NameReading] = []
        let whole = words.joined()
        let spelled = lexicon.senses(whole) ?? lexicon.senses(withoutDigits(whole))
        if let found = spelled {
            readings += plainReadings(found.senses, word: whole, quality: found.spelling.rawValue)
        }
        for cut in 1..<max(1, words.count) {
            let tail = words[cut...].joined()
            guard let found = lexicon.senses(tail) ?? lexicon.senses(withoutDigits(tail)) else { continue }
            let head = words[..<cut].joined()
            readings += divided(head, tail, found, lexicon, unknown: 0.7)
            break
        }
        if readings.isEmpty { readings = pinyin(withoutDigits(whole), lexicon) }
        if readings.isEmpty {
            for cut in stride(from: words.count - 1, to: 0, by: -1) {
                guard let subject = subject(words[..<cut].joined(), lexicon) else { continue }
                readings.append(
                    NameReading(
                        subjectKey: lexicon.subjects[subject].role, subject: subject, quality: 0.3))
                break
            }
        }
        return readings
    }

    private static func withoutDigits(_ word: String) -> String {
        var rest = Substring(word)
        while let last = rest.utf8.last, Scalars.isDigit(UInt32(last)) { rest = rest.dropLast() }
        return String(rest)
    }

    /// `fddbrdh`: a subject and a concept, both in pinyin.
    private static func pinyin(_ word: String, _ lexicon: Lexicon) -> [NameReading] {
        let letters = Array(word)
        guard letters.count >= 4, letters.count <= 40 else { return [] }
        var unknown: [NameReading] = []
        for cut in 1..<letters.count - 1 {
            let head = String(letters[..<cut])
            let tail = String(letters[cut...])
            guard let found = lexicon.senses(tail) else { continue }
            if subject(head, lexicon) != nil { return divided(head, tail, found, lexicon, unknown: 0) }
            if unknown.isEmpty, cut >= 2, tail.utf8.count >= 2 {
                unknown = divided(head, tail, found, lexicon, unknown: letters.count <= 10 ? 0.5 : 0.3)
            }
        }
        return unknown
    }

    private static func divided(
        _ head: String, _ tail: String, _ found: (senses: Set<WordSense>, spelling: Lexicon.Spelling),
        _ lexicon: Lexicon, unknown: Double
    ) -> [NameReading] {
        let subject = subject(head, lexicon)
        return plainReadings(
            found.senses, word: tail,
            quality: subject == nil ? unknown : found.spelling.rawValue - 0.03
        ).compactMap { reading in
            // A subject behind a subject is no reading.
            if reading.subject != nil { return nil }
            var reading = reading
            reading.subject = subject
            reading.subjectKey = subject.map { lexicon.subjects[$0].role } ?? head
            return reading
        }
    }
}
