import Foundation
import HubEngine

/// `isthmus restore`: a backup is put back.
struct RestoreVerb: Verb {
    static let name = "restore"
    static let summary = "put a backup back, here or in another folder"
    static let operands = "BACKUP [DIR]"
    static let operandCount = 1...2
    static let options = [
        OptionDeclaration(
            name: "force", value: nil, help: "what stands in the way gets another name; nothing is deleted"),
        OptionDeclaration.format,
    ]
    static let details = """
        Checks every file of the backup against its checksum and looks the store through before anything is written.
        DIR is the folder of the workspace, by default the one that -C names or the current folder. When something is
        there already, nothing is done; with --force it is renamed to NAME.replaced-TIME first. After a backup without
        --publications the next run publishes everything anew, under the next number.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let format = try arguments.format()
        let backup = BackupVerb.absolute(arguments.operands[0])
        let place =
            arguments.operands.count > 1
            ? arguments.operands[1] : arguments.folder ?? FileManager.default.currentDirectoryPath
        let target = BackupVerb.absolute(place)
        let outcome = try Restore(backup: backup, target: target).carryOut(replaces: arguments.flag("force"))
        var output = Output(
            format, columns: ["workspace", "store", "made_at", "schema", "rows"], numbers: ["schema", "rows"])
        output.row([
            target, outcome.places.store, outcome.manifest.madeAt, String(outcome.manifest.store.schema),
            String(outcome.manifest.store.rows.values.reduce(0, +)),
        ])
        output.finish()
        for path in outcome.movedAside { Terminal.error("what stood in the way is now \(path)") }
        if !outcome.manifest.hasPublications, outcome.manifest.currentVersion != nil {
            Terminal.error("the backup has no files of publications; `isthmus publish` makes them anew")
        }
        return .done
    }
}
