import HubModel

/// Surnames in use, the commonest first; together they name some 99 of 100 people of the mainland.
enum Surnames {
    private static let single = """
        王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱\
        侯江尹薛闫雷段史陶贺毛郝顾龚邵万覃武钱戴孔白严赖莫洪向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童\
        凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应\
        臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权\
        强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾\
        戎勾茅利于呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由沃别蒯钮贡桓牧幺糜濮步经
        許陳楊張劉趙吳孫馬鄭謝韓鄧馮蕭葉蘇呂盧鐘薑譚陸範賈鄒龍萬錢嚴賴湯顧龔賀閻閆
        """
    private static let compound = Set(
        """
        欧阳 上官 皇甫 令狐 司徒 诸葛 司马 宇文 呼延 东方 端木 百里 南宫 公孙 慕容 夏侯 尉迟 长孙 钟离 司空 太史 申屠 闻人 澹台 轩辕 独孤 拓跋 完颜 万俟 赫连 \
        西门 东郭 南门 濮阳 淳于 单于 太叔 仲孙 乐正 公冶 鲜于 闾丘 亓官 司寇 子车 颛孙 巫马 公西 漆雕 壤驷 公良 夹谷 宰父 谷梁 段干 东门 羊舌 微生 梁丘 左丘 \
        第五 欧陽 諸葛 司馬 東方
        """.split(separator: " ").map(String.init))
    private static let first = Set(single.unicodeScalars.filter { Scalars.isHan($0.value) }.map(\.value))

    /// Whether a text looks like a person's name: a surname and one or two characters, or a name with middle dots.
    static func fits(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        if scalars.contains(where: { $0.value == 0xB7 }) {
            return scalars.count >= 4 && scalars.allSatisfy { Scalars.isHan($0.value) || $0.value == 0xB7 }
        }
        guard scalars.allSatisfy({ Scalars.isHan($0.value) || $0 == "*" }), let head = scalars.first else {
            return false
        }
        if (3...4).contains(scalars.count), compound.contains(String(text.prefix(2))) { return true }
        return (2...3).contains(scalars.count) && first.contains(head.value) && !WordList.isCommon(text)
    }
}

/// Words of two or three characters that begin like names and are none.
private enum WordList {
    static func isCommon(_ text: String) -> Bool { words.contains(text) }

    private static let words = Set(
        """
        高中 初中 小学 大学 中专 大专 本科 汉族 回族 满族 白族 苗族 黎族 藏族 壮族 傣族 瑶族 彝族 侗族 农民 农业 农村 工人 教师 医生 商人 \
        正常 注销 平安 安全 成立 成员 有效 无效 单独 共同 全部 金融 房屋 住宅 商业 商铺 时间 地址 电话 经理 会计 司机 厨师 保安 店员 职员 干部 学生 \
        常住 常驻 流动 户主 长子 长女 次子 次女 儿子 女儿 父亲 母亲 丈夫 妻子 配偶 祖父 祖母 孙子 孙女 未婚 已婚 离婚 丧偶 党员 团员 群众 \
        和平 文明 文化 安装 管理 易燃 师傅 关闭 单位 华侨 路灯 项目 连锁 简易 明确 平房 楼房 满意 强制 来源 通过 计划 公司 国家 相关 别墅 花园 车库 \
        经营 支付 印刷 利息 公开 官方 商住 金额 包装 应急 时效 解除 白天 全日制 农林牧 安置房 商品房 经适房 公寓 元旦 方案 查封 云南 江苏 江西 \
        甘肃 安徽 宁夏 海南 吉林 贵州 广东 云计算 毛坯 石材 水泥 申请 向导 常规 游客 康复 武术 温室 池塘 荣誉 师范 管道 石油 牛肉 米面 谷物 花卉
        """.split { $0 == " " || $0 == "\n" }.map(String.init))
}
