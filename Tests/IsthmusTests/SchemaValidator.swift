import HubModel

/// Checks a configuration file by a JSON Schema: the part of draft 2020-12 that Isthmus writes.
struct SchemaValidator {
    let root: Node

    /// What is wrong, as paths; empty when nothing is. An unknown keyword of the schema is wrong too.
    func mistakes(in value: Node, at path: String = "$") -> [String] { check(value, root, path) }

    private func check(_ value: Node, _ schema: Node, _ path: String) -> [String] {
        if let flag = schema.bool { return flag ? [] : ["\(path) is not allowed"] }
        var found: [String] = []
        for member in schema.members ?? [] {
            let rule = member.value
            switch member.name {
            case "$schema", "title", "description", "$defs", "then": break
            case "$ref":
                let name = rule.string?.split(separator: "/").last.map(String.init) ?? ""
                guard let definition = root["$defs"]?[name] else { return ["no definition \(name)"] }
                found += check(value, definition, path)
            case "type":
                if !Self.isA(value, rule.string ?? "") {
                    return found + ["\(path) is no \(rule.string ?? "")"]
                }
            case "const": if value.string != rule.string { found.append("\(path) is another text") }
            case "enum":
                let words = rule.elements?.map(\.string) ?? []
                if value.string == nil || !words.contains(value.string) {
                    found.append("\(path) is no such word")
                }
            case "minLength":
                if let text = value.string, text.count < rule.integer ?? 0 {
                    found.append("\(path) is empty")
                }
            case "minItems":
                if let list = value.elements, list.count < rule.integer ?? 0 {
                    found.append("\(path) is short")
                }
            case "minimum": if value.double ?? 0 < rule.double ?? 0 { found.append("\(path) is small") }
            case "maximum": if value.double ?? 0 > rule.double ?? 0 { found.append("\(path) is large") }
            case "exclusiveMinimum":
                if value.double ?? 0 <= rule.double ?? 0 { found.append("\(path) is small") }
            case "exclusiveMaximum":
                if value.double ?? 0 >= rule.double ?? 0 { found.append("\(path) is large") }
            case "items":
                for (index, item) in (value.elements ?? []).enumerated() {
                    found += check(item, rule, "\(path)[\(index)]")
                }
            case "properties":
                for property in rule.members ?? [] {
                    if let inner = value[property.name] {
                        found += check(inner, property.value, "\(path).\(property.name)")
                    }
                }
            case "additionalProperties":
                let known = Set(schema["properties"]?.members?.map(\.name) ?? [])
                for member in value.members ?? [] where !known.contains(member.name) {
                    found += check(member.value, rule, "\(path).\(member.name)")
                }
            case "required":
                for name in rule.elements?.compactMap(\.string) ?? [] where value[name] == nil {
                    found.append("\(path) has no \(name)")
                }
            case "oneOf":
                let fitting = (rule.elements ?? []).count { check(value, $0, path).isEmpty }
                if fitting != 1 { found.append("\(path) fits \(fitting) of one") }
            case "anyOf":
                if !(rule.elements ?? []).contains(where: { check(value, $0, path).isEmpty }) {
                    found.append("\(path) fits none")
                }
            case "allOf": for part in rule.elements ?? [] { found += check(value, part, path) }
            case "if":
                if check(value, rule, path).isEmpty, let then = schema["then"] {
                    found += check(value, then, path)
                }
            default: found.append("the schema has an unknown keyword \(member.name)")
            }
        }
        return found
    }

    private static func isA(_ value: Node, _ type: String) -> Bool {
        switch type {
        case "object": value.members != nil
        case "array": value.elements != nil
        case "string": value.string != nil
        case "boolean": value.bool != nil
        case "integer": value.integer != nil
        case "number": value.double != nil
        default: false
        }
    }
}
