import Connectors
import Foundation
import HubConnect
import HubGuess
import HubMapping
import HubModel
import HubSynth
import TestSupport

/// Guesses files with the models of this repository.
enum GuessFixture {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let mappings = root.appendingPathComponent("Mappings").path
    static let heldOut = root.appendingPathComponent("Tests/HubGuessTests/Fixtures/heldout").path

    static let standard = root.appendingPathComponent("Tests/HubGuessTests/Fixtures/standard").path

    /// The models that come with Isthmus, and feeds as shipped.
    static let workspace = Result {
        let folder = try TemporaryFolder()
        try folder.write("isthmus.json5", "{ name: \"guess\", area_code: \"0574\" }")
        try FileManager.default.copyItem(atPath: mappings, toPath: folder.path + "/Mappings")
        let (workspace, diagnostics) = Workspace.load(folder: folder.path)
        guard let workspace else { throw diagnostics }
        return workspace
    }

    static func guesser(
        in folder: String, limit: Int = Guesser.defaultLimit, environment: [String: String] = [:]
    ) throws -> Guesser {
        let opener = ConnectorOpener(
            connectors: ConnectorRegistry.all, folder: folder, environment: environment)
        return Guesser(models: try workspace.get().models, opener: opener, limit: limit)
    }

    /// Guesses a file of a folder.
    static func guess(
        _ path: String, in folder: String, limit: Int = Guesser.defaultLimit, connector: String? = nil
    ) async throws -> Guess {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)"))
        let input = GuessInput(
            name: "trial", title: String(path.split(separator: "/").last?.split(separator: ".").first ?? ""),
            place: .file(written: path, absolute: "\(folder)/\(path)"),
            head: [UInt8](data.prefix(GuessInput.headSize)), isWhole: data.count <= GuessInput.headSize)
        return try await guesser(in: folder, limit: limit).guess(input, connector: connector)
    }

    /// Guesses a file of these bytes.
    static func guess(_ text: String, as name: String = "input.csv", limit: Int = Guesser.defaultLimit)
        async throws -> Guess
    {
        let folder = try TemporaryFolder()
        try folder.write(name, text)
        return try await guess(name, in: folder.path, limit: limit)
    }
}
