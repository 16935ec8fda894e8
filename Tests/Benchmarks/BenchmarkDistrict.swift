import Connectors
import Foundation
import HubEngine
import HubMapping
import HubSynth
import TestSupport

/// A synthetic district in a temporary folder, its PostgreSQL feeds loaded when there is a server.
struct BenchmarkDistrict {
    let folder: String
    let workspace: Workspace
    let people: Int
    /// Connection string of a server, `nil` when there is none.
    let server: String?

    init(people: Int) throws {
        self.people = people
        folder = NSTemporaryDirectory() + "isthmus-bench-\(UUID().uuidString)"
        let mappings = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Mappings").path
        _ = try DistrictGenerator(people: people, seed: 1).write(to: folder, mappings: mappings) { _ in }
        let (workspace, diagnostics) = Workspace.load(folder: folder)
        guard let workspace else { throw diagnostics }
        self.workspace = workspace
        server = ProcessInfo.processInfo.environment["ISTHMUS_DISTRICT_PG"]
        guard let server else { return }
        let sql = "\(folder)/feeds/postgresql"
        for file in try FileManager.default.contentsOfDirectory(atPath: sql).sorted() {
            try run("psql", ["-q", "-v", "ON_ERROR_STOP=1", "-d", server, "-f", "\(sql)/\(file)"])
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// Runs a program found in PATH; its failure is an error.
    @discardableResult
    func run(_ program: String, _ arguments: [String]) throws -> String {
        let result = try shell("/usr/bin/env", [program] + arguments)
        guard result.code == 0 else { throw BenchmarkError("\(program) failed: \(result.errors)") }
        return result.output
    }

    func source(_ feed: Feed) -> FeedSource {
        FeedSource(
            feed, connectors: ConnectorRegistry.all, environment: ProcessInfo.processInfo.environment)
    }

    /// Absolute path of a feed's file, `nil` for a database.
    func file(of feed: Feed) -> String? { feed.settings?["path"]?.string.map { "\(folder)/\($0)" } }
}

struct BenchmarkError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
