import Foundation
import HubMapping
import HubModel
import TestSupport
import Testing

/// The JSON Schemas: kept as generated, fit for what is sound, and against what is not.
@Suite struct SchemaTests {
    private static let mappings = LayeringTests.root.appendingPathComponent("Mappings")
    private static let kinds = ["workspace", "model", "weights", "feed", "dataset"]

    private func parse(_ text: String) throws -> Node {
        var report = Diagnostics()
        let node = JSON5Parser.read(Array(text.utf8), file: "x", &report)
        #expect(report.sorted.map(\.description) == [])
        return try #require(node)
    }

    private func validator(_ kind: String) throws -> SchemaValidator {
        let file = Self.mappings.appendingPathComponent("schemas/\(kind).schema.json")
        return SchemaValidator(root: try parse(String(contentsOf: file, encoding: .utf8)))
    }

    /// `ISTHMUS_RECORD=1` writes the files anew, and fails.
    @Test(arguments: kinds) func theFilesAreWhatTheBinaryPrints(_ kind: String) throws {
        let printed = try isthmus("schema", kind)
        #expect(printed.code == 0)
        let file = Self.mappings.appendingPathComponent("schemas/\(kind).schema.json")
        if ProcessInfo.processInfo.environment["ISTHMUS_RECORD"] != nil {
            try Data(printed.output.utf8).write(to: file)
            Issue.record("recorded \(file.lastPathComponent)")
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == printed.output)
        // Foundation's reader takes no more than JSON.
        let json = try JSONSerialization.jsonObject(with: Data(printed.output.utf8))
        #expect((json as? [String: Any])?["type"] as? String == "object")
    }

    @Test func anUnknownKindIsToldWithTheNearestOne() throws {
        let result = try isthmus("schema", "fed")
        #expect(result.code == 2 && result.errors.contains("did you mean `feed`?"))
    }

    private func files(_ folder: String) throws -> [(kind: String, path: String)] {
        var found = [("workspace", "\(folder)/isthmus.json5")]
        for kind in ["model", "feed", "dataset"] {
            let inside = "\(folder)/Mappings/\(kind)s"
            let names = try FileManager.default.contentsOfDirectory(atPath: inside)
            found += names.filter { $0.hasSuffix(".json5") }.map { (kind, "\(inside)/\($0)") }
        }
        return found
    }

    @Test func whatIsShippedAndWhatInitWritesFitsItsSchema() throws {
        let folder = try TemporaryFolder()
        #expect(try isthmus("init", folder.path + "/new").code == 0)
        #expect(try isthmus("-C", folder.path + "/new", "check").code == 0)
        let all = try files(LayeringTests.root.path) + files(folder.path + "/new")
        #expect(all.count > 20)
        for (kind, path) in all {
            let node = try parse(String(contentsOfFile: path, encoding: .utf8))
            #expect(try validator(kind).mistakes(in: node) == [], "\(path)")
            if let schema = node["$schema"]?.string {
                let place = URL(fileURLWithPath: path).deletingLastPathComponent().path
                #expect(FileManager.default.fileExists(atPath: "\(place)/\(schema)"), "\(path)")
            }
        }
    }

    static let sound: [String] = [
        "name: 'x'", "name: {column: 'x', split: '/', take: -1}",
        "name: {first: ['x', {template: '{a}{b}', transform: ['trim', ['before', '/'], ['substring', 1, 6]]}]}",
        "name: {columns: ['a', 'b'], table: 't@2', from: ['c', 'd'], to: 'e', unknown: 'missing', default: 'f'}",
        "name: {sql: '\"x\"', when: {y: ['1', ''], z: {not: ['2']}, w: 'v', u: {blank: false}}}",
        "name: {column: 'x', codes: {a: '', '': 'b'}}",
    ]

    static let spoilt: [(String, String)] = [
        ("name: 5", "name"), ("name: {}", "name"), ("name: {column: 'x', constant: 'y'}", "name"),
        ("name: {colum: 'x'}", "name"), ("name: {column: 'x', transform: ['trimm']}", "name"),
        ("name: {column: 'x', unknown: 'drop'}", "name"), ("name: {first: []}", "name"),
        ("name: {column: 'x', when: {y: {is: '1'}}}", "name"), ("name: {column: 'x', codes: {a: 1}}", "name"),
    ]

    private func feed(_ attributes: String, rest: String = "") throws -> Node {
        try parse(
            """
            {title: 'f', source: {department: 'd'}, connector: 'csv', settings: {path: 'x.csv'}, key: ['k'], \(rest)
             mentions: {r: {type: 'person', attributes: {\(attributes)}}}}
            """)
    }

    @Test func theSchemaOfFeedsKnowsTheWholeLanguage() throws {
        let validator = try validator("feed")
        for value in Self.sound { #expect(try validator.mistakes(in: feed(value)) == [], "\(value)") }
        for (value, name) in Self.spoilt {
            let found = try validator.mistakes(in: feed(value))
            #expect(found == ["$.mentions.r.attributes.\(name) fits none"], "\(value)")
        }
    }

    static let rests: [(String, [String])] = [
        ("keep: ['a'], defaults: {person: {sex: '1'}}, trust: 7,", []), ("$schema: 'x',", []),
        ("trust: 101,", ["$.trust is large"]), ("tust: 1,", ["$.tust is not allowed"]),
        ("on_invalid: 'all',", ["$.on_invalid is no such word"]),
        ("defaults: {person: 'x'},", ["$.defaults.person is no object"]),
        ("relations: [{kind: 'a', from: 'b'}],", ["$.relations[0] has no to"]),
    ]

    @Test(arguments: rests) func keysOfAFeedAreChecked(_ rest: String, _ expected: [String]) throws {
        #expect(try validator("feed").mistakes(in: feed("name: 'x'", rest: rest)) == expected)
    }

    @Test func theSettingsOfAFeedAreThoseOfItsConnector() throws {
        let validator = try validator("feed")
        func settings(_ connector: String, _ settings: String) throws -> [String] {
            let text =
                "{title: 'f', source: {department: 'd'}, connector: '\(connector)', \(settings) key: ['k'], mentions: {}}"
            return validator.mistakes(in: try parse(text))
        }
        #expect(try settings("csv", "settings: {path: 'x'},") == [])
        #expect(
            try settings("csv", "settings: {pth: 'x'},").sorted() == [
                "$.settings has no path", "$.settings.pth is not allowed",
            ])
        #expect(try settings("csv", "") == ["$ has no settings"])
        #expect(try settings("fax", "settings: {path: 'x'},") == ["$.connector is no such word"])
        #expect(try settings("xml", "settings: {path: 'x', record: '/a/b', namespaces: {h: 'urn:x'}},") == [])
        #expect(try settings("xml", "settings: {path: 'x', record: '/a/b', namespaces: 'h'},").count == 1)
    }

    /// What the readers refuse as unknown, the schemas refuse as well, and the other way round: both read one list.
    @Test func everyDeclaredKeyIsInASchemaOnceAndExplained() throws {
        for object in ConfigurationKeys.objects {
            #expect(Set(object.names).count == object.keys.count, "\(object.name)")
            #expect(object.keys.allSatisfy { !$0.help.isEmpty && !$0.help.hasSuffix(".") }, "\(object.name)")
            #expect(Set(object.oneOf).isSubset(of: object.names))
        }
        let all = try Self.kinds.map { try isthmus("schema", $0).output }.joined()
        for object in ConfigurationKeys.objects {
            for key in object.keys {
                #expect(all.contains("\"\(key.name)\": {"), "\(object.name).\(key.name)")
            }
        }
    }
}
