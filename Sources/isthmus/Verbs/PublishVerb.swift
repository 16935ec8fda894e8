import HubEngine
import HubModel
import HubPublish
import HubStore

/// `isthmus publish`: datasets without a run.
struct PublishVerb: Verb {
    static let name = "publish"
    static let summary = "publish all datasets, or one, from the store as it is"
    static let operands = "[DATASET]"
    static let operandCount = 0...1
    static let options = [
        OptionDeclaration(
            name: "accept", value: nil, help: "publish although gates of datasets are not passed"),
        OptionDeclaration.format,
    ]
    static let hasSafePoints = true
    static let details = """
        All datasets are issued together as one numbered version and switched to at once; with DATASET, the
        others are taken over as they are. When nothing differs, the current version stays.

        When a gate of a dataset is not passed (too few rows, values missing or repeated, references to nothing, many
        rows fewer than before), nothing is switched and the exit code is 3; --accept publishes all the same, and the
        manifest says which gates were not passed.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let open = try OpenWorkspace(arguments)
        let workspace = open.workspace
        let format = try arguments.format()
        let names = workspace.datasets.map(\.name)
        let only = arguments.operands.first
        if let only, !names.contains(only) {
            throw UsageError("there is no dataset `\(only)`\(OpenWorkspace.suggestion(only, names))")
        }
        let lock = try RunLock(store: workspace.store)
        let store = try open.storeForReading()
        try store.hold(token: lock.token, keeping: lock.whileHeld) { lock.isHeld }
        let resolvedRun = try store.lastResolvedRun()
        guard resolvedRun > 0 else {
            throw UsageError(
                "nothing was ever resolved, so there is nothing to publish; `isthmus run` does it")
        }
        let outcome = try Publisher(
            store: store, models: workspace.models, folder: workspace.publications,
            log: workspace.deliveryLog, keptVersions: workspace.keptVersions,
            environment: OpenWorkspace.environment
        )
        .publish(
            workspace.datasets, only: only.map { [$0] },
            origin: Publisher.Origin(
                workspace: workspace.name, resolvedRun: resolvedRun,
                resolution: try store.memo(Memo.resolution) ?? "", publishedAt: timestamp(),
                feeds: try store.feedStates()), isAccepted: arguments.flag("accept"))
        lock.release()
        var output = Output(
            format, columns: ["dataset", "version", "rows", "bytes", "sha256", "file"],
            numbers: ["rows", "bytes"])
        for dataset in outcome.datasets {
            output.row([
                dataset.name, outcome.version, String(dataset.rows), String(dataset.bytes), dataset.sha256,
                "\(outcome.folder)/\(dataset.file)",
            ])
        }
        output.finish()
        if !outcome.isNew { Terminal.error("nothing differs: version \(outcome.version) stays current") }
        return .done
    }
}
