import Foundation
import HubEngine

/// `isthmus VERB [options]`: finds the verb, runs it, turns what happened into an exit code.
@main
struct Isthmus {
    /// Every verb, in the order of help. One verb, one file in `Verbs/`.
    static let verbs: [any Verb.Type] = [
        InitVerb.self, CheckVerb.self, GuessVerb.self, PreviewVerb.self, SchemaVerb.self, RunVerb.self,
        RunsVerb.self, ResolveVerb.self, QuarantineVerb.self, QueryVerb.self, TraceVerb.self,
        HistoryVerb.self, ExportVerb.self,
        MentionsVerb.self,
        ExplainVerb.self, ReviewVerb.self, MergeVerb.self, SplitVerb.self, OverrideVerb.self,
        PublishVerb.self, VersionsVerb.self, DiffVerb.self, RollbackVerb.self,
        AuditVerb.self, BackupVerb.self, RestoreVerb.self, RetentionVerb.self,
        EvaluateVerb.self,
        SynthVerb.self, ServeVerb.self,
    ]

    static let version = Release.version

    static func main() async {
        Terminal.reserveStandardDescriptors()
        let code = await run(Array(CommandLine.arguments.dropFirst()))
        Terminal.flush()
        if Terminal.isOutputLost, code == .done {
            Terminal.error("isthmus: the output could not be written to its end; make room where it goes")
            exit(ExitCode.failed.rawValue)
        }
        exit(code.rawValue)
    }

    private static func run(_ words: [String]) async -> ExitCode {
        let (folder, rest) = Arguments.leadingFolder(words)
        switch rest.first {
        case nil:
            Terminal.error(Help.overview)
            return .usage
        case "help", "--help", "-h":
            return help(rest.dropFirst().first)
        case "--version", "version":
            Terminal.print("isthmus \(version)")
            return .done
        case "-C":
            Terminal.error("isthmus: -C needs a folder")
            return .usage
        case let name?:
            guard let verb = verbs.first(where: { $0.name == name }) else {
                Terminal.error(Help.unknownVerb(name))
                return .usage
            }
            return await run(verb, Array(rest.dropFirst()), folder: folder)
        }
    }

    private static func help(_ name: String?) -> ExitCode {
        guard let name else {
            Terminal.print(Help.overview)
            return .done
        }
        guard let verb = verbs.first(where: { $0.name == name }) else {
            Terminal.error(Help.unknownVerb(name))
            return .usage
        }
        Terminal.print(Help.of(verb))
        return .done
    }

    private static func run(_ verb: any Verb.Type, _ words: [String], folder: String?) async -> ExitCode {
        do {
            let arguments = try Arguments(words, for: verb, folder: folder)
            if arguments.flag("help") {
                Terminal.print(Help.of(verb))
                return .done
            }
            return try await Signals.cancelling(waits: verb.hasSafePoints) { try await verb.run(arguments) }
        } catch let error as UsageError {
            Terminal.error("isthmus \(verb.name): \(error.description)")
            return .usage
        } catch {
            Terminal.error("isthmus \(verb.name): \(Failure.text(error))")
            return Failure.code(error)
        }
    }
}
