import HubConnect
import HubMapping
import HubMatching
import HubModel
import HubStore

/// The assignment of the store scored against labelled mentions.
package struct TruthScores {
    /// One entity type.
    package struct TypeScore: Sendable {
        package let type: String
        /// Labelled mentions that were scored.
        package let mentions: Int
        /// Labelled, but the hub has no such mention: each counts as an entity of its own.
        package let notTaken: Int
        /// In the hub, but without a label: not scored.
        package let unlabelled: Int
        package let evaluation: Evaluation
    }

    package let types: [TypeScore]
    /// Labelled mentions of feeds the hub never read: not scored.
    package let unread: Int

    /// Identity of a mention in 128 bits: feed, record key, role, entity type.
    private static func key(_ parts: [String]) -> RecordHash {
        let text = parts.joined(separator: "\u{1F}")
        return RecordHash(high: StableHash.of(text, seed: 1), low: StableHash.of(text, seed: 2))
    }

    /// Reads the labels through `truth`, whose columns must be `Truth.columns`, and the assignment from `store`.
    package init(workspace: Workspace, store: any Store, truth: any Connector) async throws {
        let readFeeds = Set(try store.feedStates().map(\.feed))
        var labels: [RecordHash: (type: Int, label: Int)] = [:]
        var labelNumbers: [[String: Int]] = workspace.models.map { _ in [:] }
        let typeNumbers = Dictionary(
            workspace.models.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        var unread = 0
        try await truth.read { batch in
            let columns = try Truth.positions(in: batch.columns)
            for row in 0..<batch.table.rowCount {
                let cells = columns.map { batch.table.text(row, $0) ?? "" }
                guard let type = typeNumbers[cells[3]], readFeeds.contains(cells[0]) else {
                    unread += 1
                    continue
                }
                let label = labelNumbers[type][cells[4], default: labelNumbers[type].count]
                labelNumbers[type][cells[4]] = label
                labels[Self.key(Array(cells[0..<4]))] = (type, label)
            }
        }
        var predicted: [[Int]] = workspace.models.map { _ in [] }
        var actual = predicted
        var unlabelled = Array(repeating: 0, count: workspace.models.count)
        var entityNumbers: [String: Int] = [:]
        try store.assignments(type: nil) { row in
            let name = workspace.models[row.type].name
            guard let label = labels.removeValue(forKey: Self.key([row.feed, row.recordKey, row.role, name]))
            else {
                unlabelled[row.type] += 1
                return
            }
            let entity = entityNumbers[row.entityID, default: entityNumbers.count]
            entityNumbers[row.entityID] = entity
            predicted[row.type].append(entity)
            actual[row.type].append(label.label)
        }
        let taken = predicted.map(\.count)
        for (index, left) in labels.values.enumerated() {
            predicted[left.type].append(-1 - index)
            actual[left.type].append(left.label)
        }
        self.unread = unread
        types = workspace.models.indices.filter { !actual[$0].isEmpty }.map { type in
            TypeScore(
                type: workspace.models[type].name, mentions: actual[type].count,
                notTaken: actual[type].count - taken[type], unlabelled: unlabelled[type],
                evaluation: Evaluation(predicted: predicted[type], truth: actual[type]))
        }
    }
}

/// The file of labelled mentions.
package enum Truth {
    /// Its columns; others are ignored.
    package static let columns = ["feed", "record_key", "role", "entity_type", "true_entity_id"]

    static func positions(in header: [String]) throws -> [Int] {
        try columns.map { name in
            guard let position = header.firstIndex(of: name) else {
                throw ConnectorError(
                    .noSuchColumn,
                    "the truth file has no column `\(name)`; it needs \(columns.joined(separator: ", "))")
            }
            return position
        }
    }

    /// A connector that reads the truth file: `type` takes one setting, `path`.
    package static func connector(file: String, type: any Connector.Type) throws -> any Connector {
        let place = SourceLocation(file: file, line: 1, column: 1)
        var diagnostics = Diagnostics()
        let path = Node.Member(name: "path", location: place, value: Node(.string(file), at: place))
        let settings = Settings(
            Node(.object([path]), at: place), declared: type.settings, environment: [:], owner: place,
            diagnostics: &diagnostics)
        guard diagnostics.isEmpty else { throw diagnostics }
        return try type.init(settings, ConnectorContext(folder: "/", columns: columns))
    }
}
