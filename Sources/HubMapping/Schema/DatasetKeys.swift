import HubModel

extension ObjectDeclaration {
    static let dataset = ObjectDeclaration(
        "dataset",
        [
            .schema, KeyDeclaration("title", .text, required: true, "title for people"),
            KeyDeclaration("type", .text, required: true, "the model whose entities are the rows"),
            KeyDeclaration(
                "format", .choice(DatasetDeclaration.Format.self), default: "\"csv\"", "file format"),
            KeyDeclaration(
                "header", .choice(DatasetDeclaration.Language.self), default: "\"zh\"",
                "language of the header; for `csv` alone"),
            KeyDeclaration("purpose", .text, required: true, "what the recipients need it for"),
            KeyDeclaration(
                "recipients", .list(.text, atLeast: 1), required: true, "departments that receive it"),
            KeyDeclaration("requires", .list(.text), default: "[]", "entities without these are left out"),
            KeyDeclaration(
                "columns", .list(.either([.text, .object("column")]), atLeast: 1), required: true,
                "what the rows hold, in order"),
        ])

    static let column = ObjectDeclaration(
        "column",
        [
            KeyDeclaration(
                "value", .text, required: true,
                "`entity_id`, `mentions`, an attribute, or `relation.attribute`"),
            KeyDeclaration("name", .text, "English header and name of the XML element"),
            KeyDeclaration("title", .text, "Chinese header"),
            KeyDeclaration("mask", .flag, default: "false", "whether values are masked by their type"),
        ])

    static let workspace = ObjectDeclaration(
        "workspace",
        [
            .schema,
            KeyDeclaration("name", .text, required: true, "what the reports call this hub"),
            KeyDeclaration("store", .text, default: "\"store/isthmus.sqlite\"", "the SQLite file"),
            KeyDeclaration(
                "publications", .text, default: "\"published\"", "the folder that publications appear in"),
            KeyDeclaration("mappings", .text, default: "\"Mappings\"", "the folder of the files below"),
            KeyDeclaration("area_code", .text, "put before local telephone numbers: `\"0574\"`"),
            KeyDeclaration("quarantine", .object("quarantine"), "how long refused values are kept"),
        ])
    static let quarantine = ObjectDeclaration(
        "quarantine",
        [
            KeyDeclaration(
                "keep_days", .integer(1...36_500), required: true,
                "days after which refused values are blanked")
        ])

}
