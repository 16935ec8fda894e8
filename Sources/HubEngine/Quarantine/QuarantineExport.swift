import HubConnect
import HubMapping
import HubModel
import HubStore

/// What a department gets back: its records as it delivered them, in its own encoding and dialect, each with what is
/// wrong with it. Every field is quoted, so that nothing is lost on the way there and back.
package struct QuarantineExport {
    /// What was written.
    package struct Summary: Sendable {
        package var records = 0
        /// Left out because their values have expired.
        package var withoutValues = 0
        package let format: DelimitedFormat
    }

    private let feed: Feed
    private let models: [EntityModel]
    private let store: any Store
    private let format: DelimitedFormat
    private let own: ExportColumns

    package init(
        _ feed: Feed, of workspace: Workspace, store: any Store, connectors: [any Connector.Type],
        environment: [String: String]
    ) async {
        self.feed = feed
        models = workspace.models
        self.store = store
        let source = FeedSource(feed, connectors: connectors, environment: environment)
        format = await source.delimitedFormat(in: workspace.folder) ?? DelimitedFormat()
        own = ExportColumns(besides: feed.columns)
    }

    /// Writes the records refused for `reason`, or all, one row a record.
    package func write(reason: String?, to output: ([UInt8]) throws -> Void) throws -> Summary {
        var summary = Summary(format: format)
        let columns = try self.columns()
        let encoder = TextEncoder(format.encoding)
        var bytes = format.isMarked ? format.encoding.byteOrderMark : []
        append(columns + own.all, encoder, to: &bytes)
        try store.refusedRecords(feed: feed.name) { record in
            guard isWanted(record, reason) else { return }
            guard record.copy != nil || !record.raw.isEmpty else {
                summary.withoutValues += 1
                return
            }
            summary.records += 1
            append(row(record, columns), encoder, to: &bytes)
            if bytes.count >= 1 << 16 {
                try output(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        try output(bytes)
        return summary
    }

    private func isWanted(_ record: RefusedRecord, _ reason: String?) -> Bool {
        reason == nil || record.rejects.contains { $0.reason == reason }
    }

    /// Those of the mapping, then those that an earlier mapping had.
    private func columns() throws -> [String] {
        var columns = feed.columns
        for earlier in try store.copiedColumns(feed: feed.name) {
            columns += earlier.filter { !columns.contains($0) }
        }
        return columns
    }

    private func row(_ record: RefusedRecord, _ columns: [String]) -> [String] {
        let first = record.rejects[0]
        let origin =
            record.origin.isEmpty && !record.raw.isEmpty ? RecordOrigin.of(raw: record.raw) : record.origin
        let guides = record.rejects.map { ReasonGuide.of($0.reason) }
        let reasons = zip(record.rejects, guides).map { reject, guide in
            title(of: reject.target).map { "\($0)：\(guide.chinese)" } ?? guide.chinese
        }
        return columns.map { record.copy?[$0] ?? "" } + [
            joined(reasons), joined(record.rejects.map(\.column)), joined(guides.map(\.chineseRemedy)),
            first.part,
            first.line > 0 ? String(first.line) : "", record.raw, origin,
        ]
    }

    /// Each once, in order.
    private func joined(_ texts: [String]) -> String {
        var seen: Set<String> = []
        return texts.filter { !$0.isEmpty && seen.insert($0).inserted }.joined(separator: "；")
    }

    /// Title of the attribute behind `role.attribute`.
    private func title(of target: String) -> String? {
        let parts = target.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let mention = feed.mentions.first(where: { $0.role == parts[0] }) else {
            return nil
        }
        return models[mention.type].attributes.first { $0.name == parts[1] }?.title
    }

    private func append(_ fields: [String], _ encoder: TextEncoder, to bytes: inout [UInt8]) {
        let quote = String(UnicodeScalar(format.quote))
        let line = fields.map { quote + $0.replacing(quote, with: quote + quote) + quote }
            .joined(separator: String(UnicodeScalar(format.delimiter)))
        encoder.encode(line + "\r\n", into: &bytes)
    }
}
