import Foundation
import HubConnect
import HubGuess
import HubModel

/// `isthmus guess INPUT`: a feed file for a file or table nobody has described.
struct GuessVerb: Verb {
    static let name = "guess"
    static let summary = "look at a file or table and write a feed file for it, with the evidence"
    static let operands = "[INPUT]"
    static let operandCount = 0...1
    static let options = [
        OptionDeclaration(
            name: "output", value: "FILE",
            help: "or -o: write the feed file here (with --all: a folder); never overwrites"),
        OptionDeclaration(name: "all", value: "DIR", help: "guess every file of a folder, several at a time"),
        OptionDeclaration(
            name: "connector", value: "C", help: "read it with this connector, do not find out"),
        OptionDeclaration(
            name: "table", value: "T",
            help: "the table of a PostgreSQL (`schema.name`) or SQLite file, the sheet of a workbook"),
        OptionDeclaration(name: "name", value: "N", help: "name of the feed (default: made from the file's)"),
        OptionDeclaration(
            name: "sample", value: "N", help: "read at most N records (default \(Guesser.defaultLimit))"),
        OptionDeclaration(name: "force", value: nil, help: "overwrite feed files that are there"),
        OptionDeclaration(
            name: "format", value: "table|json|csv", help: "print what was found, a line a column, as data"),
    ]
    static let details = """
        INPUT is a file, or postgresql://… with --table T; without a table the tables are listed. The manifest.json of
        another hub's publication is a file too: --table names the dataset, and nothing is left to guess.
        Finds out encoding, delimiter and header or the record element, the record key, and by names and values what
        the columns mean. What is sure is mapped, with the evidence in comments; what is not is a commented line.
        Samples in comments are masked. The file passes `isthmus check` before it is written.
        Exit code 0: written or printed; 3: nothing could be mapped, or with --all not every file.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let folder = try OpenWorkspace.folder(arguments)
        let trial = try FeedTrial(folder)
        defer { trial.remove() }
        let opener = ConnectorOpener(
            connectors: OpenWorkspace.connectors, folder: folder, environment: OpenWorkspace.environment)
        let guesser = Guesser(
            models: try trial.models(), opener: opener,
            limit: try arguments.number("sample", default: Guesser.defaultLimit, least: 1))
        if let all = arguments.value("all") {
            guard arguments.operands.isEmpty, arguments.value("name") == nil else {
                throw UsageError("--all takes a folder alone: no INPUT, no --name")
            }
            return try await GuessFolder(arguments, all, guesser, trial).run(GuessFiles(folder: folder))
        }
        guard let operand = arguments.operands.first else {
            throw UsageError("name a file, a postgresql://… with --table T, or a folder with --all DIR")
        }
        if GuessFiles.isServer(operand), arguments.value("table") == nil {
            return try await listTables(operand, opener, arguments)
        }
        let target = try target(arguments)
        if URL(fileURLWithPath: operand).lastPathComponent == "manifest.json" {
            return try await PublicationGuess(arguments, manifest: operand, folder: folder, trial).run(target)
        }
        let input = try input(operand, arguments, GuessFiles(folder: folder), target)
        let guess = try await guesser.guess(input, connector: arguments.value("connector"))
        return try await finish(guess, target, trial, arguments)
    }

    private static func input(
        _ operand: String, _ arguments: Arguments, _ files: GuessFiles, _ target: FeedTarget?
    ) throws -> GuessInput {
        let name = arguments.value("name") ?? target?.feedName
        if let given = arguments.value("name"), GuessFiles.feedName(given) != given {
            throw UsageError(
                "--name must be lower-case words joined by `-`, such as \(GuessFiles.feedName(given))")
        }
        guard GuessFiles.isServer(operand) else {
            return try files.input(operand, name: name, table: arguments.value("table"))
        }
        return GuessFiles.input(
            connection: operand, table: arguments.value("table") ?? "", name: name,
            environment: OpenWorkspace.environment)
    }

    private static func target(_ arguments: Arguments) throws -> FeedTarget? {
        try arguments.value("output").map { try FeedTarget($0, force: arguments.flag("force")) }
    }

    private static func finish(
        _ guess: Guess, _ target: FeedTarget?, _ trial: FeedTrial, _ arguments: Arguments
    ) async throws -> ExitCode {
        let isMapped = guess.columns.contains { !$0.mapped.isEmpty }
        if isMapped {
            let mistakes = try await trial.mistakes([guess])
            guard mistakes.isEmpty else { throw GuessError(Self.bug(mistakes)) }
        }
        if arguments.value("format") != nil {
            GuessTable.print([guess], try arguments.format())
        } else if target == nil {
            Terminal.write(guess.text)
            Terminal.flush()
        }
        if isMapped { try target?.write(guess.text) }
        Terminal.error(GuessTable.summary(guess, written: isMapped ? target?.path : nil))
        if isMapped { return .done }
        Terminal.error(
            "No column was sure enough to be mapped, so "
                + (target == nil ? "this is no feed file yet" : "nothing was written")
                + "; --format table shows what the columns look like."
                + (guess.connector == "xlsx" ? " Another sheet is named with --table." : ""))
        return .overThreshold
    }

    static func bug(_ mistakes: Diagnostics) -> String {
        "the feed file that was guessed does not pass `isthmus check`; nothing was written. This is a fault of isthmus:\n"
            + mistakes.sorted.map(\.description).joined(separator: "\n")
    }

    private static func listTables(
        _ connection: String, _ opener: ConnectorOpener, _ arguments: Arguments
    ) async throws -> ExitCode {
        let variable = GuessFiles.variable(for: connection, OpenWorkspace.environment)
        let tables = try await PostgreSQLProber.tables(
            connection: connection, variable: variable, opener: opener)
        var output = Output(try arguments.format(), columns: ["table", "columns"], numbers: ["columns"])
        for table in tables { output.row([table.name, String(table.columns)]) }
        output.finish()
        Terminal.error(
            tables.isEmpty
                ? "there is no table or view that this role may read" : "name one of them with --table")
        return .done
    }
}

/// Where a feed file goes.
struct FeedTarget {
    let path: String
    /// The name that the feed has by its file; `nil` when the file is not called like one.
    let feedName: String?
    private let isForced: Bool

    init(_ path: String, force: Bool) throws {
        if Self.isFolder(path) {
            throw UsageError("\(path) is a folder; name the feed file to be, such as \(path)/feed.json5")
        }
        if FileManager.default.fileExists(atPath: path), !force {
            throw UsageError("\(path) is there already; --force overwrites it")
        }
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard Self.isFolder(parent) else { throw UsageError("there is no folder \(parent)") }
        self.path = path
        isForced = force
        let file = URL(fileURLWithPath: path).lastPathComponent
        let stem = file.hasSuffix(".json5") ? String(file.dropLast(6)) : file
        feedName = GuessFiles.feedName(stem) == stem ? stem : nil
    }

    static func isFolder(_ path: String) -> Bool {
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        return (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
    }

    /// Writes the whole file or nothing of it; a file that came to be there meanwhile stays.
    func write(_ text: String) throws {
        var options: Data.WritingOptions = [.atomic]
        if !isForced { options = [.withoutOverwriting] }
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: options)
        } catch {
            throw GuessError("\(path) cannot be written; is there room, and may this account write there?")
        }
    }
}
