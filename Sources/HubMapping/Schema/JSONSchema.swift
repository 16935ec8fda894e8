import HubModel

/// JSON Schemas (draft 2020-12) of the configuration files, for editors that complete and check. They say what can
/// be told from one file alone; `isthmus check` says the rest.
package enum JSONSchema {
    /// The keys of a connector's `settings`.
    package struct Connector: Sendable {
        package let name: String
        package let settings: [KeyDeclaration]

        package init(name: String, settings: [KeyDeclaration]) {
            self.name = name
            self.settings = settings
        }
    }

    /// The schema of one kind of file, `nil` when there is no such kind; `connectors` matter to feeds.
    package static func of(_ file: String, connectors: [Connector] = []) -> String? {
        guard let declared = ConfigurationKeys.files.first(where: { $0.name == file }) else { return nil }
        var members: [(String, JSON)] = [
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("title", .text("Isthmus \(file)")),
        ]
        var used: [String] = []
        var body = object(declared, &used)
        if file == "feed", !connectors.isEmpty {
            body = body.with(
                "properties", "connector",
                .object([
                    ("description", .text(plain("how it is read"))),
                    ("enum", .list(connectors.map { .text($0.name) })),
                ]))
            body = body + [("allOf", .list(connectors.map { condition($0, &used) }))]
        }
        members += body
        var definitions: [(String, JSON)] = []
        // Definitions may use further ones, which then join the end of the list.
        var next = 0
        while next < used.count {
            definitions.append((used[next], definition(used[next], &used)))
            next += 1
        }
        if !definitions.isEmpty { members.append(("$defs", .object(definitions))) }
        return JSON.object(members).description + "\n"
    }

    private static func definition(_ name: String, _ used: inout [String]) -> JSON {
        if let object = ConfigurationKeys.objects.first(where: { identifier($0.name) == name }) {
            return .object(self.object(object, &used))
        }
        guard let kind = ConfigurationKeys.kinds.first(where: { $0.name == name })?.kind else {
            return .flag(true)
        }
        return .object(schema(kind, &used))
    }

    private static func object(_ declared: ObjectDeclaration, _ used: inout [String]) -> [(String, JSON)] {
        var members: [(String, JSON)] = [("type", .text("object"))]
        members += keys(declared.keys, &used)
        if !declared.oneOf.isEmpty {
            members.append(
                ("oneOf", .list(declared.oneOf.map { .object([("required", .list([.text($0)]))]) })))
        }
        return members
    }

    private static func keys(_ keys: [KeyDeclaration], _ used: inout [String]) -> [(String, JSON)] {
        var properties: [(String, JSON)] = []
        for key in keys {
            let help = plain(key.help) + (key.standard.isEmpty ? "" : "; default: \(plain(key.standard))")
            properties.append((key.name, .object([("description", .text(help))] + schema(key.kind, &used))))
        }
        let required = keys.filter(\.isRequired).map { JSON.text($0.name) }
        return [("properties", .object(properties))]
            + (required.isEmpty ? [] : [("required", .list(required))])
            + [("additionalProperties", .flag(false))]
    }

    /// The settings that go with one connector.
    private static func condition(_ connector: Connector, _ used: inout [String]) -> JSON {
        let isIt = JSON.object([
            ("properties", .object([("connector", .object([("const", .text(connector.name))]))])),
            ("required", .list([.text("connector")])),
        ])
        let settings = JSON.object([("type", .text("object"))] + keys(connector.settings, &used))
        var then: [(String, JSON)] = [("properties", .object([("settings", settings)]))]
        if connector.settings.contains(where: \.isRequired) {
            then.append(("required", .list([.text("settings")])))
        }
        return .object([("if", isIt), ("then", .object(then))])
    }

    private static func schema(_ kind: ValueKind, _ used: inout [String]) -> [(String, JSON)] {
        switch kind {
        case .text: return [("type", .text("string")), ("minLength", .number("1"))]
        case .anyText: return [("type", .text("string"))]
        case .flag: return [("type", .text("boolean"))]
        case .integer(let range):
            return [("type", .text("integer"))]
                + bounds("minimum", "maximum", "\(range.lowerBound)", "\(range.upperBound)")
        case .number(let range):
            return [("type", .text("number"))]
                + bounds("minimum", "maximum", "\(range.lowerBound)", "\(range.upperBound)")
        case .probability:
            return [("type", .text("number"))] + bounds("exclusiveMinimum", "exclusiveMaximum", "0", "1")
        case .words(let words): return [("enum", .list(words.map(JSON.text)))]
        case .list(let inner, let least):
            return [("type", .text("array")), ("items", .object(schema(inner, &used)))]
                + (least > 0 ? [("minItems", .number("\(least)"))] : [])
        case .object(let name), .named(let name):
            let name = identifier(name)
            if !used.contains(name) { used.append(name) }
            return [("$ref", .text("#/$defs/\(name)"))]
        case .map(let inner):
            return [("type", .text("object")), ("additionalProperties", .object(schema(inner, &used)))]
        case .either(let kinds):
            return [("anyOf", .list(kinds.map { .object(schema($0, &used)) }))]
        case .nothing: return [("type", .text("null"))]
        case .anything: return [("type", .text("object"))]
        }
    }

    private static func bounds(_ low: String, _ high: String, _ least: String, _ most: String) -> [(
        String, JSON
    )] {
        [(low, .number(least)), (high, .number(most))]
    }

    /// `relation kind` → `relation-kind`.
    private static func identifier(_ name: String) -> String { String(name.map { $0 == " " ? "-" : $0 }) }

    /// Without the marks of Markdown.
    private static func plain(_ text: String) -> String { text.replacing("`", with: "") }
}

extension [(String, JSON)] {
    /// With one member of the object behind `name` replaced.
    fileprivate func with(_ name: String, _ inner: String, _ value: JSON) -> Self {
        map { member in
            guard member.0 == name, case .object(let members) = member.1 else { return member }
            return (name, .object(members.map { $0.0 == inner ? (inner, value) : $0 }))
        }
    }
}
