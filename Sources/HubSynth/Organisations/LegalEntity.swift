import HubModel

/// An organisation that does not exist. Everything but its people and premises follows from its index.
struct LegalEntity {
    enum Kind { case school, company, soleTrader }

    /// From 0; the true entity id is one more.
    var index: Int
    var kind: Kind
    var name: Bytes
    /// 18 characters, valid, with a valid organisation code inside.
    var creditCode: Bytes
    /// 15 digits with check digit; empty for schools and for those founded after the credit code came.
    var registrationNumber: Bytes
    var established: Day
    /// Index for `Bytes.append(landline:)` or, of sole traders, 0: they give a mobile.
    var landline: Int
    /// The name it had some years ago; empty for most.
    var formerName: Bytes = []
    /// Index of the company of which this is a branch; -1 when it is none.
    var parent = -1
    /// Index of the first shop of the same owner; -1 when it is the first, or the only one.
    var sibling = -1

    /// Positions 9 to 17 of the credit code.
    var organisationCode: Bytes { Bytes(creditCode[8..<17]) }
}

/// The organisations of a district, made anew whenever asked for: nothing is kept.
struct LegalEntities {
    let seed: UInt64
    let schools: Int
    let count: Int

    init(people: Int, seed: UInt64) {
        self.seed = seed
        schools = max(2, people / 3_300)
        count = schools + max(10, people / 15)
    }

    subscript(index: Int) -> LegalEntity {
        var dice = Dice(seed: seed, purpose: .entity, index: index)
        let kind = kind(index)
        _ = dice.next()  // thrown for the kind
        let established = Day(in: min(Day.presentYear, 1985 + dice.below(26) + dice.below(16)), &dice)
        let isOld = established.year < 2015
        let parent = follows(index, .company)
        let sibling = follows(index, .soleTrader)
        var formerName = Bytes()
        let name: Bytes
        switch kind {
        case .school: name = schoolName(index, &dice)
        case .company:
            if parent >= 0 {
                name = self[parent].name + branchEndings[(index - parent - 1) % branchEndings.count]
            } else {
                name = companyName(index, &dice)
                if dice.chance(500) { formerName = companyName(index + 131_071, &dice) }
            }
        case .soleTrader: name = soleTraderName(index, firstShop: sibling)
        }
        // Half of the branches answer the telephone of the head office.
        let telephone = parent >= 0 && dice.chance(5_000) ? parent : index
        return LegalEntity(
            index: index, kind: kind, name: name,
            creditCode: creditCode(index, department: kind, isOld: isOld),
            registrationNumber: kind != .school && isOld ? registrationNumber(index, kind) : [],
            established: established, landline: kind == .soleTrader ? 0 : telephone + 1,
            formerName: formerName, parent: parent, sibling: sibling)
    }

    private func kind(_ index: Int) -> LegalEntity.Kind {
        if index < schools { return .school }
        var dice = Dice(seed: seed, purpose: .entity, index: index)
        return dice.chance(6_400) ? .company : .soleTrader
    }

    /// Index of the company or shop that `index` is a branch or another shop of; -1 when it stands for itself.
    ///
    /// Followers stand behind what they follow, all of one kind.
    private func follows(_ index: Int, _ wanted: LegalEntity.Kind) -> Int {
        var first = index
        while first > schools, first > index - 4, isFollower(first) { first -= 1 }
        guard first < index, (first...index).allSatisfy({ kind($0) == wanted }) else { return -1 }
        return isFollower(first) ? -1 : first
    }

    private func isFollower(_ index: Int) -> Bool {
        var dice = Dice(seed: seed, purpose: .branch, index: index)
        return dice.chance(1_000)
    }

    private func creditCode(_ index: Int, department: LegalEntity.Kind, isOld: Bool) -> Bytes {
        var organisation = Bytes()
        if isOld {
            organisation.append(number: 10_000_000 + index &* 7_654_321 % 80_000_000, width: 8)
        } else {
            organisation.append(text: "MA")
            var rest = index &* 5_234_569 % 887_503_681  // 31⁶
            for _ in 0..<6 {
                organisation.append(alphabet[rest % 31])
                rest /= 31
            }
        }
        organisation.append(CheckDigits.organisationCode(organisation.span))
        var code: Bytes
        switch department {
        case .school: code = Bytes(text: "12")
        case .company: code = Bytes(text: "91")
        case .soleTrader: code = Bytes(text: "92")
        }
        code.append(text: District.countyCode)
        code += organisation
        code.append(CheckDigits.creditCode(code.span))
        return code
    }

    /// The serial's first digit tells enterprises (0–3) from sole traders (6–9).
    private func registrationNumber(_ index: Int, _ kind: LegalEntity.Kind) -> Bytes {
        var number = Bytes(text: District.countyCode)
        number.append(number: (kind == .company ? 0 : 60_000_000) + index &* 3_141_593 % 40_000_000, width: 8)
        number.append(CheckDigits.registrationNumber(number.span))
        return number
    }

    private func schoolName(_ index: Int, _ dice: inout Dice) -> Bytes {
        Bytes(text: "东澜市澄湖区") + PlaceNames.stem(index * 7 + 31) + dice.pick(schoolEndings)
    }

    private func companyName(_ index: Int, _ dice: inout Dice) -> Bytes {
        return dice.pick(prefixes) + brand(index) + dice.pick(forms)
    }

    /// Two or three characters of fancy and a trade; no two indices below 270,000 share one.
    private func brand(_ index: Int) -> Bytes {
        let place = index * 104_729 % 270_000
        var name = brandFirsts[place % 50] + brandSeconds[place / 50 % 60]
        name += trades[place / 3_000 % trades.count]
        if place / 3_000 >= trades.count {
            name += Bytes(text: place / 3_000 >= 2 * trades.count ? "服务" : "发展")
        }
        if index >= 270_000 { name += PlaceNames.stem(index / 270_000) }
        return name
    }

    /// Shops of one owner share the fancy part of their names; no two have one trade, for no two may have one name.
    private func soleTraderName(_ index: Int, firstShop: Int) -> Bytes {
        let first = firstShop >= 0 ? firstShop : index
        var dice = Dice(seed: seed, purpose: .shop, index: first)
        let trade = dice.below(shopTrades.count) + index - first
        return shopName(&dice) + shopTrades[trade % shopTrades.count]
    }

    private func shopName(_ dice: inout Dice) -> Bytes {
        var name = dice.chance(7_000) ? Bytes(text: "澄湖区") : Bytes()
        switch dice.below(3) {
        case 0: name += PlaceNames.stem(dice.below(900))
        case 1: name += NameMaker.surname(&dice) + Bytes(text: "记")
        default: name += dice.pick(shopNames)
        }
        // `A&B`: an ampersand now and then, for the sake of XML.
        if dice.chance(60) { name.append(text: "A&B") }
        name += dice.pick(NameMaker.shopCharacters) + dice.pick(NameMaker.shopCharacters)
        return name
    }
}

private let alphabet = Bytes(text: "0123456789ABCDEFGHJKLMNPQRTUWXY")
private let schoolEndings = words("小学 小学 小学 中学 实验学校 中心小学 外国语学校")
private let prefixes = words("东澜市澄湖区 东澜市 东澜 云海 云海省 东澜 东澜市")
private let forms = words("有限公司 有限公司 有限公司 有限公司 有限责任公司 股份有限公司 (集团)有限公司")
private let branchEndings = words("澄湖分公司 第一分公司 望江营业部 第二营业部")
private let brandFirsts = table("华天恒中金永宏万鑫瑞盛嘉泰德诚博远宇腾弘浩百达兴宝昌荣顺利裕隆茂晟凯佳力联科创智新正同和康益安信大汇")
private let brandSeconds = table("达盛源泰瑞丰通宏隆顺诚信和兴茂康美佳乐创元润发昌利威耀辉邦鼎图纳捷瑜艺雅思科维尔森林海洋峰岳川江云天宇星辰光晨泽轩拓凌晖")
private let trades = words(
    "科技 贸易 电子 机械 建筑工程 物流 餐饮管理 信息技术 服饰 食品 装饰工程 电气 五金制品 化工 塑料制品 文化传媒 医疗器械 汽车零部件 物业管理 人力资源 园林绿化 包装 印务 新能源 环保科技 教育咨询 商贸 家具 纺织 模具"
)
private let shopNames = words("好味道 老地方 一品香 小时光 百姓 顺风 福满楼 欢乐 金手指 新潮 美丽人生 幸福里")
private let shopTrades = words("小吃店 便利店 理发店 服装店 五金店 水果店 餐馆 茶叶店 文具店 汽修店 药房 早餐店 面馆 花店")

extension NameMaker {
    /// What traders put into the names of their shops.
    static let shopCharacters = table("福顺发旺兴隆美佳香乐鲜好来缘聚鸿")
}
