import HubConnect
import HubMapping
import HubModel

/// What `isthmus check` looks at beyond the mapping files themselves.
package enum Check {
    /// Connector names and settings of every feed.
    package static func settings(
        _ workspace: Workspace, connectors: [any Connector.Type], environment: [String: String]
    ) -> Diagnostics {
        var diagnostics = Diagnostics()
        for feed in workspace.feeds {
            let source = FeedSource(feed, connectors: connectors, environment: environment)
            diagnostics.merge(source.check(in: workspace.folder))
        }
        return diagnostics
    }

    /// Opens every feed and binds its mapping to the columns it delivers. Feeds left out for an unset variable
    /// are named in `skipped`.
    package static func connections(
        _ workspace: Workspace, connectors: [any Connector.Type], environment: [String: String]
    ) async -> (diagnostics: Diagnostics, skipped: [String]) {
        var diagnostics = Diagnostics()
        var skipped: [String] = []
        for feed in workspace.feeds {
            do {
                let source = FeedSource(feed, connectors: connectors, environment: environment)
                let columns = try await source.connect(in: workspace.folder).columns()
                _ = try Mapper(feed: feed, models: workspace.models, columns: columns)
            } catch let skip as FeedSkipped {
                skipped.append("feed \(feed.name) was skipped: \(skip)")
            } catch let mistakes as Diagnostics {
                diagnostics.merge(mistakes)
            } catch {
                diagnostics.report(
                    "the feed cannot be opened: \(explanation(of: error))", at: feed.connector.location)
            }
        }
        return (diagnostics, skipped)
    }
}
