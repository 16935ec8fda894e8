import Foundation
import HubEngine
import HubPublish
import HubStore
import TestSupport
import Testing

@Suite struct PublisherTests {
    static let dataset = """
        {
          title: "名单", type: "person", format: "csv", header: "zh", purpose: "p", recipients: ["r"],
          columns: ["entity_id", "name", { value: "resident_id", mask: true }, "lives_in.address"],
        }
        """

    func workspace() throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed(attributes: "former_name: { constant: \"甲\" },")
        try workspace.folder.write("Mappings/datasets/list.json5", Self.dataset)
        try workspace.folder.write(
            "Mappings/datasets/tree.json5",
            Self.dataset.replacing("\"csv\"", with: "\"xml\"").replacing("\"zh\"", with: "\"en\""))
        try workspace.folder.write(
            "people.csv", TestWorkspace.header + "1,\"Ann \"\"A, B\"\" <C&D>\",\(residentNumber()),,示范路1号\n")
        return workspace
    }

    func published(_ workspace: TestWorkspace, _ file: String) throws -> String {
        try String(contentsOfFile: workspace.folder.path + "/published/current/" + file, encoding: .utf8)
    }

    func versions(_ workspace: TestWorkspace) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path + "/published").sorted()
    }

    @Test func valuesAreQuotedEscapedAndMasked() async throws {
        let workspace = try workspace()
        #expect(try await workspace.run().status == .done)
        let bytes = try Data(
            contentsOf: URL(fileURLWithPath: workspace.folder.path + "/published/current/list.csv"))
        #expect(bytes.prefix(3) == Data([0xEF, 0xBB, 0xBF]))
        let csv = String(decoding: bytes, as: UTF8.self)
        let lines = csv.split(separator: "\r\n").map(String.init)
        try #require(lines.count == 2)
        #expect(lines[1].contains("\"\""))
        #expect(!csv.contains(residentNumber()))
        let tree = workspace.folder.path + "/published/current/tree.xml"
        let name = try shell("/usr/bin/xmllint", ["--xpath", "string(/dataset/person/name)", tree])
        let golden = try workspace.sql("select name from person")
        #expect(name.output.split(separator: "\n").map(String.init) == golden)
    }

    @Test func anUnchangedNightMakesNoNewVersionAndAChangedOneDoes() async throws {
        let workspace = try workspace()
        try await workspace.run()
        try await workspace.run()
        #expect(try versions(workspace) == ["000001", "current"])
        try workspace.folder.write("people.csv", TestWorkspace.header + "1,李四,,,示范路1号\n")
        try await workspace.run()
        #expect(try versions(workspace) == ["000001", "000002", "current"])
        #expect(try published(workspace, "list.csv").contains("李四"))
    }

    @Test func aChangeThatNoDatasetShowsKeepsTheVersion() async throws {
        let workspace = try workspace()
        try await workspace.run()
        try workspace.addPeopleFeed(attributes: "former_name: { constant: \"乙\" },")
        let night = try await workspace.run()
        #expect(try night.feed("people").changed == 1)
        #expect(night.datasets.allSatisfy { !$0.isNew })
        #expect(try versions(workspace) == ["000001", "current"])
        let again = try await workspace.run()
        #expect(again.datasets.allSatisfy { !$0.isNew })
    }

    @Test func aChangedDeclarationIsPublishedThoughNothingElseChanged() async throws {
        let workspace = try workspace()
        try await workspace.run()
        try workspace.folder.write(
            "Mappings/datasets/list.json5", Self.dataset.replacing("\"zh\"", with: "\"en\""))
        try await workspace.run()
        #expect(try published(workspace, "list.csv").contains("resident_id"))
    }

    @Test func whatAnInterruptedPublicationLeftIsRemoved() async throws {
        let workspace = try workspace()
        try workspace.folder.write("published/.building/list.csv", "half")
        try await workspace.run()
        #expect(try versions(workspace) == ["000001", "current"])
        #expect(try !published(workspace, "list.csv").contains("half"))
    }

    @Test func aVersionThatWasInstalledButNeverSwitchedToIsPassedOver() async throws {
        let workspace = try workspace()
        try workspace.folder.write("published/000007/list.csv", "cut off before the switch")
        try await workspace.run()
        #expect(try versions(workspace) == ["000007", "000008", "current"])
    }

    // MARK: Damage

    @Test(arguments: ["list.csv", "SHA256SUMS", "manifest.json"])
    func aFileOfThePublicationThatWasDamagedIsPublishedAnew(file: String) async throws {
        let workspace = try workspace()
        try await workspace.run()
        let before = try published(workspace, "list.csv")
        try workspace.folder.write("published/000001/\(file)", String(before.reversed()))
        let night = try await workspace.run()
        #expect(night.status == .done && night.datasets.allSatisfy(\.isNew))
        #expect(try published(workspace, "list.csv") == before)
        #expect(try versions(workspace) == ["000001", "000002", "current"])
    }

    @Test func oneDatasetAloneDoesNotTakeADamagedOneOver() async throws {
        let workspace = try workspace()
        try await workspace.run()
        let before = try published(workspace, "tree.xml")
        try workspace.folder.write("published/000001/tree.xml", "damaged")
        #expect(try isthmus("-C", workspace.folder.path, "publish", "list").code == 0)
        #expect(try published(workspace, "tree.xml") == before)
    }

    @Test func aFolderInPlaceOfTheLinkStopsBeforeAnythingIsBuilt() async throws {
        let workspace = try workspace()
        try workspace.folder.write("published/current/list.csv", "somebody's copy")
        let night = try await workspace.run()
        #expect(night.status == .failed)
        #expect(night.problems.contains { $0.contains("published/current is a folder") })
        #expect(try versions(workspace) == ["current"])
    }

    @Test func numbersThatAreNotOursAndLinksToNowhereAreInNobodysWay() async throws {
        let workspace = try workspace()
        for name in ["9223372036854775807", "-5", "000012"] {
            try workspace.folder.write("published/\(name)/x", "")
        }
        try FileManager.default.createSymbolicLink(
            atPath: workspace.folder.path + "/published/.building", withDestinationPath: "nowhere")
        #expect(try await workspace.run().status == .done)
        #expect(try versions(workspace).contains("000013"))
    }

    // MARK: One dataset

    @Test func oneDatasetAloneTakesTheOthersOver() async throws {
        let workspace = try workspace()
        try await workspace.run()
        try workspace.folder.write(
            "Mappings/datasets/list.json5", Self.dataset.replacing("\"zh\"", with: "\"en\""))
        let before = try published(workspace, "tree.xml")
        let result = try isthmus("-C", workspace.folder.path, "publish", "list", "--format", "csv")
        #expect(result.code == 0, "\(result.errors)")
        #expect(try published(workspace, "tree.xml") == before)
        #expect(try published(workspace, "manifest.json").contains("\"resolved_run\" : -1"))
        // The next night makes it whole again.
        try await workspace.run()
        #expect(try !published(workspace, "manifest.json").contains("\"resolved_run\" : -1"))
    }

    @Test func aFolderThatCannotBeWrittenFailsTheRunAndSaysWhere() async throws {
        let workspace = try workspace()
        try workspace.folder.write("published", "a file stands in the way")
        let night = try await workspace.run()
        #expect(night.status == .failed)
        #expect(night.problems.contains { $0.contains("published") })
    }

    @Test func theManifestNamesRowsSumsSchemaAndFeeds() async throws {
        let workspace = try workspace()
        try await workspace.run()
        let manifest = try published(workspace, "manifest.json")
        for part in [
            "\"rows\" : 1", "\"sha256\"", "\"masked\" : true", "\"feed\" : \"people\"", "\"version\" : 1",
        ] {
            let isThere = manifest.contains(part)
            #expect(isThere, "\(part)")
        }
    }
}
