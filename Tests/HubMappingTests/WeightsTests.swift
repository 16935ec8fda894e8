import Foundation
import HubMapping
import HubModel
import Testing

/// Trained weights as files of a workspace.
@Suite struct WeightsTests {
    static let file = "Mappings/weights/person.json5"
    static let weights = TrainedWeights(
        version: 3, trained: "2026-03-05", mentions: 5000, pairsPerMention: 1.25,
        comparisons: [
            "name": [
                .init(test: "equal", m: 0.8125, u: 0.000012345678), .init(test: "else", m: 0.1875, u: 0.999),
            ]
        ], calibration: Calibration(scale: 0.875, shift: -0.5, same: 12, different: 34))

    static func workspace(_ text: String?, at file: String = file) throws -> SmallWorkspace {
        var workspace = SmallWorkspace()
        workspace[file] = text
        return workspace
    }

    static func model() throws -> EntityModel {
        let loaded = try #require(try SmallWorkspace().load().workspace)
        return try #require(loaded.models.first { $0.name == "person" })
    }

    @Test func whatWasWrittenIsRead() throws {
        let model = try Self.model()
        let text = Self.weights.text(for: model)
        let (loaded, diagnostics) = try Self.workspace(text).load()
        #expect(diagnostics == [])
        let read = try #require(loaded?.models.first { $0.name == "person" })
        let weights = try #require(read.weights)
        #expect(weights.version == 3 && weights.trained == "2026-03-05" && weights.mentions == 5000)
        #expect(weights.pairsPerMention == 1.25)
        #expect(weights.calibration == Self.weights.calibration && read.calibration.same == 12)
        let levels = read.comparisons[0].levels
        #expect(levels[0].m == 0.8125 && levels[0].adjustsForFrequency)
        #expect(abs(levels[0].u / 0.000012345678 - 1) < 1e-5)
        // Comparisons that were not trained keep their weights.
        #expect(read.comparisons[1].levels[0].m == model.comparisons[1].levels[0].m)
        #expect(weights.text(for: read) == text)
    }

    @Test func withoutAFileTheModelsOwnWeightsStand() throws {
        let model = try Self.model()
        #expect(model.weights == nil && model.calibration == .none)
        #expect(model.prior(amongMentions: 10) == model.prior)
    }

    /// Twice as many mentions, twice as many strangers for each mention of the same person.
    @Test func thePriorFallsAsTheMentionsGrow() throws {
        let model = try Self.model().weighted(by: Self.weights)
        let (few, many) = (model.prior(amongMentions: 1001), model.prior(amongMentions: 2001))
        #expect(abs(few - 2 * 1.25 / 1000) < 1e-12 && abs(few / many - 2) < 1e-9)
        #expect(model.prior(amongMentions: 2) == 0.5 && model.prior(amongMentions: 0) == 0.5)
    }

    @Test(arguments: [
        ("level: \"edits 2\"", "level: \"equal\"", "of other levels"),
        ("m: 1.5", "m: 0.812500", "`m` must lie between 0 and 1"),
        ("    nome: [", "    name: [", "no comparison of the model `person`"),
        ("version: 0,", "version: 3,", "`version` must be a whole number from 1"),
        ("pairs_per_mention: -1,", "pairs_per_mention: 1.25000,", "above 0"),
        ("trained: 7,", "trained: \"2026-03-05\",", "`trained` must be a text"),
        ("scale: 3,", "scale: 0.875000,", "`scale` must be a number from 0.25 to 2.0"),
        ("shift: \"\",", "shift: -0.5000,", "`shift` must be a number from -10.0 to 10.0"),
        ("same: -1,", "same: 12,", "`same` must be a whole number from 0"),
        ("shift_by: 1,", "shift: -0.5000,", "unknown key `shift_by`"),
        ("mentions_of: 5000,", "mentions: 5000,", "unknown key `mentions_of`"),
    ])
    func everyMistakeIsTold(_ bad: String, _ good: String, _ told: String) throws {
        let text = Self.weights.text(for: try Self.model())
        #expect(text.contains(good), "\(good)")
        let (loaded, diagnostics) = try Self.workspace(text.replacing(good, with: bad)).load()
        #expect(loaded == nil)
        #expect(diagnostics.contains { $0.hasPrefix(Self.file) && $0.contains(told) }, "\(diagnostics)")
    }

    @Test func weightsWithoutAModelAreAMistake() throws {
        let text = Self.weights.text(for: try Self.model())
        let (loaded, diagnostics) = try Self.workspace(text, at: "Mappings/weights/persn.json5").load()
        #expect(loaded == nil)
        #expect(diagnostics.count == 1 && diagnostics[0].contains("did you mean `person`"), "\(diagnostics)")
    }

    @Test func weightsThatLieAboutAreFound() throws {
        let text = Self.weights.text(for: try Self.model())
        let (loaded, diagnostics) = try Self.workspace(text, at: "Mappings/person-weights.json5").load()
        #expect(loaded == nil)
        #expect(diagnostics.contains { $0.contains("move it into `weights`") }, "\(diagnostics)")
    }
}
