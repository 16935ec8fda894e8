import HubConnect
import HubMapping
import HubModel

/// What `isthmus check` looks at beyond the mapping files themselves.
package enum Check {
    /// Connector names, settings and SQL expressions of every feed.
    package static func settings(
        _ workspace: Workspace, connectors: [any Connector.Type], environment: [String: String]
    ) -> Diagnostics {
        var diagnostics = Diagnostics()
        for feed in workspace.feeds {
            let source = FeedSource(feed, connectors: connectors, environment: environment)
            diagnostics.merge(source.check(in: workspace.folder))
            diagnostics.merge(feed.mistakesInExpressions(SQLExpressions()))
        }
        return diagnostics
    }

    /// Enough was read.
    private struct Enough: Error {}

    /// Opens every feed, binds its mapping to the columns it delivers and reads the first records. `notices` tells
    /// of feeds left out for an unset variable and of columns that no record has.
    package static func connections(
        _ workspace: Workspace, connectors: [any Connector.Type], environment: [String: String]
    ) async -> (diagnostics: Diagnostics, notices: [String]) {
        var diagnostics = Diagnostics()
        var notices: [String] = []
        for feed in workspace.feeds {
            do {
                let source = FeedSource(feed, connectors: connectors, environment: environment)
                let connector = try source.connect(in: workspace.folder)
                _ = try await Mapper(
                    feed: feed, models: workspace.models, columns: connector.columns(),
                    expressions: SQLExpressions())
                notices += try await firstRecords(of: feed, connector).map { "feed \(feed.name): \($0)" }
            } catch let skip as FeedSkipped {
                notices.append("feed \(feed.name) was skipped: \(skip)")
            } catch let mistakes as Diagnostics {
                diagnostics.merge(mistakes)
            } catch {
                diagnostics.report(
                    "the feed cannot be opened: \(explanation(of: error))", at: feed.connector.location)
            }
        }
        return (diagnostics, notices)
    }

    /// What is odd about the first batch of a feed.
    private static func firstRecords(of feed: Feed, _ connector: any Connector) async throws -> [String] {
        var tally = FeedTally()
        var outcome = RunReport.Feed(name: feed.name)
        do {
            try await connector.read { batch in
                tally.add(MappedRecords(batch: batch))
                outcome.read += batch.table.rowCount + batch.rejects.count
                outcome.rejected += batch.rejects.count
                for reject in batch.rejects { tally.refuse(reject.reason.code) }
                if outcome.read > 0 { throw Enough() }
            }
        } catch is Enough {}
        return tally.notes(outcome, feed: feed)
    }
}
