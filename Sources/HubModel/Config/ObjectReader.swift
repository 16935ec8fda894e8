/// Typed access to the members of one object of a configuration file. What is unknown, missing, of the wrong
/// kind or out of range is reported, and reading goes on, so that one check tells every mistake.
package struct ObjectReader {
    /// What the object is, for messages: `the feed`, "mention `resident`".
    package let what: String
    /// Where the object starts.
    package let location: SourceLocation
    package let members: [Node.Member]

    /// Takes an object with no other keys than `keys`; `nil`, and reported, when `node` is no object.
    package init?(_ node: Node, _ what: String, keys: [String], _ report: inout Diagnostics) {
        guard let members = node.members else {
            report.report("\(what) must be an object, found \(node.kindName)", at: node.location)
            return nil
        }
        self.what = what
        location = node.location
        self.members = members
        for member in members where !keys.contains(member.name) {
            report.report(
                "unknown key `\(member.name)` in \(what)",
                hint: suggestion(
                    for: member.name, among: keys.filter { !$0.hasPrefix("$") }, otherwise: "it takes: "),
                at: member.location)
        }
    }

    /// The value of a key, without a word when it is absent.
    package subscript(name: String) -> Node? { members.first { $0.name == name }?.value }

    /// The value of a key that must be there.
    package func required(_ name: String, hint: String = "", _ report: inout Diagnostics) -> Node? {
        if let node = self[name] { return node }
        report.report("\(what) has no `\(name)`", hint: hint, at: location)
        return nil
    }

    /// A text that says something; `fallback` when absent, and `nil` as fallback makes it required.
    package func text(
        _ name: String, default fallback: String? = nil, hint: String = "", _ report: inout Diagnostics
    ) -> String? {
        guard let node = fallback == nil ? required(name, hint: hint, &report) : self[name] else {
            return fallback
        }
        return node.text("`\(name)`", &report)
    }

    /// `true` or `false`; false when absent.
    package func flag(_ name: String, _ report: inout Diagnostics) -> Bool {
        guard let node = self[name] else { return false }
        if let flag = node.bool { return flag }
        report.report("`\(name)` must be true or false, found \(node.kindName)", at: node.location)
        return false
    }

    /// A whole number in `range`; `fallback` when absent, and `nil` as fallback makes it required.
    package func integer(
        _ name: String, in range: ClosedRange<Int>, default fallback: Int? = nil, _ report: inout Diagnostics
    ) -> Int? {
        guard let node = fallback == nil ? required(name, &report) : self[name] else { return fallback }
        if let number = node.integer, range.contains(number) { return number }
        report.report(
            "`\(name)` must be a whole number from \(range.lowerBound) to \(range.upperBound)\(node.instead)",
            at: node.location)
        return nil
    }

    /// A probability strictly between 0 and 1; `fallback` when absent, and `nil` as fallback makes it required.
    package func probability(
        _ name: String, default fallback: Double? = nil, _ report: inout Diagnostics
    ) -> Double? {
        guard let node = fallback == nil ? required(name, &report) : self[name] else { return fallback }
        if let number = node.double, number > 0, number < 1 { return number }
        report.report("`\(name)` must lie between 0 and 1, both excluded\(node.instead)", at: node.location)
        return nil
    }

    /// One of the words of an enumeration; `fallback` when absent.
    package func choice<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String, default fallback: Word, _ report: inout Diagnostics
    ) -> Word {
        guard let node = self[name], let text = node.text("`\(name)`", &report) else { return fallback }
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue)
        report.report(
            "`\(name)` cannot be `\(text)`",
            hint: suggestion(for: text, among: words, otherwise: "it is one of: "),
            at: node.location)
        return fallback
    }

    /// The entries of a list; empty when absent.
    package func list(_ name: String, _ report: inout Diagnostics) -> [Node] {
        guard let node = self[name] else { return [] }
        return node.list("`\(name)`", &report)
    }
}

extension Node {
    /// The text of a node that must be a text that says something.
    package func text(_ what: String, _ report: inout Diagnostics) -> String? {
        guard let string else {
            let hint = if case .number(let digits) = value { "write \"\(digits)\"" } else { "" }
            report.report("\(what) must be a text, found \(kindName)", hint: hint, at: location)
            return nil
        }
        if string.allSatisfy(\.isWhitespace) {
            report.report("\(what) is empty", at: location)
            return nil
        }
        return string
    }

    /// The entries of a node that must be a list.
    package func list(_ what: String, _ report: inout Diagnostics) -> [Node] {
        if let elements { return elements }
        let hint = string.map { "write [\"\($0)\"]" } ?? ""
        report.report("\(what) must be a list, found \(kindName)", hint: hint, at: location)
        return []
    }

    fileprivate var instead: String {
        if case .number(let text) = value { ", not \(text)" } else { ", found \(kindName)" }
    }
}

/// "did you mean …?", or all there is, each once, when nothing is near.
package func suggestion(for name: String, among names: [String], otherwise: String) -> String {
    if let near = nearestName(to: name, among: names) { return "did you mean `\(near)`?" }
    if names.isEmpty { return "" }
    var seen: Set<String> = []
    let names = names.filter { seen.insert($0).inserted }
    let shown = names.prefix(40).joined(separator: ", ")
    return otherwise + shown + (names.count > 40 ? ", …" : "")
}
