import Foundation
import HubMapping
import HubModel
import TestSupport
import Testing

/// The mapping files of this repository, as they are handed out.
struct ShippedMappingsTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    @Test func theyLoadWithoutAComplaint() throws {
        let (loaded, diagnostics) = Workspace.load(folder: Self.root)
        #expect(diagnostics.sorted.map(\.description) == [])
        let workspace = try #require(loaded)
        #expect(workspace.models.map(\.name) == ["house", "legal-entity", "person"])
        #expect(workspace.feeds.count >= 8)
        #expect(workspace.datasets.count >= 3)
        // A shared home or employer is evidence for persons, so those are resolved first.
        #expect(workspace.resolutionOrder == [0, 1, 2])
    }

    @Test func everyFeedBindsToTheColumnsItNames() throws {
        let workspace = try #require(Workspace.load(folder: Self.root).workspace)
        for feed in workspace.feeds {
            let columns = feed.columns
            #expect(Set(columns).count == columns.count)
            let mapper = try Mapper(feed: feed, models: workspace.models, columns: columns)
            // A record that says nothing mentions nothing and breaks nothing.
            let empty = table([columns.map { _ in nil }, columns.map { _ in "" }])
            let batch = mapper.map(empty, rows: [0, 1])
            #expect(batch.mentions.allSatisfy { $0.record.isEmpty } && batch.rejects.isEmpty)
        }
    }

    /// The rules of the models follow relations that no feed of a small workspace states.
    @Test func theModelsStandAlone() throws {
        let folder = try TemporaryFolder()
        try folder.write("isthmus.json5", "{ name: 'small' }")
        try folder.write(
            "Mappings/feeds/people.json5",
            """
            { title: '人', source: { department: '某局' }, connector: 'csv', key: ['no'],
              mentions: { resident: { type: 'person', attributes: { name: 'name' } } } }
            """)
        try FileManager.default.copyItem(
            atPath: Self.root + "/Mappings/models", toPath: folder.path + "/Mappings/models")
        let (workspace, diagnostics) = Workspace.load(folder: folder.path)
        #expect(diagnostics.sorted.map(\.description) == [])
        #expect(workspace?.feeds.count == 1)
        let relations = workspace?.models.map { $0.relations.map(\.name) }
        #expect(relations?.map(\.count) == [0, 1, 8])
    }

    @Test func everyDeclaredRelationIsStatedBySomeFeed() throws {
        let workspace = try #require(Workspace.load(folder: Self.root).workspace)
        let declared = workspace.models.flatMap { $0.relations.map(\.name) }
        #expect(Set(declared) == Set(workspace.feeds.flatMap { $0.relations.map(\.kind) }))
    }

    @Test func fingerprintsTellFeedsApart() throws {
        let workspace = try #require(Workspace.load(folder: Self.root).workspace)
        #expect(Set(workspace.feeds.map(\.fingerprint)).count == workspace.feeds.count)
    }

    /// The rules that the README offers for copying load, join equal codes, and do not join different ones.
    @Test func theSmallestRulesOfTheReadmeJoinEqualCodesAlone() throws {
        let readme = try String(contentsOfFile: Self.root + "/Mappings/README.md", encoding: .utf8)
        let section = try #require(readme.components(separatedBy: "### The smallest sensible rules").last)
        let example = try #require(section.components(separatedBy: "```json5\n").dropFirst().first)
        var files = SmallWorkspace()
        files["Mappings/models/grid.json5"] = example.components(separatedBy: "```").first
        let (loaded, diagnostics) = try files.load()
        #expect(diagnostics == [])
        let grid = try #require(loaded?.models.first { $0.name == "grid" })
        let levels = try #require(grid.comparisons.first).levels
        let probabilities = levels.map { level in
            let odds = grid.prior / (1 - grid.prior) * level.m / level.u
            return odds / (1 + odds)
        }
        try #require(probabilities.count == 2)
        #expect(probabilities[0] >= grid.threshold && abs(probabilities[0] - 0.99) < 0.001)
        #expect(probabilities[1] < 0.001)
        #expect(section.contains("a probability of 0.99") && section.contains("a probability of 0.91"))
        let weaker = grid.prior / (1 - grid.prior) * levels[0].m / 0.001
        #expect(abs(weaker / (1 + weaker) - 0.91) < 0.005 && weaker / (1 + weaker) < grid.threshold)
    }
}
