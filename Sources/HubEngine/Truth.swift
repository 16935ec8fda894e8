import HubConnect
import HubMapping
import HubModel

/// The file of labelled mentions, and that of their hazards.
///
/// A workspace with one feed, or a feed with one role of a type, need not be told what can be only one thing:
/// `record_key,true_entity_id` is enough there.
package enum Truth {
    /// Columns of the truth file; the first, third and fourth may be left out where they can be only one thing.
    package static let columns = ["feed", "record_key", "role", "entity_type", "true_entity_id"]
    /// Columns of the file of hazards beside it; the last may be empty.
    package static let hazardColumns =
        ["feed", "record_key", "role", "entity_type", "hazard", "other_entity_id"]

    /// A connector that reads `wanted` columns of a file: `type` takes one setting, `path`.
    package static func connector(
        file: String, type: any Connector.Type, columns: [String]? = nil
    ) throws -> any Connector {
        let place = SourceLocation(file: file, line: 1, column: 1)
        var diagnostics = Diagnostics()
        let path = Node.Member(name: "path", location: place, value: Node(.string(file), at: place))
        let settings = Settings(
            Node(.object([path]), at: place), declared: type.settings, environment: [:], owner: place,
            diagnostics: &diagnostics)
        guard diagnostics.isEmpty else { throw diagnostics }
        return try type.init(settings, ConnectorContext(folder: "/", columns: columns ?? []))
    }
}

/// Finds the mention that a line of the truth speaks of.
struct MentionReader {
    /// Names of the columns as the file has them, by those of `Truth.columns`.
    let renamed: [String: String]
    let workspace: Workspace
    private let typeNumbers: [String: Int]

    init(workspace: Workspace, renamed: [String: String]) {
        self.workspace = workspace
        self.renamed = renamed
        typeNumbers = Dictionary(
            workspace.models.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Where the columns stand; `nil` for one that is left out and may be.
    func positions(in header: [String], of columns: [String]) throws -> [Int?] {
        try columns.map { name in
            let wanted = renamed[name] ?? name
            if let position = header.firstIndex(of: wanted) { return position }
            let mayBeLeftOut = ["feed", "role", "entity_type"].contains(name) && renamed[name] == nil
            guard !mayBeLeftOut else { return nil }
            throw ConnectorError(
                .noSuchColumn,
                "the truth file has no column `\(wanted)`; it needs \(columns.joined(separator: ", ")), "
                    + "or --columns \(name)=… to say what it calls them")
        }
    }

    /// Feed, record key, role and type of a line, what is left out filled in; `nil` when there is no such type.
    func mention(_ cells: [String?]) throws -> (feed: String, key: String, role: String, type: Int)? {
        let feed = try cells[0] ?? onlyFeed()
        let key = cells[1] ?? ""
        if let role = cells[2], let type = cells[3] { return typeNumbers[type].map { (feed, key, role, $0) } }
        var mentions = workspace.feeds.first { $0.name == feed }?.mentions ?? []
        guard !mentions.isEmpty else { return nil }
        if let role = cells[2] { mentions = mentions.filter { $0.role == role } }
        if let type = cells[3] { mentions = mentions.filter { typeNumbers[type] == $0.type } }
        guard mentions.count <= 1 else {
            throw ConnectorError(
                .noSuchColumn,
                "the truth file must have a column `role`: records of feed `\(feed)` speak of several entities "
                    + "(\(mentions.map(\.role).joined(separator: ", ")))")
        }
        return mentions.first.map { (feed, key, $0.role, $0.type) }
    }

    private func onlyFeed() throws -> String {
        guard workspace.feeds.count == 1, let feed = workspace.feeds.first else {
            throw ConnectorError(
                .noSuchColumn,
                "the truth file must have a column `feed`: the workspace has \(workspace.feeds.count) feeds")
        }
        return feed.name
    }
}
