import HubModel
import Testing

/// A tree in one line: `{a:1,b:[true,null]}`; texts in guillemets.
private func rendered(_ node: Node) -> String {
    switch node.value {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .number(let text): text
    case .string(let text): "‹\(text)›"
    case .array(let nodes): "[" + nodes.map(rendered).joined(separator: ",") + "]"
    case .object(let members):
        "{" + members.map { "\($0.name):\(rendered($0.value))" }.joined(separator: ",") + "}"
    }
}

private func parsed(_ bytes: [UInt8]) -> String {
    do {
        return rendered(try JSON5Parser.parse(bytes, file: "f"))
    } catch {
        return error.sorted.map(\.description).joined(separator: "\n")
    }
}

struct ConfigJSON5Tests {
    static let good: [(String, String)] = [
        ("{}", "{}"), ("[]", "[]"), ("null", "null"), ("true", "true"), (" false\n", "false"),
        ("{a:1}", "{a:1}"), ("{a:1,}", "{a:1}"), ("[1,2,]", "[1,2]"), ("[[],{},]", "[[],{}]"),
        ("{ \"a b\": 'c' }", "{a b:‹c›}"), ("{$_x1: 1, _: 2, ünï: 3}", "{$_x1:1,_:2,ünï:3}"),
        ("{姓名: '张三', 出生日期: 1}", "{姓名:‹张三›,出生日期:1}"), ("{a\u{301}b: 1}", "{a\u{301}b:1}"),
        ("{\\u59D3名: 1}", "{姓名:1}"), ("{null: 1, true: 2}", "{null:1,true:2}"),
        ("// c\n{/* x **/ a /**/ : // y\r 1 /* * / */ }// end", "{a:1}"),
        ("//only\u{2028}1", "1"), ("\u{FEFF}\u{A0}\u{3000}1\u{2029}\t\u{B}\u{C}", "1"),
        ("0", "0"), ("-0", "-0"), ("+5", "5"), (".5", "0.5"), ("-.5", "-0.5"), ("5.", "5"), ("5.e2", "5e2"),
        ("1.5E+3", "1.5e3"), ("1e-3", "1e-3"), ("0x1F", "31"), ("-0Xff", "-255"),
        ("0xFFFFFFFFFFFFFFFF", "18446744073709551615"), ("Infinity", "Infinity"), ("-Infinity", "-Infinity"),
        ("NaN", "NaN"), ("+NaN", "NaN"), ("0.10", "0.10"),
        ("'a\"b'", "‹a\"b›"), ("\"a'b\"", "‹a'b›"), ("'\\'\\\"\\\\\\/'", "‹'\"\\/›"),
        ("'\\b\\f\\n\\r\\t\\v\\0'", "‹\u{8}\u{C}\n\r\t\u{B}\0›"), ("'\\x41\\u0042\\xe9'", "‹ABé›"),
        ("'\\uD83D\\uDE00'", "‹😀›"), ("'a\\\nb\\\r\nc\\\rd\\\u{2028}e'", "‹abcde›"), ("'\\q\\张'", "‹q张›"),
        ("'\u{2028}\u{1}'", "‹\u{2028}\u{1}›"), ("''", "‹›"),
    ]

    @Test(arguments: good) func takesEverythingJSON5Allows(_ text: String, _ tree: String) {
        #expect(parsed(Array(text.utf8)) == tree)
    }

    static let bad: [(String, String)] = [
        ("", "f:1:1: the file holds no value; it must hold one object: `{ … }`"),
        (" // nothing\n ", "f:2:2: the file holds no value; it must hold one object: `{ … }`"),
        ("{", "f:1:1: this object is not closed; its `}` is missing at the end of the file"),
        ("[\n {", "f:2:2: this object is not closed; its `}` is missing at the end of the file"),
        ("{a: [1, 2", "f:1:5: this list is not closed; its `]` is missing at the end of the file"),
        ("{a", "f:1:3: expected `:` after the name `a`, found the end of the file"),
        ("{a:", "f:1:4: expected a value, found the end of the file"),
        ("{a 1}", "f:1:4: expected `:` after the name `a`, found `1`"),
        (
            "{a:1 b:2}",
            "f:1:6: expected `,` or `}`, found `b`; is the comma after the entry before it missing?"
        ),
        ("[1\n2]", "f:2:1: expected `,` or `]`, found `2`; is the comma after the entry before it missing?"),
        ("[1}", "f:1:3: expected `,` or `]`, found `}`; is the comma after the entry before it missing?"),
        ("[,]", "f:1:2: expected a value, found `,`; remove the comma"),
        ("[1,,2]", "f:1:4: expected a value, found `,`; remove the comma"),
        ("{,}", "f:1:2: expected a name, found `,`"), ("{a:}", "f:1:4: expected a value, found `}`"),
        (
            "{}}",
            "f:1:3: expected the end of the file, found `}`; a file holds one value; is a closing `}` one too many?"
        ),
        (
            "1 2",
            "f:1:3: expected the end of the file, found `2`; a file holds one value; is a closing `}` one too many?"
        ),
        ("{1: 2}", "f:1:2: expected a name, found `1`; put names that start with a digit in quotes"),
        ("{a-b: 1}", "f:1:3: expected `:` after the name `a`, found `-`"),
        ("{a：1}", "f:1:3: expected `:` after the name `a`, found the full-width `：`, which must be `:`"),
        (
            "{a: 1，b: 2}",
            "f:1:6: expected `,` or `}`, found the full-width `，`, which must be `,`"
        ),
        ("[1、2]", "f:1:3: expected `,` or `]`, found the full-width `、`, which must be `,`"),
        ("[1］", "f:1:3: expected `,` or `]`, found the full-width `］`, which must be `]`"),
        (
            "[1 “x”]",
            "f:1:4: expected `,` or `]`, found the full-width `“`, which must be `\"`; "
                + "is the comma after the entry before it missing?"
        ),
        ("{a: “x”}", "f:1:5: expected a value, found the full-width `“`, which must be `\"`"),
        ("{a: yes}", "f:1:5: `yes` is no value; put texts in quotes: \"yes\""),
        ("True", "f:1:1: `True` is no value; put texts in quotes: \"True\""),
        ("'abc", "f:1:1: this text is not closed; its closing quote is missing"),
        ("'abc\\", "f:1:1: this text is not closed; its closing quote is missing"),
        (
            "{a: 'b\n'}",
            "f:1:5: this text is not closed on its line; add the closing quote, or end the line with `\\` to go on"
        ),
        ("'\\1'", "f:1:2: a backslash before a digit; write \\xHH or \\uHHHH"),
        ("'\\01'", "f:1:2: a backslash before a digit; write \\xHH or \\uHHHH"),
        ("'\\x4'", "f:1:2: expected 2 hexadecimal digits"),
        ("'\\u12'", "f:1:2: expected 4 hexadecimal digits"),
        ("'\\uD83D'", "f:1:2: half a surrogate pair; write both halves, or the character itself"),
        ("'\\uDE00'", "f:1:2: half a surrogate pair; write both halves, or the character itself"),
        ("'\\uD83D\\u0041'", "f:1:2: half a surrogate pair; write both halves, or the character itself"),
        ("{\\u0031: 1}", "f:1:2: U+0031 cannot stand in a bare name; put the name in quotes"),
        ("{\\x41: 1}", "f:1:2: a lone `\\` in a name; only \\uXXXX is an escape here"),
        ("/* a", "f:1:1: this comment is not closed; its `*/` is missing"),
        ("{} /", "f:1:4: a lone `/`; comments start with `//` or `/*`"),
        ("{a: 012}", "f:1:5: a number with a leading zero; write it without the zero, or a code in quotes"),
        ("-", "f:1:1: expected digits, found the end of the file"),
        (".", "f:1:1: expected digits, found the end of the file"),
        ("+-1", "f:1:1: expected digits, found `-`"), ("1e", "f:1:1: no digits in the exponent"),
        ("0x", "f:1:1: no digits behind `0x`"),
        ("0x1FFFFFFFFFFFFFFFF", "f:1:1: this number has more than 64 bits"),
        ("5px", "f:1:1: a number runs into `p`; put texts in quotes"),
        ("1.2.3", "f:1:1: a number runs into `.`; put texts in quotes"), ("-x", "f:1:1: `x` is no number"),
        ("\u{1}", "f:1:1: expected a value, found the control character U+0001"),
        ("@", "f:1:1: expected a value, found `@`"),
        (
            "{a: 1, b: 2,\n a: 3, 'b': 4, a: 5}",
            """
            f:2:2: `a` stands here a second time; the first is on line 1; keep one
            f:2:8: `b` stands here a second time; the first is on line 1; keep one
            f:2:16: `a` stands here a second time; the first is on line 1; keep one
            """
        ),
        (
            "{a: 1, a: 2, b: }",
            """
            f:1:8: `a` stands here a second time; the first is on line 1; keep one
            f:1:17: expected a value, found `}`
            """
        ),
    ]

    @Test(arguments: bad) func saysWhatIsWrongAndWhere(_ text: String, _ message: String) {
        #expect(parsed(Array(text.utf8)) == message)
    }

    @Test func refusesInvalidUTF8AtItsByte() {
        let text = Array("{\n a: '".utf8) + [0xD5, 0xC5] + Array("'}".utf8)
        #expect(parsed(text) == "f:2:6: invalid UTF-8; save the file as UTF-8 (it may be GBK)")
        #expect(parsed([0xEF, 0xBB]).hasPrefix("f:1:1: invalid UTF-8"))
    }

    @Test func nestingHasAnEnd() {
        func nested(_ depth: Int) -> [UInt8] {
            Array(repeating: UInt8(ascii: "["), count: depth)
                + Array(repeating: UInt8(ascii: "]"), count: depth)
        }
        #expect(parsed(nested(64)).hasPrefix("[[["))
        #expect(parsed(nested(65)) == "f:1:65: nested deeper than 64 levels")
        #expect(
            parsed(Array(repeating: UInt8(ascii: "["), count: 1 << 20))
                == "f:1:65: nested deeper than 64 levels")
    }

    @Test func placesAreThoseAnEditorShows() throws {
        let text = "\u{FEFF}{ a: 1,\r\n  姓名: [ 'x',\r true ],\n\n\tb: {c: .5} }"
        let root = try JSON5Parser.parse(Array(text.utf8), file: "f")
        func place(_ node: Node?) -> String {
            node.map { "\($0.location.line):\($0.location.column)" } ?? "none"
        }
        #expect(place(root) == "1:1")
        #expect(place(root["a"]) == "1:6")
        #expect(place(root["姓名"]) == "2:11")
        #expect(root["姓名"]?.elements.map { $0.map(place) } == ["2:13", "3:2"])
        #expect(place(root["b"]?["c"]) == "5:9")
        #expect(root.members?.map { "\($0.location.line):\($0.location.column)" } == ["1:3", "2:3", "5:2"])
    }

    @Test func noPrefixOfADocumentTraps() {
        let text = Array(
            "{ a: [1, -0x2F, .5e3, 'b\\u0041\\x41\\\n'], /* c */ \"姓\": null, // d\n \\u0041: NaN }".utf8)
        for end in text.indices { #expect(parsed(Array(text[..<end])).contains("f:")) }
        #expect(!parsed(text).contains("f:"))
    }

    @Test func noChangedByteTraps() {
        let text = Array("{a:[1,'\\u59D3\\\r\n',0x1],/*姓*/b:-.5e+3,}".utf8)
        for index in text.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = text
                changed[index] = byte
                #expect(!parsed(changed).isEmpty)
            }
        }
    }
}
