import HubModel

extension ObjectDeclaration {
    /// Where a value comes from: one of these keys.
    static let origins = ["column", "columns", "constant", "template", "first", "all", "sql"]

    static let value = ObjectDeclaration(
        "value", oneOf: origins,
        [
            KeyDeclaration("column", .text, "the column, without the blanks around it"),
            KeyDeclaration(
                "columns", .list(.text, atLeast: 2),
                "several columns, the key of a `table` whose `from` has as many"),
            KeyDeclaration(
                "constant", .text, "always the same; a mention of constants alone is not made"),
            KeyDeclaration(
                "template", .text,
                "texts and columns: `\"{街道}{路名}\"`; missing when all its columns are missing or blank; `{{` and `}}` stand for braces"
            ),
            KeyDeclaration(
                "first", .list(.named("anyValue"), atLeast: 1),
                "of a list of values the first that says something; a refused one is rejected and the next tried"
            ),
            KeyDeclaration(
                "all", .list(.named("anyValue"), atLeast: 1),
                "every one of a list of values; for `multiple` attributes"),
            KeyDeclaration("sql", .text, "an SQL expression over the columns of the record, the last resort"),
            KeyDeclaration("split", .text, "a text that stands between parts: `\"/\"`"),
            KeyDeclaration(
                "take", .integer(-1000...1000),
                "which part, from 1 or, from the end, from -1; without it all, for `multiple` attributes"),
            KeyDeclaration(
                "transform", .list(.named("transform"), atLeast: 1),
                "steps from text to text, one after the other"),
            KeyDeclaration(
                "when", .named("condition"), "the value is missing in records that do not meet it"),
            KeyDeclaration(
                "codes", .map(.anyText),
                "raw value → value; `\"\"` says that a code means nothing"),
            KeyDeclaration("table", .text, "a file of `tables/`, without `.csv`, to look the text up in"),
            KeyDeclaration(
                "from", .either([.text, .list(.text, atLeast: 1)]), default: "the first column",
                "the column of the table that has the text"),
            KeyDeclaration(
                "to", .text, default: "the second column", "the column of the table that has the value"),
            KeyDeclaration(
                "unknown", .choice(UnknownCode.self), default: "`table`: \"reject\"; `codes`: \"keep\"",
                "what a text is worth that is not listed: a reject `unknown-code`, itself, or nothing"),
            KeyDeclaration(
                "default", .text, "the value where the record says nothing; not inside `first` or `all`"),
        ])

    /// What a column must say, when it is more than a list of texts.
    static let test = ObjectDeclaration(
        "test",
        [
            KeyDeclaration(
                "not", .list(.anyText, atLeast: 1), "none of these texts; a blank column is none of them"),
            KeyDeclaration("blank", .flag, "whether the column is missing or blank"),
        ])
}
