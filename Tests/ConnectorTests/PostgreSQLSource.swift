import Connectors
import HubConnect
import TestSupport
import Testing

/// A database of the shared server with a way to read it.
struct PostgreSQLSource {
    let server: PostgreSQLServer
    let database: String

    init(_ sql: String = "", options: String = "", on server: PostgreSQLServer? = nil) async throws {
        if let server {
            self.server = server
        } else {
            self.server = try await PostgreSQLServer.shared()
        }
        database = try self.server.makeDatabase(options: options)
        if !sql.isEmpty { try run(sql) }
    }

    @discardableResult
    func run(_ sql: String) throws -> String { try server.run(sql, in: database) }

    func connector(
        _ settings: [String: String], lists: [String: [String]] = [:],
        firstPause: Duration = .milliseconds(50)
    ) throws -> PostgreSQLConnector {
        let connection = ["connection": server.connection(to: database)]
        return try PostgreSQLConnector(
            makeSettings(
                PostgreSQLConnector.self, settings.merging(connection) { first, _ in first }, lists: lists),
            ConnectorContext(folder: "/", columns: []), firstPause: firstPause)
    }

    /// Reads from a checkpoint to the end.
    func read(
        _ settings: [String: String], lists: [String: [String]] = [:], from checkpoint: String? = nil
    ) async throws -> (delivered: Delivered, reading: Reading) {
        var delivered = Delivered()
        let reading = try await connector(settings, lists: lists).read(from: checkpoint) {
            delivered.batches.append($0)
        }
        return (delivered, reading)
    }
}

/// Waits until something is so, 20 s at most.
func until(_ condition: () async throws -> Bool) async throws {
    for _ in 0..<200 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(100))
    }
    Issue.record("did not happen within 20 s")
}
