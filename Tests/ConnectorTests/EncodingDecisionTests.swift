import Foundation
import HubConnect
import HubModel
import TestSupport
import Testing

/// Which encoding a text is taken for, and what is said about it.
@Suite struct EncodingDecisionTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [(1 << 20) - 65537, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
    func chineseBehindAMebibyteOfASCIIDecides(_ count: Int) throws {
        let ascii = [UInt8](repeating: 0x61, count: count)
        let gbk = try decide(ascii + [0xD5, 0xC5, 0xC8, 0xFD, 0x0A])
        #expect(gbk.encoding == .gb18030)
        #expect(gbk.text.hasSuffix("a张三\n"))
        let utf8 = try decide(ascii + Array("张三\n".utf8))
        #expect(utf8.encoding == .utf8)
        #expect(utf8.text.hasSuffix("a张三\n"))
    }

    @Test func plainASCIIIsUTF8HoweverLong() throws {
        let found = try decide([UInt8](repeating: 0x61, count: 3 << 20))
        #expect(found.encoding == .utf8)
        #expect(found.remark == "read as utf-8, found by content")
    }

    @Test(arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian])
    func utf16IsFoundWithoutItsMark(_ encoding: String.Encoding) throws {
        for text in [
            "编号,姓名\n1,张三\n", "id,name\n1,ab\n", "一二三四五六,七八九十\n",
            String(repeating: "中", count: 80) + ",1\n二,三\n四,五,六,七,八,九,1,2,3\n",
        ] {
            let found = try decide(Array(try #require(text.data(using: encoding))))
            #expect(found.text == text)
        }
    }

    @Test(
        arguments: [
            "a,\0b\n1,2\n", "\0\0\0\0", "\0a\0", "id,name\n1,\0\0\0\0\n",
            String(repeating: "ab\0", count: 100),
        ])
    func nulBytesAloneDoNotMakeUTF16(_ text: String) throws {
        #expect(try decide(Array(text.utf8)).encoding == .utf8)
    }

    @Test func theDecisionIsTold() throws {
        #expect(try decide([0xD5, 0xC5]).remark == "read as gb18030, found by content")
        #expect(try decide([0xEF, 0xBB, 0xBF, 0x61]).remark == "read as utf-8, by its byte order mark")
        #expect(try decide([0x61], "gbk").remark == nil)
        #expect(try decide([0xD5, 0xC5], "gbk").remark == nil)
        let doubt = try decide(Array("张三,李四a".utf8), "gbk").remark
        #expect(doubt == "`encoding` says gbk, but the contents look like utf-8")
        #expect(
            try decide([0xD5, 0xC5, 0xC8, 0xFD], "utf-8").remark
                == "`encoding` says utf-8, but the contents look like gb18030")
    }

    /// Every private-use character of GBK, in two bytes and as UTF-8, is the real one.
    @Test func theEightyPrivateCharactersAreTheRealOnes() throws {
        let lines = try String(contentsOfFile: "\(fixtures())/gbk-private-use.txt", encoding: .utf8)
            .split(separator: "\n").map { $0.split(separator: " ").compactMap { UInt32($0, radix: 16) } }
        #expect(lines.count == 80)
        for line in lines {
            let (privateUse, code, scalar) = (line[0], line[1], line[2])
            let real = String(try #require(Unicode.Scalar(scalar)))
            let bytes = [UInt8(code >> 8), UInt8(code & 0xFF)]
            #expect(try decide(bytes, "gb18030").text == real)
            #expect(PrivateUse.resolved(privateUse) == scalar)
        }
        #expect(PrivateUse.resolved(0xE814) == 0xE814 && PrivateUse.resolved(0xE865) == 0xE865)
    }

    private func decide(
        _ bytes: [UInt8], _ label: String = "auto"
    ) throws -> (encoding: TextEncoding, remark: String?, text: String) {
        var reader = try TextFileReader(path: folder.write("a.txt", bytes), encoding: label)
        var text = DecodedText(reader.encoding, origin: reader.start)
        while try reader.readChunk(into: &text) {}
        return (reader.encoding, reader.remark, String(decoding: text.bytes, as: UTF8.self))
    }
}
