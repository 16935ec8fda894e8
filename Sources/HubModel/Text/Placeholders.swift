/// What people type when a form insists on a value they do not have.
package enum Placeholders {
    /// Whether trimmed, half-width text says nothing: empty, `-`, `***`, `无`, `不详`, `NULL` and their like.
    package static func contain(_ text: Span<UInt8>) -> Bool {
        if text.isEmpty { return true }
        if text.count > longest { return isFiller(text[0]) && isRepeated(text) }
        if isFiller(text[0]), isRepeated(text) { return true }
        return words.value(of: text) != nil
    }

    /// Whether the text is one byte over and over: `00000000`, `9999`.
    package static func isRepeated(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where text[index] != text[0] { return false }
        return !text.isEmpty
    }

    private static func isFiller(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "."),
            UInt8(ascii: "?"), UInt8(ascii: "_"), UInt8(ascii: "#"), UInt8(ascii: "~"), UInt8(ascii: ","):
            true
        default: false
        }
    }

    private static let longest = 24

    private static let words = ByteDictionary(
        """
        无 無 暂无 暫無 没有 沒有 不详 不詳 不祥 未知 不知 不知道 不明 未填 未填写 未登记 未提供 待补 待补充 空 空白 \
        缺 缺失 无名 无名氏 某某 无姓名 姓名不详 地址不详 不清楚 未说明 NULL (NULL) <NULL> NIL NONE N/A NA #N/A NAN \
        UNKNOWN UNDEFINED XX XXX XXXX 。 、 · …… … — ——
        """.split(separator: " ").map { (String($0), 1) })
}
