import HubModel
import Testing

/// Laws of comparing addresses and names by their elements, on made-up values from fixed seeds.
struct ElementLawTests {
    private let addresses = ElementPair(type: AddressType())

    /// Whether an outcome speaks for two doors.
    private func contradicts(_ outcome: String?) -> Bool {
        outcome == "same-building" || outcome == "other-door"
    }

    @Test func everyDoorIsItself() {
        for raw in MadeUpAddress.many(400, seed: 11).map(\.text) {
            let outcome = addresses.outcome(raw, raw)
            #expect(outcome == "same-door" || outcome == "same-place" || outcome == "else", "\(raw)")
            #expect(addresses.outcome(raw, raw) == outcome)
        }
    }

    /// Leaving out what stands at the end never makes two addresses contradict that did not.
    @Test func aShorterAddressContradictsNoMore() {
        let all = MadeUpAddress.many(120, seed: 12)
        for one in all {
            for other in all.prefix(40) {
                guard !contradicts(addresses.outcome(one.text, other.text)) else { continue }
                for shorter in one.shortened where !shorter.isEmpty {
                    let outcome = addresses.outcome(shorter, other.text)
                    #expect(
                        !contradicts(outcome),
                        "\(one.text) | \(other.text), then \(shorter): \(outcome ?? "")")
                }
            }
        }
    }

    /// However a door is written, it is the door.
    @Test func styleDoesNotMatter() {
        for address in MadeUpAddress.many(300, seed: 13) where address.hasRoom {
            for style in address.styles {
                #expect(addresses.outcome(address.text, style) == "same-door", "\(address.text) | \(style)")
            }
        }
    }

    @Test func normalFormsReadAsThemselves() {
        for raw in MadeUpAddress.many(300, seed: 14).flatMap(\.styles) {
            let once = AddressType().normalised(raw).text
            #expect(AddressType().normalised(once).text == once, "\(raw)")
            #expect(addresses.outcome(raw, once) == addresses.outcome(once, once), "\(raw)")
        }
    }

    /// Bytes of all kinds neither trap nor break symmetry, which every comparison checks.
    @Test func noiseIsCompared() {
        var noise = Noise(seed: 15)
        let pieces = "中山路 12号 之 一 3幢 附 2单元 负1层 301室 地下室 清泉花园 一期 光明村 社区 A B1 - 3-2-301 弄 88 (南区) 车库 号 组"
            .split(separator: " ").map(String.init)
        let names = "宁波市 甬江 科技 (股) 有限 公司 分公司 第二 店 (庄市店) 集团 银行 支行 区 ( ) 小吃店 LTD".split(separator: " ")
            .map(String.init)
        for _ in 0..<3_000 {
            for (type, words) in [
                (AddressType() as any ElementwiseType, pieces), (OrganisationName(), names),
            ] {
                func made() -> String {
                    (0..<1 + Int.random(in: 0..<6, using: &noise)).map { _ in
                        words[Int.random(in: 0..<words.count, using: &noise)]
                    }.joined()
                }
                _ = ElementPair(type: type).outcome(made(), made())
            }
        }
    }

    // MARK: what only all values show

    @Test func aLeftOutUnitIsUnclearWhereUnitsRepeatRooms() {
        let one = "清泉花园3幢301室"
        let other = "清泉花园3幢1单元301室"
        #expect(addresses.outcome(one, other, among: ["清泉花园3幢2单元502室"]) == "same-door-unit-open")
        #expect(addresses.outcome(one, other, among: ["清泉花园3幢2单元301室"]) == "same-place")
        #expect(addresses.outcome(one, one, among: [other, "清泉花园3幢2单元301室"]) == "same-place")
        // Rooms that repeat elsewhere say nothing of this building.
        let elsewhere = ["清泉花园5幢1单元301室", "清泉花园5幢2单元301室"]
        #expect(addresses.outcome(one, other, among: elsewhere) == "same-door-unit-open")
    }

    @Test func anEstateOfTwoCommunitiesNeedsOne() {
        let plain = "清泉花园3幢301室"
        let here = "光明社区清泉花园3幢301室"
        let there = "红星社区清泉花园3幢301室"
        #expect(addresses.outcome(plain, here) == "same-door")
        #expect(addresses.outcome(plain, here, among: [there]) == "same-place")
        #expect(addresses.outcome(here, "庄市街道" + here, among: [there]) == "same-door")
        // One record among many is a mistake.
        let many = (1...30).map { "光明社区清泉花园\($0)幢101室" }
        #expect(addresses.outcome(plain, here, among: many + [there]) == "same-door")
    }

    @Test func aCityThatTheDataKnowsIsARegionWithoutItsSuffix() {
        let names = ElementPair(type: OrganisationName())
        #expect(names.outcome("宁波甬江科技有限公司", "甬江科技有限公司") == "else")
        let known = names.outcome("宁波甬江科技有限公司", "甬江科技有限公司", among: ["宁波市镇海区东海商行"])
        #expect(known == "same-core")
    }

    // MARK: aliases

    @Test func aliasesStandForTheirNames() {
        let aliases = NameAliases([
            ("阳光新村", "清泉花园"), ("中山路88弄", "清泉花园"), ("解放路5号", "东海大厦"), ("甬江", "甬江科技有限公司"),
        ])
        let pair = ElementPair(type: AddressType(), aliases: aliases)
        #expect(pair.outcome("陽光新村3幢301室", "清泉花园3幢301室") == "same-door")
        #expect(pair.shareKey("door", "阳光新村3幢301室", "清泉花园3幢301室"))
        #expect(pair.outcome("中山路88弄3号301室", "清泉花园3幢301室") == "same-door")
        #expect(pair.outcome("解放路5号1205室", "东海大厦1205室") == "same-door")
        #expect(pair.outcome("阳光新村3幢301室", "清泉花园3幢302室") == "same-building")
        let names = ElementPair(type: OrganisationName(), aliases: aliases)
        #expect(names.outcome("甬江", "甬江科技有限责任公司") == "same-name")
    }
}

/// An address made of elements.
struct MadeUpAddress {
    var divisions = ""
    var site = ""
    var building = 0
    var unit = 0
    var room = 0

    var hasRoom: Bool { room > 0 }
    var text: String { shortened.last ?? site }

    /// The address cut behind each of its elements.
    var shortened: [String] {
        var texts = [divisions + site]
        for (number, suffix) in [(building, "幢"), (unit, "单元"), (room, "室")] where number > 0 {
            texts.append((texts.last ?? "") + "\(number)\(suffix)")
        }
        return texts
    }

    /// Other ways to write it.
    var styles: [String] {
        let numbers = [building, unit, room].filter { $0 > 0 }
        let wide = text.unicodeScalars.map {
            (0x30...0x39).contains($0.value) ? String(UnicodeScalar($0.value + 0xFEE0) ?? $0) : String($0)
        }
        var styles = [
            wide.joined(), text.replacing("幢", with: "栋"), text.replacing("幢", with: "号楼"),
            text.replacing("幢", with: " 座 "), text.replacing("单元", with: "梯"),
            text.replacing("花园", with: "花園"),
        ]
        if building > 0 { styles.append(divisions + site + numbers.map(String.init).joined(separator: "-")) }
        return styles
    }

    static func many(_ count: Int, seed: UInt64) -> [MadeUpAddress] {
        var noise = Noise(seed: seed)
        let divisions = ["", "", "镇海区", "宁波市镇海区庄市街道", "光明社区", "骆驼街道红星社区", "浙江省宁波市镇海区庄市街道光明社区"]
        let sites = ["清泉花园", "清泉花园一期", "东海名苑", "中山路12号", "中山路14号清泉花园", "白鹭大厦", "人民路88弄", "解放巷7号"]
        return (0..<count).map { _ in
            var address = MadeUpAddress(
                divisions: divisions[Int.random(in: 0..<divisions.count, using: &noise)],
                site: sites[Int.random(in: 0..<sites.count, using: &noise)])
            if Int.random(in: 0..<10, using: &noise) > 0 {
                address.building = 1 + Int.random(in: 0..<4, using: &noise)
            }
            if address.building > 0, Int.random(in: 0..<2, using: &noise) == 0 {
                address.unit = 1 + Int.random(in: 0..<2, using: &noise)
            }
            if Int.random(in: 0..<10, using: &noise) > 1 {
                address.room =
                    101 + Int.random(in: 0..<3, using: &noise) * 100 + Int.random(in: 0..<3, using: &noise)
            }
            return address
        }
    }
}
