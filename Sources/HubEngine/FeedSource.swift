import HubConnect
import HubMapping
import HubModel

/// Makes the connector of a feed from its file: the type by name, its settings checked.
package struct FeedSource {
    private let feed: Feed
    private let connectors: [any Connector.Type]
    private let environment: [String: String]

    package init(_ feed: Feed, connectors: [any Connector.Type], environment: [String: String]) {
        self.feed = feed
        self.connectors = connectors
        self.environment = environment
    }

    /// Everything wrong with the connector's name and settings; unset variables are not mistakes here.
    package func check(in folder: String) -> Diagnostics {
        var diagnostics = Diagnostics()
        guard let type = connectorType(&diagnostics) else { return diagnostics }
        let settings = settings(for: type, &diagnostics)
        guard diagnostics.isEmpty, settings.unsetVariables.isEmpty else { return diagnostics }
        do {
            _ = try type.init(settings, context(in: folder))
        } catch {
            diagnostics.report(error.message, at: feed.settings?.location ?? feed.location)
        }
        return diagnostics
    }

    /// A connector ready to read. Throws `Diagnostics`, `FeedSkipped` or `ConnectorError`.
    package func connect(in folder: String) throws -> any Connector {
        var diagnostics = Diagnostics()
        guard let type = connectorType(&diagnostics) else { throw diagnostics }
        let settings = settings(for: type, &diagnostics)
        if let variable = settings.unsetVariables.first {
            if feed.isRequired {
                throw ConnectorError(
                    .badSetting, "the environment variable \(variable) is not set; the feed is required")
            }
            throw FeedSkipped(description: "the environment variable \(variable) is not set")
        }
        guard diagnostics.isEmpty else { throw diagnostics }
        return try type.init(settings, context(in: folder))
    }

    private func context(in folder: String) -> ConnectorContext {
        ConnectorContext(folder: folder, columns: feed.columnsRead)
    }

    private func connectorType(_ diagnostics: inout Diagnostics) -> (any Connector.Type)? {
        if let type = connectors.first(where: { $0.name == feed.connector.value }) { return type }
        let names = connectors.map { $0.name }
        let near = nearestName(to: feed.connector.value, among: names).map { "did you mean `\($0)`?" }
        diagnostics.report(
            "there is no connector `\(feed.connector.value)`",
            hint: near ?? "there are: \(names.joined(separator: ", "))", at: feed.connector.location)
        return nil
    }

    private func settings(for type: any Connector.Type, _ diagnostics: inout Diagnostics) -> Settings {
        Settings(
            feed.settings, declared: type.settings, environment: environment, owner: feed.location,
            diagnostics: &diagnostics)
    }
}

/// A feed that is not required is left out tonight, for a reason that is no mistake.
package struct FeedSkipped: Error, CustomStringConvertible {
    package let description: String
}
