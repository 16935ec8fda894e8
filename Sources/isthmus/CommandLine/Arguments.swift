import HubModel

/// The words behind a verb, checked against what the verb declares.
struct Arguments: Sendable {
    private(set) var operands: [String] = []
    /// `-C DIR`, `nil` when not given.
    private(set) var folder: String?
    private var values: [String: [String]] = [:]

    /// Splits a leading `-C DIR` off, as `git` and `make` take it.
    static func leadingFolder(_ words: [String]) -> (folder: String?, rest: [String]) {
        words.count >= 2 && words[0] == "-C" ? (words[1], Array(words.dropFirst(2))) : (nil, words)
    }

    /// Throws `UsageError` for unknown options (with the nearest name), missing values and too many operands.
    init(_ words: [String], for verb: any Verb.Type, folder: String?) throws {
        self.folder = folder
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            } else if word == "-C" {
                guard let path = rest.popFirst() else { throw UsageError("-C needs a folder") }
                self.folder = path
            } else if word == "-h" || word == "--help" {
                values["help"] = ["true"]
            } else if word == "-o" {
                try take("output", &rest, verb)
            } else if word.hasPrefix("--") {
                try take(word.dropFirst(2), &rest, verb)
            } else {
                operands.append(word)
            }
        }
        guard values["help"] == nil else { return }
        guard !operands.contains("") else {
            throw UsageError("an operand is empty; quote it, or leave it out")
        }
        guard verb.operandCount.contains(operands.count) else {
            throw UsageError("\(Help.usage(of: verb))\nTry `isthmus help \(verb.name)`.")
        }
    }

    private mutating func take(
        _ word: Substring, _ rest: inout ArraySlice<String>, _ verb: any Verb.Type
    ) throws {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        guard let option = verb.options.first(where: { $0.name == parts[0] }) else {
            let near = nearestName(to: parts[0], among: verb.options.map(\.name))
            let hint = near.map { "; did you mean --\($0)?" } ?? "; try `isthmus help \(verb.name)`"
            throw UsageError("there is no option --\(parts[0])\(hint)")
        }
        if option.value == nil {
            guard parts.count == 1 else { throw UsageError("--\(option.name) takes no value") }
            values[option.name] = ["true"]
            return
        }
        guard let value = parts.count == 2 ? parts[1] : rest.popFirst(), !value.isEmpty else {
            throw UsageError("--\(option.name) needs a value: \(option.value ?? "")")
        }
        guard option.isRepeatable || values[option.name] == nil else {
            throw UsageError("--\(option.name) is given twice")
        }
        values[option.name, default: []].append(value)
    }

    func flag(_ name: String) -> Bool { values[name] != nil }

    func value(_ name: String) -> String? { values[name]?.last }

    func values(_ name: String) -> [String] { values[name] ?? [] }

    /// A whole number from `least` to `most`.
    func number(
        _ name: String, default standard: Int, least: Int = 1, most: Int = .max
    ) throws -> Int {
        guard let text = value(name) else { return standard }
        guard let number = Int(text), (least...most).contains(number) else {
            let range = most == .max ? "of at least \(least)" : "from \(least) to \(most)"
            throw UsageError("--\(name) must be a whole number \(range)")
        }
        return number
    }

    /// The format asked for.
    func format() throws -> OutputFormat {
        guard let text = value("format") else { return .table }
        guard let format = OutputFormat(rawValue: text) else {
            throw UsageError("--format must be table, json or csv")
        }
        return format
    }
}
