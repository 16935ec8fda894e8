import Connectors
import Foundation
import HubConnect
import HubEngine
import HubMatching
import HubModel

/// `isthmus evaluate`: how well mentions were resolved, against a known truth.
struct EvaluateVerb: Verb {
    static let name = "evaluate"
    static let summary = "score the resolution against labelled data"
    static let operands = ""
    static let operandCount = 0...0
    static let options = [
        OptionDeclaration(
            name: "truth", value: "CSV", help: "file with feed, record_key, role, entity_type, true_entity_id"
        ),
        OptionDeclaration.format,
    ]
    static let details = """
        Pairwise, B-cubed and exact-cluster precision, recall and F1 for each entity type. Labelled mentions of
        feeds that were never read are left out and counted; labelled mentions the hub did not take count as
        entities of their own. A relative path starts here, or at the workspace when there is no such file here.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        guard let path = arguments.value("truth") else { throw UsageError("--truth CSV is needed") }
        let open = try OpenWorkspace(arguments)
        let store = try open.storeForReading()
        let file = resolve(path, in: open.workspace.folder)
        guard FileManager.default.fileExists(atPath: file) else {
            throw ConnectorError(
                .notFound, "there is no file \(path), neither here nor in the workspace; correct --truth")
        }
        let scores = try await TruthScores(
            workspace: open.workspace, store: store,
            truth: try Truth.connector(file: file, type: CSVConnector.self))
        let figures = [
            "mentions", "true_entities", "entities", "precision", "recall", "f1", "b3_precision", "b3_recall",
            "b3_f1", "exact_precision", "exact_recall", "exact_f1", "not_taken", "unlabelled",
        ]
        var output = Output(
            try arguments.format(), columns: ["entity_type"] + figures, numbers: Set(figures))
        for score in scores.types {
            let e = score.evaluation
            let ratios = [e.pairwise, e.bCubed, e.exact].flatMap { [$0.precision, $0.recall, $0.f1] }
                .map { String(format: "%.5f", $0) }
            output.row(
                [score.type, String(score.mentions), String(e.entities), String(e.clusters)]
                    + ratios + [String(score.notTaken), String(score.unlabelled)])
        }
        output.finish()
        if scores.unread > 0 {
            Terminal.error("\(scores.unread) labelled mentions belong to feeds that were never read")
        }
        return .done
    }

    /// As given from here, else from the workspace.
    private static func resolve(_ path: String, in folder: String) -> String {
        let here = URL(fileURLWithPath: path).path
        return FileManager.default.fileExists(atPath: here) || path.hasPrefix("/")
            ? here : "\(folder)/\(path)"
    }
}
