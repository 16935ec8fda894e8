/// How syllables of Mandarin are written in Latin letters: pinyin, Wade-Giles without its marks, and spellings of
/// passports.
package enum Romanisation {
    /// Spellings of each syllable by number - 1, in capitals, each once; pinyin first.
    package static let spellings: [[[UInt8]]] = Pinyin.syllables.map { syllable in
        var found = [syllable.replacing("v", with: "U")]
        if syllable.contains("v") { found += ["V", "YU"].map { syllable.replacing("v", with: $0) } }
        found.append(wadeGiles(syllable))
        found += others[syllable] ?? []
        var seen: Set<String> = []
        return found.map { $0.uppercased() }.filter { seen.insert($0).inserted }.map { Array($0.utf8) }
    }

    /// Syllable numbers of a spelling in capitals.
    package static let syllables: [[UInt8]: [UInt16]] = {
        var found: [[UInt8]: [UInt16]] = [:]
        for (index, list) in spellings.enumerated() {
            for spelling in list { found[spelling, default: []].append(UInt16(index + 1)) }
        }
        return found
    }()

    /// Letters of the longest spelling.
    package static let longest = spellings.reduce(0) { max($0, $1.reduce(0) { max($0, $1.count) }) }

    /// What is common besides the systems.
    private static let others: [String: [String]] = [
        "ying": ["ing"], "yi": ["yih"], "wu": ["woo"], "xiao": ["shiao"], "xu": ["shu", "shyu"],
        "lv": ["lui"],
        "zhi": ["chi"], "shi": ["shi", "shih"], "huang": ["hwang"], "li": ["lee"], "cai": ["tsay"],
        "zhou": ["chow"], "song": ["soong"], "wang": ["wong"], "luo": ["law"], "he": ["hoh"], "ou": ["au"],
    ]

    private static func wadeGiles(_ syllable: String) -> String {
        if let whole = wholes[syllable] { return whole }
        var rest = Substring(syllable)
        var initial = ""
        for (pinyin, wade) in initials where rest.hasPrefix(pinyin) {
            initial = wade
            rest = rest.dropFirst(pinyin.count)
            break
        }
        let hushes = ["zh", "ch", "sh", "r"].contains { syllable.hasPrefix($0) }
        let back = ["g", "k", "h"].contains { syllable.hasPrefix($0) } && !syllable.hasPrefix("zh")
        let final: String
        switch rest {
        case "i" where hushes: final = "ih"
        case "ian": final = "ien"
        case "ie": final = "ieh"
        case "ue", "ve": final = "ueh"
        case "ong": final = "ung"
        case "iong": final = "iung"
        case "iu": final = "iu"
        case "e" where back: final = "o"
        case "ui" where back: final = "uei"
        case "uo" where !back && !syllable.hasPrefix("sh"): final = "o"
        case "v": final = "u"
        default: final = String(rest)
        }
        return initial + final
    }

    private static let initials = [
        ("zh", "ch"), ("ch", "ch"), ("sh", "sh"), ("z", "ts"), ("c", "ts"), ("b", "p"), ("d", "t"),
        ("g", "k"),
        ("j", "ch"), ("q", "ch"), ("x", "hs"), ("r", "j"), ("p", "p"), ("m", "m"), ("f", "f"), ("t", "t"),
        ("n", "n"), ("l", "l"), ("k", "k"), ("h", "h"), ("s", "s"),
    ]

    private static let wholes = [
        "zi": "tzu", "ci": "tzu", "si": "szu", "yi": "i", "you": "yu", "yan": "yen", "ye": "yeh",
        "yue": "yueh",
        "yong": "yung", "er": "erh", "nv": "nu", "lv": "lu",
    ]
}
