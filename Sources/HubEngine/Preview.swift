import HubConnect
import HubMapping
import HubModel

/// The first records of a feed as read and as mapped. Writes nothing.
package struct Preview {
    /// One value: a cell as read, an attribute as mapped, or a reject.
    package struct Line: Sendable {
        package let record: Int
        /// Line in the source, 0 where it has none.
        package let line: Int
        /// `read`, a role, `relation` or `reject`.
        package let part: String
        /// Column, attribute, relation kind or reason.
        package let name: String
        package let value: String?
    }

    /// Enough was read.
    private struct Enough: Error {}

    private let workspace: Workspace
    private let connectors: [any Connector.Type]
    private let environment: [String: String]

    package init(workspace: Workspace, connectors: [any Connector.Type], environment: [String: String]) {
        self.workspace = workspace
        self.connectors = connectors
        self.environment = environment
    }

    /// Lines of the first `limit` records, rejected ones included, in source order.
    package func lines(of feed: Feed, limit: Int, isMasked: Bool) async throws -> [Line] {
        let source = FeedSource(feed, connectors: connectors, environment: environment)
        var lines: [Line] = []
        var left = limit
        do {
            try await source.connect(in: workspace.folder).read { batch in
                lines += try show(batch, of: feed, limit: left, isMasked: isMasked)
                left -= batch.positions.count + batch.rejects.count
                if left <= 0 { throw Enough() }
            }
        } catch is Enough {}
        return lines
    }

    private func show(_ batch: RecordBatch, of feed: Feed, limit: Int, isMasked: Bool) throws -> [Line] {
        let mapper = try Mapper(
            feed: feed, models: workspace.models, columns: batch.columns, expressions: SQLExpressions())
        let last =
            (batch.positions + batch.rejects.map(\.position)).map(\.ordinal).sorted().prefix(limit).last ?? 0
        let rows = batch.positions.indices.filter { batch.positions[$0].ordinal <= last }
        let mapped = mapper.map(batch.table, rows: rows.map(Int32.init))
        var key: [UInt8] = []
        var lines = batch.rejects.filter { $0.position.ordinal <= last }.map {
            Line(
                record: $0.position.ordinal, line: $0.position.line, part: "reject", name: $0.reason.code,
                value: $0.detail)
        }
        for (index, row) in rows.enumerated() {
            let place = batch.positions[row]
            func add(_ part: String, _ name: String, _ value: String?) {
                lines.append(
                    Line(record: place.ordinal, line: place.line, part: part, name: name, value: value))
            }
            for (column, name) in batch.columns.enumerated() where !isMasked {
                add("read", name, batch.table.text(row, column))
            }
            guard mapper.keyAndHash(of: batch.table, row: row, key: &key) != nil else {
                add("reject", RejectReason.missingKey.code, feed.keyInWords)
                continue
            }
            for table in mapped.mentions { describe(table, index, feed, isMasked, add) }
            for relation in mapped.relations where relation.record == index {
                let declared = feed.relations[Int(relation.relation)]
                let ends = [declared.from, declared.to].map { feed.mentions[$0].role }
                let qualifier = relation.qualifier.isEmpty ? "" : " (\(relation.qualifier))"
                add("relation", declared.kind, "\(ends[0]) → \(ends[1])\(isMasked ? "" : qualifier)")
            }
            for reject in mapped.rejects where reject.record == index {
                add(
                    "reject", reject.reason.code,
                    [reject.column, reject.target].compactMap(\.self).joined(separator: " → "))
            }
        }
        return lines.sorted { $0.record < $1.record }
    }

    private func describe(
        _ table: MentionTable, _ record: Int, _ feed: Feed, _ isMasked: Bool,
        _ add: (String, String, String?) -> Void
    ) {
        for row in table.record.indices where table.record[row] == record {
            for (column, attribute) in workspace.models[table.type].attributes.enumerated() {
                guard let value = table.values.text(row, column) else { continue }
                add(
                    feed.mentions[Int(table.role[row])].role, attribute.name,
                    isMasked ? attribute.masked(value) : value)
            }
        }
    }
}
