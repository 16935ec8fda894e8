import HubModel

/// How things may be called. Names become file names, SQL identifiers and XML elements.
enum Names {
    static let maximumLength = 40

    /// Tables and views of the store; a type's table must not be one of them.
    static let reservedTables: Set<String> = [
        "assignment", "audit", "checkpoint", "dataset", "entity", "entity_relation", "entity_type", "feed",
        "feed_state", "golden", "isthmus", "judgement", "mention", "meta", "model", "publication",
        "quarantine",
        "record", "redirect", "reject", "relation", "relation_kind", "relation_mention", "role", "run",
        "schema",
        "source", "touched_entity", "version",
    ]
    /// What the store appends to a type's table for its other tables and views.
    static let reservedSuffixes = ["_mention", "_source", "_provenance", "_golden", "_history", "_conflict"]
    /// Columns that thematic tables and datasets have besides the attributes.
    static let reservedColumns: Set<String> = [
        "entity", "entity_id", "entity_no", "feed", "line", "mention", "mention_id", "mentions", "provenance",
        "record", "record_id", "record_key", "role", "rowid", "run", "run_id",
    ]

    /// Lower-case words joined by `joint`, starting with a letter.
    static func isValid(_ name: String, joint: Character) -> Bool {
        guard let first = name.first, isLetter(first), name.count <= maximumLength else { return false }
        var previous: Character = first
        for character in name.dropFirst() {
            let isWord = isLetter(character) || "0" <= character && character <= "9"
            if !isWord, character != joint || previous == joint { return false }
            previous = character
        }
        return previous != joint
    }

    private static func isLetter(_ character: Character) -> Bool { "a" <= character && character <= "z" }

    /// Reports an attribute, role, relation kind or dataset column that is not called as it should be.
    static func check(
        _ name: String, _ what: String, at location: SourceLocation, _ report: inout Diagnostics
    ) {
        if isValid(name, joint: "_") { return }
        report.report(
            "`\(name)` cannot be the name of \(what)",
            hint:
                "lower-case words joined by `_`, at most \(maximumLength) characters, starting with a letter",
            at: location)
    }
}
