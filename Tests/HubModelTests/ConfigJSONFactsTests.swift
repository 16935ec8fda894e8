import HubModel
import Testing

/// I35: what every reader of JSON must take and must refuse (RFC 8259), beside what JSON5 takes more.
struct ConfigJSONFactsTests {
    private func isTaken(_ bytes: [UInt8]) -> Bool { (try? JSON5Parser.parse(bytes, file: "f")) != nil }
    private func isTaken(_ text: String) -> Bool { isTaken(Array(text.utf8)) }

    /// Sound in JSON, so sound here.
    static let sound = [
        "[]", "{}", " [] ", "[[]]", "[[],[[]]]", "[null]", "[true,false]", "null", "true", "\"\"", "[\"\"]",
        "42", "-1", "-0",
        "0", "[0]", "[-0.0]", "[123.456e-7]", "[1E22]", "[1e+2]", "[1e-2]", "[0e1]", "[0e+1]", "[1.5]",
        "[20e1]",
        "[123123123123123123123123123123]", "[1e400]", "[-1e-400]", "{\"a\":1}", "{\"\":0}", "{\"a\":[]}",
        "{\"a\":{\"b\":{}}}", "{\"a b\":1,\"c\":2}", "[\"\\u0041\\u00e9\\u4e2d\"]", "[\"\\ud83d\\ude00\"]",
        "[\"\\u0000\"]",
        "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "[\"中文\"]", "[\"😀\"]", "[\"\u{7F}\"]", "[\"\u{2028}\"]",
        "[\"\u{FEFF}\"]",
        "[\"\\uFFFF\"]", "[\"a/*b*/c\"]", "[\"//\"]", "[1\n,2]", "\t{\r\n\"a\"\t:\r1\n}\n",
        "[1, [2, [3, [4]]]]",
    ]

    /// Broken in JSON and in JSON5.
    static let broken = [
        "", " ", "[", "]", "{", "}", "[}", "{]", "[1", "[1,", "[,1]", "[1,,2]", "[1,,]", "[,]", "[1 2]",
        "[1:2]", "[\"a\" \"b\"]",
        "[1]x", "[1]]", "{}}", "[][]", "1 2", "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "{\"a\":1 \"b\":2}",
        "{\"a\":1,,}", "{,}", "{:1}",
        "{\"a\":1:2}", "{1:1}", "{null}", "{[]:1}", "{\"a\":1,\"a\":2}", "[\"a]", "[\"a\n\"]", "\"",
        "[\"\\u12\"]", "[\"\\uZZZZ\"]",
        "[\"\\ud800\"]", "[\"\\ude00\\ud83d\"]", "[\"\\x4\"]", "[\"\\1\"]", "[tru]", "[nul]", "[True]",
        "[nan]", "[undefined]",
        "[01]", "[-01]", "[00]", "[1e]", "[1e+]", "[1ee1]", "[1.2.3]", "[0x]", "[0xG]", "[- 1]", "[--1]",
        "[+-1]", "[1_000]",
        "[1,\u{0}]", "[\u{1}]", "[abc]", "[@]", "[*]", "[{}", "[{]}", "<a/>", "[１]", "[“a”]", "/*", "[1/2]",
        "#", "[a:1]", "=",
    ]

    /// What JSON refuses and JSON5 takes.
    static let more = [
        "[1,]", "{\"a\":1,}", "{a:1}", "['a']", "[+1]", "[.5]", "[5.]", "[0x1F]", "[NaN]", "[Infinity]",
        "[-Infinity]",
        "[1] // end", "/* a */[]", "[\"a\\\nb\"]", "[\"\\v\"]", "[\"\\q\"]", "\u{FEFF}[]", "[\u{A0}1]",
        "[\"\u{1}\"]",
    ]

    @Test(arguments: sound) func i35SoundJSONIsTaken(_ text: String) { #expect(isTaken(text)) }

    @Test(arguments: broken) func i35BrokenJSONIsRefused(_ text: String) { #expect(!isTaken(text)) }

    @Test(arguments: more) func i35WhatOnlyJSON5AllowsIsTaken(_ text: String) { #expect(isTaken(text)) }

    @Test func i35OtherEncodingsAreRefused() {
        for bytes in [
            [0xFF], [0x22, 0xC3, 0x28, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC0, 0xAF, 0x22],
            [0xFF, 0xFE, 0x5B, 0x00, 0x5D, 0x00], [0x00, 0x5B, 0x00, 0x5D],
            [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22],
            [0x5B, 0x22, 0xD5, 0xC5, 0x22, 0x5D], [0xEF, 0xBB], [0x5B, 0x31, 0x5D, 0x00],
        ] as [[UInt8]] {
            #expect(!isTaken(bytes), "\(bytes)")
        }
    }

    @Test func i35DepthAndLengthHaveNoCost() {
        let clock = ContinuousClock().now
        #expect(!isTaken(String(repeating: "[", count: 100_000)))
        #expect(!isTaken(String(repeating: "{\"a\":", count: 100_000)))
        #expect(isTaken("[" + String(repeating: "1,", count: 100_000) + "]"))
        #expect(isTaken("\"" + String(repeating: "\\u4e2d", count: 100_000) + "\""))
        #expect(isTaken(String(repeating: "/**/", count: 100_000) + "1"))
        #expect(ContinuousClock().now - clock < .seconds(20))
    }
}
