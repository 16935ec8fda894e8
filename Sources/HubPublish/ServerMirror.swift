import HubModel
import HubStore

/// Puts the current version where datasets name a server, after the switch of files. A server that could not be reached
/// keeps its version before; the next run makes up for it, since it looks at what the pointer says.
struct ServerMirror {
    let datasets: [DatasetDeclaration]
    let environment: [String: String]

    private var servers: [DatasetDeclaration.Server] {
        var seen: [DatasetDeclaration.Server] = []
        for server in datasets.compactMap(\.server) where !seen.contains(server) { seen.append(server) }
        return seen
    }

    /// `names` are the datasets of the version; the rows come from the store it was made from.
    func bring(_ version: String, names: Set<String>, store: any Store, models: [EntityModel], year: Int)
        throws
    {
        guard let generation = Int(version) else { return }
        for server in servers {
            let wanted = datasets.filter { $0.server == server && names.contains($0.name) }
            try telling(server) {
                let target = try ServerTarget(server, environment: environment)
                try target.prepare()
                let stale = try wanted.filter { !(try target.shows(generation, of: $0.name)) }
                guard !stale.isEmpty else { return }
                try target.atOnce(commit: store.whileHeld) {
                    for dataset in stale {
                        let source = DatasetRows(dataset, models: models, year: year)
                        try target.publish(
                            dataset.name, columns: source.shownColumns, generation: generation
                        ) { insert in
                            try source.readShown(from: store, deliver: insert)
                        }
                    }
                }
            }
        }
    }

    /// After a rollback of the files.
    func pointBack(to version: String) throws {
        guard let generation = Int(version) else { return }
        for server in servers {
            try telling(server) {
                let target = try ServerTarget(server, environment: environment)
                try target.atOnce {
                    for dataset in datasets where dataset.server == server {
                        guard try target.pointBack(dataset.name, to: generation) else {
                            throw PublishError("it no longer has version \(version) of \(dataset.name)")
                        }
                    }
                }
            }
        }
    }

    private func telling(_ server: DatasetDeclaration.Server, _ work: () throws -> Void) throws {
        do {
            try work()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw PublishError(
                "the files are switched, but the server of \(server.connection), schema \(server.schema), keeps "
                    + "the version before: \(error)")
        }
    }
}
