/// Other characters for the same name: traditional script, and what a pinyin keyboard offers instead.
enum NameVariants {
    /// The traditional form of one character, if it has another.
    static func traditional(_ character: Bytes) -> Bytes? {
        guard let index = simplifiedForms.firstIndex(of: character) else { return nil }
        return traditionalForms[index]
    }

    /// The name with one character replaced by a homophone; the name itself when it has none.
    static func homophone(of name: Bytes, _ dice: inout Dice) -> Bytes {
        other(homophones, of: name, &dice)
    }

    /// The name with one character replaced by one of like shape; the name itself when it has none.
    static func lookalike(of name: Bytes, _ dice: inout Dice) -> Bytes {
        other(lookalikes, of: name, &dice)
    }

    private static func other(_ groups: [[Bytes]], of name: Bytes, _ dice: inout Dice) -> Bytes {
        var characters = name.scalars
        let start = dice.below(characters.count)
        for offset in characters.indices {
            let place = (start + offset) % characters.count
            for group in groups {
                guard let found = group.firstIndex(of: characters[place]) else { continue }
                characters[place] = group[(found + 1 + dice.below(group.count - 1)) % group.count]
                return Bytes(characters.joined())
            }
        }
        return name
    }
}

private let simplifiedForms = table(
    "张陈刘杨赵黄吴孙马罗郑谢许邓冯萧蒋叶阎钟邹陆龙万汤贺赖龚顾钱国丽华伟军强静红兰凤杰宝庆荣贵长兴义东云飞鹏晓颖莹艳玛")
private let traditionalForms = table(
    "張陳劉楊趙黃吳孫馬羅鄭謝許鄧馮蕭蔣葉閻鐘鄒陸龍萬湯賀賴龔顧錢國麗華偉軍強靜紅蘭鳳傑寶慶榮貴長興義東雲飛鵬曉穎瑩艷瑪")

private let homophones = words(
    """
    张章 李黎 吴武伍 徐许 何贺 于余俞 姜江蒋 魏韦卫 陆卢鲁路 石史施 付傅 闫阎颜 谭覃 伟玮炜 维惟 静婧靖 丽莉俐 晓小 \
    红洪宏 军君 梅美 欣鑫心 涛韬 文雯 燕艳 英瑛 杰洁 明铭 浩皓昊 宇雨语 佳嘉家 涵晗 思斯 轩萱 玉育 强蔷 建健 峰锋 林琳
    """
).map(\.scalars)

private let lookalikes = words(
    """
    己已 戊戌 未末 土士 日曰 凤风 明朋 洁浩 玲珍 红江 英芙 莉利 春舂 秀季 芳方 婷停 鹏朋 磊垒 波坡 丹舟 萍苹 杨扬 吴吳 \
    梓辛 轩轨 涵函 语话 佳住 晨辰 晶品 琳淋 俊浚 泽择 睿璿 文交 东车 军车 永水 玉王 生牛 良食 天夭 宇字 志忘 建健
    """
).map(\.scalars)
