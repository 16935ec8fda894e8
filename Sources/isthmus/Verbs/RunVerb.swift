import Foundation
import HubEngine
import HubMapping

/// `isthmus run`: the night.
struct RunVerb: Verb {
    static let name = "run"
    static let summary = "run the night: read the feeds, resolve, merge, publish"
    static let operands = ""
    static let operandCount = 0...0
    static let options = [
        OptionDeclaration(
            name: "feed", value: "F", help: "read only this feed; may be repeated", isRepeatable: true),
        OptionDeclaration(name: "full", value: nil, help: "treat every record as changed"),
        OptionDeclaration(name: "dry-run", value: nil, help: "read, diff and map, then forget it all"),
        OptionDeclaration(
            name: "accept", value: nil,
            help: "take feeds in even when they are not what their files expect; go with --feed"),
        OptionDeclaration(
            name: "accept-shrink", value: nil,
            help: "the same, but only of how many known records did not come"),
        OptionDeclaration(
            name: "take-over", value: nil, help: "take the place of a run that is stopped and holds the lock"),
        OptionDeclaration(name: "quiet", value: nil, help: "no progress on stderr"),
        OptionDeclaration(
            name: "format", value: "table|json", help: "how to print the report (default table)"),
    ]
    static let hasSafePoints = true
    static let details = """
        Reads every feed, takes in what is new or changed, resolves mentions into entities, builds golden
        records and publishes the datasets. A feed that fails leaves its last good state in the store and
        the night goes on, unless its file says `required: true`. Feeds that are not required and whose
        environment variables are not set are skipped. Running the same night again changes nothing.

        A feed whose delivery is not what its file expects (too few records, too many refused, stale, other
        columns) is held: its last good records stand, the night goes on with the others and publishes, and
        the exit code is 3. When a held feed says `required: true`, or every feed is held, nothing is published.
        Look at the report, then mend the delivery, or take it as it is: isthmus run --feed F --accept.
        Exit code 1, a night that failed, outweighs 3.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let open = try OpenWorkspace(arguments)
        let format = try arguments.format()
        guard format != .csv else { throw UsageError("--format must be table or json") }
        var options = Pipeline.Options()
        options.feeds = Set(try arguments.values("feed").map { try open.feed($0).name })
        options.isFull = arguments.flag("full")
        options.isDryRun = arguments.flag("dry-run")
        options.acceptsEverything = arguments.flag("accept")
        options.acceptsShrinking = arguments.flag("accept-shrink")
        try checkSettings(open.workspace)
        let (store, lock) = try open.storeForWriting(takesOver: arguments.flag("take-over"))
        let report = await Pipeline(
            workspace: open.workspace, store: store, connectors: OpenWorkspace.connectors,
            environment: OpenWorkspace.environment, progress: LiveProgress(isQuiet: arguments.flag("quiet"))
        ).run(options)
        lock.release()
        Terminal.print(format == .json ? try report.encoded() : ReportText.text(report))
        if report.status == .interrupted { throw CancellationError() }
        return code(of: report.status)
    }

    private static func code(of status: RunReport.Status) -> ExitCode {
        switch status {
        case .done, .doneWithFailures: .done
        case .doneOverThreshold, .held: .overThreshold
        case .failed, .interrupted, .running: .failed
        }
    }

    /// Mistakes in connector settings are found before anything is read.
    private static func checkSettings(_ workspace: Workspace) throws {
        let diagnostics = Check.settings(
            workspace, connectors: OpenWorkspace.connectors, environment: OpenWorkspace.environment)
        guard diagnostics.isEmpty else { throw diagnostics }
    }
}
