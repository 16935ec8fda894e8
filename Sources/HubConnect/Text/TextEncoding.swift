/// The encodings a source may be written in. Everything behind the decoder is UTF-8.
public enum TextEncoding: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case gb18030
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"

    /// The words a `encoding` setting may take, for a `choice`; `auto` stands for `detect`.
    public static let settingWords = [
        "auto", "utf-8", "gb18030", "gbk", "gb2312", "cp936", "utf-16", "utf-16le", "utf-16be",
    ]

    /// The encoding a label names, in any case.
    ///
    /// GB 2312, GBK and code page 936 are subsets of GB 18030, and files that claim one of them do use
    /// characters outside it: all four labels mean GB 18030, as in the WHATWG Encoding Standard. `utf-16`
    /// without a byte order mark is little-endian, for the same reason.
    public init?(label: String) {
        switch label.lowercased() {
        case "utf-8", "utf8", "us-ascii", "ascii": self = .utf8
        case "gb18030", "gb2312", "gbk", "cp936", "gb_2312-80", "x-gbk": self = .gb18030
        case "utf-16", "utf-16le": self = .utf16LittleEndian
        case "utf-16be": self = .utf16BigEndian
        default: return nil
        }
    }

    /// The byte order mark.
    public var byteOrderMark: [UInt8] {
        switch self {
        case .utf8: [0xEF, 0xBB, 0xBF]
        case .gb18030: [0x84, 0x31, 0x95, 0x33]
        case .utf16LittleEndian: [0xFF, 0xFE]
        case .utf16BigEndian: [0xFE, 0xFF]
        }
    }

    /// The encoding whose byte order mark `bytes` begin with.
    public static func marked(_ bytes: ArraySlice<UInt8>) -> TextEncoding? {
        allCases.first { bytes.starts(with: $0.byteOrderMark) }
    }

    /// Finds out the encoding from the first bytes of a source, at best a MiB of them.
    ///
    /// In this order: a byte order mark; UTF-16 by its many NUL bytes, which no other text has; strict UTF-8 (a
    /// sequence cut off at the end counts as whole); of UTF-8 and GB 18030 the one with fewer undecodable places
    /// around the first that is not UTF-8, GB 18030 when they are equal. The last step keeps a UTF-8 file with one
    /// damaged character from being read as GB 18030 throughout.
    public static func detect(_ bytes: ArraySlice<UInt8>) -> TextEncoding {
        if let marked = marked(bytes) { return marked }
        if let wide = detectUTF16(bytes) { return wide }
        guard let fault = TextDecoder.firstUTF8Fault(bytes) else { return .utf8 }
        // 32 KiB on either side, from the start of a line so that no character is entered in its middle.
        let before = max(bytes.startIndex, fault - (1 << 15))
        let start = before == bytes.startIndex ? before : bytes[before...].firstIndex(of: 0x0A) ?? before
        let sample = bytes[min(start, fault)..<min(fault + (1 << 15), bytes.endIndex)]
        return faultCount(sample, as: .utf8) < faultCount(sample, as: .gb18030) ? .utf8 : .gb18030
    }

    /// UTF-16 without a mark: of every ten characters one is ASCII at least (delimiters, digits, line breaks), so
    /// that NUL bytes stand on one side, save for those of 一 (U+4E00) and the like; on that side stand next to no
    /// digits, delimiters and line breaks; no character is NUL itself, and nothing is undecodable.
    private static func detectUTF16(_ bytes: ArraySlice<UInt8>) -> TextEncoding? {
        let sample = Array(bytes.prefix(1 << 16))
        guard sample.count >= 4, sample.contains(0) else { return nil }
        let units = sample.count / 2
        var zeros = [0, 0]
        var signs = [0, 0]
        for index in 0..<units * 2 {
            if sample[index] == 0 { zeros[index & 1] += 1 }
            if isSign(sample[index]) { signs[index & 1] += 1 }
            if index & 1 == 1, sample[index] == 0, sample[index - 1] == 0 { return nil }
        }
        let high = zeros[0] > zeros[1] ? 0 : 1
        guard zeros[high] * 10 >= units, zeros[high] > zeros[1 - high], signs[high] * 50 <= units else {
            return nil
        }
        let encoding: TextEncoding = high == 0 ? .utf16BigEndian : .utf16LittleEndian
        return faultCount(sample[...], as: encoding) == 0 ? encoding : nil
    }

    /// Digits, delimiters and line breaks. No character in use starts with such a byte in UTF-16, except for
    /// punctuation by 0x20 and 0x30.
    private static func isSign(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x40 && byte != 0x30 || [0x09, 0x0A, 0x0D].contains(byte)
    }

    /// Whether the beginning of `bytes` is decodable throughout.
    func holds(_ bytes: ArraySlice<UInt8>) -> Bool { Self.faultCount(bytes.prefix(1 << 16), as: self) == 0 }

    private static func faultCount(_ bytes: ArraySlice<UInt8>, as encoding: TextEncoding) -> Int {
        var decoder = TextDecoder(encoding)
        var text = DecodedText(encoding)
        decoder.decode(bytes, isLast: false, into: &text)
        return text.faults.count
    }
}
