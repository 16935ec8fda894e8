/// Names of communities, estates, roads and towers; each index gives another name.
enum PlaceNames {
    /// Two characters, the same for no two of 900 indices, then numbered.
    static func stem(_ index: Int) -> Bytes {
        let place = index * 677 % 900
        return numbered(firsts[place / 30] + seconds[place % 30], index / 900)
    }

    static func estate(_ index: Int) -> Bytes {
        stem(index + 113) + estateEndings[index / 7 % estateEndings.count]
    }

    /// What people call estate `index` instead: no estate's own name.
    static func secondName(_ index: Int) -> Bytes {
        stem(index + 557) + secondEndings[index % secondEndings.count]
    }

    static func road(_ index: Int) -> Bytes {
        stem(index + 401) + roadEndings[(index / 3 + index / 900) % roadEndings.count]
    }

    static func tower(_ index: Int) -> Bytes { stem(index + 727) + Bytes(text: "大厦") }

    /// `望江`, then `望江南`, `望江北`, …: more names where the stems run out.
    private static func numbered(_ stem: Bytes, _ round: Int) -> Bytes {
        var name = stem
        var rest = round
        while rest > 0 {
            name += rounds[rest % rounds.count]
            rest /= rounds.count
        }
        return name
    }
}

private let firsts = table("望青龙临白紫湖秋石云翠银明新长春金清玉锦梧碧凤鹤松竹梅兰芳江")
private let seconds = table("枫云塘帆鹭阳滨林桥岭泉溪湾岚峰园川洲泽浦屏台坪坡岩河亭堤庭和")
private let rounds = table("安南北西东福康宁祥瑞")
private let estateEndings = words("花园 小区 家园 公寓 华庭 名苑 雅苑 景苑 嘉园 新苑")
private let secondEndings = words("新村 大院 人家 城 里")
private let roadEndings = words("路 路 路 街 路 大道 路 巷")
