import Foundation
import HubModel

/// One setting a connector takes: name, kind, default and help. `check` and the documentation test read these.
public struct SettingDeclaration: Sendable {
    /// What a value may be.
    public enum Kind: Sendable, Equatable {
        case text
        /// A path; relative to the workspace.
        case path
        case integer(ClosedRange<Int>)
        case boolean
        /// One of these words.
        case choice([String])
        /// Exactly one ASCII character; `\t` may be spelled as such.
        case character
        /// So many ASCII characters; `\t` may be spelled as such.
        case characters(ClosedRange<Int>)
        /// A text, or several in an array.
        case texts
        /// An object of texts: `{ h: "urn:district:household" }`.
        case dictionary
    }

    /// Name in the feed file, snake_case.
    public let name: String
    /// What a value may be.
    public let kind: Kind
    /// Whether a feed must give it.
    public let isRequired: Bool
    /// The default as one would write it; empty when there is none.
    public let defaultValue: String
    /// One line of help.
    public let help: String

    /// Declares a setting.
    public init(
        _ name: String, _ kind: Kind, required isRequired: Bool = false, default defaultValue: String = "",
        help: String
    ) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.defaultValue = defaultValue
        self.help = help
    }
}

/// The checked settings of one feed: declared names only, right kinds, defaults filled in, `${NAME}` replaced.
public struct Settings: Sendable {
    private var texts: [String: String] = [:]
    private var dictionaries: [String: [String: String]] = [:]
    private var lists: [String: [String]] = [:]
    /// Variables that `${NAME}` asked for and the environment does not have.
    public private(set) var unsetVariables: [String] = []

    /// Checks `node` (the feed's `settings` object) against `declarations` and reports every mistake.
    public init(
        _ node: Node?, declared declarations: [SettingDeclaration], environment: [String: String],
        owner: SourceLocation, diagnostics: inout Diagnostics
    ) {
        for declaration in declarations where !declaration.defaultValue.isEmpty {
            texts[declaration.name] = Self.unescape(declaration.defaultValue)
        }
        if let node, node.members == nil {
            diagnostics.report("`settings` must be an object, found \(node.kindName)", at: node.location)
            return
        }
        var seen: Set<String> = []
        for member in node?.members ?? [] {
            guard seen.insert(member.name).inserted else {
                diagnostics.report("setting `\(member.name)` is given twice", at: member.location)
                continue
            }
            guard let declaration = declarations.first(where: { $0.name == member.name }) else {
                let names = declarations.map(\.name)
                let near = nearestName(to: member.name, among: names).map { "did you mean `\($0)`?" }
                let known = "known settings: \(names.joined(separator: ", "))"
                diagnostics.report(
                    "unknown setting `\(member.name)`", hint: near ?? known, at: member.location)
                continue
            }
            take(member.value, for: declaration, environment: environment, diagnostics: &diagnostics)
        }
        for declaration in declarations where declaration.isRequired && node?[declaration.name] == nil {
            diagnostics.report(
                "setting `\(declaration.name)` is missing", hint: declaration.help,
                at: node?.location ?? owner)
        }
    }

    private mutating func take(
        _ node: Node, for declaration: SettingDeclaration, environment: [String: String],
        diagnostics: inout Diagnostics
    ) {
        func wrong(_ expected: String) {
            diagnostics.report(
                "setting `\(declaration.name)` must be \(expected), found \(node.kindName)", at: node.location
            )
        }
        if declaration.kind == .dictionary {
            guard let members = node.members, members.allSatisfy({ $0.value.string != nil }) else {
                return wrong("an object of texts")
            }
            for member in members {
                dictionaries[declaration.name, default: [:]][member.name] =
                    expand(member.value.string ?? "", environment: environment)
            }
            return
        }
        if declaration.kind == .texts {
            let elements = node.elements ?? [node]
            guard elements.allSatisfy({ $0.string?.isEmpty == false }) else {
                return wrong(Self.describe(declaration.kind))
            }
            lists[declaration.name] = elements.map { expand($0.string ?? "", environment: environment) }
            return
        }
        let given: String
        let unsetBefore = unsetVariables.count
        switch node.value {
        case .string(let text): given = expand(text, environment: environment)
        case .number(let text): given = text
        case .bool(let flag): given = flag ? "true" : "false"
        default: return wrong(Self.describe(declaration.kind))
        }
        let text = Self.spell(given, as: declaration.kind)
        if Self.fits(text, declaration.kind) {
            texts[declaration.name] = text
        } else if unsetVariables.count == unsetBefore {
            diagnostics.report(
                "setting `\(declaration.name)` must be \(Self.describe(declaration.kind))", at: node.location)
        }
    }

    private mutating func expand(_ text: String, environment: [String: String]) -> String {
        var result = ""
        var rest = Substring(text)
        while let open = rest.range(of: "${"), let close = rest[open.upperBound...].firstIndex(of: "}") {
            result += rest[..<open.lowerBound]
            let name = String(rest[open.upperBound..<close])
            if let value = environment[name], !value.isEmpty {
                result += value
            } else {
                unsetVariables.append(name)
            }
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// `text` as declared: `\t` as the tab it means, a word of a choice without regard to capitals.
    private static func spell(_ text: String, as kind: SettingDeclaration.Kind) -> String {
        switch kind {
        case .character, .characters: unescape(text)
        case .choice(let words): words.first { $0.lowercased() == text.lowercased() } ?? text
        default: text
        }
    }

    private static func unescape(_ text: String) -> String {
        text.contains("\\t")
            ? text.split(separator: "\\t", omittingEmptySubsequences: false).joined(separator: "\t") : text
    }

    private static func fits(_ text: String, _ kind: SettingDeclaration.Kind) -> Bool {
        switch kind {
        case .text, .path: !text.isEmpty
        case .integer(let range): Int(text).map(range.contains) ?? false
        case .boolean: text == "true" || text == "false"
        case .choice(let words): words.contains(text)
        case .character: text.utf8.count == 1
        case .characters(let range): range.contains(text.utf8.count) && text.utf8.allSatisfy { $0 < 0x80 }
        case .dictionary, .texts: false
        }
    }

    private static func describe(_ kind: SettingDeclaration.Kind) -> String {
        switch kind {
        case .text: "a text"
        case .path: "a path"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .boolean: "true or false"
        case .choice(let words): "one of \(words.joined(separator: ", "))"
        case .character: "one ASCII character"
        case .characters(let range):
            range == 0...1
                ? "one ASCII character or an empty text"
                : "\(range.lowerBound) to \(range.upperBound) ASCII characters"
        case .texts: "a text or an array of texts"
        case .dictionary: "an object of texts"
        }
    }
}

extension Settings {
    /// The text of a setting, `nil` when neither given nor defaulted.
    public func text(_ name: String) -> String? { texts[name] }

    /// The whole number of a setting.
    public func integer(_ name: String) -> Int? { texts[name].flatMap { Int($0) } }

    /// The flag of a setting; false when neither given nor defaulted.
    public func flag(_ name: String) -> Bool { texts[name] == "true" }

    /// The byte of a `character` setting.
    public func byte(_ name: String) -> UInt8? { texts[name]?.utf8.first }

    /// The bytes of a `characters` setting; empty when not given.
    public func bytes(_ name: String) -> [UInt8] { Array((texts[name] ?? "").utf8) }

    /// The texts of a `texts` setting; empty when not given.
    public func list(_ name: String) -> [String] { lists[name] ?? [] }

    /// The entries of a `dictionary` setting; empty when not given.
    public func dictionary(_ name: String) -> [String: String] { dictionaries[name] ?? [:] }
}
