import Connectors
import Foundation
import HubEngine
import HubMapping
import HubModel

/// What a piece of work took, alone in its process.
struct Taken: Codable {
    var count = 0
    /// By the clock on the wall.
    var seconds = 0.0
    /// Of processors, user and system together.
    var cpu = 0.0
    /// Most memory the process ever had.
    var peakMiB = 0

    var perCPUSecond: Double { Double(count) / max(cpu, 1e-9) }
    var perSecond: Double { Double(count) / max(seconds, 1e-9) }
}

/// `Benchmarks --task KIND FOLDER FEED`: one piece of work in a process of its own, so that its memory and processor
/// time are known and it can be tied to one core.
enum ChildTask {
    /// What to do with the records of a feed.
    enum Kind: String {
        case read
        case map
    }

    /// Runs this very program with a task.
    static func run(_ kind: Kind, folder: String, feed: String, onOneCore: Bool = true) throws -> Taken {
        try decode(launch(["/proc/self/exe", "--task", kind.rawValue, folder, feed], onOneCore: onOneCore))
    }

    /// Runs a program that prints a `Taken`.
    static func launch(_ words: [String], onOneCore: Bool) throws -> String {
        var words = words
        if words[0] == "/proc/self/exe" {
            words[0] = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        }
        if onOneCore, find("taskset") != nil { words = ["taskset", "-c", "0"] + words }
        return try Program.run(words)
    }

    static func decode(_ text: String) throws -> Taken {
        try JSONDecoder().decode(Taken.self, from: Data(text.utf8))
    }

    /// The child's side.
    static func perform(_ words: ArraySlice<String>) async throws {
        let words = Array(words)
        guard words.count == 3, let kind = Kind(rawValue: words[0]) else {
            throw BenchmarkError("--task KIND FOLDER FEED")
        }
        let (workspace, diagnostics) = Workspace.load(folder: words[1])
        guard let workspace, let feed = workspace.feeds.first(where: { $0.name == words[2] }) else {
            throw diagnostics
        }
        let connector = try FeedSource(
            feed, connectors: ConnectorRegistry.all, environment: ProcessInfo.processInfo.environment
        ).connect(in: words[1])
        var taken = Taken()
        let (clock, cpu) = (ContinuousClock().now, Self.cpu(RUSAGE_SELF))
        var mapper: Mapper?
        var rejects = 0
        try await connector.read { batch in
            taken.count += batch.table.rowCount
            guard kind == .map else { return }
            let bound = try mapper ?? Mapper(feed: feed, models: workspace.models, columns: batch.columns)
            mapper = bound
            rejects += bound.map(batch.table, rows: Array(0..<Int32(batch.table.rowCount))).rejects.count
        }
        if rejects > taken.count / 100 { throw BenchmarkError("\(rejects) values were refused") }
        let spent = ContinuousClock().now - clock
        taken.seconds = Double(spent.components.seconds) + Double(spent.components.attoseconds) / 1e18
        taken.cpu = Self.cpu(RUSAGE_SELF) - cpu
        taken.peakMiB = peakMiB()
        print(String(decoding: try JSONEncoder().encode(taken), as: UTF8.self))
    }

    /// Processor time used so far.
    static func cpu(_ whose: __rusage_who) -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(whose.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static func peakMiB() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) / 1024
    }

    /// Where a program is, if it is in PATH.
    static func find(_ program: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(program)" }
            .first(where: FileManager.default.isExecutableFile)
    }
}
