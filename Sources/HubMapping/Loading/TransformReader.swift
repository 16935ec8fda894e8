import HubModel

/// Reads one step of `transform`: a name, or a list of a name and its arguments.
enum TransformReader {
    static func read(_ node: Node, _ report: inout Diagnostics) -> AppliedTransform? {
        let nodes = node.elements ?? [node]
        guard let first = nodes.first, let name = first.string else {
            report.report(
                "a transform must be a name or a list that starts with one, found \((nodes.first ?? node).kindName)",
                hint: "\"trim\", or [\"before\", \"/\"]", at: node.location)
            return nil
        }
        guard let transform = Transforms.named(name) else {
            report.report(
                "there is no transform `\(name)`",
                hint: suggestion(for: name, among: Transforms.all.map(\.name), otherwise: "there are: "),
                at: first.location)
            return nil
        }
        let given = nodes.dropFirst()
        let least = transform.parameters.count { !$0.isOptional }
        guard (least...transform.parameters.count).contains(given.count) else {
            report.report(
                "`\(name)` takes \(transform.takes), not \(given.count)", hint: transform.example,
                at: first.location)
            return nil
        }
        let arguments = zip(transform.parameters, given).compactMap { parameter, node in
            argument(node, for: parameter, of: transform, &report)
        }
        guard arguments.count == given.count else { return nil }
        return AppliedTransform(transform: transform, arguments: arguments)
    }

    private static func argument(
        _ node: Node, for parameter: Transform.Parameter, of transform: Transform, _ report: inout Diagnostics
    ) -> Transform.Argument? {
        switch parameter.kind {
        case .number(let range):
            if let number = node.integer, range.contains(number), number != 0 { return .number(number) }
        case .text:
            if let text = node.string, parameter.mayBeEmpty || !text.isEmpty {
                return .text(Array(text.utf8))
            }
        case .character:
            if let text = node.string, text.unicodeScalars.count == 1 { return .text(Array(text.utf8)) }
        case .datePattern:
            if let text = node.string, DatePattern.isSound(text) { return .text(Array(text.utf8)) }
        }
        report.report(
            "the `\(parameter.name)` of `\(transform.name)` must be \(parameter.wanted)",
            hint: transform.example, at: node.location)
        return nil
    }
}

extension Transform {
    fileprivate var takes: String {
        if parameters.isEmpty { return "no argument" }
        let least = parameters.count { !$0.isOptional }
        let counts = least == parameters.count ? "\(least)" : "\(least) or \(parameters.count)"
        return "\(counts) argument\(parameters.count == 1 ? "" : "s")"
    }

    /// `["before", "/"]`.
    fileprivate var example: String {
        guard let example = examples.first else { return "" }
        let arguments = example.arguments.map { argument in
            switch argument {
            case .text(let bytes): ", \"\(String(decoding: bytes, as: UTF8.self))\""
            case .number(let number): ", \(number)"
            }
        }
        return arguments.isEmpty ? "\"\(name)\"" : "[\"\(name)\"\(arguments.joined())]"
    }
}

extension Transform.Parameter {
    fileprivate var wanted: String {
        switch kind {
        case .text: mayBeEmpty ? "a text" : "a text of at least one character"
        case .character: "a text of one character"
        case .number(let range):
            range.lowerBound < 0
                ? "a whole number from \(range.lowerBound) to \(range.upperBound), not 0"
                : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .datePattern:
            "a pattern with `yyyy`, `MM` or `M`, `dd` or `d` once each, and `*` at the end alone"
        }
    }
}
