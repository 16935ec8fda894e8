import HubEngine
import HubPublish

/// `isthmus versions`: what was published.
struct VersionsVerb: Verb {
    static let name = "versions"
    static let summary = "list the versions of the publication, the datasets of one, or deliveries"
    static let operands = "[VERSION]"
    static let operandCount = 0...1
    static let options = [
        OptionDeclaration(name: "verify", value: nil, help: "compare every file with its checksum"),
        OptionDeclaration(
            name: "deliveries", value: nil, help: "which dataset went to whom by which law, last first"),
        OptionDeclaration.limit, .format,
    ]
    static let details = """
        The newest version first; `current` marks the one that departments read. With VERSION: its datasets, what
        changed in them and whether their gates were passed. With --verify, exit code 1 when a file is not what it
        was published as.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let workspace = try OpenWorkspace(arguments).workspace
        let history = VersionHistory(folder: workspace.publications, log: workspace.deliveryLog)
        if arguments.flag("deliveries") { return try deliveries(workspace.deliveryLog, arguments) }
        if let name = arguments.operands.first {
            return try datasets(of: try history.known(name), history, arguments)
        }
        let format = try arguments.format()
        let isVerified = arguments.flag("verify")
        var output = Output(
            format,
            columns: ["version", "current", "published_at", "run", "datasets", "rows", "bytes"]
                + (isVerified ? ["whole"] : []), numbers: ["run", "datasets", "rows", "bytes"])
        let limit = try arguments.number("limit", default: 20)
        let versions = history.versions
        var isSound = true
        for version in versions.reversed().prefix(limit) {
            let datasets = version.manifest?.datasets
            var row: [String?] = [
                version.name, version.isCurrent ? "current" : "", version.manifest?.publishedAt,
                version.manifest.map { String($0.resolvedRun) }, datasets.map { String($0.count) },
                datasets.map { String($0.reduce(0) { $0 + $1.rows }) },
                datasets.map { String($0.reduce(0) { $0 + $1.bytes }) },
            ]
            if isVerified {
                let isWhole = history.isWhole(version)
                isSound = isSound && isWhole
                row.append(isWhole ? "yes" : "no")
            }
            output.row(row)
        }
        output.finish()
        if versions.count > limit { Output.tellOfMore(shown: limit) }
        return isSound ? .done : .failed
    }

    private static func datasets(
        of version: VersionHistory.Version, _ history: VersionHistory, _ arguments: Arguments
    ) throws -> ExitCode {
        guard let manifest = version.manifest else {
            throw UsageError("the manifest of version \(version.name) cannot be read")
        }
        var output = Output(
            try arguments.format(),
            columns: [
                "dataset", "format", "rows", "bytes", "inserted", "updated", "deleted", "gates", "sha256",
                "recipients",
            ], numbers: ["rows", "bytes", "inserted", "updated", "deleted"])
        for dataset in manifest.datasets {
            let failed = dataset.gates.filter { !$0.passed }.map(\.gate)
            output.row([
                dataset.name, dataset.format, String(dataset.rows), String(dataset.bytes),
                dataset.changes.map { String($0.inserted) }, dataset.changes.map { String($0.updated) },
                dataset.changes.map { String($0.deleted) },
                failed.isEmpty
                    ? "passed \(dataset.gates.count)" : "accepted: \(failed.joined(separator: ", "))",
                dataset.sha256, dataset.recipients.map(\.name).joined(separator: ", "),
            ])
        }
        output.finish()
        guard arguments.flag("verify"), !history.isWhole(version) else { return .done }
        Terminal.error("version \(version.name) is damaged: its files are not those of its SHA256SUMS")
        return .failed
    }

    private static func deliveries(_ path: String, _ arguments: Arguments) throws -> ExitCode {
        var output = Output(
            try arguments.format(),
            columns: [
                "at", "action", "version", "dataset", "recipient", "legal_basis", "agreement", "purpose",
                "rows", "sha256",
            ], numbers: ["rows"])
        let limit = try arguments.number("limit", default: 20)
        let entries = DeliveryLog(path: path).entries()
        for entry in entries.reversed().prefix(limit) {
            output.row([
                entry.at, entry.action.rawValue, entry.version, entry.dataset, entry.recipient,
                entry.legalBasis, entry.agreement, entry.purpose, String(entry.rows), entry.sha256,
            ])
        }
        output.finish()
        if entries.count > limit { Output.tellOfMore(shown: limit) }
        return .done
    }
}

extension VersionHistory {
    /// The version of that name; the error tells which there are.
    func known(_ name: String) throws -> Version {
        if let version = version(name) { return version }
        let names = versions.suffix(10).map(\.name).joined(separator: ", ")
        throw UsageError(
            "there is no version `\(name)`; \(names.isEmpty ? "nothing was published" : "there are: \(names)")"
        )
    }
}
