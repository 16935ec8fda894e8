import HubXML
import Testing

/// What the parser accepts, refuses and says, at any chunk size.
@Suite struct XMLPushParserTests {
    @Test func tapeTellsElementsAttributesAndText() throws {
        let text = """
            <?xml version="1.0" encoding="GB18030"?><!-- kept out --><?pi too?>
            <h:a xmlns:h="urn:h" b="1&amp;2" h:b="3"><c>李<![CDATA[<四>]]>&#x4E94;</c></h:a>
            """
        let words = try said(text)
        #expect(words == ["{urn:h}a", "@b=1&2", "@{urn:h}b=3", "c", "李<四>五", "/", "/"])
    }

    @Test func resultDoesNotDependOnChunkSizes() throws {
        let text = """
            <a><!-- - -- 注释 > --><b c='x>"y' d="&lt;'">文&#13;本 𠀀</b><![CDATA[]]]]><![CDATA[>]]><?p ? > ?></a>
            """.replacing(" - --", with: " - -")
        let whole = try said(text)
        for size in 1...64 { #expect(try said(text, chunk: size) == whole, "chunks of \(size)") }
    }

    @Test func startTagsKnowTheirLineAndOffset() throws {
        let text = "<a>\n<b\n x='1'\n/>\n  <c>\n</c></a>"
        for size in [1, 3, 7, 1000] {
            var starts: [[Int]] = []
            try walk(text, chunk: size) { tape, _ in
                for event in tape.events where event.kind == .start {
                    starts.append([Int(event.line), event.byteOffset])
                }
            }
            #expect(starts == [[1, 0], [2, 4], [5, 19]], "chunks of \(size)")
        }
    }

    @Test(arguments: [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/a.dtd'><a/>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        "<!DOCTYPE a [<!ENTITY x '0123456789'><!ENTITY y '&x;&x;&x;&x;'>]><a>&y;&y;</a>",
        "<!DOCTYPE a [<!ENTITY % p '&#37;p;'> %p;]><a/>",
        "<?xml version='1.0'?>\n<!-- first --><!DOCTYPE a PUBLIC '-//X//Y' 'z'><a/>",
    ])
    func everyDocumentTypeIsRefused(_ text: String) {
        for size in [1, 5, 1000] { #expect(refusal(text, chunk: size)?.code == .documentType) }
    }

    @Test func entityBombsAreRefusedAtOnce() {
        var lines = ["<!ENTITY e0 'ha'>"]
        for level in 1...30 {
            lines.append("<!ENTITY e\(level) '\(String(repeating: "&e\(level - 1);", count: 10))'>")
            lines.append("<!ENTITY % p\(level) '\(String(repeating: "&#37;p\(level - 1);", count: 10))'>")
        }
        let bomb = "<!DOCTYPE a [\(lines.joined(separator: "\n"))]><a>&e30;</a>"
        let clock = ContinuousClock()
        let time = clock.measure { #expect(refusal(bomb)?.code == .documentType) }
        #expect(time < .milliseconds(500))
    }

    @Test(arguments: [
        ("<a>", XMLError.Code.truncated), ("<a><b/>", .truncated), ("<a>text", .truncated),
        ("<a b='", .truncated), ("<a", .truncated), ("<a><b", .truncated), ("<a><!-- ", .truncated),
        ("", .notWellFormed), ("  \n", .notWellFormed), ("text", .notWellFormed),
        ("<a/><b/>", .notWellFormed), ("<a/>text", .notWellFormed), ("<a></b>", .notWellFormed),
        ("<a b='1' b='2'/>", .notWellFormed), ("<a b=1/>", .notWellFormed), ("<a>&x;</a>", .notWellFormed),
        ("<a>&", .truncated), ("<a>]]></a>", .notWellFormed), ("<a>\u{1}</a>", .notWellFormed),
        ("<a>\u{0}</a>", .notWellFormed), ("<a b='<'/>", .notWellFormed), ("<a>&#0;</a>", .notWellFormed),
        ("<x:a/>", .namespace), ("<a x:b='1'/>", .namespace),
        ("<a xmlns:x='u' xmlns:y='u' x:b='1' y:b='2'/>", .namespace),
    ])
    func malformedDocumentIsAnError(_ text: String, _ code: XMLError.Code) {
        for size in [1, 4, 1000] { #expect(refusal(text, chunk: size)?.code == code, "chunks of \(size)") }
    }

    @Test func nothingAtAllIsSaidToBeEmpty() {
        #expect(refusal("")?.problem == "the document is empty")
        #expect(refusal("\n")?.problem != "the document is empty")
    }

    @Test func bytesThatAreNotUTF8AreAnError() {
        for bad: [UInt8] in [[0xC3, 0x28], [0xFF], [0xED, 0xA0, 0x80], [0xC0, 0xAF]] {
            let bytes = Array("<a>".utf8) + bad + Array("</a>".utf8)
            #expect(throws: XMLError.self) { try walk(bytes, chunk: 3) { _, _ in } }
        }
    }

    @Test func errorNamesTheLineAndNoValue() throws {
        let error = try #require(refusal("<a>\n<b>张三13800000000</b>\n<c secret='李四'></d></a>"))
        #expect(error.description == "line 3: the end tag `d` does not match the start tag `c` of line 3")
    }

    @Test(arguments: [1, 3, 1000])
    func mismatchedTagsArePlacedAndNamed(chunk: Int) throws {
        let text = "<h:a xmlns:h='u'>\n<h:b\n x='李四'>张三\n</h:c></h:a>"
        let error = try #require(refusal(text, chunk: chunk))
        #expect(error.description == "line 4: the end tag `c` does not match the start tag `b` of line 2")
        let prefix = try #require(refusal("<h:a xmlns:h='u'></a>", chunk: chunk))
        #expect(
            prefix.description == "line 1: the end tag `a` has another prefix than the start tag of line 1")
        let long = String(repeating: "n", count: 60)
        let cut = try #require(refusal("<a></\(long)>", chunk: chunk))
        #expect(cut.problem.contains("`\(String(repeating: "n", count: 40))…`"))
    }

    @Test func undeclaredPrefixIsNamed() throws {
        let element = try #require(refusal("<a>\n<x:b>张三</x:b></a>"))
        #expect(element.description == "line 2: the prefix `x` without its xmlns declaration")
        let attribute = try #require(refusal("<a y:b='李四'/>"))
        #expect(attribute.description == "line 1: the prefix `y` without its xmlns declaration")
    }

    @Test func afterAnErrorTheParserOnlyRepeatsIt() {
        let parser = XMLPushParser()
        var tape = XMLTape()
        let wrong = Array("<a></b>".utf8)
        let right = Array("<a/>".utf8)
        #expect(throws: XMLError.self) { try parser.parse(wrong.span, into: &tape) }
        #expect(throws: XMLError.self) { try parser.parse(right.span, into: &tape) }
        #expect(throws: XMLError.self) { try parser.finish(into: &tape) }
    }

    @Test func depthHasALimit() {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        #expect(refusal(nested(64)) == nil)
        for depth in [65, 300, 100_000] { #expect(refusal(nested(depth))?.code == .tooLarge) }
    }

    @Test func attributesHaveALimit() {
        func element(_ count: Int, prefix: String = "a") -> String {
            "<e \((0..<count).map { "\(prefix)\($0)='>'" }.joined(separator: " "))/>"
        }
        #expect(refusal(element(64)) == nil)
        let clock = ContinuousClock()
        for text in [element(65), element(100_000), element(20_000, prefix: "xmlns:a")] {
            let time = clock.measure {
                for size in [1000, 1 << 24] { #expect(refusal(text, chunk: size)?.code == .tooLarge) }
            }
            #expect(time < .seconds(1))
        }
    }

    @Test(arguments: [5000, 1 << 24])
    func nothingGrowsWithoutLimit(chunk: Int) {
        let long = String(repeating: "字", count: 90_000)
        let longer = String(repeating: long, count: 4)
        for text in [
            "<a>\(longer)</a>", "<a><![CDATA[\(longer)]]></a>", "<a>\(longer)",
            "<a b='\(long)'/>", "<a><!--\(long)--></a>", "<a><?p \(long)?></a>", "<a\(long)/>",
            "<!--\(long)", "<a b='\(long)", "<a>" + String(repeating: "\(long)<b/>", count: 4) + "</a>",
            "<a>&\(String(repeating: "x", count: 9 << 20))",
            "<a>" + (0..<5000).map { "<b\($0)/>" }.joined() + "</a>",
        ] {
            #expect(refusal(text, chunk: chunk)?.code == .tooLarge)
        }
        #expect(refusal("<a>\(String(repeating: "x", count: 1 << 20))</a>", chunk: chunk) == nil)
    }

    // MARK: -

    private func walk(
        _ bytes: [UInt8], chunk: Int, _ body: (XMLTape, XMLPushParser) -> Void
    ) throws {
        let parser = XMLPushParser()
        var tape = XMLTape()
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            let end = min(start + chunk, bytes.count)
            try parser.parse(bytes.span.extracting(start..<end), into: &tape)
            body(tape, parser)
        }
        try parser.finish(into: &tape)
        body(tape, parser)
    }

    private func walk(_ text: String, chunk: Int, _ body: (XMLTape, XMLPushParser) -> Void) throws {
        try walk(Array(text.utf8), chunk: chunk, body)
    }

    private func refusal(_ text: String, chunk: Int = 1 << 16) -> XMLError? {
        do {
            try walk(text, chunk: chunk) { _, _ in }
            return nil
        } catch {
            return error as? XMLError
        }
    }

    private func said(_ text: String, chunk: Int = 1 << 16) throws -> [String] {
        var words: [String] = []
        var lastWasText = false
        try walk(text, chunk: chunk) { tape, parser in
            for event in tape.events {
                let value = String(decoding: tape.bytes[event.range], as: UTF8.self)
                switch event.kind {
                case .start: words.append(spelling(event.name, parser))
                case .attribute: words.append("@\(spelling(event.name, parser))=\(value)")
                case .text where lastWasText: words[words.count - 1] += value
                case .text: words.append(value)
                case .end: words.append("/")
                }
                lastWasText = event.kind == .text
            }
        }
        return words
    }

    private func spelling(_ name: Int32, _ parser: XMLPushParser) -> String {
        let (local, namespace) = parser.spelling(name)
        return namespace.isEmpty ? local : "{\(namespace)}\(local)"
    }
}
