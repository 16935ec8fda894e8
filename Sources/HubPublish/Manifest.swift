import Foundation
import HubStore

/// What a publication says of itself: `manifest.json` beside the files.
package struct Manifest: Codable, Sendable {
    /// One dataset of the publication.
    package struct Dataset: Codable, Sendable {
        package let name: String
        package let title: String
        /// Entity type of the rows.
        package let type: String
        package let file: String
        package let format: String
        package let rows: Int
        package let bytes: Int
        package let sha256: String
        /// Stands for the declaration it was made by.
        package let declaration: String
        package let purpose: String
        package let recipients: [String]
        package let columns: [Column]
    }

    /// The schema of one column.
    package struct Column: Codable, Sendable, Equatable {
        package let name: String
        package let header: String
        /// Semantic type, `entity-id` or `integer`.
        package let type: String
        package let masked: Bool
    }

    /// Layout version of this file.
    package var format = 1
    package let workspace: String
    package let publishedAt: String
    /// Run whose entities are published; -1 when datasets of different runs stand side by side.
    package let resolvedRun: Int64
    /// Names what that run resolved, among all stores; manifests of early versions lack it.
    package let resolution: String?
    /// The feeds that went in, each with the run that last changed it.
    package let feeds: [FeedState]
    package let datasets: [Dataset]

    init(
        workspace: String, publishedAt: String, resolvedRun: Int64, resolution: String, feeds: [FeedState],
        datasets: [Dataset]
    ) {
        self.workspace = workspace
        self.publishedAt = publishedAt
        self.resolvedRun = resolvedRun
        self.resolution = resolution
        self.feeds = feeds
        self.datasets = datasets
    }

    /// Whether both stand for the same bytes in the same files.
    func saysTheSame(as other: Manifest) -> Bool {
        datasets.map { [$0.file, $0.sha256] } == other.datasets.map { [$0.file, $0.sha256] }
    }

    /// What stands in `SHA256SUMS`, as sha256sum(1) checks it.
    var sums: String { datasets.map { "\($0.sha256)  \($0.file)\n" }.joined() }

    /// Sorted keys and stable layout: two equal manifests are equal bytes.
    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return try encoder.encode(self) + Data("\n".utf8)
    }

    static func decoded(_ data: Data) throws -> Manifest {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Manifest.self, from: data)
    }
}
