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
            KeyDeclaration(
                "apart", .list(.object("apart rule")), default: "[]",
                "what is never one entity, whatever the weights add up to"),
            KeyDeclaration(
                "largest_cluster", .integer(2...1_000_000), default: "40",
                "different mentions of one entity above which only strong support adds more"),
            KeyDeclaration(
                "contradiction", .integer(1...256), default: "12",
                "bits of other evidence against two mentions above which a shared `distinct` value does not join them"
            ),
            KeyDeclaration(
                "doubt", .integer(0...100), default: "10",
                "bits below the threshold down to which pairs are looked at a second time; 0: never"),
        ])

    static let apart = ObjectDeclaration(
        "apart rule",
        [
            KeyDeclaration("name", .text, required: true, "what the reports call the rule: `twins`"),
            KeyDeclaration(
                "when", .map(.either([.text, .list(.text, atLeast: 1)])), required: true,
                "by comparison: the level, or one of the levels, that it must come out at"),
            KeyDeclaration(
                "unless", .list(.text), default: "[]",
                "`distinct` attributes: two clusters that share a value of one are spared"),
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
            KeyDeclaration(
                "aliases", .text,
                "a table: other names in its first column, the official ones in its second"),
        ])

    static let relationKind = ObjectDeclaration(
        "relation kind",
        [
            KeyDeclaration("title", .text, required: true, "title for people: `居住`"),
            KeyDeclaration("to", .text, required: true, "the model it leads to"),
            KeyDeclaration(
                "apart", .flag, default: "false",
                "both ends are always two entities; for ties within one model"),
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
