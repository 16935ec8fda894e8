import HubMapping
import HubModel
import TestSupport
import Testing

/// Upper case is the normal form; blank and `-` are missing, `!` is invalid, `,` separates values; an `initial`
/// is implied by anything that does not start with `x`.
struct Shout: SemanticType {
    let name: String
    let summary = "letters"
    let examples: [(raw: String, normal: String?)] = []

    func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        if raw.isEmpty || raw.count == 1 && raw[0] == UInt8(ascii: "-") { return .missing }
        for index in raw.indices where raw[index] == UInt8(ascii: "!") { return .invalid(.wrongShape) }
        for index in raw.indices {
            output.append(raw[index] >= 97 && raw[index] <= 122 ? raw[index] - 32 : raw[index])
        }
        return .valid
    }

    func split(_ raw: Span<UInt8>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        for index in raw.indices where raw[index] == UInt8(ascii: ",") {
            ranges.append(start..<index)
            start = index + 1
        }
        return ranges + [start..<raw.count]
    }

    func derive(_ type: String, from normal: Span<UInt8>, into output: inout [UInt8]) -> Bool {
        guard type == "initial", normal[0] != UInt8(ascii: "X") else { return false }
        output.append(normal[0])
        return true
    }
}

/// Takes what starts with a digit, or what starts with a letter, and refuses anything else.
private struct Starting: SemanticType {
    let name: String
    let range: ClosedRange<UInt8>
    let summary = "a digit or a letter, then anything"
    let examples: [(raw: String, normal: String?)] = []

    func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        let verdict = Shout(name: name).normalise(raw, into: &output)
        if verdict == .missing || !raw.isEmpty && range.contains(raw[0]) { return verdict }
        return .invalid(RejectReason("no-\(name)"))
    }

    func split(_ raw: Span<UInt8>) -> [Range<Int>] { Shout(name: name).split(raw) }

    static let digit = Starting(name: "digit", range: 0x30...0x39)
    static let letter = Starting(name: "letter", range: 0x61...0x7A)
}

/// Types `either` (`a`, `c` and `many` take digits, `b` and `d` letters), `thing` (attributes `a b c d`, `many` takes several values, `one` is the initial of `a` and `two` of `one`)
/// and `place` (attribute `at`).
let mapperModels: [EntityModel] = {
    let place = SourceLocation(file: "m", line: 1, column: 1)
    func model(_ name: String, _ attributes: [Attribute]) -> EntityModel {
        EntityModel(
            name: name, title: name, idPrefix: "X", attributes: attributes, blocking: [], comparisons: [],
            prior: 0.1, threshold: 0.9, location: place)
    }
    let shout = Shout(name: "shout")
    let initial = Shout(name: "initial")
    func either(_ name: String, _ type: Starting) -> Attribute {
        Attribute(name: name, title: name, type: type, isMultiple: name == "many")
    }
    return [
        model(
            "either",
            [
                either("a", .digit), either("b", .letter), either("c", .digit), either("d", .letter),
                either("many", .digit),
            ]),
        model("place", [Attribute(name: "at", title: "at", type: shout)]),
        model(
            "thing",
            [
                Attribute(name: "two", title: "two", type: initial, derivedFrom: "one"),
                Attribute(name: "a", title: "a", type: shout), Attribute(name: "b", title: "b", type: shout),
                Attribute(name: "one", title: "one", type: initial, derivedFrom: "a"),
                Attribute(name: "many", title: "many", type: shout, isMultiple: true),
            ]),
    ]
}()

/// A feed of these mentions, keyed by column `k`; tables by their names.
func feed(_ mentions: String, rest: String = "", tables: [String: String] = [:]) throws -> Feed {
    var files = SmallWorkspace()
    files.files = ["isthmus.json5": "{name: 't'}"]
    for (name, text) in tables { files["Mappings/tables/\(name).csv"] = text }
    files["Mappings/models/either.json5"] = """
        {title: 'e', id_prefix: 'E', blocking: [], comparisons: {}, attributes: {
          a: {title: 'a', type: 'text'}, b: {title: 'b', type: 'text'}, c: {title: 'c', type: 'text'},
          d: {title: 'd', type: 'text'}, many: {title: 'm', type: 'text', multiple: true}}}
        """
    files["Mappings/models/place.json5"] =
        "{title: 'p', id_prefix: 'P', attributes: {at: {title: 'at', type: 'text'}}, blocking: [], comparisons: {}}"
    files["Mappings/models/thing.json5"] = """
        {title: 't', id_prefix: 'T', blocking: [], comparisons: {},
         relations: {near: {title: 'n', to: 'place'}, like: {title: 'l', to: 'thing'}}, attributes: {
          two: {title: '2', type: 'text'}, a: {title: 'a', type: 'text'}, b: {title: 'b', type: 'text'},
          one: {title: '1', type: 'text'}, many: {title: 'm', type: 'text', multiple: true}}}
        """
    files["Mappings/feeds/f.json5"] =
        "{title: 'f', source: {department: 'd'}, connector: 'csv', key: ['k'], mentions: {\(mentions)}, \(rest)}"
    let (workspace, diagnostics) = try files.load()
    #expect(diagnostics == [])
    return try #require(workspace?.feeds.first)
}

/// `row:role(attribute=value …)` for each mention, then `row:relation(qualifier)`, then `row!reason column target`.
func rendered(_ batch: MappedBatch, _ feed: Feed) -> [String] {
    var lines: [String] = []
    for table in batch.mentions {
        for index in table.record.indices {
            let said = mapperModels[table.type].attributes.enumerated().compactMap { column, attribute in
                table.values.text(index, column).map { "\(attribute.name)=\($0)" }
            }
            let role = feed.mentions[Int(table.role[index])].role
            lines.append("\(table.record[index]):\(role)(\(said.joined(separator: " ")))")
        }
        #expect(table.values.rowCount == table.record.count && table.role.count == table.record.count)
        #expect(table.values.arena.count == table.values.cells.reduce(0) { $0 + $1.range.count })
    }
    lines += batch.relations.map { "\($0.record):\(feed.relations[Int($0.relation)].kind)(\($0.qualifier))" }
    lines += batch.rejects.map { "\($0.record)!\($0.reason) \($0.column ?? "*") \($0.target)" }
    return lines
}

func mapped(
    _ rows: [[String?]], _ feed: Feed, engine: (any ExpressionEngine)? = nil
) throws -> [String] {
    let mapper = try Mapper(
        feed: feed, models: mapperModels, columns: ["k", "x", "y", "z"], expressions: engine)
    let batch = mapper.map(table(rows), rows: rows.indices.map { Int32($0) })
    return rendered(batch, feed)
}
