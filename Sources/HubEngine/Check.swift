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

    /// Opens every feed, binds its mapping and its expectations to the columns it delivers and reads the first records.
    /// `notices` tells of feeds left out for an unset variable, of columns that no record has, and of columns that are
    /// not what they were at the last good reading.
    ///
    /// `profile`: what the columns of a feed looked like then; `nil` when it was never read.
    package static func connections(
        _ workspace: Workspace, connectors: [any Connector.Type], environment: [String: String],
        profile: (String) -> FeedProfile? = { _ in nil }
    ) async -> (diagnostics: Diagnostics, notices: [String]) {
        var diagnostics = Diagnostics()
        var notices: [String] = []
        for feed in workspace.feeds {
            do {
                let source = FeedSource(feed, connectors: connectors, environment: environment)
                let connector = try source.connect(in: workspace.folder)
                let columns = try await connector.columns()
                diagnostics.merge(try await expectations(of: feed, connector, columns))
                let first = try await firstRecords(of: feed, connector, since: profile(feed.name))
                notices += first.map { "feed \(feed.name): \($0)" }
                _ = try Mapper(
                    feed: feed, models: workspace.models, columns: columns, expressions: SQLExpressions())
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

    /// Columns that expectations name and the source does not have, and an age that cannot be known.
    private static func expectations(
        of feed: Feed, _ connector: any Connector, _ columns: [String]
    ) async throws -> Diagnostics {
        var diagnostics = Diagnostics()
        for column in feed.rules.expectations.columnPlaces where !columns.contains(column.value) {
            diagnostics.report(
                "`expect` names column `\(column.value)`, which is not in the feed",
                hint: suggestion(for: column.value, among: columns, otherwise: "it has: "),
                at: column.location)
        }
        if let fresh = feed.rules.expectations.fresh, fresh.column == nil,
            try await connector.lastChange() == nil
        {
            diagnostics.report(
                "`fresh` cannot be judged: the source does not tell when it was last changed",
                hint: "name a `column` of dates", at: feed.location)
        }
        return diagnostics
    }

    /// What is odd about the first batch of a feed, by itself and beside the last good reading.
    private static func firstRecords(
        of feed: Feed, _ connector: any Connector, since earlier: FeedProfile?
    ) async throws -> [String] {
        var tally = FeedTally()
        var outcome = RunReport.Feed(name: feed.name)
        var profile: FeedProfile?
        do {
            try await connector.read { batch in
                tally.add(MappedRecords(batch: batch))
                outcome.read += batch.table.rowCount + batch.rejects.count
                outcome.rejected += batch.rejects.count
                for reject in batch.rejects { tally.refuse(reject.reason.code) }
                var seen = profile ?? FeedProfile(columns: batch.columns)
                seen.add(batch.table)
                profile = seen
                if outcome.read > 0 { throw Enough() }
            }
        } catch is Enough {}
        let drift = earlier.flatMap { profile?.drift(since: $0) } ?? []
        return tally.notes(outcome, feed: feed) + drift.map(\.sentence)
    }
}
