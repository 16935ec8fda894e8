import HubMapping
import HubModel
import TestSupport
import Testing

/// `catches`: what a type refuses stays evidence, and is counted and quarantined as ever.
struct CatchTests {
    private func map(
        _ rows: [[String?]], catching: Bool, attributes: String = "{ name: '姓名', resident_id: '证件' }"
    ) throws -> (stated: [String?], numbers: [String?], rejects: [String]) {
        let folder = try TemporaryFolder()
        try folder.write("isthmus.json5", "{ name: 'x' }")
        let stated = catching ? "catches: 'resident_id'" : ""
        try folder.write(
            "Mappings/models/person.json5",
            """
            { title: '人', id_prefix: 'P', attributes: {
                name: { title: '姓名', type: 'person-name' },
                resident_id: { title: '号码', type: 'resident-id', distinct: true },
                other: { title: '其他', type: 'house-code' },
                stated_id: { title: '所填', type: 'text', \(stated) },
              }, blocking: [], comparisons: {} }
            """)
        try folder.write(
            "Mappings/feeds/people.json5",
            """
            { title: '人', source: { department: '某局' }, connector: 'csv', key: ['姓名'],
              mentions: { resident: { type: 'person', attributes: \(attributes) } } }
            """)
        let (loaded, diagnostics) = Workspace.load(folder: folder.path)
        #expect(diagnostics.sorted.map(\.description) == [])
        let workspace = try #require(loaded)
        let mapper = try Mapper(
            feed: workspace.feeds[0], models: workspace.models, columns: ["姓名", "证件", "备用"])
        let batch = mapper.map(table(rows), rows: Array(0..<Int32(rows.count)))
        let mentions = try #require(batch.mentions.first)
        return (
            mentions.record.indices.map { mentions.values.text($0, 3) },
            mentions.record.indices.map { mentions.values.text($0, 1) },
            batch.rejects.map { "\($0.record) \($0.reason) \($0.target)" }
        )
    }

    private static let rows: [[String?]] = [
        ["甲", "11010519491231002X", nil], ["乙", "11010519491231002 1", nil], ["丙", "１１０１０５１９４９１２３１００２", nil],
        ["丁", "3.30211E+17", nil], ["戊", "330211199001010000", nil], ["己", "无", nil],
        ["庚", "G12345678", nil],
        ["辛", "11010519491331002x", nil], ["壬", "110105-19491231-0021", nil],
        [nil, "110105194912310021", nil],
        ["癸", "号码不清的证件号码一个", nil],
    ]

    @Test func refusedNumbersOfNearlyTheShapeAreKept() throws {
        let found = try map(Self.rows, catching: true)
        #expect(
            found.stated == [
                nil, "110105194912310021", "11010519491231002", nil, nil, nil, nil, "11010519491331002X",
                "110105194912310021", nil,
            ])
        #expect(found.numbers == ["11010519491231002X"] + Array(repeating: nil, count: 9))
    }

    @Test func quarantineCountsTheSame() throws {
        let (with, without) = (try map(Self.rows, catching: true), try map(Self.rows, catching: false))
        #expect(with.rejects == without.rejects)
        #expect(with.rejects.count == 9)
        #expect(without.stated.allSatisfy { $0 == nil })
        // A record that says nothing but a refused number still mentions nobody.
        #expect(with.stated.count == without.stated.count)
    }

    @Test func whatAnotherAttributeTakesOrAnotherColumnGivesIsNotCaught() throws {
        let row: [[String?]] = [["甲", "110105194912310021", "11010519491231002X"]]
        let shared = try map(
            row, catching: true, attributes: "{ name: '姓名', resident_id: '证件', other: '证件' }")
        #expect(shared.stated == [nil] && shared.rejects.isEmpty)
        let first = try map(
            row, catching: true, attributes: "{ name: '姓名', resident_id: { first: ['证件', '备用'] } }")
        #expect(first.stated == [nil] && first.numbers == ["11010519491231002X"])
        let given = try map(
            row, catching: true, attributes: "{ name: '姓名', resident_id: '证件', stated_id: '备用' }")
        #expect(given.stated == ["11010519491231002X"])
    }

    @Test(arguments: [
        ("catches: 'name2'", "`catches` names `name2`, which is no attribute of the model"),
        ("catches: 'alias'", "`alias` catches its own values"),
        ("catches: 'resident_id', multiple: true", "catches refused values and is `multiple`"),
        ("catches: 'resident_id', distinct: true", "catches refused values and is `distinct`"),
    ])
    func nonsenseIsRefused(_ keys: String, _ message: String) throws {
        var files = SmallWorkspace()
        files["Mappings/models/person.json5"] = files["Mappings/models/person.json5"]?
            .replacing("type: 'text', multiple: true, survivorship: 'union'", with: "type: 'text', \(keys)")
        let (_, diagnostics) = try files.load()
        #expect(diagnostics.contains { $0.contains(message) }, "\(diagnostics)")
    }
}
