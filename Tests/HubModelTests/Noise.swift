/// Numbers and texts that are the same in every run: SplitMix64 with a fixed seed.
struct Noise: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// Any text: plain words, stray characters of every plane, controls, or a mended example.
    mutating func text(_ examples: [String]) -> String {
        switch Int.random(in: 0..<10, using: &self) {
        case 0: return ""
        case 1: return String((0..<Int.random(in: 1...12, using: &self)).map { _ in Character(anyScalar()) })
        case 2...5: return pieces(1...8)
        default:
            guard let example = examples.randomElement(using: &self) else { return pieces(1...30) }
            return bent(example)
        }
    }

    /// An example with some characters inserted, dropped, or doubled.
    private mutating func bent(_ example: String) -> String {
        var scalars = Array(example.unicodeScalars)
        for _ in 0..<Int.random(in: 0...3, using: &self) {
            let index = Int.random(in: 0...scalars.count, using: &self)
            switch Int.random(in: 0..<3, using: &self) {
            case 0: scalars.insert(contentsOf: Array(piece().unicodeScalars), at: index)
            case 1 where index < scalars.count: scalars.remove(at: index)
            default: if index < scalars.count { scalars.insert(scalars[index], at: index) }
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private mutating func pieces(_ range: ClosedRange<Int>) -> String {
        (0..<Int.random(in: range, using: &self)).map { _ in piece() }.joined()
    }

    private mutating func piece() -> String {
        Self.vocabulary.randomElement(using: &self) ?? ""
    }

    private mutating func anyScalar() -> Unicode.Scalar {
        let limit: UInt32 = Bool.random(using: &self) ? 0x300 : 0x10FFFF
        return Unicode.Scalar(UInt32.random(in: 0...limit, using: &self)) ?? "\u{FFFD}"
    }

    private static let vocabulary: [String] =
        """
        0 1 2 3 9 12 301 1990 19900203 20000 13800001234 0574 86280000 110105491231002 一 二 三 十 廿 百 千 〇 拾 两 \
        年 月 日 号 號 民国 元 公元 之 附 负 第 - -- — · • ． . 。 、 / ; , ： : ( ) （ ） [ ] # ＃ + ＋ % * ' ’ \
        省 市 区 县 镇 乡 街道 街 路 大道 道 巷 弄 支弄 里 村 新村 社区 居委会 村委会 民 委 组 队 期 小区 花园 苑 院 公寓 \
        幢 栋 座 楼 号楼 单元 梯 门 层 室 户 房 间 东 西 南 北 中 甲 乙 段 口 铁 大 浙江 浙江省 宁波市 镇海区 庄市 上海市 \
        市辖区 中山 清泉 光明 村民小组 隔壁 对面 张 三 欧阳 古丽 户主 等3人 无 不详 NULL XXX A B X Ｘ Х × e E+ E+17 \
        Ａ １ ２ ３ 有限 责任 有限公司 有限责任公司 超市 汉 族 男 女 é ß Ω \u{1} \u{0} \u{7F} \u{200B} \u{FEFF} \
        \u{FE0F} \u{E863} \u{20000} 😀 \u{301} \u{A0} \u{3000} \u{2028}
        """.split(separator: " ").map(String.init) + [" ", "  ", "\t", "\n", "\u{3000}"]
}
