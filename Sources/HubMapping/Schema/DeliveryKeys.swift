/// How deliveries follow each other, and what they must fulfil: keys of a feed, and of the objects they hold.
extension ObjectDeclaration {
    static let deliveryKeys = [
        KeyDeclaration(
            "change", .choice(ChangeRule.self), default: "\"snapshot\"",
            "what one delivery is: everything, more of it, or what changed since the connector's checkpoint"),
        KeyDeclaration("missing", .object("missing rule"), "what becomes of a record that does not come"),
        KeyDeclaration(
            "on_drift", .choice(DriftPolicy.self), default: "\"warn\"",
            "what a change of the columns means: the feed is held, the report tells, only its JSON tells"),
        KeyDeclaration(
            "expect", .object("set of expectations"), "what a delivery must look like; what does not is held"),
    ]

    static let deliveryRules: [ObjectDeclaration] = [.missing, .expectations, .rows, .freshness]

    static let missing = ObjectDeclaration(
        "missing rule",
        [
            KeyDeclaration(
                "policy", .choice(MissingRule.Policy.self), default: "\"close\"",
                "it stays, it leaves until it comes again, or it is forgotten"),
            KeyDeclaration(
                "after", .integer(1...3650), default: "1",
                "how many readings in a row must not have brought it"),
        ])

    static let expectations = ObjectDeclaration(
        "set of expectations",
        [
            KeyDeclaration("rows", .object("row count"), "how many records a delivery has"),
            KeyDeclaration(
                "shrink", share, default: "a fifth, from 100 known records on",
                "share of the records that came last time and may be absent"),
            KeyDeclaration("rejected", share, "share of the records that may be refused as a whole"),
            KeyDeclaration(
                "columns", .list(.text), default: "[]", "columns that must be there, mapped or not"),
            KeyDeclaration(
                "filled", .map(share), default: "{}", "by column: least share of records with a value"),
            KeyDeclaration(
                "unique", .list(.either([.text, .list(.text, atLeast: 1)])), default: "[]",
                "columns, or groups of them, whose values are never twice in one delivery"),
            KeyDeclaration(
                "range", .map(.list(.named("bound"), atLeast: 2)), default: "{}",
                "by column: least and greatest number or day; `null` for an end that is open"),
            KeyDeclaration("fresh", .object("greatest age"), "how old a delivery may be"),
        ])

    static let rows = ObjectDeclaration(
        "row count",
        [
            KeyDeclaration("min", .integer(0...1_000_000_000_000), "at least so many"),
            KeyDeclaration("max", .integer(0...1_000_000_000_000), "at most so many"),
        ])

    static let freshness = ObjectDeclaration(
        "greatest age",
        [
            KeyDeclaration(
                "column", .text,
                "the column whose latest date counts; without it, the source's time of change"),
            KeyDeclaration("days", .integer(0...36_500), required: true, "how many days it may be old"),
        ])

    private static let share = ValueKind.number(0...1)
}
