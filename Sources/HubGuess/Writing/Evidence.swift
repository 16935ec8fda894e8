import HubModel

/// What is told of a column in a comment.
enum Evidence {
    /// `联系电话: phone 99 % valid, 12 % empty, 1,034 different; 138********`.
    ///
    /// `use`: the type as which it is mapped, what share is valid, masked samples; `nil` for columns left out.
    static func line(
        _ column: Guess.Column, as use: (type: String, share: Double, samples: [String])? = nil
    ) -> String {
        var name = JSON5Text.comment(column.id, limit: 60)
        if !column.name.isEmpty, column.name != column.id, !column.id.hasSuffix(column.name) {
            name += " (\(JSON5Text.comment(column.name, limit: 40)))"
        }
        var parts: [String] = []
        if column.rows == 0 || column.blankShare == 1 {
            parts.append("no values")
        } else {
            if let use { parts.append("\(use.type) \(percent(use.share)) valid") }
            if column.blankShare > 0 { parts.append("\(percent(column.blankShare)) empty") }
            parts.append("\(number(column.distinct)) different")
        }
        var text = "\(name): \(parts.joined(separator: ", "))"
        let samples = use?.samples ?? []
        let shown = samples.isEmpty ? column.shapes : samples.joined(separator: " ")
        if !shown.isEmpty { text += "; \(shown)" }
        return text + (column.remark.isEmpty ? "" : " — \(column.remark)")
    }

    /// `99 %`; what is nearly all or nearly nothing is not rounded to it.
    static func percent(_ share: Double) -> String {
        let percent = share * 100
        if percent > 0, percent < 1 { return "< 1 %" }
        if percent < 100, percent > 99 { return "> 99 %" }
        return "\(Int(percent.rounded())) %"
    }

    /// `12,345`.
    static func number(_ value: Int) -> String {
        var text = String(value)
        var index = text.count - 3
        while index > 0 {
            text.insert(",", at: text.index(text.startIndex, offsetBy: index))
            index -= 3
        }
        return text
    }
}

/// Values of a column as somebody may see them who has no right to see them.
enum MaskedSamples {
    /// At most three different ones. What a type does not accept, and all of free text, is not shown.
    static func of(_ facts: ColumnFacts, _ type: any SemanticType) -> [String] {
        guard !["text", "decimal", "integer"].contains(type.name) else { return [] }
        var samples: [String] = []
        var output: [UInt8] = []
        for value in facts.values.prefix(200) {
            guard samples.count < 3 else { break }
            output.removeAll(keepingCapacity: true)
            guard type.normalise(value.span, into: &output) == .valid else { continue }
            let masked = mask(String(decoding: output, as: UTF8.self), type)
            if !samples.contains(masked) { samples.append(JSON5Text.comment(masked, limit: 40)) }
        }
        return samples
    }

    private static func mask(_ normal: String, _ type: any SemanticType) -> String {
        switch type.name {
        // The shop of 张三 is called after 张三.
        case "organisation-name": return "***" + OrganisationWords.ending(of: normal)
        case "credit-code", "organisation-code", "registration-number":
            return String(normal.prefix(2)) + String(repeating: "*", count: max(0, normal.count - 2))
        // Of a telephone the last four digits find its owner in a small town.
        case "phone":
            return String(normal.prefix(3)) + String(repeating: "*", count: max(0, normal.count - 3))
        default: return type.mask(normal)
        }
    }
}
