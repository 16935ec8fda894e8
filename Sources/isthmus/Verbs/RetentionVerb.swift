import Foundation
import HubEngine

/// `isthmus retention`: what is kept too long goes.
struct RetentionVerb: Verb {
    static let name = "retention"
    static let summary = "remove what is older than isthmus.json5 lets things stay"
    static let operands = ""
    static let operandCount = 0...0
    static let options = [
        OptionDeclaration(name: "dry-run", value: nil, help: "only say how many"), OptionDeclaration.format,
    ]
    static let details = """
        Refused values go by `quarantine: { keep_days }`; reports, pages of runs, the lineage and the history by
        `retention`; deliveries after three years. What has no rule stays. Publications go by `keep_versions` when a new one is made.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let open = try OpenWorkspace(arguments)
        let format = try arguments.format()
        let isDryRun = arguments.flag("dry-run")
        guard FileManager.default.fileExists(atPath: open.workspace.store) else {
            throw UsageError("there is no store yet at \(open.workspace.store); `isthmus run` makes it")
        }
        let (store, lock) = try open.storeForWriting()
        defer { lock.release() }
        try store.prepare(models: open.workspace.models, feeds: open.workspace.feeds.map(\.shape))
        let outcomes = try Retention(workspace: open.workspace, store: store).carryOut(isDryRun: isDryRun)
        var output = Output(format, columns: ["rule", "keeps", "due", "what"], numbers: ["due"])
        for outcome in outcomes {
            output.row([
                outcome.rule, outcome.keeps.isEmpty ? "for ever" : outcome.keeps, String(outcome.due),
                outcome.what,
            ])
        }
        output.finish()
        if isDryRun { Terminal.error("a dry run: nothing was removed") }
        return .done
    }
}
