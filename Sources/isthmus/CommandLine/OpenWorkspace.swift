import Connectors
import Foundation
import HubConnect
import HubEngine
import HubMapping
import HubModel
import HubStore

/// The workspace a verb works on, and its store.
struct OpenWorkspace {
    let workspace: Workspace

    static var connectors: [any Connector.Type] { ConnectorRegistry.all }
    static var environment: [String: String] { ProcessInfo.processInfo.environment }

    /// Finds and reads the workspace; throws `Diagnostics` with every mistake of every file.
    init(_ arguments: Arguments) throws {
        let folder = try Self.folder(arguments)
        let (workspace, diagnostics) = Workspace.load(folder: folder)
        guard let workspace, diagnostics.isEmpty else { throw diagnostics }
        self.workspace = workspace
    }

    /// The folder with `isthmus.json5`.
    static func folder(_ arguments: Arguments) throws -> String {
        let start = arguments.folder ?? FileManager.default.currentDirectoryPath
        let absolute = URL(fileURLWithPath: start).standardizedFileURL.path
        if arguments.folder == nil, let found = Workspace.find(from: absolute) { return found }
        guard FileManager.default.fileExists(atPath: "\(absolute)/isthmus.json5") else {
            throw UsageError(
                "there is no isthmus.json5 in \(start); go to a workspace, name one with -C DIR, "
                    + "or make one with `isthmus init DIR`")
        }
        return absolute
    }

    /// The store, for reading; it must exist.
    func storeForReading() throws -> SQLiteStore {
        guard FileManager.default.fileExists(atPath: workspace.store) else {
            throw UsageError("there is no store yet at \(workspace.store); `isthmus run` makes it")
        }
        let store = try SQLiteStore(path: workspace.store, readOnly: true)
        try store.prepare(models: workspace.models, feeds: workspace.feeds.map(\.shape))
        // One snapshot for all that the verb reads: never a mix of two nights.
        try store.begin()
        return store
    }

    /// The same, looking back to what `--as-of` says, when it is given; and the run that was the last one then.
    func storeForReading(asOf arguments: Arguments) throws -> (store: SQLiteStore, then: RunRow?) {
        let point = try arguments.value("as-of").map { text in
            guard let point = PointInTime(text) else {
                throw UsageError(
                    "--as-of is a date (2026-05-01), a date and time (2026-05-01T08:30, 2026-05-01T00:30Z) "
                        + "or the number of a run")
            }
            return point
        }
        let store = try storeForReading()
        guard let point else { return (store, nil) }
        let run = try store.lookBack(to: point)
        Terminal.error("as of run \(run.id), begun \(run.startedAt)")
        return (store, run)
    }

    /// The store, for a run: nobody else changes it while the lock lives.
    func storeForWriting(takesOver: Bool = false) throws -> (store: SQLiteStore, lock: RunLock) {
        let lock = try RunLock(store: workspace.store, takesOver: takesOver)
        let store = try SQLiteStore(path: workspace.store, readOnly: false)
        try store.hold(token: lock.token, keeping: lock.whileHeld) { lock.isHeld }
        return (store, lock)
    }

    /// Index of the model called `name`; the nearest name in the error.
    func type(_ name: String) throws -> Int {
        let names = workspace.models.map(\.name)
        if let index = names.firstIndex(of: name) { return index }
        throw UsageError(
            "there is no entity type `\(name)`\(Self.suggestion(name, names))")
    }

    /// The feed called `name`; the nearest name in the error.
    func feed(_ name: String) throws -> Feed {
        if let feed = workspace.feeds.first(where: { $0.name == name }) { return feed }
        throw UsageError("there is no feed `\(name)`\(Self.suggestion(name, workspace.feeds.map(\.name)))")
    }

    static func suggestion(_ name: String, _ names: [String]) -> String {
        nearestName(to: name, among: names).map { "; did you mean `\($0)`?" }
            ?? "; there are: \(names.joined(separator: ", "))"
    }
}
