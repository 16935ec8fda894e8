import HubEngine
import HubMapping
import HubModel

/// `isthmus check`: every mistake of every file at once.
struct CheckVerb: Verb {
    static let name = "check"
    static let summary = "read and cross-check every file of the workspace; report all mistakes"
    static let operands = ""
    static let operandCount = 0...0
    static let options = [
        OptionDeclaration(
            name: "connect", value: nil,
            help: "also open every feed and compare its columns with the mapping, and with the last night"
        ),
        OptionDeclaration.format,
    ]
    static let details = """
        Each mistake comes with file, line, what is wrong and, where there is one, the nearest valid name.
        Exit code 0: nothing is wrong; 2: something is.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let format = try arguments.format()
        let folder = try OpenWorkspace.folder(arguments)
        var (workspace, diagnostics) = Workspace.load(folder: folder)
        var notices: [String] = []
        if let workspace {
            let source = (OpenWorkspace.connectors, OpenWorkspace.environment)
            diagnostics.merge(Check.settings(workspace, connectors: source.0, environment: source.1))
            if arguments.flag("connect"), diagnostics.isEmpty {
                // Without a store there was no last reading to compare with.
                let store = try? OpenWorkspace(arguments).storeForReading()
                let opened = await Check.connections(
                    workspace, connectors: source.0, environment: source.1,
                    profile: { feed in store.flatMap { try? FeedProfile.load(feed: feed, from: $0) } })
                diagnostics.merge(opened.diagnostics)
                notices = opened.notices
            }
        }
        print(diagnostics, format)
        for line in notices { Terminal.error(line) }
        if diagnostics.isEmpty, let workspace {
            Terminal.error(
                "\(counted(workspace.models.count, "model")), \(counted(workspace.feeds.count, "feed")) and "
                    + "\(counted(workspace.datasets.count, "dataset")): nothing is wrong.")
        }
        return diagnostics.isEmpty ? .done : .usage
    }

    private static func print(_ diagnostics: Diagnostics, _ format: OutputFormat) {
        if format == .table {
            for diagnostic in diagnostics.sorted {
                Terminal.print(diagnostic.description.withVisibleControls)
            }
            if !diagnostics.isEmpty { Terminal.error(counted(diagnostics.entries.count, "mistake")) }
            return
        }
        var output = Output(
            format, columns: ["file", "line", "column", "message", "hint"], numbers: ["line", "column"])
        for diagnostic in diagnostics.sorted {
            let place = diagnostic.location
            output.row([
                place.file, String(place.line), String(place.column), diagnostic.message, diagnostic.hint,
            ])
        }
        output.finish()
    }
}
