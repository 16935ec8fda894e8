import HubModel

/// One step from text to text that a mapping may ask for by name: `transform: ["trim", ["before", "/"]]`.
///
/// A transform is total: what it does not fit passes as it is, and the semantic type judges what comes out. It
/// never sees a blank text, which stays blank. Its examples are its tests and its documentation.
package struct Transform: Sendable {
    /// What stands behind the name in the feed file.
    package struct Parameter: Sendable {
        package enum Kind: Sendable {
            /// A text of at least one character.
            case text
            /// A text of exactly one character.
            case character
            case number(ClosedRange<Int>)
            /// `yyyy`, `MM` or `M`, `dd` or `d`, and what stands between them.
            case datePattern
        }

        package let name: String
        let kind: Kind
        package var isOptional = false
        var mayBeEmpty = false
    }

    package enum Argument: Sendable, Hashable {
        case text([UInt8])
        case number(Int)
    }

    package struct Example: Sendable {
        package let arguments: [Argument]
        package let input: String
        package let output: String
    }

    /// Kebab-case name in feed files.
    package let name: String
    /// What it does, in one line for the documentation.
    package let summary: String
    package let parameters: [Parameter]
    package let examples: [Example]
    /// Appends what becomes of the text to the output.
    let work: @Sendable (_ input: Span<UInt8>, _ arguments: [Argument], _ output: inout [UInt8]) -> Void

    init(
        _ name: String, _ summary: String, _ parameters: Parameter..., examples: [Example],
        work: @escaping @Sendable (Span<UInt8>, [Argument], inout [UInt8]) -> Void
    ) {
        self.name = name
        self.summary = summary
        self.parameters = parameters
        self.examples = examples
        self.work = work
    }

    /// Appends what becomes of `input` to `output`.
    package func apply(_ arguments: [Argument], to input: Span<UInt8>, into output: inout [UInt8]) {
        work(input, arguments, &output)
    }
}

/// All transforms by name.
package enum Transforms {
    /// Sorted by name.
    package static let all: [Transform] = [
        .after, .before, .dateFormat, .digits, .halfWidth, .lower, .padLeft, .prefix, .replace, .simplified,
        .stripSpaces, .substring, .suffix, .trim, .upper,
    ]

    package static func named(_ name: String) -> Transform? { all.first { $0.name == name } }
}

/// A transform with its arguments.
package struct AppliedTransform: Sendable {
    package let transform: Transform
    package let arguments: [Transform.Argument]
}

extension Transform.Argument: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    package init(stringLiteral text: String) { self = .text(Array(text.utf8)) }
    package init(integerLiteral number: Int) { self = .number(number) }

    /// The bytes of a text; none of a number.
    var bytes: [UInt8] { if case .text(let bytes) = self { bytes } else { [] } }

    /// The number; 0 for a text.
    var integer: Int { if case .number(let number) = self { number } else { 0 } }
}

extension Transform.Example {
    init(_ arguments: Transform.Argument..., input: String, output: String) {
        self.init(arguments: arguments, input: input, output: output)
    }
}
