import Foundation
import HubEngine
import HubMapping

/// `isthmus backup`: a copy to fall back on.
struct BackupVerb: Verb {
    static let name = "backup"
    static let summary = "copy the workspace to a folder, also while a night is running"
    static let operands = "DIR"
    static let operandCount = 1...1
    static let options = [
        OptionDeclaration(
            name: "publications", value: nil,
            help: "with the files of all publications, not their manifests alone"),
        OptionDeclaration(name: "quiet", value: nil, help: "no progress on stderr"), OptionDeclaration.format,
    ]
    static let hasSafePoints = true
    static let details = """
        DIR must not be there yet. The store is copied as it is at one moment, nobody waits for it, and the copy is
        looked through and counted before the backup gets its name. isthmus.json5, Mappings, the log of deliveries, the
        lineage and the manifests of publications come along; what departments delivered does not. SHA256SUMS names
        every file. `isthmus restore` puts a backup back; `docs/backup.md` tells more.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let folder = try OpenWorkspace.folder(arguments)
        let format = try arguments.format()
        // A mistake in a mapping file is no reason to go without a backup.
        guard let places = Workspace.places(of: folder, in: folder) else {
            throw UsageError("\(folder)/\(Workspace.fileName) has mistakes; `isthmus check` tells which")
        }
        guard FileManager.default.fileExists(atPath: places.store) else {
            throw UsageError("there is no store yet at \(places.store); `isthmus run` makes it")
        }
        let path = absolute(arguments.operands[0])
        let progress = LiveProgress(isQuiet: arguments.flag("quiet"))
        defer { progress.finish() }
        let outcome = try Backup(folder: folder, places: places).make(
            at: path, withPublications: arguments.flag("publications")
        ) { copied, _ in
            progress.show(Stage(name: "backup", subject: "pages of the store", count: copied))
        }
        progress.finish()
        let rows = outcome.manifest.store.rows
        var output = Output(
            format, columns: ["backup", "files", "bytes", "schema", "tables", "rows", "version"],
            numbers: ["files", "bytes", "schema", "tables", "rows"])
        output.row([
            path, String(outcome.files), String(outcome.bytes), String(outcome.manifest.store.schema),
            String(rows.count), String(rows.values.reduce(0, +)), outcome.manifest.currentVersion,
        ])
        output.finish()
        return .done
    }

    /// An operand, seen from where the command was given.
    static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}
