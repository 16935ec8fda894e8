import HubMapping
import HubModel
import TestSupport
import Testing

/// Mistakes in transforms, codes, conditions, defaults and expressions, each told at its place.
struct LanguageDiagnosticsTests {
    /// The value of attribute `name`, which starts at 4:73, and what is said of it from there.
    static let values: [(String, [String])] = [
        (
            "{column: 'x', transform: 'trim'}",
            ["4:98: `transform` must be a list, found a string; write [\"trim\"]"]
        ),
        (
            "{column: 'x', transform: []}",
            ["4:98: `transform` lists nothing; [\"trim\"], or [[\"before\", \"/\"]]"]
        ),
        (
            "{column: 'x', transform: ['trimm']}",
            ["4:99: there is no transform `trimm`; did you mean `trim`?"]
        ),
        (
            "{column: 'x', transform: [5]}",
            [
                "4:99: a transform must be a name or a list that starts with one, found a number; \"trim\", or [\"before\", \"/\"]"
            ]
        ),
        (
            "{column: 'x', transform: [[]]}",
            [
                "4:99: a transform must be a name or a list that starts with one, found a list; \"trim\", or [\"before\", \"/\"]"
            ]
        ),
        (
            "{column: 'x', transform: ['before']}",
            ["4:99: `before` takes 1 argument, not 0; [\"before\", \"/\"]"]
        ),
        ("{column: 'x', transform: [['trim', 1]]}", ["4:100: `trim` takes no argument, not 1; \"trim\""]),
        (
            "{column: 'x', transform: [['substring']]}",
            ["4:100: `substring` takes 1 or 2 arguments, not 0; [\"substring\", 1, 6]"]
        ),
        (
            "{column: 'x', transform: [['substring', 0]]}",
            [
                "4:113: the `start` of `substring` must be a whole number from -10000 to 10000, not 0; [\"substring\", 1, 6]"
            ]
        ),
        (
            "{column: 'x', transform: [['substring', 1, '2']]}",
            [
                "4:116: the `count` of `substring` must be a whole number from 1 to 10000; [\"substring\", 1, 6]"
            ]
        ),
        (
            "{column: 'x', transform: [['before', '']]}",
            ["4:110: the `text` of `before` must be a text of at least one character; [\"before\", \"/\"]"]
        ),
        (
            "{column: 'x', transform: [['pad-left', 6, '00']]}",
            ["4:115: the `character` of `pad-left` must be a text of one character; [\"pad-left\", 6, \"0\"]"]
        ),
        (
            "{column: 'x', transform: [['date-format', 'dd/mm/yyyy']]}",
            [
                "4:115: the `pattern` of `date-format` must be a pattern with `yyyy`, `MM` or `M`, `dd` or `d` once each, and `*` at the end alone; [\"date-format\", \"MM/dd/yyyy\"]"
            ]
        ),
        ("{column: 'x', split: ''}", ["4:94: `split` must be the text between the parts, found none; \"/\""]),
        (
            "{column: 'x', split: '/'}",
            [
                "4:94: `split` without `take` gives several values, and `name` takes one; say which part: take: 1, or add `multiple: true` to the attribute"
            ]
        ),
        (
            "{column: 'x', split: '/', take: 0}",
            ["4:105: `take` must be the number of a part; the first is 1, the last -1"]
        ),
        ("{column: 'x', take: 1}", ["4:93: `take` goes with `split`; add split: \"/\""]),
        (
            "{constant: 'x', transform: ['upper']}",
            ["4:89: `transform` does not go with `constant`; write what comes out"]
        ),
        (
            "{columns: ['x', 'y']}",
            ["4:74: `columns` goes with `table`; name the table, and its columns with `from`"]
        ),
        (
            "{columns: ['x', 'y'], table: 't'}",
            ["4:74: `columns` names 2 columns and `from` 0; name as many columns of the table"]
        ),
        (
            "{columns: ['x', 'y'], table: 't', from: ['a', 'b'], to: 'c', unknown: 'keep'}",
            ["4:143: `unknown` cannot be `keep`: there is no one text to keep; it is one of: reject, missing"]
        ),
        (
            "{column: 'x', table: 't', from: ['a', 'b']}",
            ["4:105: `from` names 2 columns of the table, and the value is one text; use `columns`"]
        ),
        (
            "{column: 'x', codes: {a: 'b'}, table: 't'}",
            ["4:104: a value cannot have both `codes` and `table`; add the codes to the table"]
        ),
        ("{column: 'x', from: 'a'}", ["4:93: `from` goes with `table`; name the table to look into"]),
        ("{column: 'x', unknown: 'keep'}", ["4:96: `unknown` goes with `codes` or `table`"]),
        (
            "{column: 'x', codes: {a: 'b'}, unknown: 'drop'}",
            ["4:113: `unknown` cannot be `drop`; it is one of: reject, keep, missing"]
        ),
        (
            "{first: ['x', {column: 'y', default: 'z'}]}",
            [
                "4:110: `default` stands inside a list of values, where the rest would never be tried; put it beside the list"
            ]
        ),
        (
            "{column: 'x', when: []}",
            ["4:93: `when` must be an object, found a list; column: [\"one text\", \"or another\"]"]
        ),
        ("{column: 'x', when: {}}", ["4:93: `when` names no column; remove it"]),
        ("{column: 'x', when: {y: []}}", ["4:97: the condition on `y` lists no text"]),
        (
            "{column: 'x', when: {y: 5}}",
            [
                "4:97: the condition on `y` must be a text, a list of texts or an object, found a number; [\"one text\", \"or another\"]"
            ]
        ),
        (
            "{column: 'x', when: {y: ['a', 5]}}",
            ["4:103: a text of the condition on `y` must be a text, found a number; write \"5\""]
        ),
        (
            "{column: 'x', when: {y: {}}}",
            ["4:97: the condition on `y` asks for nothing; { not: […] } or { blank: true }"]
        ),
        (
            "{column: 'x', when: {y: {is: 'a'}}}",
            ["4:98: unknown key `is` in the condition on `y`; it takes: not, blank"]
        ),
        ("{column: 'x', when: {y: {blank: 'no'}}}", ["4:105: `blank` must be true or false, found a string"]),
        (
            "{sql: 'upper(x)'}",
            [
                "4:79: the SQL expression names no column; write columns as \"quoted\" names and texts in 'single quotes'"
            ]
        ),
        (
            "{sql: '\"x\" -- all'}",
            ["4:79: the SQL expression has a comment; comment in the feed file, behind //"]
        ),
        (
            "{sql: '\"x\" /* all */'}",
            ["4:79: the SQL expression has a comment; comment in the feed file, behind //"]
        ),
        (
            "{sql: '\"x\"; drop table y'}",
            ["4:79: the SQL expression has a `;`; it is one expression, not a statement"]
        ),
        ("{sql: '\"x\") as z, (1'}", ["4:79: the SQL expression closes a parenthesis it did not open"]),
        ("{sql: '(\"x\"'}", ["4:79: the SQL expression opens a parenthesis that it does not close"]),
        ("{sql: '\"x'}", ["4:79: the SQL expression has a name without its closing \""]),
        ("{sql: \"\\\"x\\\" || 'y\"}", ["4:79: the SQL expression has a text without its closing '"]),
        ("{sql: '`x`'}", ["4:79: the SQL expression has a ```; write columns as \"quoted\" names"]),
        ("{sql: '[x]'}", ["4:79: the SQL expression has a `[`; write columns as \"quoted\" names"]),
    ]

    private func diagnostics(_ old: String, _ new: String) throws -> [String] {
        var files = SmallWorkspace()
        files["Mappings/tables/t.csv"] = "a,b,c\n1,2,3\n"
        let feed = try #require(files["Mappings/feeds/police.json5"])
        try #require(feed.contains(old))
        files["Mappings/feeds/police.json5"] = feed.replacing(old, with: new)
        return try files.load().diagnostics
    }

    @Test(arguments: values)
    func aMistakeOfAValueIsNamedAtItsPlace(_ value: String, _ expected: [String]) throws {
        let found = try diagnostics("name: '姓名'", "name: \(value)")
        #expect(found == expected.map { "Mappings/feeds/police.json5:\($0)" })
    }

    static let feeds: [(String, String, [String])] = [
        (
            "mentions: {", "keep: '备注', mentions: {",
            ["3:9: `keep` must be a list, found a string; write [\"备注\"]"]
        ),
        ("mentions: {", "keep: ['编号'], mentions: {", ["3:10: `编号` is kept already; remove it"]),
        (
            "mentions: {", "defaults: [], mentions: {",
            ["3:13: `defaults` must be an object, found a list; person: { ethnicity: \"01\" }"]
        ),
        (
            "mentions: {", "defaults: {persn: {}}, mentions: {",
            ["3:14: there is no model `persn`; did you mean `person`?"]
        ),
        (
            "mentions: {", "defaults: {person: {nam: 'x'}}, mentions: {",
            ["3:23: `person` has no attribute `nam`; did you mean `name`?"]
        ),
        (
            "mentions: {", "defaults: {person: {birth_date: 'soon'}}, mentions: {",
            ["3:35: the default, `soon`, is no `date`: wrong-shape; a day"]
        ),
        (
            "mentions: {", "defaults: {person: {name: 5}}, mentions: {",
            ["3:29: the default of `name` must be a text, found a number; write \"5\""]
        ),
        (
            "resident_id: '证件'", "birth_date: {column: '证件', default: 'soon'}",
            ["4:123: the default, `soon`, is no `date`: wrong-shape; a day"]
        ),
        (
            "type: 'person', req", "type: 'person', when: 5, req",
            ["4:39: `when` must be an object, found a number; column: [\"one text\", \"or another\"]"]
        ),
        (
            "kind: 'lives_in',", "kind: 'lives_in', when: {x: []},",
            ["7:45: the condition on `x` lists no text"]
        ),
    ]

    @Test(arguments: feeds)
    func aMistakeOfAFeedIsNamedAtItsPlace(_ old: String, _ new: String, _ expected: [String]) throws {
        let found = try diagnostics(old, new)
        let isSame =
            found.count == expected.count
            && zip(found, expected).allSatisfy { $0.hasPrefix("Mappings/feeds/police.json5:\($1)") }
        #expect(isSame, "\(found)")
    }

    @Test func defaultsOfATypeThatNobodyMentionsAreTold() throws {
        var files = SmallWorkspace()
        files["Mappings/feeds/homes.json5"] = """
            {title: 'h', source: {department: 'd'}, connector: 'csv', key: ['k'], defaults: {person: {name: 'x'}},
             mentions: {home: {type: 'house', attributes: {address: 'a'}}}}
            """
        #expect(
            try files.load().diagnostics == [
                "Mappings/feeds/homes.json5:1:82: no role of this feed is a `person`; remove its defaults"
            ])
    }

    @Test func requiredAttributesMayComeFromDefaults() throws {
        #expect(
            try diagnostics(
                "mentions: {", "defaults: {person: {alias: 'x'}}, mentions: {"
            ) == [])
        #expect(try diagnostics("requires: ['name']", "requires: ['alias']").count == 1)
        var files = SmallWorkspace()
        files["Mappings/feeds/police.json5"] = files["Mappings/feeds/police.json5"]?
            .replacing("requires: ['name']", with: "requires: ['alias']")
            .replacing("mentions: {", with: "defaults: {person: {alias: 'x'}}, mentions: {")
        #expect(try files.load().diagnostics == [])
    }

    @Test func aMentionOfConstantsAndConditionsAloneIsNeverMade() throws {
        let found = try diagnostics(
            "{ name: '姓名', resident_id: '证件' }", "{name: {constant: 'x', when: {证件: '1'}}}")
        #expect(
            found == [
                "Mappings/feeds/police.json5:4:15: mention `resident` names no column, so it would never be made"
            ])
    }

    @Test func filesMayNameTheirSchema() throws {
        var files = SmallWorkspace()
        for (name, text) in files.files {
            let start = try #require(text.firstIndex(of: "{"))
            files[name] = "{ $schema: '../schemas/x.schema.json', " + text[text.index(after: start)...]
        }
        #expect(try files.load().diagnostics == [])
    }
}
