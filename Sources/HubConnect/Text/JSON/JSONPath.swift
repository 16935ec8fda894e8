/// Where a value stands in a JSON record, as a mapping writes it.
///
/// ```
/// 姓名                 {"姓名": "张三"}
/// address.city        {"address": {"city": "宁波"}}
/// phones[0]           {"phones": ["138…", "139…"]}            the first one
/// members[*].name     {"members": [{"name": …}, {"name": …}]} all of them, joined by `;`
/// "x-y.z"[0]          {"x-y.z": [7]}                          a name with a point in it stands in quotes
/// ```
package struct JSONPath: Sendable, Hashable, CustomStringConvertible {
    package enum Step: Sendable, Hashable {
        case name(String)
        case element(Int)
        case everyElement
    }

    package let steps: [Step]

    package init(_ steps: [Step]) { self.steps = steps }

    /// Reads a path; throws in words what is wrong with it.
    package init(parsing text: String) throws(JSONPathError) {
        var rest = Substring(text)
        var steps: [Step] = []
        while true {
            steps.append(.name(try Self.name(&rest)))
            while rest.first == "[" { steps.append(try Self.element(&rest)) }
            guard let next = rest.popFirst() else { break }
            guard next == "." else {
                throw JSONPathError("a point or the end must follow `]` and a closing quote")
            }
        }
        self.steps = steps
    }

    private static func name(_ rest: inout Substring) throws(JSONPathError) -> String {
        guard rest.first == "\"" else {
            let name = rest.prefix { $0 != "." && $0 != "[" }
            guard !name.isEmpty else {
                throw JSONPathError("a name is missing; write `\"\"` for one that is empty")
            }
            rest = rest[name.endIndex...]
            return String(name)
        }
        rest.removeFirst()
        var name = ""
        while let character = rest.popFirst() {
            if character == "\"" { return name }
            guard character == "\\" else {
                name.append(character)
                continue
            }
            guard let escaped = rest.popFirst(), escaped == "\\" || escaped == "\"" else { break }
            name.append(escaped)
        }
        throw JSONPathError(
            "a quoted name is not closed; inside it, `\\\"` and `\\\\` stand for quote and backslash")
    }

    private static func element(_ rest: inout Substring) throws(JSONPathError) -> Step {
        rest.removeFirst()
        let inside = rest.prefix { $0 != "]" }
        rest = rest[inside.endIndex...]
        guard rest.popFirst() == "]" else { throw JSONPathError("`[` without `]`") }
        if inside == "*" { return .everyElement }
        guard let number = Int(inside), number >= 0, inside.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        else { throw JSONPathError("`[` and `]` hold the number of an element, from 0, or `*` for all") }
        return .element(number)
    }

    /// As it is written.
    package var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .name(let name): text += (text.isEmpty ? "" : ".") + Self.spelled(name)
            case .element(let number): text += "[\(number)]"
            case .everyElement: text += "[*]"
            }
        }
        return text
    }

    private static func spelled(_ name: String) -> String {
        guard name.isEmpty || name.hasPrefix("\"") || name.contains(where: { $0 == "." || $0 == "[" })
        else { return name }
        let escaped = name.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
            .split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
        return "\"\(escaped)\""
    }
}

/// Why a text is no path.
package struct JSONPathError: Error, Sendable {
    package let problem: String

    init(_ problem: String) { self.problem = problem }
}
