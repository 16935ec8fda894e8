import HubEngine
import HubPublish

/// `isthmus rollback`: an earlier version is current again.
struct RollbackVerb: Verb {
    static let name = "rollback"
    static let summary = "make an earlier version of the publication the current one"
    static let operands = "[VERSION]"
    static let operandCount = 0...1
    static let options = [OptionDeclaration.format]
    static let details = """
        To VERSION, or to the one before the current. Its files are compared with their checksums first, and the
        switch is one step for readers. The store is not changed: the next night publishes what it holds as a new
        version, so mend what was wrong before it, or let a gate of the dataset hold it.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let workspace = try OpenWorkspace(arguments).workspace
        let format = try arguments.format()
        let lock = try RunLock(store: workspace.store)
        defer { lock.release() }
        let history = VersionHistory(folder: workspace.publications, log: workspace.deliveryLog)
        let all = history.versions
        let current = all.firstIndex(where: \.isCurrent)
        let wanted: VersionHistory.Version
        if let name = arguments.operands.first {
            wanted = try history.known(name)
        } else {
            guard let current, current > 0 else {
                throw UsageError("there is no version before the current one; `isthmus versions` lists them")
            }
            wanted = all[current - 1]
        }
        if wanted.isCurrent {
            Terminal.error("version \(wanted.name) is the current one already")
            return .done
        }
        try history.rollBack(
            to: wanted, at: timestamp(), datasets: workspace.datasets,
            environment: OpenWorkspace.environment, whileHeld: lock.whileHeld)
        var output = Output(format, columns: ["from", "to", "published_at", "folder"])
        output.row([
            current.map { all[$0].name }, wanted.name, wanted.manifest?.publishedAt,
            history.path(of: wanted),
        ])
        output.finish()
        return .done
    }
}
