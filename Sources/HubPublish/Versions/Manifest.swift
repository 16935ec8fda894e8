import Foundation
import HubModel
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
        package let recipients: [DatasetDeclaration.Recipient]
        package let columns: [Column]
        /// Files beside that of the rows: a schema, what differs from the version before.
        package var companions: [File] = []
        /// What differs from the version before; `nil` when there is none to compare with.
        package var changes: Changes?
        package var gates: [GateResult] = []
        /// SHA-256 of what the hub compares versions by; empty in versions without.
        package var index = ""
    }

    /// A file of the publication.
    package struct File: Codable, Sendable, Equatable {
        package enum Use: String, Codable, Sendable {
            case rows
            case schema
            case delta
        }

        package let name: String
        package let use: Use
        package let bytes: Int
        package let sha256: String
    }

    /// Rows that differ from those of another version, by entity id.
    package struct Changes: Codable, Sendable, Equatable {
        /// The version that was current before.
        package let since: String
        package let inserted: Int
        package let updated: Int
        package let deleted: Int
    }

    /// The schema of one column.
    package struct Column: Codable, Sendable, Equatable {
        package let name: String
        package let header: String
        /// Semantic type, `entity-id`, `age-band` or `integer`.
        package let type: String
        package let masked: Bool
        /// What it shows: `entity_id`, an attribute, `relation.attribute`; `nil` when it is made from that.
        package var value: String?
        /// Whether a cell may hold several values, joined with `;`.
        package var multiple: Bool?
    }

    /// Layout version of this file.
    package var format = Manifest.layout
    package let workspace: String
    package let publishedAt: String
    /// Run whose entities are published; -1 when datasets of different runs stand side by side.
    package let resolvedRun: Int64
    /// Names what that run resolved, among all stores; manifests of early versions lack it.
    package let resolution: String?
    /// The feeds that went in, each with the run that last changed it.
    package let feeds: [FeedState]
    package var datasets: [Dataset]

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

    static let layout = 2

    /// Nothing was switched: files and differences are still those that `published` made.
    mutating func keepWhatStays(of published: Manifest) {
        for index in datasets.indices {
            datasets[index].companions = published.datasets[index].companions
            datasets[index].changes = published.datasets[index].changes
            datasets[index].index = published.datasets[index].index
        }
    }

    /// Whether both stand for the same rows in the same files, whatever they differ from.
    func saysTheSame(as other: Manifest) -> Bool {
        datasets.map(\.lasting) == other.datasets.map(\.lasting)
    }

    /// What stands in `SHA256SUMS`, as sha256sum(1) checks it.
    var sums: String {
        datasets.flatMap(\.files).map { "\($0.sha256)  \($0.name)\n" }.joined()
    }

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

extension Manifest.Dataset {
    /// The file of the rows first.
    package var files: [Manifest.File] {
        [.init(name: file, use: .rows, bytes: bytes, sha256: sha256)] + companions
    }

    /// The files that do not depend on the version before.
    fileprivate var lasting: [[String]] {
        files.filter { $0.use != .delta }.map { [$0.name, $0.sha256] }
    }
}

// Early manifests (format 1) name recipients alone and have neither companions, changes, gates nor an index.
extension Manifest.Dataset {
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        title = try values.decode(String.self, forKey: .title)
        type = try values.decode(String.self, forKey: .type)
        file = try values.decode(String.self, forKey: .file)
        format = try values.decode(String.self, forKey: .format)
        rows = try values.decode(Int.self, forKey: .rows)
        bytes = try values.decode(Int.self, forKey: .bytes)
        sha256 = try values.decode(String.self, forKey: .sha256)
        declaration = try values.decode(String.self, forKey: .declaration)
        purpose = try values.decode(String.self, forKey: .purpose)
        if let names = try? values.decode([String].self, forKey: .recipients) {
            recipients = names.map { .init(name: $0) }
        } else {
            recipients = try values.decode([DatasetDeclaration.Recipient].self, forKey: .recipients)
        }
        columns = try values.decode([Manifest.Column].self, forKey: .columns)
        companions = try values.decodeIfPresent([Manifest.File].self, forKey: .companions) ?? []
        changes = try values.decodeIfPresent(Manifest.Changes.self, forKey: .changes)
        gates = try values.decodeIfPresent([GateResult].self, forKey: .gates) ?? []
        index = try values.decodeIfPresent(String.self, forKey: .index) ?? ""
    }
}
