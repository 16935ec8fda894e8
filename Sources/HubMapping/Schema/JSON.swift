/// JSON to be written, its members in the order given.
indirect enum JSON {
    case text(String)
    /// As it stands in JSON.
    case number(String)
    case flag(Bool)
    case list([JSON])
    case object([(String, JSON)])
}

extension JSON: CustomStringConvertible {
    /// Indented by two spaces; what fits a line of 100 characters stands on one.
    var description: String {
        var text = ""
        write(to: &text, indent: "")
        return text
    }

    private func write(to output: inout String, indent: String) {
        let line = oneLine
        if indent.count + line.count <= 100 {
            output += line
            return
        }
        let inner = indent + "  "
        switch self {
        case .list(let items):
            output += "["
            for (index, item) in items.enumerated() {
                output += (index == 0 ? "\n" : ",\n") + inner
                item.write(to: &output, indent: inner)
            }
            output += "\n\(indent)]"
        case .object(let members):
            output += "{"
            for (index, member) in members.enumerated() {
                output += (index == 0 ? "\n" : ",\n") + inner + Self.quoted(member.0) + ": "
                member.1.write(to: &output, indent: inner)
            }
            output += "\n\(indent)}"
        default: output += line
        }
    }

    private var oneLine: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .number(let number): number
        case .flag(let flag): flag ? "true" : "false"
        case .list(let items): "[" + items.map(\.oneLine).joined(separator: ", ") + "]"
        case .object(let members):
            members.isEmpty
                ? "{}"
                : "{ " + members.map { Self.quoted($0.0) + ": " + $0.1.oneLine }.joined(separator: ", ")
                    + " }"
        }
    }

    /// A JSON string (RFC 8259 §7).
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case let control where control.value < 0x20:
                let digits = String(control.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
