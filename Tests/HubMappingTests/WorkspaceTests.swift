import Foundation
import HubMapping
import HubModel
import TestSupport
import Testing

struct WorkspaceTests {
    @Test func aSoundWorkspaceLoads() throws {
        let (loaded, diagnostics) = try SmallWorkspace().load()
        #expect(diagnostics == [])
        let workspace = try #require(loaded)
        #expect(workspace.name == "Test")
        #expect(workspace.store == workspace.folder + "/store/isthmus.sqlite")
        #expect(workspace.publications == workspace.folder + "/published")
        #expect(workspace.models.map(\.name) == ["house", "person"])
        let person = workspace.models[1]
        #expect(person.attributes.map(\.name) == ["name", "resident_id", "birth_date", "alias"])
        #expect(person.attributes.map(\.isMultiple) == [false, false, false, true])
        #expect(person.attributes[2].derivedFrom == "resident_id")
        #expect(person.attributes[3].survivorship == .union)
        #expect(person.blocking.map(\.text) == ["resident_id", "name:first1 + lives_in"])
        #expect(person.blocking[1].elements.map(\.part) == [.first(1), .whole])
        #expect(person.blocking[1].elements.map(\.evidence) == [.attribute(0), .relation("lives_in")])
        #expect(person.comparisons.map(\.name) == ["name", "lives_in"])
        #expect(person.comparisons[0].levels.map(\.test) == [.equal, .otherwise])
        #expect(person.comparisons[0].levels.map(\.adjustsForFrequency) == [true, false])
        #expect(person.prior == 0.001 && person.threshold == 0.95)
        #expect(workspace.resolutionOrder == [0, 1])
        let feed = try #require(workspace.feeds.first)
        #expect(feed.name == "police" && feed.trust == 50 && feed.onInvalid == .value && !feed.isRequired)
        #expect(feed.mentions.map(\.role) == ["resident", "home"])
        #expect(feed.mentions.map(\.type) == [1, 0])
        #expect(feed.columns == ["编号", "姓名", "证件", "地址", "关系"])
        #expect(feed.relations.map(\.kind) == ["lives_in"])
        let dataset = try #require(workspace.datasets.first)
        #expect(dataset.columns.map(\.name) == ["entity_id", "name", "lives_in_address", "mentions"])
        #expect(
            dataset.columns.map(\.source) == [
                .entityID, .attribute(0), .related(kind: "lives_in", type: 0, attribute: 0), .mentionCount,
            ])
        #expect(dataset.columns.map(\.title) == ["实体标识", "姓名", "地址", "来源记录数"])
    }

    @Test func placesOfStoreAndMappingsAreTakenFromTheWorkspaceFile() throws {
        let folder = try TemporaryFolder()
        for (name, text) in SmallWorkspace().files where name != "isthmus.json5" {
            try folder.write(name.replacingOccurrences(of: "Mappings", with: "config/maps"), text)
        }
        try folder.write(
            "isthmus.json5",
            "{name: 'x', store: '/var/hub.db', publications: 'out', mappings: 'config/maps/', area_code: '0574'}"
        )
        let (workspace, diagnostics) = Workspace.load(folder: folder.path)
        #expect(diagnostics.entries == [])
        #expect(workspace?.store == "/var/hub.db")
        #expect(
            workspace?.publications == URL(fileURLWithPath: folder.path).standardizedFileURL.path + "/out")
        #expect(workspace?.areaCode == "0574")
        try folder.write("config/maps/models/person.json5", "{")
        let broken = Workspace.load(folder: folder.path).diagnostics.sorted
        #expect(broken.map(\.location.file) == ["config/maps/models/person.json5"])
    }

    @Test func aWorkspaceIsFoundUpwards() throws {
        let folder = try TemporaryFolder()
        try folder.write("isthmus.json5", "{}")
        try folder.write("a/b/c.txt", "")
        let expected = URL(fileURLWithPath: folder.path).standardizedFileURL.path
        #expect(Workspace.find(from: folder.path + "/a/b") == expected)
        #expect(Workspace.find(from: folder.path) == expected)
        #expect(Workspace.find(from: "/") == nil)
    }

    @Test func modelsSeenThroughRelationsAreResolvedFirst() throws {
        var files = SmallWorkspace()
        // By name `apartment` comes last but `house` looks at it, and `person` at `house`.
        files["Mappings/models/zone.json5"] =
            "{title: '区', id_prefix: 'Z', attributes: {code: {title: '码', type: 'text'}}, blocking: [], comparisons: {}}"
        files["Mappings/models/house.json5"] = """
            {title: '房屋', id_prefix: 'H', attributes: {address: {title: '地址', type: 'text'}},
             blocking: [['address', 'located_in']], comparisons: {}}
            """
        files["Mappings/feeds/zones.json5"] = """
            {title: '网格', source: {department: '街道'}, connector: 'csv', key: ['k'],
             mentions: {
               house: {type: 'house', attributes: {address: 'a'}}, zone: {type: 'zone', attributes: {code: 'z'}}},
             relations: [{kind: 'located_in', from: 'house', to: 'zone'}]}
            """
        let (workspace, diagnostics) = try files.load()
        #expect(diagnostics == [])
        #expect(workspace?.models.map(\.name) == ["house", "person", "zone"])
        #expect(workspace?.resolutionOrder == [2, 0, 1])
    }

    @Test func oneBrokenFileDoesNotHideOrCauseOtherMistakes() throws {
        var files = SmallWorkspace()
        files["Mappings/models/house.json5"] = "{ title: "
        files["Mappings/feeds/second.json5"] = "{ title '' }"
        files["Mappings/datasets/register.json5"] = "{ titel: 'x' }"
        let found = try files.load().diagnostics
        #expect(
            found.map { String($0.prefix { $0 != ";" }) } == [
                "Mappings/datasets/register.json5:1:1: the dataset has no `purpose`",
                "Mappings/datasets/register.json5:1:1: the dataset has no `recipients`",
                "Mappings/datasets/register.json5:1:1: the dataset has no `title`",
                "Mappings/datasets/register.json5:1:1: the dataset has no `type`",
                "Mappings/datasets/register.json5:1:3: unknown key `titel` in the dataset",
                "Mappings/feeds/second.json5:1:9: expected `:` after the name `title`, found `'`",
                "Mappings/models/house.json5:1:10: expected a value, found the end of the file",
            ])
    }
}
