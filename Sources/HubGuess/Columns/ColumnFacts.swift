import HubMapping
import HubModel

/// What the values of one column are like.
struct ColumnFacts: Sendable {
    /// What a semantic type says of the sampled values.
    struct Verdicts: Sendable {
        var valid = 0
        var missing = 0
        var invalid = 0
        /// Of the values that say something, those that are valid, 0…1.
        var share: Double { valid + invalid == 0 ? 0 : Double(valid) / Double(valid + invalid) }
    }

    let column: SourceColumn
    /// Share of records without a value, placeholders counted as values.
    let blankShare: Double
    let distinct: Int
    /// Sampled values.
    let sampled: Int
    let countsRows: Bool
    /// By name of the type; only types that may be meant at all.
    let verdicts: [String: Verdicts]
    let looks: ValueLooks
    let profile: ColumnProfile
    /// Sampled values as they are, for comparing columns; never printed.
    let values: [ArraySlice<UInt8>]

    init(_ sample: SourceSample, _ index: Int, column: SourceColumn, types: [any SemanticType]) {
        self.column = column
        values = sample.values(index)
        sampled = values.count
        blankShare = sample.rows == 0 ? 0 : Double(sample.blanks[index]) / Double(sample.rows)
        distinct = sample.distinct(index)
        countsRows = sample.countsRows(index)
        var profile = ColumnProfile(name: "")
        profile.add(sample.table, column: index)
        self.profile = profile
        looks = ValueLooks(values)
        var verdicts: [String: Verdicts] = [:]
        var output: [UInt8] = []
        for type in types where looks.mayBe(type.name) {
            var found = Verdicts()
            for (count, value) in values.enumerated() {
                // Hopeless types are given up early.
                if count == 60, found.valid == 0, found.missing < 30 {
                    found.invalid = values.count
                    break
                }
                for range in type.split(value.span) {
                    output.removeAll(keepingCapacity: true)
                    switch type.normalise(value.span.extracting(range), into: &output) {
                    case .valid: found.valid += 1
                    case .missing: found.missing += 1
                    case .invalid: found.invalid += 1
                    }
                }
            }
            verdicts[type.name] = found
        }
        self.verdicts = verdicts
    }

    /// The commonest shapes of values.
    var shapes: String {
        let all = profile.shapes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return all.prefix(3).map { JSON5Text.comment($0.key, limit: 24) }.joined(separator: ", ")
            + (all.count > 3 ? ", …" : "")
    }
}

/// What values look like before any type is asked.
struct ValueLooks: Sendable {
    private(set) var count = 0
    /// Shares of the values, 0…1.
    private(set) var personNames = 0.0
    private(set) var organisations = 0.0
    private(set) var addresses = 0.0
    private(set) var mobiles = 0.0
    private(set) var words = 0.0
    private(set) var digitsOnly = 0.0
    /// Days with separators, or eight digits that begin like a year.
    private(set) var days = 0.0
    private var longest = 0
    private var shortest = Int.max
    private var withDigits = 0.0

    init(_ values: [ArraySlice<UInt8>]) {
        count = values.count
        guard count > 0 else { return }
        let share = 1 / Double(count)
        for value in values {
            let text = String(decoding: value.prefix(400), as: UTF8.self)
            let scalars = text.unicodeScalars
            longest = max(longest, value.count)
            shortest = min(shortest, value.count)
            let digits = scalars.count { Scalars.isDigit(Scalars.halfWidth($0.value)) }
            if digits > 0 { withDigits += share }
            if digits == scalars.count { digitsOnly += share }
            if scalars.contains(where: { Scalars.isHan($0.value) }) { words += share }
            if Surnames.fits(text.trimmingBlanks) || isSpacedName(text) { personNames += share }
            if OrganisationWords.fits(text) { organisations += share }
            if AddressWords.fits(text) { addresses += share }
            if isMobile(scalars) { mobiles += share }
            if isDay(text, digits: digits) { days += share }
        }
    }

    /// `张 三`, `张三（户主）`.
    private func isSpacedName(_ text: String) -> Bool {
        guard text.utf8.count < 40 else { return false }
        let (verdict, name) = PersonName().normalised(text)
        return verdict == .valid && name != text && Surnames.fits(name)
    }

    private func isMobile(_ scalars: String.UnicodeScalarView) -> Bool {
        let digits = scalars.filter { Scalars.isDigit($0.value) }
        return digits.count == 11 && digits.first == "1" && scalars.count <= 14
            && digits.dropFirst().first != "0" && digits.dropFirst().first != "1"
            && digits.dropFirst().first != "2"
    }

    private func isDay(_ text: String, digits: Int) -> Bool {
        if text.contains("年"), text.contains("月") { return true }
        guard text.utf8.count <= 30, text.hasPrefix("19") || text.hasPrefix("20") else { return false }
        if digits == 8, text.utf8.count == 8 { return true }
        return digits >= 6 && text.dropFirst(4).first.map { "-/.".contains($0) } ?? false
    }

    /// Whether a type is worth asking; most are ruled out by length and kinds of characters.
    func mayBe(_ type: String) -> Bool {
        guard count > 0 else { return false }
        switch type {
        case "text", "person-name": return true
        case "organisation-name", "address":
            return words > 0.2 || type == "organisation-name" && digitsOnly < 0.5 || withDigits > 0.5
        case "resident-id", "credit-code", "registration-number", "grid-code", "parcel-code":
            return longest >= 15 && withDigits > 0.5
        case "organisation-code", "house-code": return withDigits > 0.3 && longest >= 6
        case "phone": return withDigits > 0.3 && longest >= 7
        case "date", "year": return withDigits > 0.3 || words > 0.5
        case "integer", "decimal", "division-code": return withDigits > 0.3
        case "sex": return longest <= 24
        default: return longest <= 96
        }
    }
}

/// What organisations are called.
enum OrganisationWords {
    private static let endings = """
        公司 厂 店 馆 行 社 部 中心 学校 小学 中学 大学 学院 幼儿园 医院 诊所 卫生院 卫生室 药房 药店 超市 商场 酒店 宾馆 饭店 餐厅 网吧 协会 学会 商会 \
        基金会 合作社 委员会 村委会 居委会 办事处 服务站 工作室 事务所 研究所 研究院 银行 支行 分行 营业部 经营部 服务部 门市部 局 集团 工厂 农场 林场 车行 商行 \
        分公司 事务处 管理处 管理站 派出所 大队 支队 政府 法院 检察院 养老院 敬老院 俱乐部 培训班 合伙企业 个体工商户 加油站 收费站 图书馆 文化站 有限责任公司 企业 批发部
        """.split { $0 == " " || $0 == "\n" }.map { String($0) }

    /// The word that a name ends in; empty when it ends in none that is known.
    static func ending(of name: String) -> String {
        endings.filter { name.hasSuffix($0) }.max { $0.count < $1.count } ?? ""
    }

    static func fits(_ text: String) -> Bool {
        var name = text.trimmingBlanks
        // （普通合伙）, (集团) at the end.
        if name.hasSuffix(")") || name.hasSuffix("）"),
            let open = name.lastIndex(where: { $0 == "(" || $0 == "（" })
        {
            name = String(name[..<open])
        }
        let count = name.unicodeScalars.count
        guard count >= 4, count <= 60, name.unicodeScalars.contains(where: { Scalars.isHan($0.value) }) else {
            return false
        }
        return endings.contains { name.hasSuffix($0) } || name.contains("有限公司") || name.contains("有限责任公司")
    }
}

/// What addresses are made of.
enum AddressWords {
    private static let words: [Set<Character>] = [
        ["省", "市", "区", "县"], ["镇", "乡", "街"], ["村", "社", "屯", "庄"], ["路", "道", "巷", "弄", "街"],
        ["号", "幢", "栋", "座", "楼"], ["室", "单", "户", "组", "队"],
    ]

    static func fits(_ text: String) -> Bool {
        guard text.utf8.count >= 9, text.utf8.count <= 400 else { return false }
        let characters = Set(text)
        let kinds = words.count { !$0.isDisjoint(with: characters) }
        let hasNumber = text.unicodeScalars.contains { Scalars.isDigit(Scalars.halfWidth($0.value)) }
        return kinds >= 3 || kinds >= 2 && hasNumber
    }
}
