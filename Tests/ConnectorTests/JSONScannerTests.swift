import HubConnect
import HubModel
import Testing

/// What RFC 8259 allows, what it does not, and which values paths lead to.
@Suite struct JSONScannerTests {
    /// The values at `paths` of one object.
    private func values(_ json: String, _ paths: String...) throws -> [String?] {
        try values(Array(json.utf8), paths)
    }

    private func values(_ bytes: [UInt8], _ paths: [String]) throws -> [String?] {
        var scanner = JSONScanner(try JSONColumns.paths(paths))
        try scanner.scan(bytes.span, in: 0..<bytes.count)
        if let flaw = scanner.flaw { throw flaw }
        scanner.skipBlanks(bytes.span)
        #expect(scanner.index == bytes.count)
        var rows = JSONRows(width: paths.count)
        rows.append(scanner, bytes.span, at: RecordPosition(ordinal: 1))
        let table = rows.batch(paths, arena: bytes).table
        return paths.indices.map { table.text(0, $0) }
    }

    private func problem(_ json: String, _ paths: [String] = ["a"]) throws -> JSONFault.Problem? {
        do {
            _ = try values(Array(json.utf8), paths)
            return nil
        } catch let fault as JSONFault {
            return fault.problem
        }
    }

    @Test func aPathLeadsToAValue() throws {
        #expect(
            try values(
                #"{"姓名": "张三", "address": {"city": "宁波", "n": {"x": 1}}, "phones": ["1", "2"], "x-y.z": true}"#,
                "姓名", "address.city", "address.n.x", "phones[0]", "phones[1]", "phones[2]", "phones[*]",
                #""x-y.z""#, "no", "address.no", "phones.no", "姓名.no")
                == ["张三", "宁波", "1", "1", "2", nil, "1;2", "true", nil, nil, nil, nil])
    }

    @Test func pathsThroughAllElementsJoinWhatTheyFind() throws {
        let json = #"{"m": [{"n": "a", "t": [1, 2]}, {"n": ""}, {"n": null}, {"t": [3]}, 7, {"n": "b"}]}"#
        #expect(try values(json, "m[*].n", "m[*].t[*]", "m[*].t[0]") == ["a;b", "1;2;3", "1;3"])
        #expect(try values(#"{"m": []}"#, "m[*]") == [nil])
        #expect(try values(#"{"m": [null]}"#, "m[*]") == [nil])
        #expect(try values(#"{"m": [""]}"#, "m[*]") == [""])
        #expect(try values(#"{"m": ["x\"y", "\u5b81"]}"#, "m[*]") == ["x\"y;宁"])
    }

    @Test func anObjectOrArrayIsItsTextWhereAPathEndsAtIt() throws {
        #expect(
            try values(#"{"a": {"b": [1, "\n"]}, "c": [ ]}"#, "a", "a.b", "a.b[1]", "c") == [
                #"{"b": [1, "\n"]}"#, #"[1, "\n"]"#, "\n", "[ ]",
            ])
    }

    @Test func aNameIsFoundInAnySpelling() throws {
        for name in ["姓名", #"\u59d3\u540d"#, #"\u59D3\u540D"#, #"姓\u540d"#] {
            #expect(try values("{\"x\": 0, \"\(name)\": 1}", "姓名") == ["1"])
        }
        #expect(try values(#"{"\ud83d\ude00": 1, "\/": 2, "": 3}"#, "😀", "/", "\"\"") == ["1", "2", "3"])
    }

    @Test func membersMayStandInAnyOrder() throws {
        for order in [["a", "b", "c"], ["c", "b", "a"], ["b", "x", "c", "a"], ["c", "a"]] {
            let json = "{\(order.map { "\"\($0)\": \"\($0)!\"" }.joined(separator: ","))}"
            let expected = ["a", "b", "c"].map { order.contains($0) ? "\($0)!" : nil }
            #expect(try values(json, "a", "b", "c") == expected)
        }
    }

    @Test(arguments: [
        "0", "-0", "12345678901234567890.123456789", "1e5", "1E+05", "-0.0", "0.10", "1e-999",
        "330203199001011234",
    ]) func aNumberKeepsItsText(_ number: String) throws {
        #expect(try values("{\"a\":\(number)}", "a") == [number])
        #expect(try values("{\"a\":[\(number) , 1]}", "a[0]") == [number])
    }

    @Test(arguments: [
        "", "01", "+1", ".5", "1.", "1.e5", "-", "--1", "1e", "1e+", "0x1F", "1_0", "NaN", "Infinity",
        "-Infinity",
        "1 2", "tru", "True", "nul", "nulll", "undefined", "'x'", "x", "[1,]", "[,1]", "[1 2]", "[1", "]",
        "{]",
        "{\"b\"}", "{\"b\":}", "{\"b\":1,}", "{,}", "{b:1}", "{1:1}", "{\"b\" 1}", "{\"b\"::1}",
        "{\"b\":1 \"c\":2}",
        "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\\n\"", "\"\t\"", "\"\n\"", "\"\u{1}\"",
        "/* */1",
        "// 1", "1;", "#1",
    ]) func whatIsNoJSONIsRefused(_ value: String) throws {
        let found = try #require(try problem("{\"a\": \(value)}"))
        #expect(!found.isOfContent)
        #expect(try problem("{\"ignored\": \(value)}") != nil, "also where nobody looks")
    }

    @Test(arguments: [
        "{}", " { } ", "{\"b\":[]}", "{\"b\":[[],{}]}", "{\"b\":\"\\u0041\\/\\b\"}",
        "\t{\r\n\"b\" : 1 , \"c\":2}\n",
        "{\"b\":\"\u{7F}\u{2028}\"}", "{\"b\":\"\u{FFFF}\"}", "{\"\":0}",
    ]) func whatIsJSONIsTaken(_ object: String) throws {
        #expect(try problem(object) == nil)
    }

    @Test func surrogatesMakeOneCharacterOrARefusal() throws {
        #expect(try values(#"{"a":"\uD842\uDFB7野家\u0020\uD83D\ude00"}"#, "a") == ["𠮷野家 😀"])
        for text in [
            #"\uD842"#, #"\uDFB7"#, #"\uD842x"#, #"\uD842\n"#, #"\uD842\uD842"#, #"\uDFB7\uD842"#,
            #"\uD842\u0041"#,
        ] {
            #expect(try problem("{\"a\":\"\(text)\"}") == .loneSurrogate, "\(text)")
            #expect(try problem("{\"\(text)\":1}") == .loneSurrogate, "\(text)")
        }
    }

    @Test func aNULIsRefusedInEveryForm() throws {
        #expect(try problem("{\"a\":\"x\\u0000\"}") == .nulCharacter)
        #expect(try problem("{\"a\":\"x\u{0}\"}") == .controlCharacter)
    }

    @Test func aWantedNameMayStandOnceInAnObject() throws {
        #expect(try problem(#"{"a":1,"a":1}"#) == .repeatedName)
        #expect(try problem(#"{"a":1,"\u0061":2}"#) == .repeatedName)
        #expect(try problem(#"{"m":{"a":1,"b":2,"a":3}}"#, ["m.a"]) == .repeatedName)
        #expect(try problem(#"{"m":{"a":1},"m":{"b":3}}"#, ["m.a"]) == .repeatedName)
        #expect(try problem(#"{"m":[{"a":1},{"a":2}]}"#, ["m[*].a", "m[0].a"]) == nil)
        #expect(try problem(#"{"b":1,"b":2,"a":3}"#) == nil)
    }

    @Test func nestingEndsAtItsBound() throws {
        func deep(_ levels: Int) -> String {
            "{\"a\":" + String(repeating: "[", count: levels - 1) + String(repeating: "]", count: levels - 1)
                + "}"
        }
        #expect(try problem(deep(JSONScanner.maximumDepth)) == nil)
        #expect(try problem(deep(JSONScanner.maximumDepth + 1)) == .tooDeep)
        #expect(try problem("{\"a\":" + String(repeating: "{\"a\":", count: 100_000)) == .tooDeep)
    }

    @Test func everyBeginningOfAnObjectIsCutOff() throws {
        let whole = Array(#"{"a": ["x\u5b81\ud83d\ude00\n", -1.5e+7, true, null, {"b": {}}], "c": ""}"#.utf8)
        for end in 0..<whole.count {
            #expect(throws: JSONFault.self, "\(end)") { try values(Array(whole[..<end]), ["a"]) }
            do {
                _ = try values(Array(whole[..<end]), ["a"])
            } catch let fault as JSONFault {
                #expect(fault.problem == .cutOff, "\(end)")
            }
        }
        #expect(try values(whole, ["c"]) == [""])
    }

    @Test func aFaultNamesItsPlace() throws {
        let json = Array(#"{"a": 1, "b": x}"#.utf8)
        let fault = try #require(throws: JSONFault.self) { try values(json, ["a"]) }
        #expect(fault.place == 14)
        #expect(fault.text == "expected a value")
    }

    // MARK: Paths

    @Test(arguments: [
        "a", "姓名", "a b", "a.b", "a[0]", "a[*]", "a[*].b", "a[0][1]", #""a.b""#, #""a[b""#, #""""#,
        #""\"\\""#, "a]",
        #"a"b"#,
    ]) func aPathIsWrittenAsItIsRead(_ text: String) throws {
        #expect(try JSONPath(parsing: text).description == text)
    }

    @Test(arguments: [
        "", ".", "a.", ".a", "a..b", "[0]", "a[", "a[]", "a[-1]", "a[x]", "a[0]b", "a[1", "\"a", "\"a\"b",
        "a[１]",
    ])
    func whatIsNoPathIsRefused(_ text: String) {
        #expect(throws: JSONPathError.self) { try JSONPath(parsing: text) }
        #expect(throws: ConnectorError.self) { try JSONColumns.paths(["x", text]) }
    }

    @Test func onePathInTwoSpellingsIsRefused() {
        #expect(throws: ConnectorError.self) { try JSONColumns.paths(["a", "b", "\"a\""]) }
    }

    @Test func columnsAreFoundInTheirOrder() {
        let objects = [
            #"{"id": 1, "gone": null, "home": null, "m": [{"n": 1, "x.y": 2}, 3], "e": []}"#,
            #"{"id": 2, "home": {"city": "c"}, "late": true, "e": ["x"]}"#,
        ]
        #expect(
            JSONColumns.found(in: objects.map { Array($0.utf8) }) == [
                "id", "gone", "m[*].n", #"m[*]."x.y""#, "m[*]", "home.city", "late", "e[*]",
            ])
    }

    // MARK: Anything at all

    /// Whatever bytes come, the scanner ends, inside its bounds, and takes what it took before.
    @Test func changedBytesNeverLeadBeyondTheText() throws {
        let paths = try JSONColumns.paths(["a", "a[0]", "b.c", "b"])
        let whole = Array(#"{"a": ["x\u5b81\ud83d\ude00\n", -1.5e+7, true], "b": {"c": "\"", "d": {}}}"#.utf8)
        var dice = SplitMix(seed: 7)
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0...Int(dice.next() % 3) {
                let soup = Array("{}[]\",:\\u0tfn-1e. \u{1}é".utf8)
                bytes[Int(dice.next() % UInt64(bytes.count))] = soup[Int(dice.next() % UInt64(soup.count))]
            }
            var scanner = JSONScanner(paths)
            do {
                try scanner.scan(bytes.span, in: 0..<bytes.count)
                #expect(scanner.index <= bytes.count)
                var rows = JSONRows(width: 4)
                rows.append(scanner, bytes.span, at: RecordPosition(ordinal: 1))
                #expect(rows.batch(["a", "b", "c", "d"], arena: bytes).table.rowCount == 1)
            } catch {
                #expect((0...bytes.count).contains(error.place))
            }
        }
    }
}

/// A small generator with a fixed seed.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
