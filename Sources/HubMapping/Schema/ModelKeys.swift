import HubModel

extension ObjectDeclaration {
    static let model = ObjectDeclaration(
        "model",
        [
            .schema, KeyDeclaration("title", .text, required: true, "title for people: `房屋`"),
            KeyDeclaration(
                "id_prefix", .text, required: true, "one to three capitals in front of every entity id"),
            KeyDeclaration(
                "attributes", .map(.object("attribute")), required: true,
                "what there is to know of an entity; the order is that of columns"),
            KeyDeclaration(
                "relations", .map(.object("relation kind")), default: "{}",
                "ties to other entities, by kind"),
            KeyDeclaration(
                "blocking", .list(.list(.text, atLeast: 1)), required: true,
                "which mentions are compared at all; may be `[]`"),
            KeyDeclaration(
                "comparisons", .map(.list(.object("level"), atLeast: 1)), required: true,
                "what is compared, and what each outcome weighs; may be `{}`"),
            KeyDeclaration(
                "prior", .probability, default: "0.001",
                "match probability of a pair that a block brought together"),
            KeyDeclaration(
                "threshold", .probability, default: "0.95", "links at least this probable join clusters"),
        ])

    static let attribute = ObjectDeclaration(
        "attribute",
        [
            KeyDeclaration("title", .text, required: true, "title for people: `出生日期`"),
            KeyDeclaration(
                "type", .words(SemanticTypes.all().map(\.name)), required: true, "a semantic type"),
            KeyDeclaration(
                "multiple", .flag, default: "false", "a record may give several values, kept as a sorted set"),
            KeyDeclaration(
                "distinct", .flag, default: "false",
                "two different values never belong to one entity; not with `multiple`"),
            KeyDeclaration(
                "derive_from", .text,
                "an attribute whose value implies this one when the record does not give it"),
            KeyDeclaration(
                "catches", .text,
                "an attribute whose refused values are kept here, as evidence alone; not with `multiple`, `distinct`"
            ),
            KeyDeclaration(
                "survivorship", .choice(Attribute.Survivorship.self), default: "\"most-frequent\"",
                "how the golden value is chosen"),
        ])

    static let relationKind = ObjectDeclaration(
        "relation kind",
        [
            KeyDeclaration("title", .text, required: true, "title for people: `居住`"),
            KeyDeclaration("to", .text, required: true, "the model it leads to"),
        ])

    static let level = ObjectDeclaration(
        "level",
        [
            KeyDeclaration(
                "is", .words(LevelWord.all.map(\.word)), required: true,
                "when the level holds"),
            KeyDeclaration(
                "m", .probability, required: true, "its probability among pairs that are one entity"),
            KeyDeclaration(
                "u", .probability, required: true, "its probability among pairs that are not"),
            KeyDeclaration(
                "term_frequency", .flag, default: "false",
                "rare values weigh more, common ones less; with `equal`"),
            KeyDeclaration("at_most", .integer(1...36_500), Self.users(of: "at_most")),
            KeyDeclaration("at_least", .number(0...1000), Self.users(of: "at_least")),
        ])

    /// `with edits, within-days`.
    private static func users(of key: String) -> String {
        "with " + LevelWord.all.filter { $0.bound?.key == key }.map { "`\($0.word)`" }.joined(separator: ", ")
    }
}
