import HubMapping
import HubModel
import TestSupport
import Testing

/// A change of one file of the sound workspace, and what `check` must say to it.
struct Spoilt: Sendable, CustomTestStringConvertible {
    let file: String
    let old: String
    let new: String
    let expected: [String]

    init(_ file: String, _ old: String, _ new: String, _ expected: String...) {
        self.file = file
        self.old = old
        self.new = new
        self.expected = expected
    }

    var testDescription: String { "\(old) → \(new)" }
}

private let person = "Mappings/models/person.json5"
private let house = "Mappings/models/house.json5"
private let feed = "Mappings/feeds/police.json5"
private let dataset = "Mappings/datasets/register.json5"

struct DiagnosticsTests {
    static let models: [Spoilt] = [
        Spoilt(person, "title: '人', id_prefix: 'P',", "id_prefix: 'P',", "1:1: the model has no `title`"),
        Spoilt(
            person, "id_prefix: 'P',", "",
            "1:1: the model has no `id_prefix`; one to three capitals in front of every entity id: \"P\""),
        Spoilt(
            person, "'P'", "'Pe'",
            "2:28: `id_prefix` cannot be `Pe`; one to three capitals in front of every entity id: \"P\""),
        Spoilt(
            person, "'P'", "'ABCD'",
            "2:28: `id_prefix` cannot be `ABCD`; one to three capitals in front of every entity id: \"P\""),
        Spoilt(
            person, "'P'", "'H'",
            "2:28: `id_prefix` H is that of the model `house`; every model needs its own"),
        Spoilt(
            person, "blocking:", "bloking:", "1:1: the model has no `blocking`; [[\"name\"]], or [] for none",
            "10:3: unknown key `bloking` in the model; did you mean `blocking`?"),
        Spoilt(person, "'date',", "'dete',", "6:48: there is no semantic type `dete`; did you mean `date`?"),
        Spoilt(
            person, "type: 'text', multiple", "multiple",
            "7:12: attribute `alias` has no `type`; a semantic type such as `text`"),
        Spoilt(
            person, "alias:", "Alias:",
            "7:5: `Alias` cannot be the name of an attribute; lower-case words joined by `_`, at most 40 characters, starting with a letter"
        ),
        Spoilt(
            person, "alias:", "mentions:",
            "7:5: an attribute cannot be called `mentions`: tables have a column of that name already; choose another name"
        ),
        Spoilt(
            person, "multiple: true, survivorship: 'union'", "survivorship: 'union'",
            "7:59: attribute `alias` takes one value, so `union` does not fit; add `multiple: true` or choose another"
        ),
        Spoilt(
            person, "multiple: true,", "multiple: true, distinct: true,",
            "7:71: attribute `alias` is both `multiple` and `distinct`; several values of one record cannot contradict each other; keep one of the two"
        ),
        Spoilt(
            person, "survivorship: 'union'", "survivorship: 'newest'",
            "7:75: `survivorship` cannot be `newest`; it is one of: most-frequent, most-trusted, most-recent, longest, union"
        ),
        Spoilt(
            person, "multiple: true", "multiple: 'yes'",
            "7:55: `multiple` must be true or false, found a string",
            "7:76: attribute `alias` takes one value, so `union` does not fit; add `multiple: true` or choose another"
        ),
        Spoilt(
            person, "derive_from: 'resident_id'", "derive_from: 'resident'",
            "6:69: `derive_from` names `resident`, which is no attribute of the model; did you mean `resident_id`?"
        ),
        Spoilt(
            person, "derive_from: 'resident_id'", "derive_from: 'alias'",
            "6:69: `derive_from` names `alias`, which takes several values; only an attribute with one value implies another"
        ),
        Spoilt(
            person, "derive_from: 'resident_id'", "derive_from: 'birth_date'",
            "6:69: `birth_date` is derived from itself"),
        Spoilt(
            person, "type: 'text' },", "type: 'date', derive_from: 'birth_date' },",
            "4:57: a `date` implies nothing for a `date`; remove `derive_from`"),
        Spoilt(
            person, "name: { title: '姓名', type: 'text' }", "name: 'text'",
            "4:11: attribute `name` must be an object, found a string"),
        Spoilt(
            person, "['resident_id']", "['resident']",
            "10:15: `resident` is neither an attribute of `person` nor one of its relations; did you mean `resident_id`?"
        ),
        Spoilt(
            person, "['resident_id']", "['lives_inn']",
            "10:15: `lives_inn` is neither an attribute of `person` nor one of its relations; did you mean `lives_in`?"
        ),
        Spoilt(
            person, "['resident_id']", "'resident_id'",
            "10:14: a blocking rule must be a list, found a string; write [\"resident_id\"]"),
        Spoilt(
            person, "['resident_id']", "[]",
            "10:14: a blocking rule without parts; it would bring everything together"),
        Spoilt(
            person, "name:first1", "name:frist1",
            "10:32: `frist1` is no part of a value; "
                + "`:firstN`, `:lastN` (N from 1 to 100), `:sound`, `:words`, `:sorted` or `:year`"),
        Spoilt(
            person, "name:first1", "name:last0",
            "10:32: `last0` is no part of a value; "
                + "`:firstN`, `:lastN` (N from 1 to 100), `:sound`, `:words`, `:sorted` or `:year`"),
        Spoilt(
            person, "name:first1", "name:year",
            "10:32: `:year` is a part of dates alone; write `:first4`"),
        Spoilt(
            person, "name:first1", "name|lives_in",
            "10:32: `lives_in` is a relation and cannot stand together with others in `name|lives_in`; "
                + "only attributes can be joined by `|`"),
        Spoilt(
            person, "name:first1", "name|name", "10:32: `name|name` names `name` twice; remove one"),
        Spoilt(
            person, "{ is: 'equal', m: 0.9, u: 0.01, term_frequency: true }",
            "{ is: 'years-apart', at_least: 15, m: 0.9, u: 0.01 }",
            "13:13: `years-apart` does not fit a `text`; it compares dates"),
        Spoilt(
            person, "'lives_in']", "'lives_in:last2']",
            "10:47: a relation stands for a whole entity and has no part `last2`; write `lives_in`"),
        Spoilt(
            person, "    name: [", "    nmae: [",
            "12:5: `nmae` is neither an attribute of `person` nor one of its relations; did you mean `name`?"
        ),
        Spoilt(person, "m: 0.9,", "m: 1.0,", "13:25: `m` must lie between 0 and 1, both excluded, not 1.0"),
        Spoilt(
            person, "u: 0.01, term", "u: 0, term", "13:33: `u` must lie between 0 and 1, both excluded, not 0"
        ),
        Spoilt(
            person, "m: 0.9,", "m: 0.5,",
            "12:5: the `m` of comparison `name` add up to 0.6; the levels exclude each other and cover everything, so they must add up to 1"
        ),
        Spoilt(
            person, "{ is: 'else', m: 0.1, u: 0.99 },", "",
            "13:7: comparison `name` does not end in `else`; add { is: \"else\", m: …, u: … } as its last level",
            "12:5: the `u` of comparison `name` add up to 0.01; the levels exclude each other and cover everything, so they must add up to 1",
            "12:5: the `m` of comparison `name` add up to 0.9; the levels exclude each other and cover everything, so they must add up to 1"
        ),
        Spoilt(
            person, "{ is: 'equal', m: 0.9, u: 0.01, term_frequency: true },",
            "{ is: 'else', m: 0.9, u: 0.01 },",
            "13:7: levels after `else` are never reached; move `else` to the end"),
        Spoilt(
            person, "'equal', m: 0.9", "'equals', m: 0.9",
            "13:13: there is no level `equals`; did you mean `equal`?"),
        Spoilt(person, "'equal', m: 0.9", "'edits', m: 0.9", "13:7: the level has no `at_most`"),
        Spoilt(
            person, "is: 'equal', m: 0.9, u: 0.01, term_frequency: true",
            "is: 'edits', at_most: 0, m: 0.9, u: 0.01",
            "13:31: `at_most` must be a whole number from 1 to 10, not 0"),
        Spoilt(
            person, "is: 'equal', m: 0.9, u: 0.01, term_frequency: true",
            "is: 'similar', at_least: 5, m: 0.9, u: 0.01",
            "13:34: `at_least` must lie between 0 and 1, both excluded, not 5"),
        Spoilt(
            person, "is: 'equal', m: 0.9, u: 0.01, term_frequency: true",
            "is: 'prefix', at_most: 5, m: 0.9, u: 0.01", "13:7: the level has no `at_least`",
            "13:32: `at_most` means nothing to `prefix`; remove it"),
        Spoilt(
            person, "is: 'equal', m: 0.9, u: 0.01, term_frequency: true", "is: 'near-date', m: 0.9, u: 0.01",
            "13:13: `near-date` does not fit a `text`; it compares dates"),
        Spoilt(
            person, "is: 'equal', m: 0.9, u: 0.01, term_frequency: true", "is: 'same-door', m: 0.9, u: 0.01",
            "13:13: `same-door` does not fit a `text`; it compares values of type `address`"),
        Spoilt(
            person, "type: 'text' },", "type: 'text', aliases: 'names' },",
            "4:53: `aliases` does not fit a `text`; it goes with types compared by elements: `address`, `organisation-name`"
        ),
        Spoilt(
            house, "address: { title: '地址', type: 'text' }",
            "address: { title: '地址', type: 'address', aliases: 'estates' }",
            "3:71: there is no table `estates`; put `estates.csv` into `tables`"),
        Spoilt(
            house, "type: 'text' }, built: { title: '建成', type: 'date' } },\n  blocking: [['address']]",
            "type: 'address' }, built: { title: '建成', type: 'date' } },\n  blocking: [['address:dor']]",
            "4:15: `dor` is no part of a value; `:door`, `:building`, `:place`, `:firstN`, `:lastN` (N from 1 to 100), `:sound`, `:words`, `:sorted` or `:year`"
        ),
        Spoilt(
            person, "is: 'equal', m: 0.9, u: 0.01,", "is: 'prefix', at_least: 2, m: 0.9, u: 0.01,",
            "13:69: `term_frequency` does not fit `prefix`; only `equal` shares one value whose frequency counts"
        ),
        Spoilt(
            person, "lives_in: [{ is: 'equal'", "lives_in: [{ is: 'edits', at_most: 1",
            "16:22: `lives_in` is a relation, and `edits` compares values; use `equal` and `else`"),
        Spoilt(
            person, "lives_in: [{ is: 'equal', m: 0.7, u: 0.01 }, { is: 'else', m: 0.3, u: 0.99 }]",
            "lives_in: {}", "16:15: comparison `lives_in` must be a list, found an object"),
        Spoilt(
            person, "  comparisons:", "  prior: 0, threshold: 1.5,\n  comparisons:",
            "11:10: `prior` must lie between 0 and 1, both excluded, not 0",
            "11:24: `threshold` must lie between 0 and 1, both excluded, not 1.5"),
        Spoilt(
            house,
            "attributes: { address: { title: '地址', type: 'text' }, built: { title: '建成', type: 'date' } }",
            "attributes: []",
            "3:15: `attributes` must be an object, found a list"),
        Spoilt(
            person, "{ lives_in: { title: '居住', to: 'house' } }", "[]",
            "9:14: `relations` must be an object, found a list; lives_in: { title: …, to: … }"),
        Spoilt(
            person, "lives_in: {", "Lives_in: {",
            "9:16: `Lives_in` cannot be the name of a relation; lower-case words joined by `_`, at most 40 characters, starting with a letter",
            "10:47: `lives_in` is neither an attribute of `person` nor one of its relations; did you mean `Lives_in`?",
            "16:5: `lives_in` is neither an attribute of `person` nor one of its relations; did you mean `Lives_in`?"
        ),
        Spoilt(
            person, "relations: {", "relations: { alias: { title: '别名', to: 'house' },",
            "9:16: relation `alias` is also an attribute of the model; rules could mean either; rename one"),
        Spoilt(
            person, "relations: {", "relations: { lives_in: { title: '住', to: 'house' },",
            "9:57: `lives_in` stands here a second time; the first is on line 9; keep one"),
        Spoilt(
            person, "to: 'house'", "to: 'hause'", "9:49: there is no model `hause`; did you mean `house`?"),
        Spoilt(
            person, "to: 'house'", "to: 'grid-cell'",
            "9:49: there is no model `grid-cell`; there are: house, person"),
        Spoilt(
            person, "title: '居住', to: 'house'", "titel: '居住'",
            "9:26: relation `lives_in` has no `title`",
            "9:26: relation `lives_in` has no `to`; the model it leads to",
            "9:28: unknown key `titel` in relation `lives_in`; did you mean `title`?"),
        Spoilt(
            person, "{ title: '居住', to: 'house' }", "'house'",
            "9:26: relation `lives_in` must be an object, found a string"),
        Spoilt(
            house, "comparisons: {}", "comparisons: []", "5:16: `comparisons` must be an object, found a list"
        ),
    ]

    static let feeds: [Spoilt] = [
        Spoilt(feed, "title: '公安', ", "", "1:1: the feed has no `title`"),
        Spoilt(
            feed, "title: '公安'", "name: 'x', title: '公安'",
            "2:3: unknown key `name` in the feed; it takes: title, source, connector, settings, required, key, keep, trust, on_invalid, defaults, mentions, relations, change, missing, on_drift, expect"
        ),
        Spoilt(
            feed, "department: '公安局'", "departement: '公安局'", "2:28: the source has no `department`",
            "2:30: unknown key `departement` in the source; did you mean `department`?"),
        Spoilt(
            feed, "source: { department: '公安局' }, ", "",
            "1:1: the feed has no `source`; { department: …, system: …, legal_basis: …, contact: … }"),
        Spoilt(
            feed, "connector: 'csv', ", "",
            "1:1: the feed has no `connector`; how it is read: \"csv\", \"xml\", \"postgresql\""),
        Spoilt(
            feed, "connector: 'csv'",
            "connector: 'csv', settings: 'x', trust: 101, required: 1, on_invalid: 'values'",
            "2:85: `settings` must be an object, found a string",
            "2:97: `trust` must be a whole number from 0 to 100, not 101",
            "2:112: `required` must be true or false, found a number",
            "2:127: `on_invalid` cannot be `values`; did you mean `value`?"),
        Spoilt(
            feed, ", key: ['编号']", "", "1:1: the feed has no `key`; the columns that name a record: [\"编号\"]"),
        Spoilt(feed, "['编号']", "[]", "2:80: `key` names no column; name the columns that tell records apart"),
        Spoilt(feed, "['编号']", "'编号'", "2:80: `key` must be a list, found a string; write [\"编号\"]"),
        Spoilt(
            feed, "['编号']", "['编号', 7, '编号', '']",
            "2:91: a key column must be a text, found a number; write \"7\"",
            "2:94: `编号` is twice in the key", "2:104: a key column is empty"),
        Spoilt(
            feed, "type: 'person', requires", "type: 'persons', requires",
            "4:23: there is no model `persons`; did you mean `person`?"),
        Spoilt(
            feed, "type: 'person', requires", "type: 'event', requires",
            "4:23: there is no model `event`; there are: house, person"),
        Spoilt(
            feed, "type: 'person', requires", "requires",
            "4:15: mention `resident` has no `type`; the model it mentions"),
        Spoilt(
            feed, "home: {", "Home: {",
            "5:5: `Home` cannot be the name of a role; lower-case words joined by `_`, at most 40 characters, starting with a letter",
            "7:57: `to` names `home`, which is no role of this feed; did you mean `Home`?"),
        Spoilt(
            feed, "home: {", "resident: {",
            "5:5: `resident` stands here a second time; the first is on line 4; keep one",
            "7:57: `to` names `home`, which is no role of this feed; it has: resident"),
        Spoilt(
            feed, "{ address: '地址' }", "{ adress: '地址' }",
            "5:42: `house` has no attribute `adress`; did you mean `address`?"),
        Spoilt(
            feed, "{ address: '地址' }", "{}", "5:11: mention `home` names no column, so it would never be made"
        ),
        Spoilt(
            feed, "{ address: '地址' }", "{ address: { constant: 'x' } }",
            "5:11: mention `home` names no column, so it would never be made"),
        Spoilt(
            feed, ", attributes: { address: '地址' }", "",
            "5:11: mention `home` has no `attributes`; attribute: \"column\""),
        Spoilt(
            feed, "requires: ['name']", "requires: ['nam', 'alias', 'birth_date']",
            "4:44: `person` has no attribute `nam`; did you mean `name`?",
            "4:51: mention `resident` requires `alias`, which it does not map, so it would never be made; map `alias` or do not require it"
        ),
        Spoilt(
            feed, "'姓名'", "5",
            "4:73: a value must be a column name or an object, found a number; an object with one of column, columns, constant, template, first, all, sql"
        ),
        Spoilt(feed, "'姓名'", "''", "4:73: a column name is empty"),
        Spoilt(
            feed, "'姓名'", "{}",
            "4:73: the value has no origin; one of column, columns, constant, template, first, all, sql"
        ),
        Spoilt(
            feed, "'姓名'", "{ column: 'a', first: ['b'] }",
            "4:88: a value cannot be both `column` and `first`; keep one"),
        Spoilt(
            feed, "'姓名'", "{ colum: 'a' }",
            "4:73: the value has no origin; one of column, columns, constant, template, first, all, sql",
            "4:75: unknown key `colum` in the value; did you mean `column`?"),
        Spoilt(feed, "'姓名'", "{ first: [] }", "4:82: `first` lists no value"),
        Spoilt(
            feed, "'姓名'", "{ first: ['a', 7] }",
            "4:88: a value must be a column name or an object, found a number; an object with one of column, columns, constant, template, first, all, sql"
        ),
        Spoilt(
            feed, "'姓名'", "{ all: ['a'] }",
            "4:75: `all` gives several values, and `name` takes one; use `first`, or add `multiple: true` to the attribute"
        ),
        Spoilt(
            feed, "'姓名'", "{ template: 'a{b' }",
            "4:85: the template has a single `{`; write {column}, and `{{` or `}}` for a brace"),
        Spoilt(
            feed, "'姓名'", "{ template: 'a}b' }",
            "4:85: the template has a single `}`; write {column}, and `{{` or `}}` for a brace"),
        Spoilt(feed, "'姓名'", "{ template: '{}' }", "4:85: the template has an empty `{}`; name a column"),
        Spoilt(feed, "'姓名'", "{ template: '{{a}}' }", "4:85: the template names no column; use `constant`"),
        Spoilt(
            feed, "'姓名'", "{ column: 'a', codes: ['x'] }",
            "4:95: `codes` must be an object, found a list; { \"raw\": \"value\" }"),
        Spoilt(
            feed, "'姓名'", "{ column: 'a', codes: { x: 1 } }",
            "4:100: the value of a code must be a text, found a number; write \"1\""),
        Spoilt(
            feed, "{ kind: 'lives_in', from: 'resident', to: 'home', qualifier: '关系' }", "7",
            "7:15: the relation must be an object, found a number"),
        Spoilt(
            feed, "[{ kind: 'lives_in', from: 'resident', to: 'home', qualifier: '关系' }]", "{}",
            "7:14: `relations` must be a list, found an object"),
        Spoilt(
            feed, "connector: 'csv'", "connector: 'csv', trust: -1, connector: 'xml'",
            "2:82: `trust` must be a whole number from 0 to 100, not -1",
            "2:86: `connector` stands here a second time; the first is on line 2; keep one"),
        Spoilt(
            feed, "kind: 'lives_in'", "kind: 'lives-in'",
            "7:23: `person` has no relation `lives-in`; did you mean `lives_in`?"),
        Spoilt(
            feed, "kind: 'lives_in'", "kind: 'owns'",
            "7:23: `person` has no relation `owns`; it has: lives_in"),
        Spoilt(
            feed, "from: 'resident', to: 'home'", "from: 'home', to: 'resident'",
            "7:23: `house` has no relation `lives_in`; `person` has it: swap `from` and `to`"),
        Spoilt(
            feed, "kind: 'lives_in', from: 'resident', to: 'home'",
            "kind: 'owns', from: 'home', to: 'resident'",
            "7:23: `house` has no relation `owns`; declare it under `relations` of the model"),
        Spoilt(
            feed, "'姓名'", "'{姓}{名}'",
            "4:73: `{姓}{名}` looks like a template and is taken for a column name; write { template: \"{姓}{名}\" }, or { column: … } if that is its name"
        ),
        Spoilt(
            feed, "'姓名'", "{ first: ['姓名', '｛姓｝'] }",
            "4:93: `｛姓｝` looks like a template and is taken for a column name; write { template: \"{姓}\" }, or { column: … } if that is its name"
        ),
        Spoilt(
            feed, "'姓名'", "{ template: '｛姓｝{名}' }",
            "4:85: the template has the full-width `｛`, which must be `{`"),
        Spoilt(
            feed, "'姓名'", "{ template: '{姓｝' }",
            "4:85: the template has the full-width `｝`, which must be `}`"),
        Spoilt(
            feed, "relations: [", "relations: [{ from: 'resident', to: 'home' }, ",
            "7:15: the relation has no `kind`; such as `lives_in`"),
        Spoilt(
            feed,
            "home: { type: 'house', attributes: { address: '地址' } },\n  },\n  relations: [{ kind: 'lives_in', from: 'resident', to: 'home'",
            "home: { type: 'house', attributes: { address: '地址' } }, child: { type: 'person', attributes: { name: '孩' } },\n  },\n  relations: [{ kind: 'lives_in', from: 'resident', to: 'child'",
            "7:57: `lives_in` leads to a `house`, and `child` is a `person`; name `home`"),
        Spoilt(
            feed, "home: { type: 'house', attributes: { address: '地址' } }",
            "home: { type: 'person', attributes: { name: '地址' } }",
            "7:57: `lives_in` leads to a `house`, and `home` is a `person`; no role of this feed is a `house`"
        ),
        Spoilt(
            feed, "from: 'resident'", "form: 'resident'",
            "7:15: the relation has no `from`; a role of this feed",
            "7:35: unknown key `form` in the relation; did you mean `from`?"),
        Spoilt(
            feed, "from: 'resident'", "from: 'residnet'",
            "7:41: `from` names `residnet`, which is no role of this feed; did you mean `resident`?"),
        Spoilt(
            feed, "'关系' }", "'关系' }, { kind: 'lives_in', from: 'resident', to: 'home' }",
            "7:88: `lives_in` between these roles stands here a second time"),
        Spoilt(
            feed, "'关系' }", "'关系' }, { kind: 'lives_in', from: 'resident', to: 'resident' }",
            "7:88: `lives_in` ties `resident` to itself; it needs two roles"),
    ]

    static let values: [Spoilt] = [
        Spoilt(
            feed, "{ address: '地址' }", "{ address: '地址', built: { constant: '2023-02-30' } }",
            "5:80: the constant, `2023-02-30`, is no `date`: no-such-date; \(summary("date"))"),
        Spoilt(
            feed, "{ address: '地址' }",
            "{ address: '地址', built: { column: 'x', codes: { a: '', b: '2020-01-01', c: '2020' } } }",
            "5:119: the value of code `c`, `2020`, is no `date`: \(refusal("2020")); \(summary("date"))"),
    ]

    private static func summary(_ name: String) -> String { SemanticTypes.named(name)?.summary ?? "" }

    private static func refusal(_ text: String) -> String {
        if case .invalid(let reason)? = SemanticTypes.named("date")?.normalised(text).verdict {
            return reason.code
        }
        return "nothing"
    }

    static let others: [Spoilt] = [
        Spoilt(
            dataset, "type: 'person'", "type: 'people'",
            "2:29: there is no model `people`; there are: house, person"),
        Spoilt(
            dataset, "recipients: ['民政局']", "recipients: [], format: 'xls', header: 'fr'",
            "2:70: `recipients` names nobody; who receives it?",
            "2:82: `format` cannot be `xls`; did you mean `xlsx`?",
            "2:97: `header` cannot be `fr`; it is one of: zh, en"),
        Spoilt(
            dataset, "recipients:", "format: 'xml', header: 'zh', recipients:",
            "2:81: `header` cannot be `zh` in `xml`, whose elements have the English names of the columns; remove it"
        ),
        Spoilt(dataset, "'name',", "'nmae',", "3:26: `person` has no attribute `nmae`; did you mean `name`?"),
        Spoilt(
            dataset, "'name',", "'name', 'name',",
            "3:34: two columns are called `name`; give one a `name` of its own"),
        Spoilt(
            dataset, "'name',", "'name', { value: 'resident_id', title: '姓名' },",
            "3:34: two columns are titled `姓名`; give one a `title` of its own"),
        Spoilt(
            dataset, "'name',", "{ value: 'name', name: 'Full Name', mask: 1 },",
            "3:49: `Full Name` cannot be the name of a column; lower-case words joined by `_`, at most 40 characters, starting with a letter",
            "3:68: `mask` must be true or false, found a number"),
        Spoilt(
            dataset, "'name',", "{ name: 'x' },",
            "3:26: the column has no `value`; an attribute or `relation.attribute`"),
        Spoilt(
            dataset, "'lives_in.address'", "'live_in.address'",
            "3:34: no model declares a relation `live_in` from or to `person`; did you mean `lives_in`?"),
        Spoilt(
            dataset, "'lives_in.address'", "'lives_in.adress'",
            "3:34: `house` has no attribute `adress`; did you mean `address`?"),
        Spoilt(
            dataset, "'name',", "'zzz',",
            "3:26: `person` has no attribute `zzz`; it has: name, resident_id, birth_date, alias, entity_id, mentions"
        ),
        Spoilt(
            dataset, "columns: ['entity_id', 'name', 'lives_in.address', 'mentions']",
            "requires: ['x'], columns: []",
            "3:14: `person` has no attribute `x`; it has: name, resident_id, birth_date, alias",
            "3:29: the dataset has no columns"),
        Spoilt(
            "isthmus.json5", "name: 'Test'", "nme: 'Test', area_code: '574'",
            "1:1: the workspace has no `name`; what the reports call this hub",
            "1:3: unknown key `nme` in the workspace; did you mean `name`?",
            "1:27: `area_code` is no telephone area code; three or four digits, the first a 0: \"0574\""),
        Spoilt(
            "isthmus.json5", "{ name: 'Test' }", "[]", "1:1: the workspace must be an object, found a list"),
    ]

    @Test(arguments: models + feeds + values + others)
    func everyMistakeIsNamedAtItsPlace(_ change: Spoilt) throws {
        var files = SmallWorkspace()
        let text = try #require(files[change.file])
        try #require(text.contains(change.old))
        files[change.file] = text.replacing(change.old, with: change.new, maxReplacements: 1)
        let (workspace, diagnostics) = try files.load()
        let here = diagnostics.filter { $0.hasPrefix(change.file + ":") }.map {
            $0.dropFirst(change.file.count + 1)
        }
        #expect(Set(here.map(String.init)) == Set(change.expected))
        #expect(workspace == nil)
        // What goes wrong elsewhere can only be what the change took away.
        for line in diagnostics where !line.hasPrefix(change.file + ":") {
            #expect(
                line.contains(" has no attribute `") || line.contains(" has no relation `")
                    || line.contains("no model declares"))
        }
    }
}
