/// The tables of `Mappings/README.md` that are made from the code.
package enum KeyTables {
    /// Every table by the name in its mark: `<!-- keys of a feed -->`.
    package static var all: [(mark: String, table: String)] {
        ConfigurationKeys.objects.map { ("keys of \(article($0.name)) \($0.name)", keys($0)) }
            + [("levels", levels), ("transforms", transforms)]
    }

    private static func article(_ name: String) -> String {
        "aeiou".contains(name.prefix(1)) ? "an" : "a"
    }

    private static func keys(_ object: ObjectDeclaration) -> String {
        let rows = object.keys.map { key in
            let standard = key.isRequired ? "required" : key.standard.isEmpty ? "" : code(key.standard)
            return "| `\(key.name)` | \(words(key.kind)) | \(standard) | \(key.help) |"
        }
        return (["| key | takes | default | meaning |", "|---|---|---|---|"] + rows).joined(separator: "\n")
    }

    /// A default as code, unless it is words.
    private static func code(_ standard: String) -> String {
        standard.contains(" ") ? standard : "`\(standard)`"
    }

    private static func words(_ kind: ValueKind) -> String {
        switch kind {
        case .text: "text"
        case .anyText: "text, may be empty"
        case .flag: "`true`, `false`"
        case .integer(let range): "\(range.lowerBound)…\(range.upperBound)"
        case .number(let range): "number, \(range.lowerBound)…\(range.upperBound)"
        case .probability: "number between 0 and 1"
        case .words(let list): list.count > 8 ? "a name" : list.map { "`\($0)`" }.joined(separator: ", ")
        case .list(let inner, _): "list: \(words(inner))"
        case .object(let name): "\(article(name)) \(name)"
        case .map(let inner): "by name: \(words(inner))"
        case .either(let kinds): kinds.map(words).joined(separator: " or ")
        case .named("anyValue"): "a value"
        case .named(let name): "\(article(name)) \(name)"
        case .nothing: "`null`"
        case .anything: "object"
        }
    }

    private static var levels: String {
        (["| `is` | holds when |", "|---|---|"] + LevelWord.all.map { "| `\($0.word)` | \($0.help) |" })
            .joined(separator: "\n")
    }

    private static var transforms: String {
        let rows = Transforms.all.map { transform in
            let call =
                ([transform.name] + transform.parameters.map { $0.isOptional ? "\($0.name)?" : $0.name })
                .joined(separator: ", ")
            let examples = transform.examples.map { example in
                let arguments = example.arguments.map(\.spelling).joined(separator: ", ")
                return (arguments.isEmpty ? "" : "\(arguments): ")
                    + "\(quoted(example.input)) → \(quoted(example.output))"
            }
            return "| `\(call)` | \(transform.summary) | \(examples.joined(separator: "<br>")) |"
        }
        return (["| transform | gives | examples |", "|---|---|---|"] + rows).joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String { "`\"\(text)\"`" }
}

extension Transform.Argument {
    /// As it stands in a feed file.
    package var spelling: String {
        switch self {
        case .text(let bytes): "`\"\(String(decoding: bytes, as: UTF8.self))\"`"
        case .number(let number): "`\(number)`"
        }
    }
}
