import Foundation
import HubConnect
import HubEngine
import HubGuess
import HubModel

/// `isthmus guess --all DIR`: every file of a folder, as many at a time as there are cores.
struct GuessFolder: Sendable {
    private let arguments: Arguments
    private let folder: String
    private let guesser: Guesser
    private let trial: FeedTrial

    /// Endings of files that departments deliver; others are not looked at.
    static let endings: Set = [
        "csv", "txt", "tsv", "dat", "psv", "xml", "ndjson", "jsonl", "json", "xlsx", "sqlite", "sqlite3",
        "db",
    ]

    init(_ arguments: Arguments, _ folder: String, _ guesser: Guesser, _ trial: FeedTrial) {
        self.arguments = arguments
        self.folder = folder
        self.guesser = guesser
        self.trial = trial
    }

    private struct Outcome: Sendable {
        let file: String
        let guess: Guess?
        let reason: String
    }

    func run(_ files: GuessFiles) async throws -> ExitCode {
        let targets = try checkTarget()
        let (paths, others) = try list()
        if !others.isEmpty {
            Terminal.error(
                "not looked at: \(others.prefix(10).joined(separator: ", "))\(others.count > 10 ? " …" : "")")
        }
        guard !paths.isEmpty else {
            throw UsageError(
                "\(folder) holds no file to be guessed; looked for the endings \(Self.endings.sorted().joined(separator: ", "))"
            )
        }
        let outcomes = await guessAll(named(paths), files)
        let guesses = outcomes.compactMap(\.guess)
        let mapped = guesses.filter { guess in guess.columns.contains { !$0.mapped.isEmpty } }
        let mistakes = try await trial.mistakes(mapped)
        guard mistakes.isEmpty else { throw GuessError(GuessVerb.bug(mistakes)) }
        var refused = 0
        for outcome in outcomes where outcome.guess == nil {
            Terminal.error("\(outcome.file): \(outcome.reason)")
            refused += 1
        }
        for guess in guesses {
            let isMapped = mapped.contains { $0.name == guess.name }
            do {
                let target =
                    try isMapped
                    ? targets.map {
                        try FeedTarget("\($0)/\(guess.name).json5", force: arguments.flag("force"))
                    } : nil
                try target?.write(guess.text)
                Terminal.error(GuessTable.summary(guess, written: target?.path))
            } catch {
                Terminal.error("\(guess.name): \(error)")
                refused += 1
            }
            if !isMapped { refused += 1 }
        }
        GuessTable.print(guesses, try arguments.format())
        if targets == nil { Terminal.error("nothing was written; -o DIR writes the feed files") }
        if guesses.isEmpty { return .failed }
        return refused == 0 ? .done : .overThreshold
    }

    private func checkTarget() throws -> String? {
        guard let target = arguments.value("output") else { return nil }
        guard FeedTarget.isFolder(target) else {
            throw UsageError("with --all, -o names a folder that is there; \(target) is none")
        }
        return target
    }

    private func list() throws -> (paths: [String], others: [String]) {
        guard let entries = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw UsageError("the folder \(folder) cannot be read")
        }
        let visible = entries.sorted().filter { !$0.hasPrefix(".") }
        func counts(_ entry: String) -> Bool {
            Self.endings.contains(entry.split(separator: ".").last.map { $0.lowercased() } ?? "")
                && entry.contains(".")
        }
        return (visible.filter(counts).map { "\(folder)/\($0)" }, visible.filter { !counts($0) })
    }

    /// A name of its own for each file.
    private func named(_ paths: [String]) -> [(path: String, name: String)] {
        var taken: Set<String> = []
        return paths.map { path in
            let file = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
            let base = String(GuessFiles.feedName(file).prefix(36))
            var name = base
            var number = 2
            while !taken.insert(name).inserted {
                name = "\(base)-\(number)"
                number += 1
            }
            return (path, name)
        }
    }

    /// All outcomes in the order of the files.
    private func guessAll(_ inputs: [(path: String, name: String)], _ files: GuessFiles) async -> [Outcome] {
        let connector = arguments.value("connector")
        let width = max(1, ProcessInfo.processInfo.activeProcessorCount)
        return await withTaskGroup(of: (Int, Outcome).self) { group in
            var outcomes: [Outcome?] = inputs.map { _ in nil }
            var next = 0
            func start() {
                guard next < inputs.count else { return }
                let (index, input) = (next, inputs[next])
                next += 1
                group.addTask { [guesser] in
                    let file = URL(fileURLWithPath: input.path).lastPathComponent
                    do {
                        let found = try files.input(input.path, name: input.name)
                        let guess = try await guesser.guess(found, connector: connector)
                        return (index, Outcome(file: file, guess: guess, reason: ""))
                    } catch {
                        return (index, Outcome(file: file, guess: nil, reason: explanation(of: error)))
                    }
                }
            }
            for _ in 0..<width { start() }
            for await (index, outcome) in group {
                outcomes[index] = outcome
                start()
            }
            return outcomes.compactMap { $0 }
        }
    }
}
