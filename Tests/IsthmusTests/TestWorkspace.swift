import Connectors
import Foundation
import HubConnect
import HubEngine
import HubMapping
import HubModel
import HubStore
import TestSupport
import Testing

/// A small workspace with the models that come with Isthmus and whatever feeds a test writes.
final class TestWorkspace {
    let folder: TemporaryFolder
    var environment: [String: String] = [:]

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("isthmus.json5", "{ name: \"test\" }")
        let models = LayeringTests.root.appendingPathComponent("Mappings/models").path
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/Mappings/feeds", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/Mappings/datasets", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: models, toPath: "\(folder.path)/Mappings/models")
    }

    /// A feed of people: columns `no`, `name`, `id`, `birth`, `address`.
    func addPeopleFeed(
        _ name: String = "people", connector: String = "csv",
        settings: String = "{ path: \"people.csv\" }", extra: String = "", attributes: String = ""
    ) throws {
        try folder.write(
            "Mappings/feeds/\(name).json5",
            """
            {
              title: "\(name)", source: { department: "d", system: "s" },
              connector: "\(connector)", settings: \(settings), key: ["no"], \(extra)
              mentions: {
                resident: {
                  type: "person",
                  attributes: { name: "name", resident_id: "id", birth_date: "birth", \(attributes) },
                },
                home: { type: "house", attributes: { address: "address" } },
              },
              relations: [{ kind: "lives_in", from: "resident", to: "home" }],
            }
            """)
    }

    static let header = "no,name,id,birth,address\n"

    func load() throws -> Workspace {
        let (workspace, diagnostics) = Workspace.load(folder: folder.path)
        guard let workspace, diagnostics.isEmpty else { throw diagnostics }
        return workspace
    }

    func openStore() throws -> SQLiteStore {
        let workspace = try load()
        let store = try SQLiteStore(path: workspace.store, readOnly: false)
        try store.prepare(models: workspace.models, feeds: workspace.feeds.map(\.shape))
        return store
    }

    /// One night.
    @discardableResult
    func run(
        connectors: [any Connector.Type] = ConnectorRegistry.all,
        _ change: (inout Pipeline.Options) -> Void = { _ in }
    ) async throws -> RunReport {
        var options = Pipeline.Options()
        change(&options)
        let workspace = try load()
        return await Pipeline(
            workspace: workspace, store: try SQLiteStore(path: workspace.store, readOnly: false),
            connectors: connectors, environment: environment, progress: NobodyWatching()
        ).run(options)
    }

    /// Rows of an SQL query over the store, through the SQLite client everybody has.
    func sql(_ query: String) throws -> [String] {
        let result = try shell("/usr/bin/sqlite3", [try load().store, query])
        #expect(result.code == 0, "\(result.errors)")
        return result.output.split(separator: "\n").map(String.init)
    }
}

extension RunReport {
    func feed(_ name: String) throws -> RunReport.Feed { try #require(feeds.first { $0.name == name }) }
}

/// A valid, synthetic resident number: the county code 990101 does not exist.
func residentNumber(_ birth: String = "19800101", _ sequence: Int = 1) -> String {
    let digits = String(sequence)
    let first = "990101\(birth)" + String(repeating: "0", count: 3 - digits.count) + digits
    return first + String(UnicodeScalar(CheckDigits.residentID(Array(first.utf8).span)))
}
