import HubMapping
import TestSupport
import Testing

/// Mistakes in what a dataset says of rows, gates, servers, statistics and provenance: each at its place, with a way out.
struct DatasetDiagnosticsTests {
    /// Keys in line 3 of a dataset of people (columns `entity_id`, `name`, `birth_date`, `home`), and what is said.
    static let rules: [(String, [String])] = [
        (
            "where: ['name']",
            [
                "3:10: `where` must be an object, found a list; { sex: \"女\", \"lives_in.address\": { not: [\"…\"] } }"
            ]
        ),
        ("where: { nmae: '甲' }", ["3:12: `person` has no attribute `nmae`; did you mean `name`?"]),
        (
            "where: { name: [] }",
            ["3:18: the condition has no values, so nothing would meet it; name one, or remove it"]
        ),
        ("where: { name: 5 }", ["3:18: a value must be a text, found a number; write \"5\""]),
        (
            "where: { name: { is: '甲' } }",
            [
                "3:18: the condition has no `not`; { not: [\"…\"] }",
                "3:20: unknown key `is` in the condition; it takes: not",
            ]
        ),
        (
            "where: { birth_date: 'yesterday' }",
            ["3:24: no golden value of type `date` is written like this; like \"19900203\""]
        ),
        (
            "where: { 'lives_in.adress': '甲' }",
            ["3:12: `house` has no attribute `adress`; did you mean `address`?"]
        ),
        (
            "where: { 'works_at.name': '甲' }",
            ["3:12: no model declares a relation `works_at` from or to `person`; there are: lives_in"]
        ),
        (
            "where: { 'lives_in:count': 'many' }",
            ["3:30: a count is compared with a whole number in quotes; \"2\""]
        ),
        (
            "where: { mentions: { not: '-1' } }",
            ["3:29: a count is compared with a whole number in quotes; \"2\""]
        ),
        ("gates: []", ["3:10: `gates` must be an object, found a list; { min_rows: 1000 }"]),
        ("gates: { min_row: 5 }", ["3:12: unknown key `min_row` in `gates`; did you mean `min_rows`?"]),
        (
            "gates: { min_rows: -1 }",
            ["3:22: `min_rows` must be a whole number from 0 to 1000000000000, not -1"]
        ),
        (
            "gates: { min_rows: 9, max_rows: 3 }",
            ["3:10: `min_rows` is more than `max_rows`, so nothing would ever pass; exchange them"]
        ),
        ("gates: { shrink: 5 }", ["3:20: `shrink` must be a number from 0 to 1; 0.05 is five in a hundred"]),
        (
            "gates: { shrink: 'a little' }",
            ["3:20: `shrink` must be a number from 0 to 1; 0.05 is five in a hundred"]
        ),
        (
            "gates: { missing: ['name'] }",
            ["3:21: `missing` must be an object, found a list; { birth_date: 0.02 }"]
        ),
        (
            "gates: { missing: { nmae: 0.1 } }",
            ["3:23: the dataset has no column `nmae`; did you mean `name`?"]
        ),
        (
            "gates: { missing: { name: 2 } }",
            ["3:29: the share of `name` must be a number from 0 to 1; 0.05 is five in a hundred"]
        ),
        ("gates: { unique: 'name' }", ["3:20: `unique` must be a list, found a string; write [\"name\"]"]),
        ("gates: { unique: ['nmae'] }", ["3:21: the dataset has no column `nmae`; did you mean `name`?"]),
        (
            "gates: { references: { home: 'houses' } }",
            ["3:32: there is no dataset `houses`; there are: register"]
        ),
        (
            "gates: { references: ['home'] }",
            ["3:24: `references` must be an object, found a list; { home_id: \"house-register\" }"]
        ),
        (
            "server: 'host=db password=x'",
            ["3:11: `server` must be an object, found a string; { connection: \"ISTHMUS_PUBLISH_PG\" }"]
        ),
        ("server: { schema: 'x' }", ["3:11: `server` has no `connection`; \"ISTHMUS_PUBLISH_PG\""]),
        (
            "server: { connection: 'host=db' }",
            [
                "3:25: `connection` is the name of an environment variable in capitals, not a connection; \"ISTHMUS_PUBLISH_PG\""
            ]
        ),
        ("statistics: true", ["3:15: `statistics` must be an object, found a boolean; { minimum: 10 }"]),
        ("statistics: {}", ["3:15: `statistics` has no `minimum`"]),
        ("statistics: { minimum: 0 }", ["3:26: `minimum` must be a whole number from 1 to 1000000, not 0"]),
        (
            "statistics: { minimum: 5 }",
            [
                "3:15: `entity_id` tells single entities and cannot be counted by; remove the column",
                "3:15: `home` tells single entities and cannot be counted by; remove the column",
            ]
        ),
        ("delta: true, format: 'xlsx'", ["3:10: `delta` is for `csv`, `ndjson` and `xml`; remove it"]),
    ]

    @Test(arguments: rules)
    func everyMistakeIsToldWithAWayOut(_ keys: String, _ expected: [String]) throws {
        let found = try diagnostics(
            columns: "['entity_id', 'name', 'birth_date', { value: 'lives_in.entity_id', name: 'home' }]",
            keys)
        #expect(found == expected)
    }

    /// The one column of a dataset of people, at 4:13, and what is said of it.
    static let columns: [(String, [String])] = [
        ("'name:feed'", []), ("'name:key'", []), ("'birth_date:night'", []), ("'lives_in:count'", []),
        ("{ value: 'name:key', mask: true }", []),
        (
            "'name:source'",
            [
                "4:13: `source` is nothing that can be told of `name`; `:feed`, `:key` and `:night` of an attribute, `:count` of a relation"
            ]
        ), ("'nmae:feed'", ["4:13: `person` has no attribute `nmae`; did you mean `name`?"]),
        (
            "'lives_in:feed'",
            ["4:13: `person` has no attribute `lives_in`; it has: name, resident_id, birth_date, alias"]
        ),
        (
            "'lives_in.address:feed'",
            [
                "4:13: `:feed` tells where a value of the entity itself comes from, and `lives_in.address` is none; name an attribute of `person`"
            ]
        ),
        (
            "'entity_id:feed'",
            [
                "4:13: `:feed` tells where a value of the entity itself comes from, and `entity_id` is none; name an attribute of `person`"
            ]
        ),
        (
            "'name:count'",
            ["4:13: no model declares a relation `name` from or to `person`; there are: lives_in"]
        ),
        (
            "'lives_on:count'",
            ["4:13: no model declares a relation `lives_on` from or to `person`; did you mean `lives_in`?"]
        ),
        ("':count'", ["4:13: no model declares a relation `` from or to `person`; there are: lives_in"]),
        (
            "'name:'",
            [
                "4:13: `` is nothing that can be told of `name`; `:feed`, `:key` and `:night` of an attribute, `:count` of a relation"
            ]
        ),
        (
            "{ value: 'entity_id', mask: true }",
            [
                "4:41: `mask` is for values, and `entity_id` is no value of a record; remove `mask`, or the column"
            ]
        ),
        (
            "{ value: 'lives_in:count', mask: true }",
            [
                "4:46: `mask` is for values, and `lives_in:count` is no value of a record; remove `mask`, or the column"
            ]
        ),
        (
            "{ value: 'name:night', mask: true }",
            [
                "4:42: `mask` is for values, and `name:night` is no value of a record; remove `mask`, or the column"
            ]
        ),
        (
            "{ value: 'name:night', bands: [0, 7] }",
            ["4:43: `bands` are ages, and so for a date alone; remove them"]
        ),
        ("{ value: 'birth_date', bands: [7, 0] }", ["4:43: the ages of `bands` must rise; [0, 7, 18, 60]"]),
        (
            "{ value: 'birth_date', bands: [0, 200] }",
            ["4:47: an age must be a whole number from 0 to 150; [0, 7, 18, 60]"]
        ),
    ]

    @Test(arguments: columns)
    func columnsOfProvenanceAndCountsAreChecked(_ column: String, _ expected: [String]) throws {
        let found = try diagnostics(columns: "[\(column)]", "delta: false")
        #expect(found == expected)
    }

    private func diagnostics(columns: String, _ keys: String) throws -> [String] {
        var files = SmallWorkspace()
        files["Mappings/datasets/register.json5"] = """
            {
              title: '登记册', type: 'person', purpose: '测试', recipients: ['民政局'],
              \(keys),
              columns: \(columns),
            }
            """
        return try files.load().diagnostics.map {
            $0.replacing("Mappings/datasets/register.json5:", with: "")
        }
    }
}
