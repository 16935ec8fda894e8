import HubEngine

/// `isthmus runs`: past runs and their reports.
struct RunsVerb: Verb {
    static let name = "runs"
    static let summary = "list past runs, or show the report of one"
    static let operands = "[ID]"
    static let operandCount = 0...1
    static let options = [
        OptionDeclaration(
            name: "page", value: nil, help: "with ID: write the page of the run anew and say where"),
        OptionDeclaration.limit, .format,
    ]
    static let details =
        "Without ID: the newest runs first. With ID: the report of that run as it was printed. `docs/reports.md` tells "
        + "what stands on the page of a run."

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let open = try OpenWorkspace(arguments)
        let store = try open.storeForReading()
        let format = try arguments.format()
        if let operand = arguments.operands.first {
            guard let id = Int64(operand) else {
                throw UsageError("ID must be a number; `isthmus runs` lists them")
            }
            guard let run = try store.run(id) else {
                throw UsageError("there is no run \(id); `isthmus runs` lists them")
            }
            guard format != .csv else { throw UsageError("a report is printed as table or json") }
            guard let report = try? RunReport.decoded(run.report) else {
                Terminal.print("Run \(id), started \(run.startedAt), is \(run.status) and has no report.")
                return .done
            }
            if arguments.flag("page") {
                let pages = RunPages(folder: open.workspace.reports)
                try pages.write(ReportPage(report, runs: store.runs(limit: .max)).html, run: id)
                Terminal.print(pages.path(of: id))
                return .done
            }
            Terminal.print(format == .json ? run.report : ReportText.text(report))
            return .done
        }
        if arguments.flag("page") { throw UsageError("say of which run: `isthmus runs ID --page`") }
        var output = Output(
            format,
            columns: ["run", "job", "status", "started_at", "seconds", "read", "rejected", "publication"],
            numbers: ["run", "seconds", "read", "rejected"])
        let limit = try arguments.number("limit", default: 20)
        let runs = try store.runs(limit: limit + 1)
        for run in runs.prefix(limit) {
            let report = try? RunReport.decoded(run.report)
            // As in the report: what was held was not taken in.
            let read = report?.feeds.filter { $0.status != .held } ?? []
            output.row([
                String(run.id), run.job, run.status, run.startedAt,
                report.map { String(($0.seconds * 100).rounded() / 100) },
                report.map { _ in String(read.reduce(0) { $0 + $1.read }) },
                report.map { _ in String(read.reduce(0) { $0 + $1.rejected }) }, report?.publication,
            ])
        }
        output.finish()
        if runs.count > limit { Output.tellOfMore(shown: limit) }
        return .done
    }
}
