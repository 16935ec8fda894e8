import Foundation
import HubModel

/// What must hold for any bytes that are parsed as JSON5.
package struct JSON5Oracle {
    package init() {}

    package func check(_ bytes: [UInt8]) throws {
        let node: Node
        do {
            node = try JSON5Parser.parse(bytes, file: "f")
        } catch {
            try checkMistakes(error, bytes)
            try demand(!isPlainJSON(bytes) || isKnownDifference(error), "JSON is JSON5: \(error.sorted)")
            return
        }
        let printed = Array(Self.print(node).utf8)
        let again: Node
        do {
            again = try JSON5Parser.parse(printed, file: "f")
        } catch {
            throw Violation(
                "what is printed is read: \(error.sorted) in \(String(decoding: printed, as: UTF8.self))")
        }
        try demandEqual(Array(Self.print(again).utf8), printed, "what is printed is read as it was")
        try checkPlaces(node, lines: Self.lineCount(bytes))
    }

    private func checkMistakes(_ mistakes: Diagnostics, _ bytes: [UInt8]) throws {
        try demand(!mistakes.isEmpty, "a refused file has a mistake")
        let lines = Self.lineCount(bytes)
        for mistake in mistakes.sorted {
            try demand((1...lines).contains(mistake.location.line), "a mistake lies in the file: \(mistake)")
            try demand(
                (1...bytes.count + 1).contains(mistake.location.column),
                "a column lies in the file: \(mistake)")
            try demand(!mistake.message.isEmpty, "a mistake is told")
        }
    }

    private func checkPlaces(_ node: Node, lines: Int) throws {
        try demand((1...lines).contains(node.location.line), "a value lies in the file")
        for member in node.members ?? [] { try checkPlaces(member.value, lines: lines) }
        for element in node.elements ?? [] { try checkPlaces(element, lines: lines) }
    }

    private static func lineCount(_ bytes: [UInt8]) -> Int { bytes.count { $0 == 0x0A || $0 == 0x0D } + 1 }

    private func isPlainJSON(_ bytes: [UInt8]) -> Bool {
        // Foundation guesses UTF-16 and UTF-32, which configuration is not written in.
        guard !bytes.contains(0) else { return false }
        return (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
    }

    /// What JSON leaves to readers: repeated names, depth, characters at the very start.
    private func isKnownDifference(_ mistakes: Diagnostics) -> Bool {
        mistakes.entries.allSatisfy {
            $0.message.contains("a second time") || $0.message.contains("deeper than")
                || $0.message.contains("half a surrogate")
        }
    }

    /// A tree in one line that can be read again.
    static func print(_ node: Node) -> String {
        switch node.value {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .number(let text): text
        case .string(let text): quoted(text)
        case .array(let nodes): "[" + nodes.map(print).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\(quoted($0.name)):\(print($0.value))" }.joined(separator: ",") + "}"
        }
    }

    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
