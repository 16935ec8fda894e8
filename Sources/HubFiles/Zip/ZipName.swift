import HubArchive
import HubConnect

/// Names of members, which old packers wrote in whatever encoding their machine had.
enum ZipName {
    /// By the Unicode path field if there is one that fits, the UTF-8 flag, and then by content: Chinese Windows
    /// writes GBK, macOS writes UTF-8 and forgets the flag.
    static func decode(_ raw: ArraySlice<UInt8>, isUTF8: Bool, unicodePath: ZipBytes) -> String {
        let name = text(raw, isUTF8: isUTF8, unicodePath: unicodePath)
        // Some packers for Windows divide folders by backslashes.
        return name.contains("\\") ? String(name.map { $0 == "\\" ? "/" : $0 }) : name
    }

    private static func text(_ raw: ArraySlice<UInt8>, isUTF8: Bool, unicodePath: ZipBytes) -> String {
        if unicodePath.byte(0) == 1, unicodePath.word(1) == Int(CRC32.of(Array(raw))),
            let name = String(validating: unicodePath.slice(5, unicodePath.count), as: UTF8.self)
        {
            return name
        }
        let utf8 = String(validating: raw, as: UTF8.self)
        if isUTF8, let utf8 { return utf8 }
        let gbk = gb18030(raw)
        // Chinese characters are three bytes of UTF-8. Two bytes each are GBK that looks like Greek.
        let hasCharacter = raw.contains { $0 >= 0xE0 }
        let isASCII = !raw.contains { $0 >= 0x80 }
        if let utf8, isASCII || hasCharacter || gbk == nil { return utf8 }
        return gbk ?? String(decoding: raw, as: UTF8.self)
    }

    /// `nil` when it is not.
    private static func gb18030(_ raw: ArraySlice<UInt8>) -> String? {
        var decoder = TextDecoder(.gb18030)
        var text = DecodedText(.gb18030)
        decoder.decode(raw, isLast: true, into: &text)
        return text.faults.isEmpty ? String(decoding: text.bytes, as: UTF8.self) : nil
    }
}
