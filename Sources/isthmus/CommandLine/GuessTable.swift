import HubGuess

/// What was found of the columns, as data.
enum GuessTable {
    static func print(_ guesses: [Guess], _ format: OutputFormat) {
        var output = Output(
            format,
            columns: [
                "feed", "column", "name", "role", "type", "attribute", "use", "suggestion", "semantic_type",
                "confidence", "valid",
                "empty", "different", "records", "samples", "shapes", "remark",
            ],
            numbers: ["confidence", "valid", "empty", "different", "records"])
        for guess in guesses {
            for column in guess.columns {
                let targets =
                    column.mapped.isEmpty
                    ? [("", "", "")] : column.mapped.map { ($0.role, $0.type, $0.attribute) }
                for target in targets {
                    output.row([
                        guess.name, column.id, column.name, target.0, target.1, target.2, use(column),
                        column.suggestion,
                        column.semanticType, share(column.confidence), share(column.validShare),
                        share(column.blankShare),
                        String(column.distinct), String(column.rows), column.samples.joined(separator: " "),
                        column.shapes, column.remark,
                    ])
                }
            }
        }
        output.finish()
    }

    private static func use(_ column: Guess.Column) -> String {
        let uses = [
            column.mapped.isEmpty ? "" : "mapped", column.isKey ? "key" : "",
            column.isQualifier ? "qualifier" : "",
        ]
        let said = uses.filter { !$0.isEmpty }.joined(separator: " ")
        return said.isEmpty ? "open" : said
    }

    /// `0.97`.
    private static func share(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }

    /// One line for people.
    static func summary(_ guess: Guess, written path: String?) -> String {
        let mapped = guess.columns.count { !$0.mapped.isEmpty }
        let open = guess.columns.count { $0.mapped.isEmpty && !$0.suggestion.isEmpty }
        let key = guess.key.isEmpty ? "none: by content" : guess.key.joined(separator: " + ")
        return "\(guess.name): \(guess.connector), \(counted(guess.rows, "record")), \(mapped) of "
            + "\(counted(guess.columns.count, "column")) mapped, \(open) with a suggestion, key \(key)"
            + (path.map { "; written to \($0)" } ?? "")
    }
}
