import HubModel

/// Reads `when`: what some columns of a record must say.
enum ConditionReader {
    static func read(_ node: Node, _ report: inout Diagnostics) -> Condition? {
        guard let members = node.members else {
            report.report(
                "`when` must be an object, found \(node.kindName)",
                hint: "column: [\"one text\", \"or another\"]", at: node.location)
            return nil
        }
        if members.isEmpty {
            report.report("`when` names no column", hint: "remove it", at: node.location)
            return nil
        }
        var tests: [Condition.Test] = []
        var isSound = true
        for member in members {
            if member.name.allSatisfy(\.isWhitespace) {
                report.report("`when` names an empty column", at: member.location)
                isSound = false
            }
            guard let kinds = kinds(member, &report) else {
                isSound = false
                continue
            }
            let column = Located(member.name, at: member.location)
            tests += kinds.map { Condition.Test(column: column, kind: $0) }
        }
        return isSound ? Condition(tests: tests) : nil
    }

    private static func kinds(
        _ member: Node.Member, _ report: inout Diagnostics
    ) -> [Condition.Test.Kind]? {
        let node = member.value
        if node.members == nil { return texts(node, of: member.name, &report).map { [.among($0)] } }
        let what = "the condition on `\(member.name)`"
        let before = report.entries.count
        guard let reader = ObjectReader(node, what, .test, &report) else { return nil }
        var kinds: [Condition.Test.Kind] = []
        if let node = reader["not"], let texts = texts(node, of: member.name, &report) {
            kinds.append(.noneOf(texts))
        }
        if reader["blank"] != nil { kinds.append(.blank(reader.flag("blank", &report))) }
        guard report.entries.count == before else { return nil }
        if kinds.isEmpty {
            report.report(
                "\(what) asks for nothing", hint: "{ not: […] } or { blank: true }", at: node.location)
            return nil
        }
        return kinds
    }

    /// One text or several, without the blanks around them.
    private static func texts(
        _ node: Node, of column: String, _ report: inout Diagnostics
    ) -> [String]? {
        if let text = node.string { return [text.trimmed] }
        guard let nodes = node.elements else {
            report.report(
                "the condition on `\(column)` must be a text, a list of texts or an object, found \(node.kindName)",
                hint: "[\"one text\", \"or another\"]", at: node.location)
            return nil
        }
        if nodes.isEmpty {
            report.report("the condition on `\(column)` lists no text", at: node.location)
            return nil
        }
        var texts: [String] = []
        for node in nodes {
            if let text = node.string {
                texts.append(text.trimmed)
            } else {
                _ = node.text("a text of the condition on `\(column)`", &report)
            }
        }
        return texts.count == nodes.count ? texts : nil
    }
}
