import HubConnect
import HubModel

/// Makes connectors from settings as a feed file would give them.
package struct ConnectorOpener: Sendable {
    package let connectors: [any Connector.Type]
    /// Folder that relative paths start from.
    package let folder: String
    package let environment: [String: String]

    package init(connectors: [any Connector.Type], folder: String, environment: [String: String]) {
        self.connectors = connectors
        self.folder = folder
        self.environment = environment
    }

    /// The connector of a source; the settings go through the text of a feed file, so what is tried is what is written.
    func open(_ source: ProbedSource, columns: [String]) throws -> any Connector {
        guard let type = connectors.first(where: { $0.name == source.connector }) else {
            throw GuessError("there is no connector `\(source.connector)`")
        }
        let text = SettingsText.of(source.settings, indent: "")
        let node = try JSON5Parser.parse(Array(text.utf8), file: "settings")
        var diagnostics = Diagnostics()
        let settings = Settings(
            node, declared: type.settings,
            environment: environment.merging(source.environment) { $1 },
            owner: node.location, diagnostics: &diagnostics)
        guard diagnostics.isEmpty else { throw diagnostics }
        return try type.init(settings, ConnectorContext(folder: folder, columns: columns))
    }

    /// Whether a connector has a setting.
    func takes(_ setting: String, _ connector: String) -> Bool {
        connectors.first { $0.name == connector }?.settings.contains { $0.name == setting } ?? false
    }

    /// All records of a small source as texts: catalogues of databases.
    func rows(of source: ProbedSource) async throws -> [[String?]] {
        var rows: [[String?]] = []
        try await open(source, columns: []).read { batch in
            for row in 0..<batch.table.rowCount {
                rows.append((0..<batch.table.width).map { batch.table.text(row, $0) })
            }
        }
        return rows
    }
}
