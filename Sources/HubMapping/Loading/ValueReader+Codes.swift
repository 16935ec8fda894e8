import HubModel

// What a value looks its texts up in: codes of its own, or a table.
extension ValueReader {
    mutating func readCodes(_ reader: ObjectReader, _ form: Node.Member) -> CodeLookup? {
        let codes = reader.members.first { $0.name == "codes" }
        let table = reader.members.first { $0.name == "table" }
        if let codes, let table {
            let later = codes.location.isBehind(table.location) ? codes : table
            report.report(
                "a value cannot have both `codes` and `table`", hint: "add the codes to the table",
                at: later.location)
            return nil
        }
        for name in table == nil ? ["from", "to"] : [] {
            if let node = reader[name] {
                report.report(
                    "`\(name)` goes with `table`", hint: "name the table to look into", at: node.location)
            }
        }
        if form.name == "columns", table == nil {
            report.report(
                "`columns` goes with `table`", hint: "name the table, and its columns with `from`",
                at: form.location)
        }
        if let table { return readTable(table.value, reader, form) }
        guard let codes else {
            if let node = reader["unknown"] {
                report.report("`unknown` goes with `codes` or `table`", at: node.location)
            }
            return nil
        }
        let unknown = reader.choice("unknown", default: UnknownCode.keep, &report)
        return readInline(codes.value).map { CodeLookup(codes: CodeTable($0), unknown: unknown) }
    }

    private mutating func readInline(_ node: Node) -> [String: String]? {
        guard let members = node.members else {
            report.report(
                "`codes` must be an object, found \(node.kindName)", hint: "{ \"raw\": \"value\" }",
                at: node.location)
            return nil
        }
        var codes: [String: String] = [:]
        for member in members {
            guard let text = member.value.string else {
                // An empty text is allowed: it says that the code means nothing.
                _ = member.value.text("the value of a code", &report)
                continue
            }
            refuseInvalid(text, "the value of code `\(member.name)`", at: member.value.location)
            codes[member.name.trimmed] = text
        }
        return codes
    }

    private mutating func readTable(
        _ node: Node, _ reader: ObjectReader, _ form: Node.Member
    ) -> CodeLookup? {
        let unknown = reader.choice("unknown", default: UnknownCode.reject, &report)
        var from: [Located<String>] = []
        if let node = reader["from"] {
            let given: [Located<String>]? =
                node.elements == nil
                ? node.text("`from`", &report).map { [Located($0, at: node.location)] }
                : node.names("`from`", &report)
            guard let given else { return nil }
            from = given
        }
        var to: Located<String>?
        if let node = reader["to"] {
            guard let text = node.text("`to`", &report) else { return nil }
            to = Located(text, at: node.location)
        }
        guard let name = node.text("`table`", &report) else { return nil }
        let isComposite = form.name == "columns"
        let count = isComposite ? form.value.elements?.count ?? 0 : 1
        if max(from.count, 1) != count {
            report.report(
                isComposite
                    ? "`columns` names \(count) columns and `from` \(from.count)"
                    : "`from` names \(from.count) columns of the table, and the value is one text",
                hint: isComposite ? "name as many columns of the table" : "use `columns`",
                at: reader["from"]?.location ?? form.location)
            return nil
        }
        if isComposite, unknown == .keep, let node = reader["unknown"] {
            report.report(
                "`unknown` cannot be `keep`: there is no one text to keep",
                hint: "it is one of: reject, missing", at: node.location)
        }
        let codes = tables.codes(of: Located(name, at: node.location), from: from, to: to, &report)
        return codes.map { CodeLookup(codes: $0, unknown: unknown) }
    }
}

extension SourceLocation {
    fileprivate func isBehind(_ other: SourceLocation) -> Bool {
        (line, column) > (other.line, other.column)
    }
}

extension String {
    /// Without the blanks around it that the mapper would not see.
    var trimmed: String {
        let bytes = Array(utf8)
        return String(decoding: bytes[trimmedRange(bytes.span, 0..<bytes.count)], as: UTF8.self)
    }
}
