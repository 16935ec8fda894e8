import Connectors
import Foundation
import HubConnect
import HubEngine
import HubGuess
import HubMapping
import HubModel

/// A workspace aside, with the models of the real one, in which feed files are checked before they are written.
struct FeedTrial {
    private let folder: String
    /// The real workspace: paths in feeds start there.
    private let workspace: String

    /// `workspace`: the real one; its models and settings are copied.
    init(_ workspace: String) throws {
        self.workspace = workspace
        folder = NSTemporaryDirectory() + "isthmus-guess-\(UUID().uuidString)"
        let files = FileManager.default
        let settings = try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(workspace)/isthmus.json5")))
        let node = try JSON5Parser.parse(settings, file: Workspace.fileName)
        let mappings = node["mappings"]?.string ?? "Mappings"
        let source = mappings.hasPrefix("/") ? mappings : "\(workspace)/\(mappings)"
        try files.createDirectory(atPath: "\(folder)/Mappings/feeds", withIntermediateDirectories: true)
        try files.copyItem(atPath: "\(source)/models", toPath: "\(folder)/Mappings/models")
        let area = node["area_code"]?.string.map { ", area_code: \"\($0)\"" } ?? ""
        try Data("{ name: \"trial\"\(area) }".utf8).write(
            to: URL(fileURLWithPath: "\(folder)/\(Workspace.fileName)"))
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// The models, read without the feeds and datasets of the real workspace: a mistake there is no reason not to guess.
    func models() throws -> [EntityModel] {
        // A workspace has at least one feed; this one is never read.
        let filler = "\(folder)/Mappings/feeds/filler.json5"
        try Data(fillerFeed().utf8).write(to: URL(fileURLWithPath: filler))
        defer { try? FileManager.default.removeItem(atPath: filler) }
        let (workspace, diagnostics) = Workspace.load(folder: folder)
        guard let workspace else { throw diagnostics }
        return workspace.models
    }

    /// A feed of the first attribute of the first model.
    private func fillerFeed() throws -> String {
        let models = "\(folder)/Mappings/models"
        let files = try FileManager.default.contentsOfDirectory(atPath: models).sorted()
        for file in files where file.hasSuffix(".json5") {
            let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(models)/\(file)")))
            guard let node = try? JSON5Parser.parse(bytes, file: "Mappings/models/\(file)"),
                let attribute = node["attributes"]?.members?.first?.name
            else { continue }
            return """
                { title: "-", source: { department: "-" }, connector: "csv", settings: { path: "-" }, key: ["-"],
                  mentions: { filler: { type: "\(file.dropLast(6))", attributes: { "\(attribute)": "-" } } } }
                """
        }
        return "{}"
    }

    /// What `isthmus check --connect` would say of the files; empty when they are sound.
    func mistakes(_ guesses: [Guess]) async throws -> Diagnostics {
        try await mistakes(guesses.map { ($0.name, $0.text, $0.environment) })
    }

    /// The same of feed files that were not guessed.
    func mistakes(
        _ guesses: [(name: String, text: String, environment: [String: String])]
    ) async throws -> Diagnostics {
        for guess in guesses {
            try Data(guess.text.utf8).write(
                to: URL(fileURLWithPath: "\(folder)/Mappings/feeds/\(guess.name).json5"))
        }
        let (trial, diagnostics) = Workspace.load(folder: folder)
        guard let trial else { return diagnostics }
        var found = Diagnostics()
        for feed in trial.feeds {
            let environment = OpenWorkspace.environment.merging(
                guesses.first { $0.name == feed.name }?.environment ?? [:]
            ) { $1 }
            let source = FeedSource(feed, connectors: OpenWorkspace.connectors, environment: environment)
            found.merge(source.check(in: workspace))
            do {
                let connector = try source.connect(in: workspace)
                _ = try await Mapper(feed: feed, models: trial.models, columns: connector.columns())
            } catch let mistakes as Diagnostics {
                found.merge(mistakes)
            }
        }
        return found
    }
}
