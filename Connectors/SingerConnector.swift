import Foundation
import HubConnect
import HubModel
import Synchronization

/// A stream of a Singer tap: a program of somebody else's that writes records as JSON lines.
///
/// The tap runs beside the hub in a process group of its own, with an environment of its own. That it ended with code 0 does not
/// mean that it sent everything: taps that are signalled do so, too. What it did not prove to be all is not taken as all.
package struct SingerConnector: Connector {
    package static let name = "singer"
    package static let summary = "a stream of a Singer tap, run as a program of its own"
    package static let settings: [SettingDeclaration] = [
        SettingDeclaration(
            "command", .texts, required: true,
            help:
                "the tap with its arguments, as one text (quotes keep words together, no shell) or as several"
        ),
        SettingDeclaration(
            "stream", .text, required: true, help: "the stream, as the tap's messages name it"),
        SettingDeclaration("config", .path, help: "the tap's configuration; the tap gets a private copy"),
        SettingDeclaration("catalog", .path, help: "the tap's catalog, with the stream selected"),
        SettingDeclaration(
            "environment", .dictionary,
            help: "variables for the tap; of the hub's own it gets PATH, HOME and LANG"),
        SettingDeclaration(
            "timeout", .integer(1...604_800), default: "3600",
            help: "seconds for the whole run, the hub's own work on the records included"),
        SettingDeclaration(
            "complete_by", .choice(SingerProof.allCases.map(\.rawValue)), default: "auto",
            help: "what proves that all records came, so that others are gone; `exit` trusts the exit code"),
        SettingDeclaration(
            "log", .path, help: "file for what the tap writes to standard error; it may hold personal values"),
    ]

    private let command: [String]
    private let stream: String
    private let config: String?
    private let catalog: String?
    private let environment: [String: String]
    private let timeout: Int
    private let proof: SingerProof
    private let log: String?
    private let context: ConnectorContext
    private let grace: Duration
    private let patience: Duration

    package init(_ settings: Settings, _ context: ConnectorContext) throws(ConnectorError) {
        try self.init(settings, context, grace: .seconds(30), patience: .seconds(10))
    }

    /// `grace` is how long a tap that is told to end may take, `patience` how long its output may stay open and silent when it
    /// has ended.
    package init(
        _ settings: Settings, _ context: ConnectorContext, grace: Duration, patience: Duration
    ) throws(ConnectorError) {
        let given = settings.list("command")
        command = given.count == 1 ? try Self.words(given[0]) : given
        stream = settings.text("stream") ?? ""
        config = settings.text("config").map(context.resolve)
        catalog = settings.text("catalog").map(context.resolve)
        environment = settings.dictionary("environment")
        timeout = settings.integer("timeout") ?? 3600
        proof = settings.text("complete_by").flatMap(SingerProof.init) ?? .auto
        log = settings.text("log").map(context.resolve)
        self.context = context
        self.grace = grace
        self.patience = patience
    }

    /// Those of the stream's SCHEMA; the tap is stopped when it has sent it.
    package func columns() async throws -> [String] {
        try await running(from: nil) { run in
            var messages = SingerMessages(stream: stream, wanted: context.columns)
            while messages.columns == nil {
                let bytes = await run.child.read()
                try Task.checkCancellation()
                if bytes.isEmpty { try await check(run) }
                try messages.append(bytes, isLast: bytes.isEmpty)
                _ = try messages.nextBatch(isLast: false)
                if bytes.isEmpty, messages.columns == nil { throw messages.noSchema() }
            }
            return messages.columns ?? []
        }
    }

    package func read(
        from checkpoint: String?, deliver: (RecordBatch) async throws -> Void
    ) async throws -> Reading {
        try await running(from: checkpoint) { run in
            var messages = SingerMessages(stream: stream, wanted: context.columns)
            var isDelivered = false
            var isAtEnd = false
            while !isAtEnd {
                let bytes = await run.child.read()
                try Task.checkCancellation()
                isAtEnd = bytes.isEmpty
                if isAtEnd { try await check(run) }
                try messages.append(bytes, isLast: isAtEnd)
                while let batch = try messages.nextBatch(isLast: isAtEnd) {
                    try await deliver(batch)
                    isDelivered = true
                    try Task.checkCancellation()
                }
            }
            guard let columns = messages.columns else { throw messages.noSchema() }
            if !isDelivered { try await deliver(RecordBatch(columns: columns)) }
            return reading(messages, run, hadState: checkpoint != nil)
        }
    }

    private func reading(_ messages: SingerMessages, _ run: TapRun, hadState: Bool) -> Reading {
        let metrics = run.metrics.withLock { metrics in
            metrics.finish()
            return metrics
        }
        let doubt = proof.doubt(messages.tally, metrics, hadState: hadState)
        var remarks = messages.tally.remarks
        if let doubt {
            remarks.insert("not known to be complete, so that nothing is taken for gone: \(doubt)", at: 0)
        }
        return Reading(
            isComplete: doubt == nil, checkpoint: messages.state ?? run.checkpoint, remarks: remarks)
    }
}

// MARK: - Running

/// A tap that runs, and the private folder of its files.
private struct TapRun: Sendable {
    let child: ChildProcess
    let metrics: TapMetrics
    let checkpoint: String?
}

/// What the tap says on standard error, which comes on threads of its own.
private final class TapMetrics: Sendable {
    private let metrics = Mutex(SingerMetrics())

    func withLock<Value: Sendable>(_ body: (inout sending SingerMetrics) -> sending Value) -> Value {
        metrics.withLock(body)
    }
}

extension SingerConnector {
    /// Runs the tap while `body` follows it. However `body` ends, the tap has ended and its files are gone afterwards.
    private func running<Value>(
        from checkpoint: String?, _ body: (TapRun) async throws -> Value
    ) async throws -> Value {
        let folder = NSTemporaryDirectory() + "isthmus-tap-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = try start(in: folder, from: checkpoint)
        let watchdog = run.child.stop(after: .seconds(timeout))
        defer { watchdog.cancel() }
        return try await withTaskCancellationHandler {
            do {
                let value = try await body(run)
                run.child.stop(.abandoned)
                _ = await run.child.ending()
                return value
            } catch {
                run.child.stop(.abandoned)
                _ = await run.child.ending()
                throw error
            }
        } onCancel: {
            run.child.stop(.abandoned)
        }
    }

    private func start(in folder: String, from checkpoint: String?) throws -> TapRun {
        let program = try Self.find(command.first ?? "", from: context)
        var arguments = Array(command.dropFirst())
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            if let config {
                arguments += [
                    "--config", try Self.keep(contents(config, "config"), "config.json", in: folder),
                ]
            }
            if let catalog {
                arguments += [
                    "--catalog", try Self.keep(contents(catalog, "catalog"), "catalog.json", in: folder),
                ]
            }
            if let checkpoint {
                arguments += ["--state", try Self.keep(Data(checkpoint.utf8), "state.json", in: folder)]
            }
        }
        let metrics = TapMetrics()
        let log = try log.map(Self.openLog)
        let child = ChildProcess(grace: grace, patience: patience) { bytes in
            metrics.withLock { $0.append(bytes) }
            try? log?.write(contentsOf: Data(bytes))
        }
        let own = ProcessInfo.processInfo.environment
        var variables = ["PATH": own["PATH"] ?? "/usr/bin:/bin", "LANG": own["LANG"] ?? "C.UTF-8"]
        variables["HOME"] = own["HOME"]
        do {
            try child.start(
                program, arguments, environment: variables.merging(environment) { $1 }, folder: context.folder
            )
        } catch {
            throw ConnectorError(
                .unreadable, "\(program) cannot be run; correct `command`, or let this account run it")
        }
        return TapRun(child: child, metrics: metrics, checkpoint: checkpoint)
    }

    private func contents(_ path: String, _ setting: String) throws -> Data {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConnectorError(.notFound, "\(path) cannot be read; correct `\(setting)`")
        }
        return data
    }

    /// Writes a file that nobody else may read.
    private static func keep(_ data: Data, _ name: String, in folder: String) throws -> String {
        let path = "\(folder)/\(name)"
        let isMade = FileManager.default.createFile(
            atPath: path, contents: data, attributes: [.posixPermissions: 0o600])
        guard isMade else {
            throw ConnectorError(
                .unreadable, "\(folder) cannot be written; is the disk full?", isTransient: true)
        }
        return path
    }

    private static func openLog(_ path: String) throws -> FileHandle {
        let isMade = FileManager.default.createFile(
            atPath: path, contents: Data(), attributes: [.posixPermissions: 0o600])
        guard isMade, let handle = FileHandle(forWritingAtPath: path) else {
            throw ConnectorError(.unreadable, "\(path) cannot be written; correct `log`")
        }
        return handle
    }

    /// Refuses a tap that did not end well, or that we ended: what it says of itself then does not count.
    private func check(_ run: TapRun) async throws {
        let ending = await run.child.ending()
        let tap = "the tap `\(command.first ?? "")`"
        switch ending.stopped {
        case .timedOut:
            throw ConnectorError(
                .timedOut,
                "\(tap) did not end within \(timeout) s; raise `timeout` if that is to be expected",
                isTransient: true)
        case .abandoned: throw CancellationError()
        case .leftBehind:
            throw ConnectorError(
                .queryFailed, "\(tap) ended, but a program that it had started kept its output open")
        case nil: break
        }
        let metrics = run.metrics.withLock { $0 }
        let how =
            ending.isSignalled
            ? "was ended by signal \(ending.code - 128)" : "failed with code \(ending.code)"
        let exception = metrics.exception.map { " (\($0))" } ?? ""
        guard ending.code == 0 else {
            throw ConnectorError(
                .queryFailed,
                "\(tap) \(how)\(exception) after \(metrics.lines) lines of messages; run it by hand to read them, or set "
                    + "`log`")
        }
    }
}

// MARK: - The command

extension SingerConnector {
    /// Words of a command: divided by spaces, kept together by quotes, nothing else means anything.
    private static func words(_ text: String) throws(ConnectorError) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in text {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if quote == nil, character.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        guard quote == nil, !words.isEmpty else {
            throw ConnectorError(.badSetting, "`command` has a quote that is not closed, or no words")
        }
        return words
    }

    /// The program that a name means: a path from the workspace, or what PATH finds.
    private static func find(_ name: String, from context: ConnectorContext) throws(ConnectorError) -> String
    {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        let places = name.contains("/") ? [context.resolve(name)] : folders.map { "\($0)/\(name)" }
        if let found = places.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) {
            return found
        }
        let place = name.contains("/") ? places[0] : name
        throw ConnectorError(
            .notFound, "there is no program `\(place)`; install the tap or correct `command`")
    }
}
