/// The district: its divisions, and how many people each holds.
struct District {
    /// Reserved: province 99 does not exist in GB/T 2260.
    static let countyCode = "990101"
    static let province = Bytes(text: "云海省")
    static let city = Bytes(text: "东澜市")
    static let county = Bytes(text: "澄湖区")
    static let areaCode = "0380"

    struct Community {
        /// Its place in the district, from 0.
        var index: Int
        /// 12 digits: county, street, community.
        var code: Bytes
        var street: Bytes
        /// With its ending: `青松社区`, `石桥村`.
        var name: Bytes
        var isVillage: Bool
    }

    let communities: [Community]
    let peoplePerCommunity: Int

    init(people: Int) {
        let count = min(1_900, max(20, people / 3_000))
        peoplePerCommunity = max(1, (people + count - 1) / count)
        var communities: [Community] = []
        var serials = [Int](repeating: 0, count: streets.count)
        for index in 0..<count {
            let street = index * streets.count / count
            let isTown = street >= 7
            let isVillage = isTown && index % 2 == 1
            serials[street] += 1
            var code = Bytes(text: Self.countyCode)
            code.append(number: isTown ? 100 + street - 7 : street + 1, width: 3)
            code.append(number: serials[street] + (isVillage ? 200 : 0), width: 3)
            let name = PlaceNames.stem(index) + Bytes(text: isVillage ? "村" : "社区")
            communities.append(
                Community(index: index, code: code, street: streets[street], name: name, isVillage: isVillage)
            )
        }
        self.communities = communities
    }

    /// The community in which person number `person` (from 1) lives.
    func community(ofPerson person: Int) -> Int {
        min((person - 1) / peoplePerCommunity, communities.count - 1)
    }
}

private let streets = words("望江街道 青云街道 龙塘街道 临港街道 白鹭街道 紫阳街道 湖滨街道 东林镇 石门镇 云岭镇")
