import HubModel

/// What the store must know of a feed: names only.
package struct FeedShape: Sendable {
    package let name: String
    package let title: String
    package let trust: Int
    /// Role names with the index of their model, in file order.
    package let roles: [(name: String, type: Int)]
    /// Relations in file order; ends are indices into `roles`.
    package let relations: [(kind: String, from: Int, to: Int)]

    package init(
        name: String, title: String, trust: Int, roles: [(name: String, type: Int)],
        relations: [(kind: String, from: Int, to: Int)]
    ) {
        self.name = name
        self.title = title
        self.trust = trust
        self.roles = roles
        self.relations = relations
    }
}

/// The records of a feed as the store knows them. Immutable, so that batches are diffed on all cores.
package struct RecordIndex: Sendable {
    package struct Entry: Sendable {
        package let record: Int64
        package let content: RecordHash
        /// Number of the reading that first did not bring it, 0 when it came with the last one.
        package let absentSince: Int32
        /// Whether it takes part in nothing.
        package let isMissing: Bool

        package init(record: Int64, content: RecordHash, isMissing: Bool, absentSince: Int32 = 0) {
            self.record = record
            self.content = content
            self.isMissing = isMissing
            self.absentSince = absentSince
        }
    }

    /// By hash of the record key.
    package let entries: [RecordHash: Entry]

    package init(entries: [RecordHash: Entry]) { self.entries = entries }
}

/// New and changed records of one batch, ready to be saved.
package struct StagedBatch: Sendable {
    package struct Record: Sendable {
        /// Id in the store for a changed record, 0 for a new one.
        package var record: Int64
        package let key: String
        package let keyHash: RecordHash
        package let content: RecordHash
        package let line: Int
        package let byteOffset: Int

        package init(
            record: Int64, key: String, keyHash: RecordHash, content: RecordHash, line: Int, byteOffset: Int
        ) {
            self.record = record
            self.key = key
            self.keyHash = keyHash
            self.content = content
            self.line = line
            self.byteOffset = byteOffset
        }
    }

    package struct Reject: Sendable {
        /// Index into `records`, or -1 when the whole record was refused.
        package let record: Int
        package let reason: RejectReason
        /// Empty when unknown.
        package let key: String
        package let ordinal: Int
        package let line: Int
        package let byteOffset: Int
        /// Source column; empty for whole records.
        package let column: String
        /// `role.attribute`; empty for whole records.
        package let target: String
        package let detail: String
        /// The value as delivered; of a record that could not be split into cells, the record.
        package let raw: String
        /// Name of the file it stands in; empty where the source has no parts.
        package let part: String
        /// Names the record as delivered, the same in every reading.
        package let origin: String
        /// Index into `copies`; rejects of one record share theirs. `nil` for a record without cells.
        package let copy: Int?

        package init(
            record: Int, reason: RejectReason, key: String, ordinal: Int, line: Int, byteOffset: Int,
            column: String, target: String, detail: String, raw: String, part: String = "",
            origin: String = "", copy: Int? = nil
        ) {
            self.record = record
            self.reason = reason
            self.key = key
            self.ordinal = ordinal
            self.line = line
            self.byteOffset = byteOffset
            self.column = column
            self.target = target
            self.detail = detail
            self.raw = raw
            self.part = part
            self.origin = origin
            self.copy = copy
        }
    }

    package var records: [Record]
    /// `MentionTable.record` and `RelationMention.record` index `records`.
    package var mentions: [MentionTable]
    package var relations: [RelationMention]
    package var rejects: [Reject]
    /// Of records that left rejects, what the mapping looks at.
    package var copies: [RecordCopy] = []

    package init(
        records: [Record] = [], mentions: [MentionTable] = [], relations: [RelationMention] = [],
        rejects: [Reject] = []
    ) {
        self.records = records
        self.mentions = mentions
        self.relations = relations
        self.rejects = rejects
    }
}

/// What is known of a feed after its last good reading.
package struct FeedState: Sendable, Codable, Equatable {
    package let feed: String
    /// Run that last read it completely.
    package let run: Int64
    /// Run that last found a change in it: the feed's version in manifests.
    package let version: Int64
    package let records: Int
    /// Order-independent digest of all content hashes, hexadecimal.
    package let digest: String

    package init(feed: String, run: Int64, version: Int64, records: Int, digest: String) {
        self.feed = feed
        self.run = run
        self.version = version
        self.records = records
        self.digest = digest
    }
}

/// How far a feed has come: what its next reading goes on from.
package struct FeedProgress: Sendable, Equatable {
    /// Readings that told which records are absent, so far.
    package var readings: Int
    /// From where to read on; `nil` for everything.
    package var checkpoint: String?

    package init(readings: Int = 0, checkpoint: String? = nil) {
        self.readings = readings
        self.checkpoint = checkpoint
    }
}

package struct RunRow: Sendable {
    package let id: Int64
    package let job: String
    /// `running`, `done`, `done-with-failures`, `done-over-threshold`, `held`, `failed`, `interrupted`.
    package let status: String
    package let startedAt: String
    package let finishedAt: String
    /// JSON.
    package let report: String

    package init(
        id: Int64, job: String, status: String, startedAt: String, finishedAt: String, report: String
    ) {
        self.id = id
        self.job = job
        self.status = status
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.report = report
    }
}

/// All mentions of a type, column by column.
package struct StoredMentions: Sendable {
    package var ids: [Int64]
    /// Identity that does not depend on the order of intake: hash of feed, record key, role.
    package var ranks: [UInt64]
    /// Entity number of the last assignment with redirects followed, 0 when none. It may have ended: a record that
    /// was missing has come back, and its entity can be revived.
    package var entities: [Int64]
    /// Entity number that the mention had before its entity was merged into others, so that a split can restore it;
    /// redirects are not followed. The same as in `entities` when nothing was merged.
    package var homes: [Int64]
    /// Feed and role: a position in `sources`.
    package var origins: [Int32]
    package var sources: [MentionSource]
    /// Trust of the feed.
    package var trusts: [Int32]
    /// Run that staged it.
    package var runs: [Int64]
    /// Normal forms; `width` = attributes of the model.
    package var values: CellTable

    package init(attributes: Int) {
        ids = []
        ranks = []
        entities = []
        homes = []
        origins = []
        sources = []
        trusts = []
        runs = []
        values = CellTable(width: attributes)
    }
}

/// The feed and role that mentions come from.
package struct MentionSource: Sendable, Hashable {
    package let feed: String
    package let role: String

    package init(feed: String, role: String) {
        self.feed = feed
        self.role = role
    }
}

/// A relation mention: ids of mentions at both ends.
package struct StoredRelation: Sendable {
    package let kind: String
    package let from: Int64
    package let to: Int64

    package init(kind: String, from: Int64, to: Int64) {
        self.kind = kind
        self.from = from
        self.to = to
    }
}

package struct StoredEntity: Sendable {
    package let number: Int64
    package let id: String
    /// Neither merged away nor ended.
    package let isLive: Bool
    /// Entity it was merged into; 0 when it lives, or simply ended.
    package let redirect: Int64

    package init(number: Int64, id: String, isLive: Bool, redirect: Int64 = 0) {
        self.number = number
        self.id = id
        self.isLive = isLive
        self.redirect = redirect
    }
}

package struct NewEntity: Sendable {
    /// Number inside the store, never reused.
    package let number: Int64
    /// Id for people, never reused.
    package let id: String

    package init(number: Int64, id: String) {
        self.number = number
        self.id = id
    }
}

package struct RetiredEntity: Sendable {
    package let number: Int64
    /// The entity it was merged into; 0 when it simply ended.
    package let redirect: Int64

    package init(number: Int64, redirect: Int64) {
        self.number = number
        self.redirect = redirect
    }
}

package struct Assignment: Sendable {
    package let mention: Int64
    package let entity: Int64
    /// See `StoredMentions.homes`.
    package let home: Int64

    package init(mention: Int64, entity: Int64, home: Int64? = nil) {
        self.mention = mention
        self.entity = entity
        self.home = home ?? entity
    }
}

/// Golden rows, column by column.
package struct GoldenRows: Sendable {
    package var entities: [Int64]
    package var ids: [String]
    /// Mentions in the cluster.
    package var mentionCounts: [Int]
    /// Golden values; `width` = attributes of the model.
    package var values: CellTable
    /// One JSON object a row: `{"name":{"mention":123,"support":5,"conflicts":1},…}`.
    package var provenance: [String]

    package init(attributes: Int) {
        entities = []
        ids = []
        mentionCounts = []
        values = CellTable(width: attributes)
        provenance = []
    }
}

package struct FoundEntity: Sendable {
    package let type: Int
    package let number: Int64
    package let id: String
    package let mentionCount: Int
    package let values: [String?]
    package let provenance: String

    package init(
        type: Int, number: Int64, id: String, mentionCount: Int, values: [String?], provenance: String
    ) {
        self.type = type
        self.number = number
        self.id = id
        self.mentionCount = mentionCount
        self.values = values
        self.provenance = provenance
    }
}

package struct TracedMention: Sendable {
    package let mention: Int64
    package let feed: String
    package let recordKey: String
    package let role: String
    package let line: Int
    package let byteOffset: Int
    /// Run that staged it, and when that run started.
    package let run: Int64
    package let runStartedAt: String
    package let values: [String?]

    package init(
        mention: Int64, feed: String, recordKey: String, role: String, line: Int, byteOffset: Int, run: Int64,
        runStartedAt: String, values: [String?]
    ) {
        self.mention = mention
        self.feed = feed
        self.recordKey = recordKey
        self.role = role
        self.line = line
        self.byteOffset = byteOffset
        self.run = run
        self.runStartedAt = runStartedAt
        self.values = values
    }
}

package struct FoundRelation: Sendable {
    package let kind: String
    /// Whether the entity asked for is the `from` end.
    package let isOutgoing: Bool
    package let otherType: Int
    package let otherID: String
    package let qualifier: String
    package let support: Int

    package init(
        kind: String, isOutgoing: Bool, otherType: Int, otherID: String, qualifier: String, support: Int
    ) {
        self.kind = kind
        self.isOutgoing = isOutgoing
        self.otherType = otherType
        self.otherID = otherID
        self.qualifier = qualifier
        self.support = support
    }
}

package struct AssignmentRow: Sendable {
    package let feed: String
    package let recordKey: String
    package let role: String
    package let type: Int
    /// Empty when not yet resolved.
    package let entityID: String
    /// As in `StoredMentions.ids`.
    package let mention: Int64

    package init(
        feed: String, recordKey: String, role: String, type: Int, entityID: String, mention: Int64
    ) {
        self.mention = mention
        self.feed = feed
        self.recordKey = recordKey
        self.role = role
        self.type = type
        self.entityID = entityID
    }
}
