import HubModel
import HubStore
import TestSupport

/// A store with two types and two feeds, and short ways to put records into it.
final class District {
    static let house = 0
    static let person = 1

    let folder: TemporaryFolder
    let maker: StoreMaker
    private(set) var store: any Store
    private(set) var run: Int64

    init(_ maker: StoreMaker, models: [EntityModel] = District.models, feeds: [FeedShape] = District.feeds)
        throws
    {
        folder = try TemporaryFolder()
        self.maker = maker
        store = try maker.open(folder, false)
        try store.prepare(models: models, feeds: feeds)
        run = try store.openRun(job: "night", startedAt: "2026-01-01T00:00:00Z")
    }

    static let models = [
        model("house", prefix: "H", [("house_code", false), ("address", false)]),
        model("person", prefix: "P", [("resident_id", false), ("name", false), ("phone", true)]),
    ]

    static let feeds = [
        FeedShape(
            name: "police", title: "公安", trust: 90, roles: [("resident", person), ("home", house)],
            relations: [("lives_in", 0, 1)]),
        FeedShape(
            name: "civil", title: "民政", trust: 40, roles: [("home", house), ("applicant", person)],
            relations: [("lives_in", 1, 0)]),
    ]

    static func model(_ name: String, prefix: String, _ attributes: [(name: String, isMultiple: Bool)])
        -> EntityModel
    {
        EntityModel(
            name: name, title: name, idPrefix: prefix,
            attributes: attributes.enumerated().map { index, attribute in
                Attribute(
                    name: attribute.name, title: attribute.name, type: AnyText(),
                    isMultiple: attribute.isMultiple,
                    isDistinct: index == 0)
            },
            blocking: [], comparisons: [], prior: 0.001, threshold: 0.95, location: Self.nowhere)
    }

    static let nowhere = SourceLocation(file: "test.json5", line: 1, column: 1)

    /// Another connection to the same store.
    func reopened(readOnly: Bool = false) throws -> any Store {
        let other = try maker.open(folder, readOnly)
        try other.prepare(models: Self.models, feeds: Self.feeds)
        return other
    }

    /// Begins another run.
    func nextRun() throws { run = try store.openRun(job: "night", startedAt: "2026-01-02T00:00:00Z") }
}

/// One record of a feed as a test writes it.
struct Said {
    var key: String
    /// Bumped when the record changes.
    var content: UInt64 = 1
    /// Id in the store for a changed record.
    var record: Int64 = 0
    var line = 2
    /// Role index → values.
    var mentions: [(role: UInt8, type: Int, values: [String?])] = []
    /// Relation index and qualifier.
    var relations: [(relation: UInt8, qualifier: String)] = []
    /// Reason and column of refused values.
    var rejects: [(reason: RejectReason, column: String)] = []
}

extension District {
    /// A resident and the house they live in, as `police` says it.
    static func resident(
        _ key: String, _ name: String, address: String? = nil, qualifier: String = "", content: UInt64 = 1
    ) -> Said {
        var said = Said(key: key, content: content, mentions: [(0, person, [key, name, nil])])
        if let address {
            said.mentions.append((1, house, [nil, address]))
            said.relations = [(0, qualifier)]
        }
        return said
    }

    static func batch(_ records: [Said], models: [EntityModel] = models) -> StagedBatch {
        var tables = models.enumerated().map {
            MentionTable(type: $0.offset, attributes: $0.element.attributes.count)
        }
        var batch = StagedBatch()
        for (row, said) in records.enumerated() {
            batch.records.append(
                StagedBatch.Record(
                    record: said.record, key: said.key, keyHash: hash(ofKey: said.key),
                    content: RecordHash(high: said.content, low: .max - said.content), line: said.line,
                    byteOffset: said.line * 100))
            for mention in said.mentions {
                tables[mention.type].record.append(Int32(row))
                tables[mention.type].role.append(mention.role)
                for value in mention.values {
                    if let value {
                        tables[mention.type].values.append(value.utf8)
                    } else {
                        tables[mention.type].values.appendMissing()
                    }
                }
            }
            batch.relations += said.relations.map {
                RelationMention(record: Int32(row), relation: $0.relation, qualifier: $0.qualifier)
            }
            batch.rejects += said.rejects.map {
                StagedBatch.Reject(
                    record: row, reason: $0.reason, key: said.key, ordinal: row, line: said.line,
                    byteOffset: 0,
                    column: $0.column, target: "resident.name", detail: "", raw: "raw")
            }
        }
        batch.mentions = tables.filter { !$0.record.isEmpty }
        return batch
    }

    static func hash(ofKey key: String) -> RecordHash {
        RecordHash(high: StableHash.of(key), low: StableHash.of(key, seed: 1))
    }

    func stage(_ records: [Said], feed: String = "police") throws {
        try store.stage(Self.batch(records), feed: feed, run: run)
    }

    /// Id in the store of the record with this key.
    func record(_ key: String, feed: String = "police") throws -> Int64 {
        let entry = try store.recordIndex(feed: feed).entries[Self.hash(ofKey: key)]
        return entry?.record ?? 0
    }

    /// Every mention an entity of its own, numbered on from the last one; golden values are the mention's.
    func resolveEachAlone() throws {
        for type in Self.models.indices {
            let mentions = try store.mentions(type: type)
            var number = try store.lastEntityNumber()
            var golden = GoldenRows(attributes: Self.models[type].attributes.count)
            var new: [NewEntity] = []
            var assignments: [Assignment] = []
            for row in mentions.ids.indices where mentions.entities[row] == 0 {
                number += 1
                let id = Self.models[type].idPrefix + String(1000 + number)
                new.append(NewEntity(number: number, id: id))
                assignments.append(Assignment(mention: mentions.ids[row], entity: number))
                golden.add(number, id, (0..<mentions.values.width).map { mentions.values.text(row, $0) })
            }
            try store.saveEntities(new, retired: [], type: type, run: run)
            try store.saveAssignments(assignments)
            try store.saveGolden(golden, type: type, run: run)
        }
        try store.rebuildRelations()
        try store.clearTouched()
    }
}

extension GoldenRows {
    mutating func add(
        _ entity: Int64, _ id: String, _ texts: [String?], mentions: Int = 1, provenance: String = "{}"
    ) {
        entities.append(entity)
        ids.append(id)
        mentionCounts.append(mentions)
        self.provenance.append(provenance)
        for text in texts {
            if let text { values.append(text.utf8) } else { values.appendMissing() }
        }
    }
}

extension CellTable {
    /// All cells as texts, row by row.
    var rows: [[String?]] { (0..<rowCount).map { row in (0..<width).map { text(row, $0) } } }
}

/// A type that takes every text as it is.
struct AnyText: SemanticType {
    let name = "any-text"
    let summary = "any text"
    let examples: [(raw: String, normal: String?)] = []

    func normalise(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Verdict {
        for index in raw.indices { output.append(raw[index]) }
        return .valid
    }
}
