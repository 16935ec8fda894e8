import Foundation

/// Chinese words in pinyin without tones: how those who named columns before Unicode wrote them.
struct Pinyin {
    /// One syllable a character: `["xing", "ming"]`; nothing for words that are not all Chinese.
    static func syllables(of words: [String]) -> [[String]] {
        // One transform for all: making a transform takes longer than using it.
        let prepared = words.map { Self.spaced($0) }.joined(separator: "\n")
        let latin =
            prepared.applyingTransform(StringTransform("Han-Latin"), reverse: false)?
            .applyingTransform(.stripDiacritics, reverse: false) ?? ""
        let lines = latin.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == words.count else { return words.map { _ in [] } }
        return zip(words, lines).map { word, line in
            let syllables = line.lowercased().split(separator: " ").map { String($0) }
            let isWhole =
                syllables.count == word.unicodeScalars.count
                && syllables.allSatisfy { $0.utf8.allSatisfy { isSmallLatin($0) } }
            return isWhole ? syllables : []
        }
    }

    /// The transform knows one reading a character; words in which it is another are respelled.
    private static func spaced(_ word: String) -> String {
        var text = word.replacing("银行", with: "银航").replacing("行业", with: "航业")
        text = text.replacing("地", with: "第").replacing("省", with: "生")
        return text.map(String.init).joined(separator: " ")
    }

    private static func isSmallLatin(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }

    /// A name for files and roles: lower case, digits and `joint`; Chinese as pinyin.
    static func slug(_ text: String, joint: Character, limit: Int = 40) -> String {
        let latin =
            text.applyingTransform(StringTransform("Han-Latin"), reverse: false)?
            .applyingTransform(.stripDiacritics, reverse: false) ?? text
        var result = ""
        for byte in latin.lowercased().utf8 {
            let isKept = isSmallLatin(byte) || byte >= 0x30 && byte <= 0x39
            if isKept {
                result.append(Character(UnicodeScalar(byte)))
            } else if !result.isEmpty, result.last != joint, byte < 0x80 {
                result.append(joint)
            }
        }
        result = String(result.drop { !$0.isLetter }.prefix(limit))
        while result.last == joint { result.removeLast() }
        return result
    }
}
