import Foundation
import HubMapping
import HubModel
import TestSupport
import Testing

/// The example workspaces are sound, and their weights fit their models.
@Suite struct ExampleTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Examples")

    @Test(arguments: ["febrl", "historical"])
    func everyExampleIsSound(_ name: String) throws {
        let (loaded, diagnostics) = Workspace.load(folder: Self.folder.appendingPathComponent(name).path)
        #expect(diagnostics.sorted.map(\.description) == [])
        let model = try #require(loaded?.models.first)
        let weights = try #require(model.weights)
        #expect(Set(weights.comparisons.keys) == Set(model.comparisons.map(\.name)))
        let feed = try #require(loaded?.feeds.first)
        #expect(feed.mentions[0].type == 0 && feed.key.map(\.value) == ["record_id"])
    }
}
