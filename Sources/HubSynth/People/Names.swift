/// A generated name: nobody's in particular, made of common parts.
struct Name {
    var text: Bytes
    /// Bytes of the surname; the whole text of a name with a middle dot.
    var surnameLength: Int
    /// Given name and father's name joined with `·`.
    var hasDot: Bool

    var surname: Bytes { Bytes(text[..<surnameLength]) }
}

/// Makes names that fit family, sex and year of birth.
enum NameMaker {
    /// A surname, as frequent as it is among the population at large.
    static func surname(_ dice: inout Dice) -> Bytes {
        if dice.chance(45) { return dice.pick(compoundSurnames) }
        return dice.pick(surnames)
    }

    /// Family name and given name. `generation` is a character that siblings share.
    static func name(
        surname: Bytes, isMale: Bool, birthYear: Int, generation: Bytes?, _ dice: inout Dice
    ) -> Name {
        var text = surname
        let given = isMale ? maleGiven : femaleGiven
        let era = birthYear < 1965 ? 0 : birthYear < 1985 ? 1 : birthYear < 2000 ? 2 : 3
        let first = given[era]
        if let generation {
            text += generation
            text += pickSkewed(first, &dice)
        } else if dice.chance(era == 2 ? 2_200 : 1_300) {
            text += pickSkewed(first, &dice)
        } else {
            text += pickSkewed(first, &dice)
            text += pickSkewed(given[max(0, era - dice.below(2))], &dice)
        }
        if dice.chance(10) {  // a character that GBK lacks: GB18030 writes it in four bytes
            text = surname + dice.pick(rareCharacters)
        }
        return Name(text: text, surnameLength: surname.count, hasDot: false)
    }

    /// A character for the children of one house.
    static func generationCharacter(_ dice: inout Dice) -> Bytes { dice.pick(generationCharacters) }

    /// Given name, middle dot, father's given name: `古丽·买买提`.
    static func dotName(isMale: Bool, father: Bytes?, _ dice: inout Dice) -> Name {
        var text = dotGiven(isMale: isMale, &dice)
        text.append(text: "·")
        text += father ?? dotGiven(isMale: true, &dice)
        return Name(text: text, surnameLength: text.count, hasDot: true)
    }

    static func dotGiven(isMale: Bool, _ dice: inout Dice) -> Bytes {
        var text = dice.pick(isMale ? dotMale : dotFemale)
        if dice.chance(4_000) { text += dice.pick(isMale ? dotMaleEndings : dotFemaleEndings) }
        return text
    }

    /// One of `characters`, the first ones more often.
    private static func pickSkewed(_ characters: [Bytes], _ dice: inout Dice) -> Bytes {
        characters[min(dice.below(characters.count), dice.below(characters.count))]
    }
}

// Surnames by frequency, in ten-thousandths of the population (rounded).
private let surnames = Weighted<Bytes>(
    [
        ("王李张刘陈", 700), ("杨赵黄周吴", 250), ("徐孙胡朱高", 140), ("林何郭马罗梁宋郑谢韩", 90),
        ("唐冯于董萧程曹袁邓许傅沈曾彭吕", 55), ("苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏", 40),
        ("钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤", 24),
        (
            "尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边",
            5
        ),
    ].flatMap { characters, weight in table(characters).map { ($0, weight) } })

private let compoundSurnames = words("欧阳 欧阳 欧阳 上官 皇甫 令狐 司徒 诸葛 司马 宇文")

// Given-name characters, commonest first, for births before 1965, 1985, 2000 and since.
private let maleGiven = [
    table("国建明德志文永庆祥福贵荣根宝生林金成发忠义良富春洪树兴长玉和顺海山清元新才学仁昌友泉炳松"),
    table("伟军勇强建国华明杰峰平辉斌波志刚永林海涛新光东晓红文亮超兵民江武忠龙云飞鹏庆荣胜利"),
    table("伟杰磊鹏浩涛超宇俊斌帅凯鑫晨阳博文龙飞明亮峰翔彬健旭东坤志远毅康宁诚乐越振威晓雷"),
    table("浩宇轩子泽睿俊博文铭梓辰昊天一诺皓嘉晨逸航奕沐瑞霖宸煜辉佳恒思远涵锦程鸿哲星"),
]
private let femaleGiven = [
    table("秀英兰玉珍凤桂香莲花芳金春梅菊娥月爱素美荣琴华翠仙惠淑巧云彩珠芬妹银根娣杏霞"),
    table("丽芳红敏燕霞艳玲娟英华萍琴慧秀梅玉美云珍兰群洁雪平亚小晓春爱凤琼文青莉翠桂蓉菊"),
    table("婷静丽娜雪敏莹倩颖琳佳慧璐瑶洁梦晶丹蕾薇媛思雯欣怡晓萌玲燕艳茜露妍珊园越悦宁阳"),
    table("子涵梓欣怡诗语可馨雨萱思琪一诺佳依悦妍艺彤晨心若熙瑾瑶沐芷钰婉嘉宁月芸舒雅璇灵"),
]
private let generationCharacters = table("志文永明家子世思嘉俊泽梓晓玉学立宏德")
private let rareCharacters = table("㛃㛃𬱖𬱖喆堃淼珏玥昇")

private let dotMale = words(
    "艾力 买买提 阿不都 吐尔逊 热合曼 玉素甫 库尔班 艾合买提 托合提 依明 阿迪力 亚森 木拉提 叶尔兰 巴合提 赛力克")
private let dotMaleEndings = words("江 克里木 拉 外力 别克 热依木")
private let dotFemale = words(
    "古丽 阿依 热依汗 帕提古丽 米热 祖丽 阿米娜 玛依拉 迪丽 佐合热 茹仙 努尔 加娜 阿依达")
private let dotFemaleEndings = words("古丽 努尔 汗 娜尔 孜巴 夏提")
