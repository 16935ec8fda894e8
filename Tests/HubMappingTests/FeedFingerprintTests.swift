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
    ]

    private func fingerprint(_ change: Change) throws -> UInt64 {
        var workspace = SmallWorkspace()
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

    @Test func whatDecidesTheOutcomeChangesIt() throws {
        let all = try Self.with.map(fingerprint) + [try fingerprint([])]
        #expect(Set(all).count == all.count)
    }
}
