/// Characters that are mistaken for each other because they look alike or lie next to each other in the list of an
/// input method, and those that registrars wrote for each other (萧 肖, 傅 付). As they occur in names and numbers;
/// hand-chosen, simplified characters only.
package enum Lookalikes {
    /// Whether two different characters stand in one group.
    package static func contain(_ a: UInt32, _ b: UInt32) -> Bool {
        pairs.contains(UInt64(min(a, b)) << 32 | UInt64(max(a, b)))
    }

    private static let pairs: Set<UInt64> = {
        var pairs: Set<UInt64> = []
        for group in list.split(whereSeparator: \.isWhitespace) {
            let scalars = group.unicodeScalars.map { UInt64($0.value) }
            for a in scalars { for b in scalars where a < b { pairs.insert(a << 32 | b) } }
        }
        return pairs
    }()

    private static let list = """
        己已巳 未末 戊戌戍 日曰 土士 育肓 千干于 人入 大太犬 天夭无 刀力 儿几 工土 王玉壬 午牛 毛手 田由甲申 木本 禾木 白百 目自
        石右 旦且 巨臣 卫卩 今令 代伐 仑仓 侯候 傅博 付什 冶治 冼洗 准淮 凌陵 凌菱 凤风 刑邢 列烈 刘到 刚钢 力万 勤勒 协胁 卓桌
        博搏 卢芦 卯卵 叶吐 召台 吕吴 吴昊 吉古 员贠 咏泳 哲誓 喜嘉 坤坪 垣恒 恒桓 城诚 堃坤 塔搭 壹壶 夏厦 奎圭 妍研 妹姝 姝殊
        姗珊 娇骄 娟涓 娜那 婉琬 婕捷 媛援 婷停 嫒暖 嬴赢 孟盂 宇字 宋宗 宏宠 宜宣 官宫 宾宽 寅演 尚向 尹伊 岚岗 岩岸 峰锋 峰蜂
        嵘荣 巍魏 平乎 庆厌 廉兼 廷延 建健 强张 彤丹 彬杉 德得 志忘 忠患 怡恰 思恩 恬括 恺凯 悦说 惠慧 戴载 才寸 扬杨 拥佣 振震
        换焕 斌武 斐裴 斌赋 昌晶 昱煜 明朋 易晏 昭照 晓饶 晖辉 晟晨 晨辰 晴睛 晴情 晴清 智知 暖媛 曦羲 月用 李季 杏杳 杜社 来朱
        杰木 林材 枚玫 柯何 柳卯 栋拣 桂佳 桐铜 梁粱 梅海 梦焚 森林 楠南 榕蓉 樱缨 欣昕 欣斫 江汪 池他 汉汊 沁泌 沈沉 沙纱 波坡
        泓弘 泽译 洁浩 洋样 洋祥 洪供 浩皓 涛寿 润闰 淇琪 清情 渊洲 湘湖 源原 溪奚 满潘 潘播 潇萧 澜斓 炎淡 炜伟 炳柄 烁砾 烨晔
        煌徨 熙照 燕蒸 爱受 玟枚 玫玟 玲铃 玲冷 珍诊 珠株 珺君 琛深 琦绮 琳淋 琴琵 瑛英 瑜喻 瑶谣 璇旋 璐潞 璟景 甫浦 申中 男勇
        畅肠 盈盆 盛成 盼吩 真直 眉冒 睿容 睿壑 石古 硕顾 祥详 祥样 祯侦 祺棋 福褔 禹禺 秀季 秋伙 穆稷 童章 竞竟 筱攸 素索 红江
        纪记 纯屯 纲钢 绍召 经轻 维唯 维难 罗夕 羽习 翔翱 翰瀚 耀跃 肖消 胜性 胡湖 臧藏 航杭 芝之 芬芳 芳方 芸云 花华 范苑 茂戊
        茜西 茹如 茵菌 荣莹 莉利 莎沙 莹萤 莺莹 菁青 菊鞠 菲非 萍苹 萍评 蒋将 蓉容 蓝篮 蔓曼 蕊芯 蕾雷 薇微 薛薜 袁哀 袁衰 裕浴
        褚诸 覃潭 詹瞻 许评 诗侍 谨瑾 谭潭 豪毫 贝见 贞员 贺驾 赟斌 赵起 超起 路露 轩杆 达迖 迪迫 通道 逸免 遥瑶 邓郑 邱丘 邵邰
        郝赦 郭敦 金全 钊钏 钟种 钰珏 铭名 银很 锐悦 锦绵 镇真 闫闰 闵闽 阎阁 阮院 陆际 陈阵 陈除 陶淘 隆降 雅稚 雨两 雪雷 雯文
        霖林 静靖 韦书 韩朝 韵均 项顶 顺须 颖颍 颜彦 飞乙 香杳 馨声 骏俊 高亮 鲁鱼 鸣鸟 鸿鹄 鹏朋 鹤鹅 黎黍 龙尤 龚袭 玥钥 沐沭
        茗铭 宸晨 萱宣 梓样 涵函 奕弈 奕亦 轶铁 芮内 萧肖 阎闫 傅付 戴代 蓝兰 詹占 喆哲 淼渺 迺乃 甯宁
        0O 0D 1I 1L IL 2Z 5S 8B 6G UV VY MN 6B 3B 7T
        """
}
