import HubMapping
import TestSupport
import Testing

struct FeedFingerprintTests {
    /// Replacements in all files of the sound workspace.
    typealias Change = [(old: String, new: String)]

    static let without: [Change] = [
        [("title: '公安'", "title: '警察', trust: 90, required: true")],
        [("'csv', ", "'csv', settings: {path: 'x'}, // read so\n")], [("title: '姓名'", "title: '名字'")],
        [("m: 0.9, u: 0.01", "m: 0.92, u: 0.02")],
        [("alias: {", "other: {title: '其他', type: 'text'},\n alias: {")], [("'登记册'", "'名册'")],
        [("type: 'text', multiple", "type: 'date', multiple")],
        [("relations: {", "relations: { owns: { title: '拥有', to: 'house' },")], [("'居住'", "'住址'")],
        [("{ name: '姓名', resident_id: '证件' }", "{ resident_id: '证件', name: '姓名' }")],
    ]

    static let with: [Change] = [
        [("key: ['编号']", "key: ['编号', '证件']")], [("name: '姓名'", "name: '名'")],
        [("name: '姓名'", "name: {column: '姓名', codes: {a: 'b'}}")],
        [("name: '姓名'", "name: {column: '姓名', codes: {a: 'c'}}")],
        [("name: '姓名'", "name: {first: ['姓名', '证件']}")], [("name: '姓名'", "name: {first: ['姓名']}")],
        [("name: '姓名'", "name: {template: '{姓名}'}")], [("name: '姓名'", "name: {template: '{姓名}{证件}'}")],
        [("name: '姓名'", "name: {template: '{姓名}证件'}")], [("requires: ['name'], ", "")],
        [("relations: [", "on_invalid: 'record', relations: [")], [(", qualifier: '关系'", "")],
        [("lives_in", "dwells_in")], [("resident: {", "tenant: {"), ("from: 'resident'", "from: 'tenant'")],
        [("title: '姓名', type: 'text'", "title: '姓名', type: 'person-name'")],
        [("type: 'date', derive_from: 'resident_id'", "type: 'date'")],
        [("'Test'", "'x', area_code: '0574'")],
        [("name: '姓名'", "name: {column: '姓名', codes: {a: 'b'}, unknown: 'reject'}")],
        [("name: '姓名'", "name: {column: '姓名', codes: {a: 'b', c: 'd'}}")],
        [("name: '姓名'", "name: {column: '姓名', split: '/', take: 1}")],
        [("name: '姓名'", "name: {column: '姓名', split: '/', take: -1}")],
        [("name: '姓名'", "name: {column: '姓名', split: ';', take: 1}")],
        [("name: '姓名'", "name: {column: '姓名', transform: ['upper']}")],
        [("name: '姓名'", "name: {column: '姓名', transform: ['lower']}")],
        [("name: '姓名'", "name: {column: '姓名', transform: ['lower', 'upper']}")],
        [("name: '姓名'", "name: {column: '姓名', transform: [['prefix', 'a']]}")],
        [("name: '姓名'", "name: {column: '姓名', transform: [['prefix', 'b']]}")],
        [("name: '姓名'", "name: {column: '姓名', transform: [['substring', 1]]}")],
        [("name: '姓名'", "name: {column: '姓名', transform: [['substring', 1, 2]]}")],
        [("name: '姓名'", "name: {column: '姓名', when: {证件: ['1']}}")],
        [("name: '姓名'", "name: {column: '姓名', when: {证件: {not: ['1']}}}")],
        [("name: '姓名'", "name: {column: '姓名', when: {证件: {blank: true}}}")],
        [("name: '姓名'", "name: {column: '姓名', when: {证件: {blank: false}}}")],
        [("name: '姓名'", "name: {column: '姓名', when: {关系: ['1']}}")],
        [("name: '姓名'", "name: {column: '姓名', default: '某'}")],
        [("mentions: {", "defaults: {person: {name: '某某'}}, mentions: {")],
        [("mentions: {", "defaults: {person: {birth_date: '1990-01-01'}}, mentions: {")],
        [("mentions: {", "keep: ['备注'], mentions: {")], [("mentions: {", "keep: ['说明'], mentions: {")],
        [("type: 'person', requires", "type: 'person', when: {证件: '1'}, requires")],
        [
            (
                "type: 'house', attributes: { address: '地址'",
                "type: 'house', when: {证件: '1'}, attributes: { address: '地址'"
            )
        ],
        [("kind: 'lives_in', from", "kind: 'lives_in', when: {证件: '1'}, from")],
        [("name: '姓名'", "name: {sql: '\"姓名\"'}")], [("name: '姓名'", "name: {sql: 'upper(\"姓名\")'}")],
        [("name: '姓名'", "name: {column: '姓名', table: 'local'}")],
        [("name: '姓名'", "name: {column: '姓名', table: 'local', unknown: 'keep'}")],
        [("name: '姓名'", "name: {column: '姓名', table: 'local', to: 'more'}")],
        [("name: '姓名'", "name: {column: '姓名', table: 'local'}"), ("1,one,I", "1,ONE,I")],
        [("name: '姓名'", "name: {column: '姓名', table: 'local'}"), ("1,one,I", "1,one,I\n4,four,IV")],
        [("name: '姓名'", "name: {columns: ['姓名', '证件'], table: 'local', from: ['code', 'name'], to: 'more'}")],
        [("name: '姓名'", "name: {columns: ['证件', '姓名'], table: 'local', from: ['code', 'name'], to: 'more'}")],
    ]

    static let table = "code,name,more\n1,one,I\n2,two,II\n"

    private func fingerprint(_ change: Change) throws -> UInt64 {
        var workspace = SmallWorkspace()
        workspace["Mappings/tables/local.csv"] = Self.table
        for (old, new) in change {
            try #require(workspace.files.values.contains { $0.contains(old) })
            workspace.files = workspace.files.mapValues { $0.replacing(old, with: new) }
        }
        let (loaded, diagnostics) = try workspace.load()
        #expect(diagnostics == [])
        return try #require(loaded?.feeds.first).fingerprint
    }

    @Test func whatDecidesNothingLeavesItAlone() throws {
        let original = try fingerprint([])
        for change in Self.without { #expect(try fingerprint(change) == original, "\(change)") }
    }

    /// A table counts by what the feed looks up in it, not by how it is written.
    @Test func theOrderOfATableAndItsOtherColumnsLeaveItAlone() throws {
        let looked: Change = [("name: '姓名'", "name: {column: '姓名', table: 'local'}")]
        let original = try fingerprint(looked)
        for (old, new) in [
            ("1,one,I\n2,two,II", "2,two,II\n1,one,I"), ("1,one,I\n", "1,one,first\n"),
            ("1,one,I", " 1 ,\"one\",I"),
        ] {
            #expect(try fingerprint(looked + [(old, new)]) == original, "\(new)")
        }
    }

    @Test func whatDecidesTheOutcomeChangesIt() throws {
        let all = try Self.with.map(fingerprint) + [try fingerprint([])]
        #expect(Set(all).count == all.count)
    }
}
