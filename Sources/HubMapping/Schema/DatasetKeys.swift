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
                "language of the header; for `csv` and `xlsx`"),
            KeyDeclaration(
                "encoding", .choice(DatasetDeclaration.Encoding.self), default: "\"utf-8-bom\"",
                "encoding of a `csv` file"),
            KeyDeclaration(
                "for", .choice(DatasetDeclaration.Audience.self), default: "\"machines\"",
                "who opens a `csv` file; for `people` nothing in it is a formula"),
            KeyDeclaration("purpose", .text, required: true, "what the recipients need it for"),
            KeyDeclaration(
                "recipients", .list(.either([.text, .object("recipient")]), atLeast: 1), required: true,
                "departments that receive it"),
            KeyDeclaration("requires", .list(.text), default: "[]", "entities without these are left out"),
            KeyDeclaration(
                "where",
                .map(.either([.text, .list(.text, atLeast: 1), .object("row condition")])),
                default: "{}", "the entities that are rows, by `value` of a column: all of these hold"),
            KeyDeclaration(
                "columns", .list(.either([.text, .object("column")]), atLeast: 1), required: true,
                "what the rows hold, in order"),
            KeyDeclaration("gates", .object("set of gates"), "what must hold before the switch"),
            KeyDeclaration(
                "delta", .flag, default: "false",
                "whether a file tells what differs from the version before; for `csv`, `ndjson` and `xml`"),
            KeyDeclaration(
                "server", .object("server"), "a PostgreSQL server that shows it as a view, besides the file"),
            KeyDeclaration(
                "statistics", .object("statistic"), "counts of entities by the columns, in place of entities"
            ),
        ])

    static let recipient = ObjectDeclaration(
        "recipient",
        [
            KeyDeclaration("name", .text, required: true, "the department"),
            KeyDeclaration("legal_basis", .text, "the law or rule that allows it to receive the dataset"),
            KeyDeclaration("agreement", .text, "number of the agreement"),
            KeyDeclaration("purpose", .text, "what this recipient needs it for, if something of its own"),
        ])

    static let rowCondition = ObjectDeclaration(
        "row condition",
        [
            KeyDeclaration(
                "not", .either([.text, .list(.text, atLeast: 1)]), required: true,
                "entities with one of these are left out")
        ])

    static let gates = ObjectDeclaration(
        "set of gates",
        [
            KeyDeclaration("min_rows", .integer(0...1_000_000_000_000), "the fewest rows"),
            KeyDeclaration("max_rows", .integer(0...1_000_000_000_000), "the most rows"),
            KeyDeclaration(
                "shrink", .number(0...1), default: "0.2",
                "the share of the rows of the current version, of a hundred or more, that may be lacking"),
            KeyDeclaration(
                "missing", .map(.number(0...1)), default: "{}",
                "by column: the share of rows that may have no value"),
            KeyDeclaration("unique", .list(.text), default: "[]", "columns in which no value occurs twice"),
            KeyDeclaration(
                "references", .map(.text), default: "{}",
                "by column of entity ids: the dataset that must have them as rows"),
        ])

    static let server = ObjectDeclaration(
        "server",
        [
            KeyDeclaration(
                "connection", .text, required: true,
                "the environment variable that holds the connection: `ISTHMUS_PUBLISH_PG`"),
            KeyDeclaration("schema", .text, default: "\"isthmus\"", "the schema that the view is in"),
        ])

    static let statistics = ObjectDeclaration(
        "statistic",
        [
            KeyDeclaration(
                "minimum", .integer(1...1_000_000), required: true,
                "counts below this are withheld, and another one where only one would be")
        ])

    static let column = ObjectDeclaration(
        "column",
        [
            KeyDeclaration(
                "value", .text, required: true,
                "`entity_id`, `mentions`, an attribute, `relation.attribute`, `relation:count`, or `attribute:feed`, `:key`, `:night`"
            ),
            KeyDeclaration("name", .text, "English header and name of the XML element"),
            KeyDeclaration("title", .text, "Chinese header"),
            KeyDeclaration("mask", .flag, default: "false", "whether values are masked by their type"),
            KeyDeclaration(
                "bands", .list(.integer(0...150), atLeast: 1),
                "for a date: the ages at which bands begin, told in place of the date"),
        ])

    static let workspace = ObjectDeclaration(
        "workspace",
        [
            .schema,
            KeyDeclaration("name", .text, required: true, "what the reports call this hub"),
            KeyDeclaration("store", .text, default: "\"store/isthmus.sqlite\"", "the SQLite file"),
            KeyDeclaration(
                "publications", .text, default: "\"published\"", "the folder that publications appear in"),
            KeyDeclaration(
                "reports", .text, default: "\"reports\"",
                "the folder that pages of runs and the lineage appear in"),
            KeyDeclaration(
                "keep_versions", .integer(2...100_000),
                "how many publications are kept; without it all are"),
            KeyDeclaration("mappings", .text, default: "\"Mappings\"", "the folder of the files below"),
            KeyDeclaration("area_code", .text, "put before local telephone numbers: `\"0574\"`"),
            KeyDeclaration("quarantine", .object("quarantine"), "how long refused values are kept"),
            KeyDeclaration(
                "retention", .object("retention"),
                "how long what runs leave behind is kept; `isthmus retention` carries it out"),
        ])
    static let quarantine = ObjectDeclaration(
        "quarantine",
        [
            KeyDeclaration(
                "keep_days", .integer(1...36_500), required: true,
                "days after which refused values are blanked")
        ])
    static let retention = ObjectDeclaration(
        "retention",
        [
            KeyDeclaration(
                "run_days", .integer(1...36_500),
                "days after which reports of runs leave the store; that a run was, and how it ended, stays"),
            KeyDeclaration("page_days", .integer(1...36_500), "days after which pages of runs are removed"),
            KeyDeclaration(
                "lineage_days", .integer(1...36_500), "days after which lines of the lineage are removed"),
            KeyDeclaration(
                "history_days", .integer(1...36_500),
                "days that can be looked back; what golden records and relations were before that is removed"),
        ])

}
