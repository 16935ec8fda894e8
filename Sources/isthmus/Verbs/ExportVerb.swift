import Foundation
import HubEngine
import HubPublish

/// `isthmus export DATASET`: a dataset as files, of today or of a past night, without publishing it.
struct ExportVerb: Verb {
    static let name = "export"
    static let summary = "write a dataset as it is now, or was at a time past, without publishing it"
    static let operands = "DATASET"
    static let operandCount = 1...1
    static let options = [
        OptionDeclaration(name: "output", value: "DIR", help: "the folder to make and write to; also -o DIR"),
        OptionDeclaration.asOf, .format,
    ]
    static let details = """
        The files are those that `publish` would write: the same rows, columns and masking, by the declaration of
        today. No gate is looked at, no version is made, and nothing is written into the log of deliveries, so this is
        for looking into and not for handing on. DIR must not exist yet; it is readable by you alone.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let open = try OpenWorkspace(arguments)
        let workspace = open.workspace
        let format = try arguments.format()
        let names = workspace.datasets.map(\.name)
        let name = arguments.operands[0]
        guard let dataset = workspace.datasets.first(where: { $0.name == name }) else {
            throw UsageError("there is no dataset `\(name)`\(OpenWorkspace.suggestion(name, names))")
        }
        guard let folder = arguments.value("output") else {
            throw UsageError("say which folder to make and write to: -o DIR")
        }
        let (store, then) = try open.storeForReading(asOf: arguments)
        let written = try DatasetExport(store: store, models: workspace.models).write(
            dataset, year: Int((then?.startedAt ?? timestamp()).prefix(4)) ?? 2000, to: folder)
        var output = Output(
            format, columns: ["dataset", "rows", "bytes", "sha256", "file"], numbers: ["rows", "bytes"])
        output.row([
            written.name, String(written.rows), String(written.bytes), written.sha256,
            "\(folder)/\(written.file)",
        ])
        output.finish()
        return .done
    }
}
