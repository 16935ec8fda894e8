import Connectors
import HubConnect
import HubMapping

/// `isthmus schema FILE`: the JSON Schema of one kind of file.
struct SchemaVerb: Verb {
    static let name = "schema"
    static let summary = "print the JSON Schema of a kind of mapping file, for editors"
    static let operands = "feed|model|dataset|weights|workspace"
    static let operandCount = 1...1
    static let options: [OptionDeclaration] = []
    static let details = """
        A JSON Schema (draft 2020-12) made from what this binary reads, the settings of its connectors among it.
        Mappings/schemas/ holds the same; Mappings/README.md shows how an editor is told of them. A schema knows
        one file; `isthmus check` also knows the others.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let file = arguments.operands[0]
        guard let schema = JSONSchema.of(file, connectors: ConnectorRegistry.all.map { connector($0) }) else {
            let kinds = ConfigurationKeys.files.map(\.name)
            throw UsageError("there is no file of the kind `\(file)`\(OpenWorkspace.suggestion(file, kinds))")
        }
        Terminal.write(schema)
        return .done
    }

    private static func connector(_ type: any Connector.Type) -> JSONSchema.Connector {
        JSONSchema.Connector(
            name: type.name,
            settings: type.settings.map { setting in
                KeyDeclaration(
                    setting.name, kind(setting.kind), required: setting.isRequired,
                    default: setting.defaultValue, setting.help)
            })
    }

    /// Numbers and words may also come out of the environment: `"${PORT}"`.
    private static func kind(_ kind: SettingDeclaration.Kind) -> ValueKind {
        switch kind {
        case .text, .path: .either([.anyText, .integer(-999_999_999...999_999_999), .flag])
        case .character, .characters: .anyText
        case .texts: .either([.text, .list(.text)])
        case .integer(let range): .either([.integer(range), .text])
        case .boolean: .either([.flag, .text])
        case .choice(let words): .either([.words(words), .text])
        case .dictionary: .map(.anyText)
        }
    }
}
