import HubModel

extension ObjectDeclaration {
    static let feed = ObjectDeclaration(
        "feed",
        [
            .schema, KeyDeclaration("title", .text, required: true, "title for people"),
            KeyDeclaration("source", .object("source"), required: true, "whose records these are"),
            KeyDeclaration(
                "connector", .text, required: true,
                "how it is read: `csv`, `xml`, `postgresql`; see `Connectors/README.md`"),
            KeyDeclaration("settings", .anything, "what the connector needs, by its own documentation"),
            KeyDeclaration(
                "required", .flag, default: "false", "whether the night fails when this feed cannot be read"),
            KeyDeclaration(
                "key", .either([.list(.text, atLeast: 1), .words(["content"])]), required: true,
                "the columns that together name a record; `content`: a hash of all mapped columns"),
            KeyDeclaration(
                "keep", .list(.text), default: "[]",
                "columns that nothing is made of and that are kept all the same"),
            KeyDeclaration(
                "trust", .integer(0...100), default: "50", "survivorship prefers values of higher trust"),
            KeyDeclaration(
                "on_invalid", .choice(Feed.InvalidPolicy.self), default: "\"value\"",
                "what a refused value costs: itself or the whole record"),
            KeyDeclaration(
                "defaults", .map(.map(.text)), default: "{}",
                "by type and attribute: the value where a record says nothing"),
            KeyDeclaration(
                "mentions", .map(.object("mention")), required: true, "what a record speaks of, by role"),
            KeyDeclaration(
                "relations", .list(.object("relation")), default: "[]", "ties between the roles of a record"),
        ] + deliveryKeys)

    static let source = ObjectDeclaration(
        "source",
        [
            KeyDeclaration("department", .text, required: true, "the department that owns the system"),
            KeyDeclaration("system", .text, "its name for the system"),
            KeyDeclaration("legal_basis", .text, "by which law the records come here"),
            KeyDeclaration("contact", .text, "whom to ask"),
        ])

    static let mention = ObjectDeclaration(
        "mention",
        [
            KeyDeclaration("type", .text, required: true, "the model it mentions"),
            KeyDeclaration(
                "requires", .list(.text), default: "[]", "attributes without which there is no mention"),
            KeyDeclaration("when", .named("condition"), "the mention is made of records that meet it"),
            KeyDeclaration(
                "unique", .flag, default: "false",
                "each record's mention is another entity: the feed lists none twice in this role"),
            KeyDeclaration(
                "attributes", .map(.named("anyValue")), required: true,
                "where the value of each attribute comes from"),
        ])

    static let relation = ObjectDeclaration(
        "relation",
        [
            KeyDeclaration("kind", .text, required: true, "a kind that the model of `from` declares"),
            KeyDeclaration("from", .text, required: true, "the role it starts at"),
            KeyDeclaration("to", .text, required: true, "the role it leads to"),
            KeyDeclaration("qualifier", .text, "a column that says more of the tie"),
            KeyDeclaration("when", .named("condition"), "the tie is made in records that meet it"),
        ])
}
