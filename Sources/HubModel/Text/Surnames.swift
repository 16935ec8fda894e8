/// Chinese surnames of two characters.
package enum Surnames {
    /// Characters of the surname that a Chinese name starts with: 2 for a compound one with a given name behind it.
    ///
    /// A name of two characters is a surname of one and a given name, even 欧阳: people are called 欧 as well.
    package static func length(_ first: UInt32, _ second: UInt32, of count: Int) -> Int {
        count > 2 && compound.contains(UInt64(first) << 32 | UInt64(second)) ? 2 : 1
    }

    private static let compound: Set<UInt64> = {
        let names = """
            欧阳 歐陽 上官 皇甫 令狐 司徒 诸葛 諸葛 司马 司馬 宇文 呼延 东方 東方 端木 百里 南宫 南宮 公孙 公孫 \
            慕容 夏侯 尉迟 尉遲 长孙 長孫 钟离 鍾離 司空 太史 申屠 闻人 聞人 澹台 澹臺 轩辕 軒轅 独孤 獨孤 拓跋 \
            完颜 完顏 万俟 萬俟 赫连 赫連 西门 西門 濮阳 濮陽 公冶 淳于 单于 單于 仲孙 仲孫 鲜于 鮮于 闾丘 司寇 \
            亓官 巫马 巫馬 公西 漆雕 乐正 樂正 公良 谷梁 东郭 東郭 羊舌 微生 梁丘 左丘 第五
            """
        return Set(
            names.split(separator: " ").map { name in
                name.unicodeScalars.reduce(0) { $0 << 32 | UInt64($1.value) }
            })
    }()

    /// Readings of the characters of compound surnames that are read so nowhere else: 万俟 is mo qi.
    package static func syllable(inCompound scalar: UInt32) -> String? {
        switch scalar {
        case 0x5C09: "yu"  // 尉
        case 0x4E07: "mo"  // 万
        case 0x4FDF: "qi"  // 俟
        case 0x957F: "zhang"  // 长
        case 0x6FB9: "tan"  // 澹
        case 0x5355: "chan"  // 单
        default: nil
        }
    }
}
