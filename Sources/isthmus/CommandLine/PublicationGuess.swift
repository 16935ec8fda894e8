import Foundation
import HubModel
import HubPublish

/// `isthmus guess …/manifest.json`: a feed file for a dataset of another hub.
struct PublicationGuess {
    private let arguments: Arguments
    private let manifest: String
    private let folder: String
    private let trial: FeedTrial

    /// `folder` is the workspace that the feed is for.
    init(_ arguments: Arguments, manifest: String, folder: String, _ trial: FeedTrial) {
        self.arguments = arguments
        self.manifest = URL(fileURLWithPath: manifest).standardizedFileURL.path
        self.folder = folder
        self.trial = trial
    }

    func run(_ target: FeedTarget?) async throws -> ExitCode {
        let publication = try PublicationFeed.Publication(manifest: manifest)
        let datasets = publication.datasets
        guard let name = arguments.value("table") else { return try list(datasets) }
        guard let dataset = datasets.first(where: { $0.name == name }) else {
            let names = datasets.map(\.name)
            throw UsageError(
                "that publication has no dataset `\(name)` with entity ids\(OpenWorkspace.suggestion(name, names))"
            )
        }
        let file = (manifest as NSString).deletingLastPathComponent + "/" + dataset.file
        let root = URL(fileURLWithPath: folder).standardizedFileURL.path + "/"
        let path = file.hasPrefix(root) ? String(file.dropFirst(root.count)) : file
        let feed = arguments.value("name") ?? target?.feedName ?? dataset.name
        let text = try PublicationFeed(publication, dataset, models: try trial.models()).text(path: path)
        let mistakes = try await trial.mistakes([(feed, text, [:])])
        guard mistakes.isEmpty else { throw mistakes }
        if let target {
            try target.write(text)
            Terminal.error("\(target.path): dataset \(dataset.name), \(counted(dataset.rows, "row"))")
        } else {
            Terminal.write(text)
            Terminal.flush()
        }
        return .done
    }

    private func list(_ datasets: [Manifest.Dataset]) throws -> ExitCode {
        var output = Output(
            try arguments.format(), columns: ["dataset", "type", "rows", "columns"],
            numbers: ["rows", "columns"])
        for dataset in datasets {
            output.row([
                dataset.name, dataset.type, String(dataset.rows), String(dataset.columns.count),
            ])
        }
        output.finish()
        Terminal.error(
            datasets.isEmpty
                ? "no dataset of that publication has entity ids, so none can be a feed"
                : "name one of them with --table")
        return .done
    }
}
