import Foundation
import HubConnect
import HubModel
import TestSupport
import Testing

/// Bytes of every encoding to UTF-8, in one go and in pieces.
@Suite struct EncodingTests {
    // MARK: GB 18030

    /// All 23,940 two-byte codes against a checksum taken of the WHATWG index (with U+E815…E864 replaced),
    /// so that another Foundation cannot change what a name reads as.
    @Test func theTwoByteTableIsTheStandards() {
        var codes: [[UInt8]] = []
        for lead in UInt8(0x81)...0xFE {
            for trail in UInt8(0x40)...0xFE where trail != 0x7F { codes.append([lead, trail]) }
        }
        #expect(codes.count == 23_940)
        #expect(Self.checksum(ofScalars: codes) == 0x5182_E621_670C_CDED)
    }

    /// All 39,420 four-byte codes of the Basic Multilingual Plane, likewise.
    @Test func theFourByteTableIsTheStandards() {
        let codes: [[UInt8]] = (0..<39_420).map { Self.fourBytes($0) }
        #expect(Self.checksum(ofScalars: codes) == 0x0CA7_2026_4649_E887)
    }

    /// Private-use characters that GB 18030 reads as others.
    static let superseded = [0xE5E5...0xE5E5, 0xE78D...0xE796, 0xE815...0xE864]

    /// Every character goes out and comes back, but those.
    @Test(arguments: [TextEncoding.gb18030, .utf8, .utf16LittleEndian, .utf16BigEndian])
    func whatIsEncodedDecodesToTheSame(_ encoding: TextEncoding) {
        let encoder = TextEncoder(encoding)
        var lost: [UInt32] = []
        for plane in stride(from: UInt32(0), to: 0x11_0000, by: 0x1000) {
            let scalars = (plane..<plane + 0x1000).compactMap(Unicode.Scalar.init)
                .filter { scalar in
                    encoding != .gb18030 || !Self.superseded.contains { $0.contains(Int(scalar.value)) }
                }
            var bytes: [UInt8] = []
            encoder.encode(String(String.UnicodeScalarView(scalars)), into: &bytes)
            let text = Self.decode(bytes, encoding)
            guard text.faults.isEmpty, text.bytes == Array(String(String.UnicodeScalarView(scalars)).utf8)
            else {
                lost.append(plane)
                continue
            }
        }
        #expect(lost.isEmpty)
    }

    @Test func aRareCharacterIsWrittenInTwoBytesWhereThereAreTwo() {
        var bytes: [UInt8] = []
        TextEncoder(.gb18030).encode("a中龴\u{20087}𠮷\u{E816}", into: &bytes)
        #expect(bytes.prefix(7) == [0x61, 0xD6, 0xD0, 0xFE, 0x59, 0xFE, 0x51])
        #expect(bytes.count == 13 && bytes.suffix(2) == [0xFE, 0x51])
    }

    @Test func theOtherPlanesAreAllThere() {
        for scalar in stride(from: 0x10000, through: 0x10FFFF, by: 997) {
            let text = Self.decode(Self.fourBytes(189_000 + scalar - 0x10000), .gb18030)
            #expect(text.faults.isEmpty)
            #expect(Unicode.Scalar(scalar).map { Array(String($0).utf8) } == text.bytes)
        }
        #expect(Self.decode(Self.fourBytes(189_000 + 0x100000), .gb18030).faults.first == 0)
        #expect(Self.decode(Self.fourBytes(39_420), .gb18030).faults.first == 0)
        #expect(Self.decode(Self.fourBytes(188_999), .gb18030).faults.first == 0)
    }

    @Test(
        arguments: [
            ([0xFE, 0x9F], "䶮"), ([0xFE, 0x51], "𠂇"), ([0xFE, 0x50], "⺁"), ([0xFE, 0xA0], "龻"),
            ([0x83, 0x36, 0xC9, 0x35], "⺄"), ([0xA6, 0xD9], "︐"), ([0xA8, 0xBC], "ḿ"), ([0x80], "€"),
            ([0xA2, 0xE3], "€"), ([0xA3, 0xA0], "\u{3000}"), ([0xA1, 0xA4], "·"),
            ([0x95, 0x34, 0xB2, 0x35], "𠮷"),
            ([0x81, 0x35, 0xF4, 0x37], "\u{E7C7}"), ([0x81, 0x40], "丂"), ([0xFE, 0xFE], "\u{E4C5}"),
        ] as [([UInt8], String)])
    func charactersConvertersDisagreeOnAreFixed(_ bytes: [UInt8], _ text: String) {
        #expect(Self.string(bytes, .gb18030) == text)
    }

    @Test(
        arguments: [
            [0xFF], [0x81], [0x81, 0x20], [0x81, 0x7F], [0x81, 0xFF], [0x81, 0x30], [0x81, 0x30, 0x81],
            [0x81, 0x30, 0x20], [0x81, 0x30, 0x81, 0x2F], [0xFE, 0x39, 0xFE, 0x39],
        ] as [[UInt8]])
    func whatIsNoCharacterIsAFault(_ bytes: [UInt8]) {
        let text = Self.decode(Array("ab".utf8) + bytes, .gb18030)
        #expect(text.faults.first == 2)
    }

    @Test func aLoneLeadByteDoesNotSwallowADelimiter() {
        let text = Self.decode([0x61, 0x81, 0x2C, 0x81, 0x22, 0x81, 0x0A], .gb18030)
        #expect(text.bytes.filter { $0 < 0x80 } == [0x61, 0x2C, 0x22, 0x0A])
        #expect(text.faults.count == 3)
    }

    // MARK: UTF-8 and UTF-16

    @Test(
        arguments: [
            ([0xC3, 0x28], 0), ([0x61, 0xED, 0xA0, 0x80], 1), ([0xC0, 0xAF], 0), ([0x61, 0x62, 0xFF], 2),
            ([0xF5, 0x80, 0x80, 0x80], 0), ([0xE5, 0xBC], 0), ([0xF0, 0x82, 0x82, 0xAC], 0), ([0x80], 0),
            ([0xE5, 0xBC, 0xA0, 0xF4, 0x90, 0x80, 0x80], 3),
        ] as [([UInt8], Int)])
    func brokenUTF8IsKeptAndMarked(_ bytes: [UInt8], _ place: Int) {
        let text = Self.decode(bytes, .utf8)
        #expect(text.bytes == bytes)
        #expect(text.faults.first == place)
    }

    @Test func surrogatesMustComeInPairs() {
        let units: [UInt16] = [0x61, 0xD842, 0xDFB7, 0xD842, 0x62, 0xDFB7, 0x63, 0xD842]
        for (encoding, bytes) in [
            (TextEncoding.utf16LittleEndian, units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
            (.utf16BigEndian, units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }),
        ] {
            let text = Self.decode(bytes, encoding)
            #expect(String(decoding: text.bytes, as: UTF8.self) == "a𠮷\u{FFFD}b\u{FFFD}c\u{FFFD}")
            #expect(text.faults == [5, 9, 13])
            #expect(Self.decode(bytes + [0x00], encoding).faults.last == 16)
        }
    }

    // MARK: Laws

    @Test(arguments: TextEncoding.allCases) func piecesOfAnySizeDecodeAlike(_ encoding: TextEncoding) {
        let alphabet: [UInt8] = [
            0x0A, 0x0D, 0x22, 0x30, 0x41, 0x81, 0xD8, 0xDC, 0xE5, 0xBC, 0xA0, 0xFE, 0x9F, 0xFF,
        ]
        var random = SeededGenerator(seed: 3)
        for _ in 0..<100 {
            let count = Int.random(in: 0...60, using: &random)
            let bytes: [UInt8] = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            let whole = Self.decode(bytes, encoding)
            for size in 1...9 {
                let pieces = Self.decode(bytes, encoding, pieces: size)
                #expect(pieces.bytes == whole.bytes)
                #expect(pieces.faults == whole.faults)
                #expect(Self.offsets(pieces) == Self.offsets(whole))
            }
        }
    }

    @Test(arguments: TextEncoding.allCases) func whatHasNoFaultIsValidUTF8(_ encoding: TextEncoding) {
        var random = SeededGenerator(seed: 11)
        var clean = 0
        for _ in 0..<3000 {
            let count = Int.random(in: 1...6, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            let text = Self.decode(bytes, encoding)
            let isValid = String(validating: text.bytes, as: UTF8.self) != nil
            #expect(isValid || !text.faults.isEmpty)
            if encoding == .utf8 { #expect(isValid == text.faults.isEmpty) }
            clean += text.faults.isEmpty ? 1 : 0
        }
        #expect(clean > 50)
    }

    @Test func aTextCutInTwoStillKnowsWhereItsLinesBegan() {
        var text = Self.decode(Array("姓名\n张三\n李四\n".data(using: Self.gb18030) ?? Data()), .gb18030)
        #expect(text.sourceOffset(ofLineAt: 14) == 10)
        let first = text.cut(at: 7)
        #expect(String(decoding: first, as: UTF8.self) == "姓名\n")
        #expect(String(decoding: text.bytes, as: UTF8.self) == "张三\n李四\n")
        #expect(text.sourceOffset(ofLineAt: 0) == 5)
        #expect(text.sourceOffset(ofLineAt: 7) == 10)
    }

    // MARK: Which encoding it is

    @Test func labelsMeanWhatTheyMeanOnTheWeb() {
        for label in ["gb18030", "GB18030", "gbk", "GBK", "gb2312", "GB2312", "cp936"] {
            #expect(TextEncoding(label: label) == .gb18030)
        }
        #expect(TextEncoding(label: "UTF-8") == .utf8)
        #expect(TextEncoding(label: "utf-16") == .utf16LittleEndian)
        #expect(TextEncoding(label: "utf-16be") == .utf16BigEndian)
        #expect(TextEncoding(label: "latin1") == nil)
        for word in TextEncoding.settingWords where word != "auto" {
            #expect(TextEncoding(label: word) != nil)
        }
    }

    @Test(arguments: TextEncoding.allCases) func aByteOrderMarkDecides(_ encoding: TextEncoding) {
        #expect(TextEncoding.detect((encoding.byteOrderMark + [0x61, 0x00])[...]) == encoding)
    }

    @Test func textWithoutAMarkIsFoundOut() throws {
        let chinese = String(repeating: "浙江省宁波市镇海区,张三\n", count: 100)
        let gbk = Array(try #require(chinese.data(using: Self.gb18030)))
        #expect(TextEncoding.detect(Array(chinese.utf8)[...]) == .utf8)
        #expect(TextEncoding.detect(gbk[...]) == .gb18030)
        #expect(TextEncoding.detect(Array("plain ASCII".utf8)[...]) == .utf8)
        #expect(TextEncoding.detect([]) == .utf8)
    }

    @Test func aSequenceCutOffByTheWindowIsNoFault() {
        let chinese = Array("镇海区张三".utf8)
        for count in 0...chinese.count { #expect(TextEncoding.detect(chinese.prefix(count)) == .utf8) }
    }

    @Test func oneDamagedCharacterDoesNotTurnTheFileIntoAnotherEncoding() throws {
        let chinese = String(repeating: "浙江省宁波市镇海区,张三\n", count: 100)
        let gbk = Array(try #require(chinese.data(using: Self.gb18030)))
        #expect(TextEncoding.detect((Array(chinese.utf8) + [0xFF, 0x0A])[...]) == .utf8)
        #expect(TextEncoding.detect((gbk + [0xFF, 0x0A])[...]) == .gb18030)
    }

    @Test(arguments: [1, 3, 4096, 1 << 20]) func aFileLargerThanTheWindowIsReadWhole(_ size: Int) throws {
        let line = "浙江省宁波市镇海区庄市街道中官西路\n"
        let count = size < 100 ? 100 : 30_000
        let bytes = Array(try #require(String(repeating: line, count: count).data(using: Self.gb18030)))
        let folder = try TemporaryFolder()
        var reader = try TextFileReader(path: folder.write("a.txt", bytes), encoding: nil, chunkSize: size)
        #expect(reader.encoding == .gb18030)
        var text = DecodedText(reader.encoding, origin: reader.start)
        while try reader.readChunk(into: &text) {}
        #expect(text.bytes == Array(String(repeating: line, count: count).utf8))
        #expect(text.faults.isEmpty)
    }

    // MARK: Instruments

    private static let gb18030 = String.Encoding(rawValue: 0x8000_0632)

    private static func decode(_ bytes: [UInt8], _ encoding: TextEncoding, pieces: Int = .max) -> DecodedText
    {
        var decoder = TextDecoder(encoding)
        var text = DecodedText(encoding)
        var rest = bytes[...]
        while rest.count > pieces {
            decoder.decode(rest.prefix(pieces), isLast: false, into: &text)
            rest = rest.dropFirst(pieces)
        }
        decoder.decode(rest, isLast: true, into: &text)
        return text
    }

    private static func offsets(_ text: DecodedText) -> [Int] {
        (0...text.bytes.count).map { text.sourceOffset(ofLineAt: $0) }
    }

    private static func string(_ bytes: [UInt8], _ encoding: TextEncoding) -> String {
        let text = decode(bytes, encoding)
        return text.faults.isEmpty ? String(decoding: text.bytes, as: UTF8.self) : "faults at \(text.faults)"
    }

    private static func fourBytes(_ number: Int) -> [UInt8] {
        let (first, second) = (number / 12600, number / 1260 % 10)
        return [
            UInt8(0x81 + first), UInt8(0x30 + second), UInt8(0x81 + number / 10 % 126),
            UInt8(0x30 + number % 10),
        ]
    }

    /// FNV-1a over the scalar values the codes decode to, one each; 0 when one does not.
    private static func checksum(ofScalars codes: [[UInt8]]) -> UInt64 {
        let text = decode(Array(codes.joined(separator: [0x0A])), .gb18030)
        let lines = String(decoding: text.bytes, as: UTF8.self).unicodeScalars
            .split(separator: "\n", omittingEmptySubsequences: false)
        guard text.faults.isEmpty, lines.count == codes.count else { return 0 }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for line in lines {
            guard line.count == 1, let scalar = line.first else { return 0 }
            hash = (hash ^ UInt64(scalar.value)) &* 0x100_0000_01B3
        }
        return hash
    }
}
