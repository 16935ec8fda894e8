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
        #expect(person.relations == [RelationDeclaration(name: "lives_in", title: "居住", to: 0)])
        #expect(workspace.models[0].relations == [])
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
             relations: {located_in: {title: '网格', to: 'zone'}},
             blocking: [['address', 'located_in']], comparisons: {}}
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
                "Mappings/models/house.json5:1:10: expected a value, found the end of the file",
                "Mappings/datasets/register.json5:1:1: the dataset has no `purpose`",
                "Mappings/datasets/register.json5:1:1: the dataset has no `recipients`",
                "Mappings/datasets/register.json5:1:1: the dataset has no `title`",
                "Mappings/datasets/register.json5:1:1: the dataset has no `type`",
                "Mappings/datasets/register.json5:1:3: unknown key `titel` in the dataset",
                "Mappings/feeds/second.json5:1:9: expected `:` after the name `title`, found `'`",
            ])
    }

    @Test func datasetsFollowRelationsInBothDirections() throws {
        var files = SmallWorkspace()
        files["Mappings/datasets/houses.json5"] = """
            {title: '房屋', type: 'house', purpose: 'p', recipients: ['r'],
             columns: ['address', {value: 'lives_in.name', title: '居民'}, 'lives_in.entity_id', 'owned_by.name']}
            """
        let first = try files.load()
        #expect(
            first.diagnostics == [
                "Mappings/datasets/houses.json5:2:88: no model declares a relation `owned_by` from or to `house`; "
                    + "there are: lives_in"
            ])
        files["Mappings/datasets/houses.json5"] = files["Mappings/datasets/houses.json5"]?
            .replacing(", 'owned_by.name'", with: "")
        let (workspace, diagnostics) = try files.load()
        #expect(diagnostics == [])
        let columns = try #require(workspace?.datasets.first).columns
        #expect(
            columns.map(\.source) == [
                .attribute(0), .related(kind: "lives_in", type: 1, attribute: 0),
                .related(kind: "lives_in", type: 1, attribute: nil),
            ])
        #expect(columns.map(\.title) == ["地址", "居民", "人标识"])
        #expect(columns.map(\.name) == ["address", "lives_in_name", "lives_in_entity_id"])

        // A second type that lives in houses makes the column ambiguous there, and nowhere else.
        files["Mappings/models/pet.json5"] =
            "{title: '宠物', id_prefix: 'T', attributes: {tag: {title: '牌', type: 'text'}}, "
            + "relations: {lives_in: {title: '住处', to: 'house'}}, blocking: [], comparisons: {}}"
        let message =
            "`lives_in` leads to `house` from `person` and `pet`, so it is not clear whose value is meant; "
            + "give one of the relations a kind of its own"
        #expect(
            try files.load().diagnostics == [
                "Mappings/datasets/houses.json5:2:31: \(message)",
                "Mappings/datasets/houses.json5:2:66: \(message)",
            ])
    }
}
