import HubEngine
import HubPublish

/// `isthmus diff`: what differs between two versions.
struct DiffVerb: Verb {
    static let name = "diff"
    static let summary = "tell how two versions of the publication differ, by dataset or row by row"
    static let operands = "[A [B]]"
    static let operandCount = 0...2
    static let options = [
        OptionDeclaration(
            name: "dataset", value: "D", help: "each row of this dataset that differs, by entity id"),
        OptionDeclaration(name: "exit-code", value: nil, help: "exit with 1 when anything differs"),
        OptionDeclaration.format,
    ]
    static let details = """
        From version A to version B; B is the current version when it is not given, A the one before B. Rows are
        compared as their recipients see them, by entity id: inserted, updated, deleted.
        """

    static func run(_ arguments: Arguments) async throws -> ExitCode {
        let workspace = try OpenWorkspace(arguments).workspace
        let history = VersionHistory(folder: workspace.publications, log: workspace.deliveryLog)
        let (before, after) = try versions(arguments.operands, history)
        let dataset = arguments.value("dataset")
        if let dataset {
            let names = Set([before, after].flatMap { $0.manifest?.datasets.map(\.name) ?? [] }).sorted()
            guard names.contains(dataset) else {
                throw UsageError(
                    "neither version has a dataset `\(dataset)`\(OpenWorkspace.suggestion(dataset, names))")
            }
            return try rows(of: dataset, before, after, history, arguments)
        }
        var output = Output(
            try arguments.format(),
            columns: [
                "dataset", "from", "to", "rows_before", "rows_after", "inserted", "updated", "deleted",
                "otherwise",
            ], numbers: ["rows_before", "rows_after", "inserted", "updated", "deleted"])
        var differs = false
        for difference in try history.differences(from: before, to: after) {
            let changes = difference.changes
            let isSame = changes.map { $0.inserted + $0.updated + $0.deleted == 0 } ?? false
            differs = differs || !isSame || !difference.aspects.isEmpty
            var words = difference.aspects
            if difference.rows.before == nil { words.append("new dataset") }
            if difference.rows.after == nil { words.append("dataset gone") }
            if changes == nil, words.isEmpty { words.append("rows cannot be compared") }
            output.row([
                difference.dataset, before.name, after.name, difference.rows.before.map { String($0) },
                difference.rows.after.map { String($0) }, changes.map { String($0.inserted) },
                changes.map { String($0.updated) }, changes.map { String($0.deleted) },
                words.joined(separator: ", "),
            ])
        }
        output.finish()
        return differs && arguments.flag("exit-code") ? .failed : .done
    }

    private static func rows(
        of dataset: String, _ before: VersionHistory.Version, _ after: VersionHistory.Version,
        _ history: VersionHistory, _ arguments: Arguments
    ) throws -> ExitCode {
        var output = Output(try arguments.format(), columns: ["change", "entity_id"])
        var count = 0
        let found = try history.differences(from: before, to: after, in: dataset) { _, change, id in
            output.row([change.rawValue, id])
            count += 1
        }
        output.finish()
        if found.allSatisfy({ $0.changes == nil }) {
            throw UsageError(
                "`\(dataset)` cannot be compared row by row between \(before.name) and \(after.name): "
                    + "one of them lacks it, or was published by an early version of the hub")
        }
        return count > 0 && arguments.flag("exit-code") ? .failed : .done
    }

    private static func versions(
        _ operands: [String], _ history: VersionHistory
    ) throws -> (VersionHistory.Version, VersionHistory.Version) {
        let all = history.versions
        guard let current = all.first(where: \.isCurrent) ?? all.last else {
            throw UsageError("nothing was published yet; `isthmus run` does it")
        }
        let after = operands.count == 2 ? try history.known(operands[1]) : current
        if let first = operands.first { return (try history.known(first), after) }
        guard let place = all.firstIndex(where: { $0.name == after.name }), place > 0 else {
            throw UsageError("there is no version before \(after.name) to compare with")
        }
        return (all[place - 1], after)
    }
}
