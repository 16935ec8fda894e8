import HubConnect
import HubMapping
import HubMatching
import HubModel
import HubStore

/// Labelled mentions beside what the store made of them, type by type; rows are in the order of the truth file.
package struct LabelledMentions {
    /// Those of one entity type.
    package struct OfType {
        /// Entity the store has put each in; its own, below zero, for one that the hub did not take.
        package fileprivate(set) var predicted: [Int] = []
        /// Label of the true entity.
        package fileprivate(set) var truth: [Int] = []
        /// Position in `feeds`.
        package fileprivate(set) var feeds: [Int] = []
        /// As in the store; 0 for one that the hub did not take.
        package fileprivate(set) var mentions: [Int64] = []
        /// In the store, but without a label.
        package fileprivate(set) var unlabelled = 0
        /// Names of the labels.
        package fileprivate(set) var labels: [String] = []
        fileprivate var labelNumbers: [String: Int] = [:]
        /// Record key and role of those the hub did not take, by row.
        package fileprivate(set) var notTaken: [Int: (key: String, role: String)] = [:]
        /// Hazards of rows.
        package fileprivate(set) var cases: [HazardFigures.Case] = []
    }

    package private(set) var types: [OfType]
    /// Names of the feeds that have labels.
    package private(set) var feeds: [String] = []
    /// Names of the hazards, as they first occur.
    package private(set) var hazards: [String] = []
    /// Labelled mentions of feeds the hub never read: left out.
    package private(set) var unread = 0
    /// Ids of the entities that `predicted` numbers.
    package private(set) var entityIDs: [String] = []

    private struct Place {
        var type: Int32
        var row: Int32
    }

    /// Reads the labels through `truth` and the assignment from `store`.
    package init(
        workspace: Workspace, store: any Store, truth: any Connector, hazards: (any Connector)?,
        renamed: [String: String]
    ) async throws {
        types = workspace.models.map { _ in OfType() }
        let reader = MentionReader(workspace: workspace, renamed: renamed)
        var places: [RecordHash: Place] = [:]
        try await readLabels(truth, reader, Set(try store.feedStates().map(\.feed)), &places)
        var entityNumbers: [String: Int] = [:]
        try store.assignments(type: nil) { row in
            let key = Self.key(row.feed, row.recordKey, row.role, row.type)
            guard let place = places[key], place.type == row.type else {
                types[row.type].unlabelled += 1
                return
            }
            let entity = entityNumbers[row.entityID, default: entityIDs.count]
            if entity == entityIDs.count {
                entityNumbers[row.entityID] = entity
                entityIDs.append(row.entityID)
            }
            types[row.type].predicted[Int(place.row)] = entity
            types[row.type].mentions[Int(place.row)] = row.mention
            types[row.type].notTaken[Int(place.row)] = nil
        }
        if let hazards { try await readHazards(hazards, reader, places) }
    }

    private mutating func readLabels(
        _ truth: any Connector, _ reader: MentionReader, _ readFeeds: Set<String>,
        _ places: inout [RecordHash: Place]
    ) async throws {
        var (types, unread, feeds) = (types, 0, [String]())
        var feedNumbers: [String: Int] = [:]
        var found = places
        try await truth.read { batch in
            let columns = try reader.positions(in: batch.columns, of: Truth.columns)
            for row in 0..<batch.table.rowCount {
                let cells = columns.map { $0.map { batch.table.text(row, $0) ?? "" } }
                guard let mention = try reader.mention(cells), readFeeds.contains(mention.feed) else {
                    unread += 1
                    continue
                }
                let (type, name) = (mention.type, cells[4] ?? "")
                let label = types[type].labelNumbers[name, default: types[type].labels.count]
                if label == types[type].labels.count {
                    types[type].labelNumbers[name] = label
                    types[type].labels.append(name)
                }
                let key = Self.key(mention.feed, mention.key, mention.role, type)
                if let earlier = found[key] {
                    guard types[type].truth[Int(earlier.row)] == label else {
                        throw ConnectorError(
                            .malformed,
                            "the truth file gives one mention two entities (feed `\(mention.feed)`, role "
                                + "`\(mention.role)`, second time at line \(batch.positions[row].line)); leave one"
                        )
                    }
                    continue
                }
                let feed = feedNumbers[mention.feed, default: feeds.count]
                if feed == feeds.count {
                    feedNumbers[mention.feed] = feed
                    feeds.append(mention.feed)
                }
                let position = types[type].truth.count
                found[key] = Place(type: Int32(type), row: Int32(position))
                types[type].predicted.append(-1 - position)
                types[type].truth.append(label)
                types[type].feeds.append(feed)
                types[type].mentions.append(0)
                types[type].notTaken[position] = (mention.key, mention.role)
            }
        }
        (self.types, self.unread, self.feeds, places) = (types, unread, feeds, found)
    }

    private mutating func readHazards(
        _ file: any Connector, _ reader: MentionReader, _ places: [RecordHash: Place]
    ) async throws {
        var (types, hazards) = (types, [String]())
        var numbers: [String: Int] = [:]
        try await file.read { batch in
            let columns = try reader.positions(in: batch.columns, of: Truth.hazardColumns)
            for row in 0..<batch.table.rowCount {
                let cells = columns.map { $0.map { batch.table.text(row, $0) ?? "" } }
                guard let mention = try reader.mention(cells),
                    let place = places[Self.key(mention.feed, mention.key, mention.role, mention.type)]
                else { continue }
                let name = cells[4] ?? ""
                let hazard = numbers[name, default: hazards.count]
                if hazard == hazards.count {
                    numbers[name] = hazard
                    hazards.append(name)
                }
                types[mention.type].cases.append(
                    HazardFigures.Case(
                        hazard: hazard, mention: Int(place.row),
                        other: cells[5].flatMap { types[mention.type].labelNumbers[$0] }))
            }
        }
        (self.types, self.hazards) = (types, hazards)
    }

    /// Identity of a mention in 128 bits.
    private static func key(_ feed: String, _ key: String, _ role: String, _ type: Int) -> RecordHash {
        let text = "\(feed)\u{1F}\(key)\u{1F}\(role)\u{1F}\(type)"
        return RecordHash(high: StableHash.of(text, seed: 1), low: StableHash.of(text, seed: 2))
    }
}
