import Foundation
import HubModel
import HubSQLite
import HubStore
import TestSupport
import Testing

/// Over random nights, looking back to any of them answers as a copy of the store taken that night.
@Suite struct HistoryLawTests {
    @Test(arguments: 1...8)
    func everyPastNightIsAnsweredAsItsCopyAnswers(_ seed: Int) throws {
        var night = try RandomNights(seed: UInt64(seed))
        var copies: [(run: Int64, answers: [String])] = []
        for _ in 0..<14 {
            try night.pass()
            let copy = try night.copy()
            copies.append((night.run, try night.answers(of: copy)))
        }
        // The nights differ: otherwise nothing would be tested.
        #expect(Set(copies.map(\.answers)).count > 8)
        for (run, answers) in copies {
            let past = try night.open()
            try past.lookBack(to: run)
            #expect(try night.answers(of: past) == answers, "seed \(seed), run \(run)")
        }
    }

    @Test(arguments: 1...3)
    func whatIsExpiredIsOnlyWhatNobodyLooksBackTo(_ seed: Int) throws {
        var night = try RandomNights(seed: UInt64(100 + seed))
        var copies: [(run: Int64, answers: [String])] = []
        for _ in 0..<10 {
            try night.pass()
            copies.append((night.run, try night.answers(of: night.copy())))
        }
        let before = RandomNights.time(of: copies[8].run)
        let trial = try night.store.expireHistory(before: before, isDryRun: true)
        #expect(try night.store.historySince() == 0)
        let counts = try night.store.expireHistory(before: before, isDryRun: false)
        #expect(counts == trial)
        #expect(counts.golden > 0 && counts.relations > 0 && counts.entities > 0)
        #expect(counts.since == copies[7].run)
        let again = try night.store.expireHistory(before: before, isDryRun: false)
        #expect(again.total == 0 && again.since == copies[7].run)
        for (run, answers) in copies {
            let past = try night.open()
            if run < counts.since {
                let error = #expect(throws: StoreError.self) { try past.lookBack(to: run) }
                #expect(error?.message.contains("goes back to run \(counts.since)") == true)
            } else {
                try past.lookBack(to: run)
                #expect(try night.answers(of: past) == answers, "seed \(seed), run \(run)")
            }
        }
    }

    /// An earlier store knows nothing of its past, and everything from its last run on.
    @Test func anEarlierStoreBeginsItsHistoryWithItsLastRun() throws {
        var night = try RandomNights(seed: 7)
        for _ in 0..<4 { try night.pass() }
        let answers = try night.answers(of: night.copy())
        try SQLiteConnection(path: night.path).execute(
            """
            DROP TABLE relation_history; DROP TABLE entity_history; DROP TABLE person_history;
            DROP TABLE house_history; ALTER TABLE entity_relation DROP COLUMN since_run; PRAGMA user_version = 3
            """)
        let error = #expect(throws: StoreError.self) { try night.open() }
        #expect(error?.message.contains("isthmus run") == true)
        night = try RandomNights(continuing: night)
        #expect(try night.store.historySince() == 4)
        for _ in 0..<3 { try night.pass() }
        let past = try night.open()
        try past.lookBack(to: 4)
        #expect(try night.answers(of: past) == answers)
        #expect(try night.answers(of: night.open()) != answers)
        let refusal = try night.open()
        let early = #expect(throws: StoreError.self) { try refusal.lookBack(to: 3) }
        #expect(early?.message.contains("goes back to run 4") == true)
    }

    @Test func onlyAReaderLooksBackAndOnlyToRunsThatHaveBeen() throws {
        var night = try RandomNights(seed: 9)
        let empty = try night.open()
        #expect(throws: StoreError.self) { try empty.lookBack(to: 1) }
        #expect(try empty.run(asOf: "2030") == nil)
        try night.pass()
        try night.pass()
        let writer = #expect(throws: StoreError.self) { try night.store.lookBack(to: 1) }
        #expect(writer?.message.contains("only a store open for reading") == true)
        for run: Int64 in [-1, 0, 3] {
            let reader = try night.open()
            let error = #expect(throws: StoreError.self) { try reader.lookBack(to: run) }
            #expect(error?.message.contains("runs 1 to 2 have been") == true)
        }
        // Times lie between the ends of runs; one that was cut off counts from its beginning.
        let reader = try night.open()
        #expect(try reader.run(asOf: "2026-01-01T01:59:59Z") == nil)
        #expect(try reader.run(asOf: RandomNights.time(of: 1)) == 1)
        #expect(try reader.run(asOf: "2026-01-02T01:30:00Z") == 1)
        #expect(try reader.run(asOf: "2026-12-31T00:00:00Z") == 2)
        _ = try night.store.openRun(job: "night", startedAt: "2026-01-03T01:00:00Z")
        #expect(try night.open().run(asOf: "2026-01-03T01:00:00Z") == 3)
        // Nothing was written through the views.
        #expect(throws: StoreError.self) { try reader.saveMemo("a", "b") }
    }
}

/// Nights in which people and houses come, change, merge, part, end and return, with a seed.
private struct RandomNights {
    let folder: TemporaryFolder
    let store: SQLiteStore
    private(set) var run: Int64 = 0
    private var random: SplitMix
    private var said: [String: (record: Int64, name: String, house: String, version: UInt64)] = [:]
    private var copies = 0

    init(seed: UInt64) throws {
        random = SplitMix(state: seed)
        folder = try TemporaryFolder()
        store = try SQLiteStore(path: folder.path + "/store/isthmus.sqlite", readOnly: false)
        try store.prepare(models: District.models, feeds: District.feeds)
    }

    /// The same nights, with the store opened anew.
    init(continuing night: RandomNights) throws {
        (folder, run, random, said, copies) = (
            night.folder, night.run, night.random, night.said, night.copies
        )
        store = try SQLiteStore(path: night.path, readOnly: false)
        try store.prepare(models: District.models, feeds: District.feeds)
    }

    var path: String { folder.path + "/store/isthmus.sqlite" }

    static func time(of run: Int64) -> String { "2026-01-\(run < 10 ? "0" : "")\(run)T02:00:00Z" }

    mutating func pass() throws {
        run = try store.openRun(job: "night", startedAt: "2026-01-\(run < 9 ? "0" : "")\(run + 1)T01:00:00Z")
        try store.begin()
        if random.below(6) > 0 { try change() }
        for type in District.models.indices { try resolve(type) }
        try store.rebuildRelations()
        try store.clearTouched()
        try store.commit()
        try store.closeRun(run, status: "done", finishedAt: Self.time(of: run), report: "{}")
    }

    /// New, changed, missing and returning records.
    private mutating func change() throws {
        var batch: [Said] = []
        for _ in 0..<random.below(6) {
            let key = "k\(random.below(14))"
            let known = said[key]
            let (name, house) = ("名\(random.below(5))", "\(random.below(5))号")
            let version = (known?.version ?? 0) + 1
            var record = District.resident(
                key, name, address: random.below(5) > 0 ? house : nil,
                qualifier: random.below(2) > 0 ? "户主" : "", content: version)
            record.record = known?.record ?? 0
            if batch.contains(where: { $0.key == key }) { continue }
            batch.append(record)
            said[key] = (record.record, name, house, version)
        }
        try store.stage(District.batch(batch), feed: "police", run: run)
        for (key, entry) in try store.recordIndex(feed: "police").entries {
            for name in said.keys where District.hash(ofKey: name) == key {
                said[name]?.record = entry.record
            }
        }
        for key in said.keys.sorted() where random.below(8) == 0 {
            guard let record = said[key]?.record, record > 0 else { continue }
            if random.below(2) == 0 {
                try store.markMissing([record], run: run)
            } else {
                try store.markPresent([record])
            }
        }
    }

    /// Mentions with one name are one entity, most nights; its number is the lowest that its mentions had.
    private mutating func resolve(_ type: Int) throws {
        let mentions = try store.mentions(type: type)
        let parts = random.below(4) == 0 ? 2 : 1
        var clusters: [String: [Int]] = [:]
        for row in mentions.ids.indices {
            clusters["\(mentions.values.text(row, 1) ?? "") \(row % parts)", default: []].append(row)
        }
        let existing = try store.entities(type: type)
        var number = try store.lastEntityNumber()
        var (owners, heirs): ([Int64: [Int]], [Int64: Int64]) = ([:], [:])
        var new: [NewEntity] = []
        for name in clusters.keys.sorted() {
            let rows = clusters[name] ?? []
            let claims = Set(rows.map { mentions.entities[$0] }).subtracting([0]).sorted()
            var owner = claims.first { owners[$0] == nil } ?? 0
            if owner == 0 {
                number += 1
                owner = number
                new.append(NewEntity(number: owner, id: "\(District.models[type].idPrefix)\(owner)"))
            } else if let entity = existing.first(where: { $0.number == owner }), !entity.isLive {
                new.append(NewEntity(number: owner, id: entity.id))
            }
            owners[owner] = rows
            for claim in claims { heirs[claim] = owner }
        }
        let retired = existing.filter { entity in
            guard owners[entity.number] == nil else { return false }
            return entity.isLive || (heirs[entity.number].map { $0 != entity.redirect } ?? false)
        }.map { RetiredEntity(number: $0.number, redirect: heirs[$0.number] ?? 0) }
        try store.saveEntities(new, retired: retired, type: type, run: run)
        let ids = Dictionary(uniqueKeysWithValues: try store.entities(type: type).map { ($0.number, $0.id) })
        var golden = GoldenRows(attributes: District.models[type].attributes.count)
        for (owner, rows) in owners.sorted(by: { $0.key < $1.key }) {
            try store.saveAssignments(rows.map { Assignment(mention: mentions.ids[$0], entity: owner) })
            golden.add(
                owner, ids[owner] ?? "",
                (0..<mentions.values.width).map { mentions.values.text(rows[rows.count - 1], $0) },
                mentions: rows.count, provenance: #"{"name":{"mention":\#(mentions.ids[rows[0]])}}"#)
        }
        try store.saveGolden(golden, type: type, run: run)
    }

    mutating func copy() throws -> SQLiteStore {
        copies += 1
        let place = "\(folder.path)/copy\(copies).sqlite"
        let result = try shell(
            "/usr/bin/sqlite3", [folder.path + "/store/isthmus.sqlite", "VACUUM INTO '\(place)'"])
        #expect(result.code == 0, "\(result.errors)")
        return try open(place)
    }

    func open(_ place: String? = nil) throws -> SQLiteStore {
        let store = try SQLiteStore(path: place ?? folder.path + "/store/isthmus.sqlite", readOnly: true)
        try store.prepare(models: District.models, feeds: District.feeds)
        return store
    }

    /// Everything a reader can ask of golden records, relations and redirects.
    func answers(of store: SQLiteStore) throws -> [String] {
        var answers: [String] = []
        for type in District.models.indices {
            answers.append("\(try store.count(type: type).entities)")
            for entity in try store.find(type: type, where: [], limit: 1000) {
                answers.append("\(entity.id) \(entity.mentionCount) \(entity.values) \(entity.provenance)")
                answers += try store.relations(of: entity).map {
                    "  \($0.kind) \($0.isOutgoing) \($0.otherID) \($0.qualifier) \($0.support)"
                }
            }
            for entity in try store.entities(type: type) {
                answers.append("\(entity.id) \(entity.isLive) \(entity.redirect)")
                answers.append(try store.entity(id: entity.id)?.id ?? "ended")
            }
            let columns: [DatasetDeclaration.Column.Source] = [
                .entityID, .attribute(1), .related(kind: "lives_in", type: 1 - type, attribute: nil),
                .related(kind: "lives_in", type: 1 - type, attribute: 1),
            ]
            try store.readDataset(
                DatasetDeclaration(
                    name: "d", title: "", type: type, format: .csv, header: .en,
                    columns: columns.map { .init(name: "", title: "", source: $0, isMasked: false) },
                    requires: [], recipients: [], purpose: "", location: District.nowhere)
            ) { answers += $0.rows.map { "\($0)" } }
        }
        return answers
    }
}

/// SplitMix64: the same numbers everywhere.
private struct SplitMix {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(bound))
    }
}
