import Foundation

/// What one night did: kept with the run as JSON, printed for people.
package struct RunReport: Codable, Sendable {
    /// What became of one feed. `read = new + changed + unchanged + rejected`.
    package struct Feed: Codable, Sendable {
        package enum Status: String, Codable, Sendable {
            case read
            /// Not asked for tonight: a variable of its connection is not set.
            case skipped
            case failed
        }

        package let name: String
        package var status = Status.read
        package var read = 0
        package var new = 0
        package var changed = 0
        package var unchanged = 0
        /// Known records that did not come tonight; they stay in the store, marked.
        package var missing = 0
        /// Records refused as a whole.
        package var rejected = 0
        /// Single values refused in records that were taken.
        package var rejectedValues = 0
        package var mentions = 0
        package var seconds = 0.0
        /// Of these, saving what was mapped.
        package var secondsStaging = 0.0
        /// Why it was skipped or failed.
        package var reason = ""
        /// Columns the feed delivers and no mapping names.
        package var unmappedColumns: [String] = []

        package init(name: String) { self.name = name }
    }

    /// What became of one entity type.
    package struct EntityType: Codable, Sendable {
        package struct Blocking: Codable, Sendable {
            package let rule: String
            package let blocks: Int
            package let pairs: Int
            package let oversized: Int
            package let largest: Int
        }

        package let name: String
        package let mentions: Int
        package let entities: Int
        package let created: Int
        /// Entities that were merged into others tonight.
        package let merged: Int
        /// Entities that nothing speaks of any more.
        package let ended: Int
        package let pairs: Int
        package let links: Int
        /// Links that two different identifiers kept apart.
        package let refused: Int
        /// Links that the clusters as wholes spoke against.
        package let weak: Int
        package let blocking: [Blocking]
        /// Reading, matching, giving ids, merging, saving.
        package let seconds: Double
        /// Of these, building and saving golden records.
        package let secondsMerging: Double
    }

    /// What became of one dataset.
    package struct Dataset: Codable, Sendable {
        package let name: String
        package let rows: Int
        package let bytes: Int
        package let file: String
        package let isNew: Bool
    }

    package enum Status: String, Codable, Sendable {
        case running
        case done
        /// Done, but a feed that is not required could not be read.
        case doneWithFailures = "done-with-failures"
        case failed
        case interrupted
    }

    package var run: Int64 = 0
    package let job: String
    package let workspace: String
    package let startedAt: String
    package var finishedAt = ""
    package var status = Status.running
    package var isDryRun = false
    package var feeds: [Feed] = []
    package var types: [EntityType] = []
    package var datasets: [Dataset] = []
    /// Folder of the publication that is current after the run.
    package var publication = ""
    package var secondsResolving = 0.0
    package var secondsPublishing = 0.0
    package var seconds = 0.0
    package var peakMemoryMiB = 0
    /// Why the run failed, or what went wrong on the way.
    package var problems: [String] = []

    package init(job: String, workspace: String, startedAt: String) {
        self.job = job
        self.workspace = workspace
        self.startedAt = startedAt
    }

    package func encoded() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    package static func decoded(_ text: String) throws -> RunReport {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(RunReport.self, from: Data(text.utf8))
    }
}
