import Foundation
import TestSupport

/// Other people's programs, measured from outside.
enum Program {
    /// Runs words as a command; its failure is an error.
    @discardableResult
    static func run(_ words: [String]) throws -> String {
        let result = try shell("/usr/bin/env", words)
        guard result.code == 0 else {
            throw BenchmarkError(
                "\(words.prefix(4).joined(separator: " ")) failed: \(result.errors.prefix(600))")
        }
        return result.output
    }

    /// The same, with what it took. The output is thrown away: send it to a file yourself.
    static func measure(_ words: [String], count: Int) throws -> Taken {
        let (clock, cpu) = (ContinuousClock().now, ChildTask.cpu(RUSAGE_CHILDREN))
        _ = try run(words)
        let spent = ContinuousClock().now - clock
        var taken = Taken(count: count)
        taken.seconds = Double(spent.components.seconds) + Double(spent.components.attoseconds) / 1e18
        taken.cpu = ChildTask.cpu(RUSAGE_CHILDREN) - cpu
        return taken
    }
}

/// What `.ci/bench-peers` installed.
struct InstalledPeers {
    /// Python with DuckDB.
    let python: String?
    let tap: String?
    /// Our few lines of Python.
    let scripts: String

    init() {
        let variables = ProcessInfo.processInfo.environment
        let cache = variables["XDG_CACHE_HOME"] ?? "\(variables["HOME"] ?? "")/.cache"
        let place = variables["ISTHMUS_PEERS"] ?? "\(cache)/isthmus-peers"
        func installed(_ path: String) -> String? {
            FileManager.default.isExecutableFile(atPath: path) ? path : nil
        }
        let python = installed("\(place)/bin/python")
        let hasDuckDB = python.map { (try? shell($0, ["-c", "import duckdb"]))?.code == 0 } ?? false
        self.python = hasDuckDB ? python : nil
        tap = installed("\(place)/bin/tap-postgres")
        scripts =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(".ci/peers").path
    }

    /// DuckDB reading every column of a file as text; `nil` when it is not here or does not know the encoding.
    func duckDB(_ file: String, encoding: String) throws -> Taken? {
        guard let python else { return nil }
        let words = [python, "\(scripts)/duckdb-csv.py", file, encoding]
        return try? ChildTask.decode(ChildTask.launch(words, onOneCore: true))
    }

    /// Splink over a file of persons; `nil` when it is not here.
    func splink(_ file: String) throws -> String? {
        guard let python, (try? shell(python, ["-c", "import splink"]))?.code == 0 else { return nil }
        let cores = String(ProcessInfo.processInfo.activeProcessorCount)
        return try Program.run([python, "\(scripts)/splink-people.py", file, cores])
    }

    /// The tap writing all records of a table.
    func tap(_ table: String, server: String, count: Int, folder: String) throws -> Taken? {
        guard let tap, let python = python ?? ChildTask.find("python3"),
            let parts = URLComponents(string: server)
        else { return nil }
        func query(_ name: String) -> String { parts.queryItems?.first { $0.name == name }?.value ?? "" }
        let settings: [String: Any] = [
            "host": query("host"), "port": 5432, "user": query("user"), "password": "",
            "dbname": parts.path.split(separator: "/").first.map(String.init) ?? "postgres",
            "filter_schemas": "public",
        ]
        try JSONSerialization.data(withJSONObject: settings).write(
            to: URL(fileURLWithPath: "\(folder)/tap.json"))
        let catalog =
            "\(tap) --config \(folder)/tap.json --discover | \(python) \(scripts)/singer-catalog.py \(table)"
        try Program.run(["bash", "-c", "set -o pipefail; \(catalog) > \(folder)/properties.json"])
        let read =
            "\(tap) --config \(folder)/tap.json --properties \(folder)/properties.json > \(folder)/tap.out"
        let taken = try Program.measure(["bash", "-c", read], count: count)
        let found = try Program.run(["grep", "-c", "\"type\": \"RECORD\"", "\(folder)/tap.out"])
        try? FileManager.default.removeItem(atPath: "\(folder)/tap.out")
        guard Int(found.split(separator: "\n").first ?? "") == count else {
            throw BenchmarkError("the tap wrote \(found) records of \(count)")
        }
        return taken
    }
}
