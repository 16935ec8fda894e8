/// Names as machines without Chinese characters keep them.
enum Pinyin {
    /// `ZHANG WEI`: surname, then given name, each in one piece. Readings are those of names: 单 is `SHAN`.
    static func capitals(_ name: Name) -> Bytes {
        var text = Bytes()
        for (offset, character) in name.text.scalars.enumerated() {
            guard let reading = readings[character] else {
                text.append(text: " ")  // the middle dot
                continue
            }
            if !name.hasDot, offset * 3 == name.surnameLength { text.append(text: " ") }
            for letter in reading { text.append(letter - 32) }
        }
        return text
    }

    /// Every character that names are made of.
    private static let readings: [Bytes: Bytes] = {
        var readings: [Bytes: Bytes] = [:]
        for entry in words(table) {
            let letters = Bytes(entry.prefix { $0 < 0x80 })
            for character in Bytes(entry.dropFirst(letters.count)).scalars { readings[character] = letters }
        }
        return readings
    }()

    private static let table = """
        a阿 ai爱艾 an安 ba巴 bai白柏 ban班 bao鲍包宝 bi毕 bian边 bie别 bin斌彬 bing炳兵 bo薄波博 bu卜不 \
        cai蔡才彩 cao曹 chai柴 chang常昌长 chao超 che车 chen陈晨辰宸 cheng程成诚 chun春 cong丛 cui崔翠 \
        da达 dai戴 dan丹 de德 deng邓 di娣𬱖迪 ding丁 dong董东 du都杜 duan段 e娥 er尔 fa发 fan范樊 \
        fang方房芳 fei费飞 fen芬 feng冯峰凤 fu傅甫福富 gan甘 gang刚 gao高 ge葛 gen根 geng耿 gong龚 \
        gu顾谷古 guan管关官 guang光 gui桂贵 guo郭国 hai海 han韩涵汗 hang航 hao郝浩昊皓 he何贺和合 heng恒 \
        hong洪红鸿宏 hou侯 hu胡狐 hua华花 huang黄皇 hui辉惠慧 huo霍 ji季纪 jia贾嘉佳家加 jian建健 \
        jiang蒋姜江 jiao焦 jie杰洁㛃 jin金靳锦瑾 jing景静晶 ju菊 juan娟 jue珏 jun军俊 kai凯 kang康 \
        ke柯可克 kong孔 ku库 kun坤堃 la拉 lai赖 lan兰 le乐 lei磊雷蕾 li李黎利丽莉立力里 lian莲 \
        liang梁良亮 liao廖 lin林霖琳 ling凌令玲灵 liu刘柳 long龙 lu卢陆芦鲁路璐露 luo罗 lv吕绿 ma马玛 \
        mai买 man曼 mao毛 mei梅美妹 meng孟梦萌 mi米 miao苗淼 min闵民敏 ming明铭 mo莫 mou牟 mu沐木 na娜 \
        ni倪 nie聂 ning宁 niu牛 nu努 nuo诺 ou欧 pa帕 pan潘 pang庞 pei裴 peng彭鹏 ping平萍 qi齐祁琪 \
        qian钱倩茜 qiang强 qiao乔巧 qin秦琴覃 qing庆清青 qiong琼 qiu邱 qu曲屈 quan泉 qun群 ran冉 re热 \
        ren任仁 rong荣蓉 ru茹 ruan阮 rui睿瑞 ruo若 sai赛 sen森 shan单山珊 shang上 shao邵 shen沈申 \
        sheng盛生胜昇 shi石史施时诗世 shu舒树淑 shuai帅 shun顺 si司思 song宋松 su苏素 sui隋 sun孙 tan谭 \
        tang唐汤 tao陶涛 ti提 tian田天 ting婷 tong童彤 tu涂徒吐 tuo托 wai外 wan万婉 wang王汪 \
        wei魏韦卫伟威薇 wen文温雯 weng翁 wu吴武伍 xi席熙 xia夏霞 xian仙 xiang向项祥翔香 xiao萧晓小 \
        xie解谢 xin辛新鑫欣馨心 xing邢兴星杏 xiong熊 xiu秀 xu徐许旭 xuan轩萱璇 xue薛学雪 xun逊 ya亚雅 \
        yan阎颜严燕艳妍 yang杨阳 yao姚瑶 ye叶 yi易义毅一逸奕怡依艺 yin尹殷银 ying英莹颖 yong永勇 \
        you尤游友 yu于余俞宇玉煜语雨钰 yuan袁元远媛园 yue岳越月悦玥 yun云芸 ze泽 zeng曾 zha查 zhai翟 \
        zhan詹 zhang张章 zhao赵 zhe哲喆 zhen甄振珍 zheng郑 zhi志芷 zhong钟忠 zhou周 zhu朱祝诸珠 zhuang庄 \
        zi子梓孜 zou邹 zu祖 zuo左佐
        """
}
