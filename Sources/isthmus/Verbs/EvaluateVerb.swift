import Connectors
import Foundation
import HubConnect
import HubEngine
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
        OptionDeclaration(
            name: "columns", value: "A=B,…", help: "what the file calls its columns: true_entity_id=person,…"),
        OptionDeclaration(
            name: "hazards", value: "CSV",
            help: "what is hard about mentions (default: hazards.csv beside the truth, if there)"),
        OptionDeclaration(
            name: "thresholds", value: "P,…",
            help: "match anew at each, such as 0.5,0.9,0.99; `all`: six of them"),
        OptionDeclaration(name: "svg", value: "FILE", help: "precision and recall over the thresholds"),
        OptionDeclaration(name: "feed-pairs", value: nil, help: "figures of every pair of feeds"),
        OptionDeclaration(name: "errors", value: "N", help: "the N costliest merges and splits of each type"),
        OptionDeclaration(name: "raw", value: nil, help: "values of errors as they are, not masked"),
        OptionDeclaration(name: "quiet", value: nil, help: "no progress on stderr"),
        OptionDeclaration.format,
    ]
    static let details = """
        Pairwise, B-cubed and exact-cluster precision, recall and F1 for each entity type, by feed and by hazard.
        Labelled mentions of feeds that were never read are left out and counted; labelled mentions the hub did not
        take count as entities of their own. Of a workspace with one feed that speaks of one entity in a record,
        record_key and true_entity_id are enough. Matching anew costs a resolution for each threshold; nothing is
        stored. A relative path starts here, or at the workspace when there is no such file here.
        """

    /// What `--thresholds all` and `--svg` without thresholds look at.
    private static let usual = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999]

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        guard let path = arguments.value("truth") else { throw UsageError("--truth CSV is needed") }
        let renamed = try columns(arguments.value("columns"))
        let thresholds = try thresholds(arguments)
        let errors = try arguments.number("errors", default: 0, least: 1, most: 10_000)
        let format = try arguments.format()
        if arguments.flag("raw"), errors == 0 { throw UsageError("--raw goes with --errors N") }
        let open = try OpenWorkspace(arguments)
        let store = try open.storeForReading()
        let file = resolve(path, in: open.workspace.folder)
        guard FileManager.default.fileExists(atPath: file) else {
            throw ConnectorError(
                .notFound, "there is no file \(path), neither here nor in the workspace; correct --truth")
        }
        let hazards = try hazards(arguments.value("hazards"), beside: file, in: open.workspace.folder)
        let scores = try await TruthScores(
            workspace: open.workspace, store: store,
            truth: try Truth.connector(file: file, type: CSVConnector.self),
            hazards: try hazards.map { try Truth.connector(file: $0, type: CSVConnector.self) },
            renamed: renamed)
        if scores.types.isEmpty {
            throw UsageError(
                "no line of the truth speaks of a feed that was read; compare its feed and entity_type "
                    + "with `isthmus mentions --format csv`")
        }
        var report = EvaluationReport(scores, withFeedPairs: arguments.flag("feed-pairs"))
        if !thresholds.isEmpty {
            let progress = LiveProgress(isQuiet: arguments.flag("quiet"))
            let curve = try await ThresholdCurve(
                scores.labelled, workspace: open.workspace, store: store, thresholds: thresholds,
                progress: progress)
            progress.finish()
            report.add(curve)
            if let target = arguments.value("svg") { try write(CurveSVG(curve).text, to: target) }
        }
        if errors > 0 {
            report.add(
                try scores.errors(limit: errors), models: open.workspace.models,
                isRaw: arguments.flag("raw"))
        }
        report.write(format)
        if scores.unread > 0 {
            Terminal.error("\(scores.unread) labelled mentions belong to feeds that were never read")
        }
        return .done
    }

    private static func thresholds(_ arguments: Arguments) throws -> [Double] {
        guard let text = arguments.value("thresholds") else {
            return arguments.value("svg") == nil ? [] : usual
        }
        if text == "all" { return usual }
        return try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let value = Double(part.filter { $0 != " " }), value > 0, value < 1 else {
                throw UsageError("--thresholds takes numbers between 0 and 1, separated by commas, or `all`")
            }
            return value
        }
    }

    /// `true_entity_id=person,record_key=id`
    private static func columns(_ text: String?) throws -> [String: String] {
        var renamed: [String: String] = [:]
        for part in (text ?? "").split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2, Truth.columns.contains(sides[0]) else {
                throw UsageError(
                    "--columns takes NAME=COLUMN, separated by commas; names are "
                        + Truth.columns.joined(separator: ", "))
            }
            guard renamed.updateValue(sides[1], forKey: sides[0]) == nil else {
                throw UsageError("--columns says twice what \(sides[0]) is called")
            }
        }
        return renamed
    }

    private static func hazards(_ given: String?, beside truth: String, in folder: String) throws -> String? {
        if let given { return resolve(given, in: folder) }
        let beside =
            URL(fileURLWithPath: truth).deletingLastPathComponent().appendingPathComponent("hazards.csv").path
        return FileManager.default.fileExists(atPath: beside) && beside != truth ? beside : nil
    }

    private static func write(_ svg: String, to path: String) throws {
        do {
            try svg.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw UsageError("\(path) cannot be written: \(error.localizedDescription)")
        }
    }

    /// As given from here, else from the workspace.
    private static func resolve(_ path: String, in folder: String) -> String {
        let here = URL(fileURLWithPath: path).path
        return FileManager.default.fileExists(atPath: here) || path.hasPrefix("/")
            ? here : "\(folder)/\(path)"
    }
}
