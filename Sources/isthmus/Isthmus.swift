import Foundation

/// `isthmus VERB [options]`: finds the verb, runs it, turns what happened into an exit code.
@main
struct Isthmus {
    /// Every verb, in the order of help. One verb, one file in `Verbs/`.
    static let verbs: [any Verb.Type] = [
        InitVerb.self, CheckVerb.self, PreviewVerb.self, RunVerb.self, RunsVerb.self, QuarantineVerb.self,
        QueryVerb.self, TraceVerb.self, MentionsVerb.self, PublishVerb.self, EvaluateVerb.self,
        SynthVerb.self, ServeVerb.self,
    ]

    static let version = "0.1.0"

    static func main() async {
        let words = Array(CommandLine.arguments.dropFirst())
        switch words.first {
        case nil:
            Terminal.error(Help.overview)
            exit(ExitCode.usage.rawValue)
        case "help", "--help", "-h":
            help(words.dropFirst().first)
        case "--version", "version":
            Terminal.print("isthmus \(version)")
        default:
            exit(await run(words).rawValue)
        }
    }

    private static func help(_ name: String?) {
        guard let name else { return Terminal.print(Help.overview) }
        guard let verb = verbs.first(where: { $0.name == name }) else {
            Terminal.error(Help.unknownVerb(name))
            exit(ExitCode.usage.rawValue)
        }
        Terminal.print(Help.of(verb))
    }

    private static func run(_ words: [String]) async -> ExitCode {
        let (folder, rest) = Arguments.leadingFolder(words)
        guard let name = rest.first, let verb = verbs.first(where: { $0.name == name }) else {
            Terminal.error(Help.unknownVerb(rest.first ?? ""))
            return .usage
        }
        do {
            let arguments = try Arguments(Array(rest.dropFirst()), for: verb, folder: folder)
            if arguments.flag("help") {
                Terminal.print(Help.of(verb))
                return .done
            }
            let code = try await Signals.cancelling { try await verb.run(arguments) }
            Terminal.flush()
            guard !Terminal.isOutputIncomplete else {
                Terminal.error(
                    "isthmus \(verb.name): standard output could not be written; what it holds is not whole")
                return .failed
            }
            return code
        } catch let error as UsageError {
            Terminal.error("isthmus \(verb.name): \(error.description)")
            return .usage
        } catch {
            Terminal.error("isthmus \(verb.name): \(Failure.text(error))")
            return Failure.code(error)
        }
    }
}
