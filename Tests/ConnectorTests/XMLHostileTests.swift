import Foundation
import HubConnect
import HubXML
import TestSupport
import Testing

/// Documents that must not be read, each refused as a whole and by name. That it goes quickly, the tests of the
/// parser say.
@Suite struct XMLHostileTests {
    // MARK: What would fetch or expand

    @Test func externalEntitiesAreNeverLookedAt() async throws {
        let folder = try TemporaryFolder()
        let secret = try folder.write("secret", "SECRET-4711")
        let dtd = try folder.write("x.dtd", "<!ENTITY e 'SECRET-4711'>")
        for document in [
            "<!DOCTYPE a [<!ENTITY e SYSTEM 'file://\(secret)'>]><a><b>&e;</b></a>",
            "<!DOCTYPE a [<!ENTITY e SYSTEM '\(secret)'>]><a><b c='&e;'/></a>",
            "<!DOCTYPE a SYSTEM '\(dtd)'><a><b>&e;</b></a>",
            "<!DOCTYPE a PUBLIC '-//X//Y' 'http://127.0.0.1:1/x.dtd'><a><b>x</b></a>",
            "<!DOCTYPE a [<!ENTITY % p SYSTEM 'file://\(dtd)'> %p;]><a><b>&e;</b></a>",
            "<!DOCTYPE a [<!ATTLIST b c CDATA 'added'>]><a><b/></a>",
        ] {
            try await refuses(document, .forbiddenContent, "DOCTYPE")
        }
        // XInclude is nothing but elements here.
        let include =
            "<a xmlns:xi='http://www.w3.org/2001/XInclude'><b><xi:include href='\(secret)' parse='text'/></b></a>"
        #expect(try await XMLProbe().rows(include) == [[""]])
    }

    @Test func bombsAreRefusedBeforeTheyGoOff() async throws {
        let levels = (1...9).map { level in
            "<!ENTITY e\(level) '\(String(repeating: "&e\(level - 1);", count: 10))'>"
        }
        let parameters = (1...9).map { level in
            "<!ENTITY % p\(level) '\(String(repeating: "&#37;p\(level - 1);", count: 10))'>"
        }
        let long = String(repeating: "A", count: 50_000)
        for document in [
            "<!DOCTYPE a [<!ENTITY e0 'ha'>\(levels.joined())]><a><b>&e9;</b></a>",
            "<!DOCTYPE a [<!ENTITY e0 'ha'>\(levels.joined())]><a><b c='&e9;'/></a>",
            "<!DOCTYPE a [<!ENTITY % p0 'x'>\(parameters.joined())%p9;]><a/>",
            "<!DOCTYPE a [<!ENTITY q '\(long)'>]><a><b>\(String(repeating: "&q;", count: 5000))</b></a>",
            "<!DOCTYPE a [<!ENTITY x '&y;'><!ENTITY y '&x;'>]><a><b>&x;</b></a>",
        ] {
            try await refuses(document, .forbiddenContent, "DOCTYPE")
        }
    }

    // MARK: What would grow

    @Test func tagsOfTooManyBytesOrAttributesAreRefused() async throws {
        func tag(_ attributes: Int, _ name: String) -> String {
            "<a><b \((0..<attributes).map { "\(name)\($0)='v'" }.joined(separator: " "))/></a>"
        }
        #expect(try await XMLProbe().rows(tag(64, "a")) == [[""]])
        try await refuses(tag(65, "a"), .forbiddenContent, "64 attributes")
        try await refuses(tag(100_000, "a"), .forbiddenContent, "attributes")
        try await refuses(tag(20_000, "xmlns:a"), .forbiddenContent, "attributes")
        for document in [
            "<a><b c='\(String(repeating: "x", count: 300_000))'/></a>",
            "<a><b \(String(repeating: " ", count: 300_000))/></a>",
            "<a><\(String(repeating: "n", count: 300_000))/></a>",
        ] {
            try await refuses(document, .forbiddenContent, "262144 bytes")
        }
        // As long as may be, and cut anywhere.
        let value = String(repeating: "x", count: 260_000)
        for size in [4096, 1 << 20] {
            let probe = XMLProbe(columns: ["@c"]).with(chunkSize: size)
            #expect(try await probe.rows("<a><b c='\(value)'/></a>") == [[value]])
        }
    }

    @Test func elevenMegabytesOfAnythingAreRefused() async throws {
        let long = String(repeating: "x", count: 11 << 20)
        for document in [
            "<a><b>\(long)</b></a>", "<a><b><![CDATA[\(long)]]></b></a>", "<a><b c='\(long)'/></a>",
            "<a><!--\(long)--><b/></a>", "<a><?p \(long)?><b/></a>", "<a>\(long)", "<a>&\(long);</a>",
        ] {
            try await refuses(document, .forbiddenContent, "bytes")
        }
    }

    @Test func depthIsLimited() async throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        #expect(try await XMLProbe(record: "/a").rows(nested(64)).count == 1)
        for depth in [65, 300, 100_000] {
            try await refuses(nested(depth), .forbiddenContent, "64 deep")
        }
    }

    @Test func indentationBetweenManyRecordsIsNoText() async throws {
        let blank = String(repeating: " ", count: 100_000)
        let text = "<a>\(String(repeating: "<b>x</b>\n\(blank)", count: 30))</a>"
        #expect(try await XMLProbe().rows(text).count == 30)
        // Where the text is asked for, it has its limit.
        try await refuses(
            text.replacing("<a>", with: "<a>x"), .forbiddenContent, "bytes of text", record: "/a")
        let section = String(repeating: "字", count: 300_000)
        #expect(try await XMLProbe().rows("<a><b><![CDATA[\(section)]]></b></a>") == [[section]])
    }

    // MARK: What is broken

    @Test func documentThatBreaksOffDeliversNothingThatStays() async throws {
        let good = String(repeating: "<b>张三</b>\n", count: 10_000)
        for (tail, code, word) in [
            ("", ConnectorError.Code.malformed, "cut off"), ("<b>x", .malformed, "cut off"),
            ("<b c='x", .malformed, "cut off"), ("</a><a/>", .malformed, "after the end"),
            ("</a>text", .malformed, "after the end"), ("<b></a>", .malformed, "end tag"),
            ("<b>\u{1}</b></a>", .malformed, "character"), ("<b>&x;</b></a>", .malformed, "entity"),
            ("<b>a & b</b></a>", .malformed, "`&amp;`"), ("<b>a &amp b</b></a>", .malformed, "`&amp;`"),
            ("<b>&</b></a>", .malformed, "`&amp;`"), ("<b c='a & b'/></a>", .malformed, "`&amp;`"),
            ("<x:b/></a>", .malformed, "prefix `x`"), ("<b x:c='1'/></a>", .malformed, "prefix `x`"),
            ("<b c='1' c='2'/></a>", .malformed, "twice"),
            ("<b xmlns:p='u' xmlns:q='u' p:c='1' q:c='2'/></a>", .malformed, "namespace"),
            ("<b c=1/></a>", .malformed, "quotation marks"), ("<b c='<'/></a>", .malformed, "`<`"),
            ("<!-- -- --></a>", .malformed, "`--`"),
            ("<?xml version='1.0'?></a>", .malformed, "not well-formed"),
        ] {
            try await refuses("<a>\(good)\(tail)", code, word, "line 1000")
        }
    }

    @Test(arguments: [
        "UTF-7", "IBM037", "ISO-8859-1", "Big5", "UTF-16", "UTF-32", "utf-8-mac", "HZ-GB-2312", "x",
        "windows-1252",
    ])
    func declaredEncodingsThatAreNotAcceptedAreNamed(_ name: String) async throws {
        try await refuses("<?xml version='1.0' encoding='\(name)'?><a/>", .encoding, "`\(name)`")
    }

    @Test func encodingsNobodyDeclaredAreNotGuessed() async throws {
        let gbk: [UInt8] = [0xD5, 0xC5]
        let document = { (text: [UInt8]) in Array("<a>\n<b>".utf8) + text + Array("</b></a>".utf8) }
        await fails(.encoding, naming: ["line 2", "utf-8", "set `encoding`"]) {
            _ = try await XMLProbe().read(document(gbk))
        }
        #expect(try await XMLProbe().with(["encoding": "gbk"]).read(document(gbk)).rows == [["张"]])
        // Declared GBK, and UTF-8: 张 is three bytes, which GBK cannot end in.
        let lie = Array("<?xml version='1.0' encoding='GBK'?>".utf8) + document(Array("张".utf8))
        await fails(.encoding, naming: ["gb18030", "set `encoding`"]) { _ = try await XMLProbe().read(lie) }
        #expect(try await XMLProbe().with(["encoding": "utf-8"]).read(lie).rows == [["张"]])
        // EBCDIC `<?xml`, UTF-16 and UTF-32 without a mark, UTF-7.
        let ebcdic: [UInt8] = [0x4C, 0x6F, 0xA7, 0x94, 0x93, 0x40]
        await fails(.malformed, naming: ["line 1"]) { _ = try await XMLProbe().read(ebcdic) }
        let wide = "<a/>".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        await fails(.encoding, naming: ["utf-16be"]) { _ = try await XMLProbe().read(wide) }
        let wider = "<a/>".unicodeScalars.flatMap { (scalar: Unicode.Scalar) -> [UInt8] in
            [UInt8(scalar.value), 0, 0, 0]
        }
        await #expect(throws: ConnectorError.self) { _ = try await XMLProbe().read(wider) }
        #expect(try await XMLProbe().rows("<a><b>+ADw-c/+AD4-</b></a>") == [["+ADw-c/+AD4-"]])
    }

    @Test func overlongAndSurrogateBytesAreNotUTF8() async throws {
        for bytes: [UInt8] in [
            [0xC0, 0xAF], [0xE0, 0x80, 0xBC], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0x80],
        ] {
            let document = Array("<a><b>".utf8) + bytes + Array("</b></a>".utf8)
            for size in [1, 3, 4096] {
                await fails(.encoding, naming: ["line 1"]) {
                    _ = try await XMLProbe().with(chunkSize: size).read(document)
                }
            }
        }
    }

    private func refuses(
        _ document: String, _ code: ConnectorError.Code, _ words: String..., record: String = "/a/b",
        location: Testing.SourceLocation = #_sourceLocation
    ) async throws {
        for size in [1000, 128 << 10] {
            await fails(code, naming: words + ["source.xml"], sourceLocation: location) {
                do {
                    _ = try await XMLProbe(record: record).with(chunkSize: size).read(document)
                } catch let error as ConnectorError {
                    #expect(!error.message.contains("张三") && !error.message.contains("SECRET"))
                    throw error
                }
            }
        }
    }
}
