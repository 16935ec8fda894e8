import HubModel
import Testing

private enum Colour: String, CaseIterable { case red, green }

/// Reads an object of the keys below and returns what was reported.
private func reports(_ text: String, read: (ObjectReader, inout Diagnostics) -> Void) throws -> [String] {
    let node = try JSON5Parser.parse(Array(text.utf8), file: "f")
    var report = Diagnostics()
    let keys = ["title", "count", "share", "flag", "colour", "list"]
    if let reader = ObjectReader(node, "the thing", keys: keys, &report) { read(reader, &report) }
    return report.sorted.map(\.description)
}

struct ConfigObjectReaderTests {
    @Test func rightValuesAreTakenSilently() throws {
        let text = "{title: 'x', count: 3, share: .5, flag: true, colour: 'green', list: [1]}"
        let found = try reports(text) { reader, report in
            #expect(reader.text("title", &report) == "x")
            #expect(reader.integer("count", in: 1...3, &report) == 3)
            #expect(reader.probability("share", &report) == 0.5)
            #expect(reader.flag("flag", &report))
            #expect(reader.choice("colour", default: Colour.red, &report) == .green)
            #expect(reader.list("list", &report).count == 1)
        }
        #expect(found == [])
    }

    @Test func absentKeysTakeTheirDefaultOrAreMissed() throws {
        let found = try reports("{}") { reader, report in
            #expect(reader.text("title", default: "d", &report) == "d")
            #expect(reader.integer("count", in: 1...3, default: 2, &report) == 2)
            #expect(reader.choice("colour", default: Colour.red, &report) == .red)
            #expect(!reader.flag("flag", &report))
            #expect(reader.text("title", hint: "any text", &report) == nil)
            #expect(reader.probability("share", &report) == nil)
        }
        #expect(found == ["f:1:1: the thing has no `share`", "f:1:1: the thing has no `title`; any text"])
    }

    static let wrong: [(String, String)] = [
        ("{titel: 'x'}", "f:1:2: unknown key `titel` in the thing; did you mean `title`?"),
        (
            "{zzzzzzzz: 1}",
            "f:1:2: unknown key `zzzzzzzz` in the thing; it takes: title, count, share, flag, colour, list"
        ),
        ("[]", "f:1:1: the thing must be an object, found a list"),
        ("{title: 5}", "f:1:9: `title` must be a text, found a number; write \"5\""),
        ("{title: ' 　'}", "f:1:9: `title` is empty"),
        ("{title: null}", "f:1:9: `title` must be a text, found null"),
        ("{count: 4}", "f:1:9: `count` must be a whole number from 1 to 3, not 4"),
        ("{count: 1.5}", "f:1:9: `count` must be a whole number from 1 to 3, not 1.5"),
        ("{count: '2'}", "f:1:9: `count` must be a whole number from 1 to 3, found a string"),
        ("{share: 0}", "f:1:9: `share` must lie between 0 and 1, both excluded, not 0"),
        ("{share: 1}", "f:1:9: `share` must lie between 0 and 1, both excluded, not 1"),
        ("{share: NaN}", "f:1:9: `share` must lie between 0 and 1, both excluded, not NaN"),
        ("{share: 1e999}", "f:1:9: `share` must lie between 0 and 1, both excluded, not 1e999"),
        ("{flag: 'true'}", "f:1:8: `flag` must be true or false, found a string"),
        ("{colour: 'gren'}", "f:1:10: `colour` cannot be `gren`; did you mean `green`?"),
        ("{colour: 'violet'}", "f:1:10: `colour` cannot be `violet`; it is one of: red, green"),
        ("{list: 'x'}", "f:1:8: `list` must be a list, found a string; write [\"x\"]"),
    ]

    @Test(arguments: wrong) func wrongValuesAreReported(_ text: String, _ message: String) throws {
        let found = try reports(text) { reader, report in
            _ = reader.text("title", default: "", &report)
            _ = reader.integer("count", in: 1...3, default: 1, &report)
            _ = reader.probability("share", default: 0.5, &report)
            _ = reader.flag("flag", &report)
            _ = reader.choice("colour", default: Colour.red, &report)
            _ = reader.list("list", &report)
        }
        #expect(found == [message])
    }
}
