import HubMapping
import HubModel
import Testing

/// A type that the hub has never heard of, by configuration alone.
struct FourthModelTests {
    @Test func gridsAreLoadedAndMapped() throws {
        var files = SmallWorkspace()
        files["Mappings/models/grid.json5"] = """
            {
              title: '网格', id_prefix: 'G',
              attributes: {
                code: { title: '网格编码', type: 'text', distinct: true },
                keeper: { title: '网格员', type: 'person-name', multiple: true, survivorship: 'union' },
              },
              blocking: [['code']],
              comparisons: { code: [{ is: 'equal', m: 0.9, u: 0.001 }, { is: 'else', m: 0.1, u: 0.999 }] },
            }
            """
        files["Mappings/feeds/grid-workers.json5"] = """
            {
              title: '网格巡查', source: { department: '综治中心' }, connector: 'csv', key: ['巡查编号'],
              mentions: {
                grid: { type: 'grid', requires: ['code'], attributes: { code: '网格', keeper: { all: ['甲', '乙'] } } },
                house: { type: 'house', attributes: { address: '地址' } },
              },
              relations: [{ kind: 'located_in', from: 'house', to: 'grid' }],
            }
            """
        files["Mappings/models/house.json5"] = files["Mappings/models/house.json5"]?
            .replacing(
                "blocking: [['address']]",
                with: "relations: { located_in: { title: '所在网格', to: 'grid' } }, "
                    + "blocking: [['address', 'located_in']]")
        files["Mappings/datasets/grids.json5"] = """
            { title: '网格', type: 'grid', purpose: '巡查', recipients: ['街道'], columns: ['entity_id', 'code', 'keeper'] }
            """
        let (loaded, diagnostics) = try files.load()
        #expect(diagnostics == [])
        let workspace = try #require(loaded)
        #expect(workspace.models.map(\.name) == ["grid", "house", "person"])
        #expect(workspace.resolutionOrder == [0, 1, 2])
        let mapper = try Mapper(
            feed: workspace.feeds[0], models: workspace.models, columns: ["地址", "网格", "甲", "乙", "巡查编号"])
        let rows = table([["某路1号", "G-01", "张三", "李四", "1"], ["某路2号", nil, "张三", nil, "2"]])
        let batch = mapper.map(rows, rows: [0, 1])
        #expect(batch.mentions.map(\.type) == [0, 1])
        #expect(batch.mentions.map(\.record) == [[0], [0, 1]])
        #expect(batch.mentions.map(\.role) == [[0], [1, 1]])
        #expect(batch.mentions[0].values.text(0, 0) == "G-01")
        #expect(batch.mentions[0].values.text(0, 1) == "张三;李四")
        #expect(batch.mentions[1].values.text(1, 0) == "某路2号")
        #expect(batch.relations.map(\.record) == [0])
        // The second record names a keeper of no grid.
        #expect(batch.rejects.map(\.reason) == [.missingRequired])
        #expect(batch.rejects.map(\.target) == ["grid.code"])
    }
}
