import HubModel

/// One key of an object in a configuration file. Readers, JSON Schemas and the documentation are made from these.
package struct KeyDeclaration: Sendable {
    package let name: String
    package let kind: ValueKind
    package let isRequired: Bool
    /// The default as one would write it; empty when there is none.
    package let standard: String
    /// One line of help.
    package let help: String

    package init(
        _ name: String, _ kind: ValueKind, required isRequired: Bool = false, default standard: String = "",
        _ help: String
    ) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.standard = standard
        self.help = help
    }
}

/// What the value of a key may be, as far as it can be told without the other files.
package indirect enum ValueKind: Sendable {
    /// A text that says something.
    case text
    /// A text that may be empty.
    case anyText
    /// `true` or `false`.
    case flag
    case integer(ClosedRange<Int>)
    /// A number, both ends included.
    case number(ClosedRange<Double>)
    /// Strictly between 0 and 1.
    case probability
    /// One of these texts.
    case words([String])
    case list(ValueKind, atLeast: Int = 0)
    /// An object of the declared keys.
    case object(String)
    /// An object of names of one's own, such as roles.
    case map(ValueKind)
    case either([ValueKind])
    /// `null`.
    case nothing
    /// A kind that has a name, so that it may hold itself.
    case named(String)
    /// An object whose keys are declared elsewhere, such as those of a connector.
    case anything

    static func choice<Word: RawRepresentable<String> & CaseIterable>(_: Word.Type) -> ValueKind {
        .words(Word.allCases.map(\.rawValue))
    }
}

/// All keys of one sort of object.
package struct ObjectDeclaration: Sendable {
    /// Name among all declarations: `feed`, `mention`.
    package let name: String
    /// In the order of the documentation.
    package let keys: [KeyDeclaration]
    /// Of these keys exactly one must be there.
    package let oneOf: [String]

    package init(_ name: String, oneOf: [String] = [], _ keys: [KeyDeclaration]) {
        self.name = name
        self.keys = keys
        self.oneOf = oneOf
    }

    /// The names of all keys.
    package var names: [String] { keys.map(\.name) }
}

extension ObjectReader {
    /// Takes an object with the declared keys alone; `nil`, and reported, when `node` is no object.
    init?(_ node: Node, _ what: String, _ declared: ObjectDeclaration, _ report: inout Diagnostics) {
        self.init(node, what, keys: declared.names, &report)
    }
}

extension KeyDeclaration {
    /// Names the schema that an editor checks the file by; means nothing to the hub.
    static let schema = KeyDeclaration(
        "$schema", .text, "the JSON Schema of the file, for editors; otherwise ignored")
}

/// Everything that can be declared in a workspace.
package enum ConfigurationKeys {
    /// The objects that are whole files.
    package static let files: [ObjectDeclaration] = [.workspace, .model, .weights, .feed, .dataset]

    /// All objects, each before those it holds.
    package static let objects: [ObjectDeclaration] =
        [
            .workspace, .quarantine, .retention, .model, .attribute, .relationKind, .level, .apart, .weights,
            .trainedLevel, .calibration,
            .feed, .source, .mention,
            .value, .test,
            .relation, .dataset, .column, .recipient, .rowCondition, .gates, .server, .statistics,
        ] + ObjectDeclaration.deliveryRules

    package static func object(_ name: String) -> ObjectDeclaration? { objects.first { $0.name == name } }

    /// Kinds that go by a name.
    package static let kinds: [(name: String, kind: ValueKind)] = [
        ("anyValue", .either([.text, .object("value")])),
        ("condition", .map(.either([.anyText, .list(.anyText, atLeast: 1), .object("test")]))),
        ("bound", .either([.number(-1e18...1e18), .text, .nothing])),
        (
            "transform",
            .either([
                .words(Transforms.all.map(\.name)),
                .list(.either([.text, .anyText, .integer(-10_000...10_000)]), atLeast: 1),
            ])
        ),
    ]
}
