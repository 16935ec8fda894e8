/// The name of an organisation as a row of numbers, for comparing.
///
/// ```
/// 浙江省宁波市 甬江 科技   有限责任公司 庄市分公司
/// upper region brand trade form         branch        core: brand and trade
/// 甬江科技(宁波)股份有限公司                          the region in brackets is one too
/// ```
struct OrganisationForm {
    enum Slot: Int, CaseIterable {
        /// The last division named, and the one before it.
        case region, upper
        case core, brand
        case form, branch
        /// Of a name without a region: its first two characters and what they leave of core and brand, in case a
        /// region of the data is called so (宁波甬江科技); then the same with three.
        case head2, core2, brand2
        case head3, core3, brand3
    }

    /// Legal forms.
    enum Form: UInt32 {
        case none, limited, joint, partnership, sole
        /// Just 公司: any of them.
        case company
    }

    private(set) var slots = [UInt32](repeating: 0, count: Slot.allCases.count)
    private var body: [UInt32] = []
    private var branch: ArraySlice<UInt32> = []
    private var bracketed: ArraySlice<UInt32> = []

    private subscript(_ slot: Slot) -> UInt32 {
        get { slots[slot.rawValue] }
        set { slots[slot.rawValue] = newValue }
    }

    /// Reads a normal form.
    init(_ normal: Span<UInt8>, aliases: NameAliases) {
        if let official = aliases.name(of: normal) {
            read(official.span)
        } else {
            read(normal)
        }
    }

    private mutating func read(_ normal: Span<UInt8>) {
        readBrackets(ElementCode.simplified(normal).map(Scalars.upper))
        var name = body[...]
        cutRegions(&name)
        cutBranch(&name)
        self[.branch] = ElementCode.of(Self.plainBranch(branch)[...])
        cutForm(&name)
        if name.isEmpty { name = body[...] }
        self[.core] = ElementCode.of(name)
        self[.brand] = ElementCode.of(Self.brand(of: name))
        if self[.region] == 0, !bracketed.isEmpty { self[.region] = ElementCode.of(bracketed) }
        guard self[.region] == 0 else { return }
        readHead(name, 2, (.head2, .core2, .brand2))
        readHead(name, 3, (.head3, .core3, .brand3))
    }

    private mutating func readHead(
        _ name: ArraySlice<UInt32>, _ count: Int, _ slots: (head: Slot, core: Slot, brand: Slot)
    ) {
        let rest = name.dropFirst(count)
        // What is left must still be a name: 和平电子 is no electronics company of 和平区.
        guard rest.count >= 2, Self.trades.suffix(of: rest) < rest.count else { return }
        self[slots.head] = ElementCode.of(name.prefix(count))
        self[slots.core] = ElementCode.of(rest)
        self[slots.brand] = ElementCode.of(Self.brand(of: rest))
    }

    // MARK: brackets

    private static let notes = WordList("个体工商户 个体 筹 筹建 筹备 注销 已注销 吊销 总部 总公司 本部 自然人独资 法人独资 独资")
    private static let branchEnds = WordList("店 部 分公司 支公司 分行 支行 分院 分校 校区 分厂 办事处 代表处 分社 加油站 分理处")

    /// Puts the letters and digits into `body`; what stands in brackets is a note, a region, a branch, or goes on.
    private mutating func readBrackets(_ text: [UInt32]) {
        var index = 0
        while index < text.count {
            let scalar = text[index]
            if scalar == 0x28, let close = text[index...].firstIndex(of: 0x29) {
                takeBracket(text[(index + 1)..<close].filter { Scalars.isLetter($0) || Scalars.isDigit($0) })
                index = close + 1
                continue
            }
            if Scalars.isLetter(scalar) || Scalars.isDigit(scalar) { body.append(scalar) }
            index += 1
        }
    }

    private mutating func takeBracket(_ content: [UInt32]) {
        if Self.notes.contains(content[...]) { return }
        if content == [0x80A1] {  // (股)
            body += [0x80A1, 0x4EFD]
        } else if body.count >= 2, Self.branchEnds.suffix(of: content[...]) > 0 {
            branch = content[...]
        } else if body.count >= 2, let region = Self.region(of: content) {
            bracketed = region
        } else {
            body += content
        }
    }

    /// The name of a division of two to four characters, with or without its suffix.
    private static func region(of content: [UInt32]) -> ArraySlice<UInt32>? {
        guard content.count >= 2, content.count <= 5, content.allSatisfy(Scalars.isHan) else { return nil }
        if forms.contains(where: { $0.words.suffix(of: content[...]) > 0 }) { return nil }
        if partOfName.contains(content[...]) { return nil }
        let isSuffixed = content.count > 2 && isDivisionEnd(content[content.count - 1])
        let name = isSuffixed ? content.dropLast() : content[...]
        return name.count <= 4 ? name : nil
    }

    private static let partOfName = WordList("集团 股份 控股 合伙 有限合伙 普通合伙 中国 国际 连锁 特殊普通合伙")

    // MARK: region

    private static func isDivisionEnd(_ scalar: UInt32) -> Bool {
        scalar == 0x7701 || scalar == 0x5E02 || scalar == 0x533A || scalar == 0x53BF  // 省 市 区 县
    }

    private mutating func cutRegions(_ name: inout ArraySlice<UInt32>) {
        for _ in 0..<4 {
            guard let end = divisionEnd(name) else { return }
            self[.upper] = self[.region]
            self[.region] = ElementCode.of(name[name.startIndex..<end])
            name = name[(end + 1)...]
        }
    }

    /// Where the suffix of the division stands that a name begins with.
    private func divisionEnd(_ name: ArraySlice<UInt32>) -> Int? {
        for index in name.indices.prefix(5) where Self.isDivisionEnd(name[index]) {
            let length = index - name.startIndex
            guard length >= 2, name.endIndex - index - 1 >= 3 else { continue }
            return OrganisationName.isWordEnd(name[index - 1]) ? nil : index
        }
        return nil
    }

    // MARK: branch

    private static let company = WordList("公司")
    /// Where the name of a parent may end.
    private static let parents = WordList(
        """
        银行 信用社 合作社 超市 药房 药店 餐厅 餐馆 饭店 酒店 宾馆 便利店 小吃店 面馆 理发店 服装店 五金店 水果店 茶叶店 文具店 \
        汽修店 早餐店 花店 诊所 医院 大学 中学 小学 学校 幼儿园 商店 商行 书店 网吧 茶馆 美容院 健身房 照相馆 食品店 杂货店
        """)

    /// What follows a company's legal form, or the kind of a shop, names a branch of it.
    private mutating func cutBranch(_ name: inout ArraySlice<UInt32>) {
        if let end = parentEnd(name, Self.company, from: 2), end < name.endIndex {
            branch = name[end...]
            name = name[..<end]
        } else if let end = parentEnd(name, Self.parents, from: 1), end < name.endIndex {
            let rest = name[end...]
            guard Self.branchEnds.suffix(of: rest) > 0, Self.parents.suffix(of: rest) == 0 else { return }
            branch = rest
            name = name[..<end]
        }
    }

    /// Where the first of the words in a name ends, behind at least `count` characters.
    private func parentEnd(_ name: ArraySlice<UInt32>, _ words: WordList, from count: Int) -> Int? {
        var rest = name.dropFirst(count)
        while let range = words.range(in: rest) {
            // 分公司, 支公司 and 总公司 end no parent.
            switch Unicode.Scalar(name[range.lowerBound - 1]) {
            case "分", "支", "子": rest = name[range.upperBound...]
            default: return range.upperBound
            }
        }
        return nil
    }

    /// 第二营业部 as 2营业部, 庄市区分公司 as 庄市分公司.
    private static func plainBranch(_ text: ArraySlice<UInt32>) -> [UInt32] {
        var plain: [UInt32] = []
        for index in text.indices {
            let scalar = text[index]
            if scalar == 0x7B2C { continue }
            if isDivisionEnd(scalar), plain.count >= 2, index + 1 < text.endIndex { continue }
            let digit = Self.digits.firstIndex(of: scalar)
            plain.append(digit.map { 0x31 + UInt32($0) } ?? scalar)
        }
        return plain
    }

    private static let digits = "一二三四五六七八九".unicodeScalars.map(\.value)

    // MARK: form

    private static let forms: [(words: WordList, form: Form)] = [
        (WordList("股份有限责任公司 股份有限公司 股份公司"), .joint),
        (WordList("有限责任公司 责任有限公司 有限公司 有限责任 COLTD LTD LIMITED"), .limited),
        (WordList("有限合伙 普通合伙 特殊普通合伙 合伙企业 合伙企业有限合伙 合伙企业普通合伙"), .partnership),
        (WordList("个人独资企业 独资企业"), .sole),
        (WordList("总公司 公司 有限 股份"), .company),
    ]

    private mutating func cutForm(_ name: inout ArraySlice<UInt32>) {
        for (words, form) in Self.forms {
            let length = words.suffix(of: name)
            guard length > 0, name.count - length >= 2 else { continue }
            self[.form] = form.rawValue
            name = name.dropLast(length)
            return
        }
    }

    // MARK: trade

    private static let trades = WordList(
        """
        科技 技术 贸易 商贸 工贸 电子 电子商务 电子科技 机械 机电 机械制造 建筑 建筑工程 建设 建材 工程 物流 运输 货运 餐饮 \
        餐饮管理 信息技术 信息科技 信息 网络 网络科技 软件 服饰 服装 食品 装饰 装饰工程 装潢 电气 电器 五金 五金制品 化工 塑料 \
        塑料制品 塑胶 橡胶 文化 文化传媒 传媒 广告 医疗器械 医疗 医药 汽车零部件 汽车 汽配 物业 物业管理 人力资源 劳务 园林 \
        园林绿化 包装 印务 印刷 新能源 能源 环保 环保科技 教育 教育咨询 咨询 管理咨询 家具 家居 纺织 针织 模具 实业 投资 \
        投资管理 置业 房地产 房地产开发 进出口 国际贸易 制造 金属 金属制品 材料 新材料 生物 生物科技 农业 农业开发 旅游 酒店管理 \
        设备 仪器 仪表 光电 照明 船舶 航运 服务 发展 管理 智能科技 数码 通信 安防 健康管理 家政服务 保洁 设计
        """)

    /// A core without its trade, if two characters or more are left.
    private static func brand(of core: ArraySlice<UInt32>) -> ArraySlice<UInt32> {
        var brand = core
        for _ in 0..<2 {
            let length = trades.suffix(of: brand)
            guard length > 0, brand.count - length >= 2 else { break }
            brand = brand.dropLast(length)
        }
        return brand
    }
}
