import HubModel

extension ObjectDeclaration {
    /// How deliveries follow each other, and what they must fulfil: keys of a feed.
    static let deliveryKeys = [
        KeyDeclaration(
            "change", .choice(ChangeRule.self), default: "\"snapshot\"",
            "what one delivery is of the whole: all of it, more of it, or what changed"),
        KeyDeclaration("missing", .object("missing"), "what becomes of records that do not come"),
        KeyDeclaration(
            "on_drift", .choice(DriftPolicy.self), default: "\"warn\"",
            "what a change of the columns means for tonight"),
        KeyDeclaration("expect", .object("expect"), "what a delivery must look like to be taken in"),
    ]

    /// The objects that the keys above hold.
    static let deliveryRules = [missing, expect, rows, fresh]

    static let missing = ObjectDeclaration(
        "missing",
        [
            KeyDeclaration(
                "policy", .choice(MissingRule.Policy.self), default: "\"close\"",
                "stays as if it had come; takes part in nothing; is forgotten"),
            KeyDeclaration(
                "after", .integer(1...3650), default: "1", "how many readings in a row it must be absent from"
            ),
        ])

    static let expect = ObjectDeclaration(
        "expect",
        [
            KeyDeclaration("rows", .object("rows"), "how many records are read"),
            KeyDeclaration(
                "shrink", .number(0...1), default: "0.2", "share of the known records that may be absent"),
            KeyDeclaration(
                "rejected", .number(0...1), "share of the records that may be rejected as a whole"),
            KeyDeclaration("columns", .list(.text), "columns that must be there, mapped or not"),
            KeyDeclaration("filled", .map(.number(0...1)), "by column: least share of records with a value"),
            KeyDeclaration(
                "unique", .list(.either([.text, .list(.text, atLeast: 1)])),
                "columns, or groups of them, whose values are never twice in one delivery"),
            KeyDeclaration(
                "range", .map(.list(.bound, atLeast: 2)),
                "by column: least and greatest number or day; null for an open end"),
            KeyDeclaration("fresh", .object("fresh"), "how old the delivery may be"),
        ])

    static let rows = ObjectDeclaration(
        "rows",
        [
            KeyDeclaration("min", .integer(0...1_000_000_000_000), "at least so many"),
            KeyDeclaration("max", .integer(0...1_000_000_000_000), "at most so many"),
        ])

    static let fresh = ObjectDeclaration(
        "fresh",
        [
            KeyDeclaration(
                "column", .text, "its latest day counts; without it, when the source was last written to"),
            KeyDeclaration("days", .integer(0...36_500), required: true, "so many days old at most"),
        ])

    static let quarantine = ObjectDeclaration(
        "quarantine",
        [
            KeyDeclaration(
                "keep_days", .integer(1...36_500), "after so many days the values of rejects are blanked")
        ])
}
