import Foundation
import HubMapping
import HubPublish

/// What one night did: kept with the run as JSON, printed for people.
package struct RunReport: Codable, Sendable {
    /// What became of one feed. `read = new + changed + unchanged + rejected + superseded`.
    package struct Feed: Codable, Sendable {
        package enum Status: String, Codable, Sendable {
            case read
            /// Not asked for tonight: a variable of its connection is not set.
            case skipped
            case failed
            /// Its delivery is not what was expected: last night's records stand.
            case held
        }

        package let name: String
        package var status = Status.read
        package var read = 0
        package var new = 0
        package var changed = 0
        package var unchanged = 0
        /// Known records that did not come tonight and had come before.
        package var missing = 0
        /// Absent records that left the registry tonight, and wait in the store.
        package var closed = 0
        /// Absent records that the store forgot tonight.
        package var deleted = 0
        /// Absent records whose time is not up, or that the feed's rule lets stay.
        package var waiting = 0
        /// Records refused as a whole.
        package var rejected = 0
        /// Records that a newer part of the source, or an equal record, had already said.
        package var superseded = 0
        /// Single values refused in records that were taken.
        package var rejectedValues = 0
        package var mentions = 0
        package var seconds = 0.0
        /// Of these, saving what was mapped.
        package var secondsStaging = 0.0
        /// Why it was skipped, held or failed.
        package var reason = ""
        /// What was expected of the delivery and not met, in sentences; when `--accept` took it all the same, too.
        package var unmet: [String] = []
        /// How its columns differ from those of the last good reading.
        package var drift: [ColumnDrift] = []
        /// False when the feed says `on_drift: "ignore"`: drift is then in this report alone.
        package var tellsDrift = true
        /// Columns the feed delivers and no mapping names.
        package var unmappedColumns: [String] = []
        /// What is odd about a feed that was read.
        package var notes: [String] = []
        /// What the connector tells of its reading: the files read, the encoding found.
        package var remarks: [String] = []
        /// The latest day in the column that says how fresh the feed is, as days since 1970-01-01.
        package var latestDay: Int?

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
            /// Parts that oversized blocks were split into, and by what.
            package let refined: Int
            package let refinedBy: [String]
            /// Pairs of oversized blocks that nothing compared.
            package let uncompared: Int
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
        /// Links that two different identifiers, a rule or a judgement kept apart.
        package let refused: Int
        /// Links that the clusters as wholes spoke against.
        package let weak: Int
        /// Links of mentions that fit two entities equally well.
        package let ambiguous: Int
        /// Pairs that the second look joined.
        package let joinedLater: Int
        /// Identifiers whose claims contradict each other.
        package let contested: Int
        /// Entities of more different mentions than the model thinks likely.
        package let largeClusters: Int
        package let blocking: [Blocking]
        /// Reading, matching, giving ids, merging, saving.
        package let seconds: Double
        /// Of these, building and saving golden records.
        package let secondsMerging: Double
    }

    /// What became of one dataset.
    package struct Dataset: Codable, Sendable {
        package typealias Changes = Manifest.Changes

        package let name: String
        package let rows: Int
        package let bytes: Int
        package let file: String
        package let isNew: Bool
        /// What differs from the version before; `nil` when there is none to compare with.
        package var changes: Changes?
        package var gates: [GateResult] = []
    }

    /// Rejects that lay in quarantine at the end of the run, of one feed and reason.
    package struct Quarantined: Codable, Sendable {
        package let feed: String
        /// Empty when the feed is no longer configured.
        package let department: String
        package let reason: String
        /// Whether whole records were refused, or single values.
        package let isRecord: Bool
        package let count: Int
    }

    package enum Status: String, Codable, Sendable {
        case running
        case done
        /// Done, but a feed that is not required could not be read.
        case doneWithFailures = "done-with-failures"
        /// Done, but the delivery of a feed that is not required was held.
        case doneOverThreshold = "done-over-threshold"
        /// Stopped, because what was delivered is not what was expected. Nothing was published.
        case held
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
    /// Rejects whose values were blanked because they were older than is allowed.
    package var expired = 0
    /// What lay in quarantine at the end of the run.
    package var quarantine: [Quarantined] = []
    /// Absolute path of the page of the run; empty when there is none.
    package var page = ""
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

// Reports are kept for years: a field that an older version did not write has its default.

extension RunReport.Feed {
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        status = try values.value(.status, or: .read)
        read = try values.value(.read, or: 0)
        new = try values.value(.new, or: 0)
        changed = try values.value(.changed, or: 0)
        unchanged = try values.value(.unchanged, or: 0)
        missing = try values.value(.missing, or: 0)
        closed = try values.value(.closed, or: 0)
        deleted = try values.value(.deleted, or: 0)
        waiting = try values.value(.waiting, or: 0)
        rejected = try values.value(.rejected, or: 0)
        superseded = try values.value(.superseded, or: 0)
        rejectedValues = try values.value(.rejectedValues, or: 0)
        mentions = try values.value(.mentions, or: 0)
        seconds = try values.value(.seconds, or: 0)
        secondsStaging = try values.value(.secondsStaging, or: 0)
        reason = try values.value(.reason, or: "")
        unmet = try values.value(.unmet, or: [])
        drift = try values.value(.drift, or: [])
        tellsDrift = try values.value(.tellsDrift, or: true)
        unmappedColumns = try values.value(.unmappedColumns, or: [])
        notes = try values.value(.notes, or: [])
        remarks = try values.value(.remarks, or: [])
        latestDay = try values.decodeIfPresent(Int.self, forKey: .latestDay)
    }
}

extension RunReport.EntityType.Blocking {
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        rule = try values.decode(String.self, forKey: .rule)
        blocks = try values.value(.blocks, or: 0)
        pairs = try values.value(.pairs, or: 0)
        oversized = try values.value(.oversized, or: 0)
        largest = try values.value(.largest, or: 0)
        refined = try values.value(.refined, or: 0)
        refinedBy = try values.value(.refinedBy, or: [])
        uncompared = try values.value(.uncompared, or: 0)
    }
}

extension RunReport.EntityType {
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        mentions = try values.value(.mentions, or: 0)
        entities = try values.value(.entities, or: 0)
        created = try values.value(.created, or: 0)
        merged = try values.value(.merged, or: 0)
        ended = try values.value(.ended, or: 0)
        pairs = try values.value(.pairs, or: 0)
        links = try values.value(.links, or: 0)
        refused = try values.value(.refused, or: 0)
        weak = try values.value(.weak, or: 0)
        ambiguous = try values.value(.ambiguous, or: 0)
        joinedLater = try values.value(.joinedLater, or: 0)
        contested = try values.value(.contested, or: 0)
        largeClusters = try values.value(.largeClusters, or: 0)
        blocking = try values.value(.blocking, or: [])
        seconds = try values.value(.seconds, or: 0)
        secondsMerging = try values.value(.secondsMerging, or: 0)
    }
}

extension RunReport.Dataset {
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        rows = try values.value(.rows, or: 0)
        bytes = try values.value(.bytes, or: 0)
        file = try values.value(.file, or: "")
        isNew = try values.value(.isNew, or: false)
        changes = try values.decodeIfPresent(Changes.self, forKey: .changes)
        gates = try values.value(.gates, or: [])
    }
}

extension RunReport {
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        run = try values.value(.run, or: 0)
        job = try values.decode(String.self, forKey: .job)
        workspace = try values.value(.workspace, or: "")
        startedAt = try values.decode(String.self, forKey: .startedAt)
        finishedAt = try values.value(.finishedAt, or: "")
        status = try values.value(.status, or: .failed)
        isDryRun = try values.value(.isDryRun, or: false)
        feeds = try values.value(.feeds, or: [])
        types = try values.value(.types, or: [])
        datasets = try values.value(.datasets, or: [])
        publication = try values.value(.publication, or: "")
        secondsResolving = try values.value(.secondsResolving, or: 0)
        secondsPublishing = try values.value(.secondsPublishing, or: 0)
        seconds = try values.value(.seconds, or: 0)
        peakMemoryMiB = try values.value(.peakMemoryMiB, or: 0)
        expired = try values.value(.expired, or: 0)
        quarantine = try values.value(.quarantine, or: [])
        page = try values.value(.page, or: "")
        problems = try values.value(.problems, or: [])
    }
}

extension KeyedDecodingContainer {
    fileprivate func value<Value: Decodable>(_ key: Key, or standard: Value) throws -> Value {
        try decodeIfPresent(Value.self, forKey: key) ?? standard
    }
}
