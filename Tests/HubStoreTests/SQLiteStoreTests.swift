import Foundation
import HubModel
import HubSQLite
import HubStore
import TestSupport
import Testing

/// What only the SQLite store can get wrong: its file, and the tables other programs read.
@Suite struct SQLiteStoreTests {
    private static let maker = StoreMaker.all[0]

    private static func path(_ district: District) -> String {
        district.folder.path + "/store/isthmus.sqlite"
    }

    /// Rows of a query as another program would see them.
    private func rows(_ sql: String, _ district: District) throws -> [[String?]] {
        var options = SQLiteConnection.Options()
        options.isReadOnly = true
        let connection = try SQLiteConnection(path: Self.path(district), options: options)
        let statement = try connection.statement(sql)
        var rows: [[String?]] = []
        while try statement.step() { rows.append((0..<statement.columnCount).map { statement.text($0) }) }
        return rows
    }

    @Test func anotherProgramsFileIsLeftAlone() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/other.sqlite"
        try SQLiteConnection(path: path).execute("CREATE TABLE person(id)")
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let error = #expect(throws: StoreError.self) { try SQLiteStore(path: path, readOnly: false) }
        #expect(error?.code == .notAStore)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)

        let text = try folder.write("notes.txt", String(repeating: "not a database\n", count: 100))
        let refusal = #expect(throws: StoreError.self) { try SQLiteStore(path: text, readOnly: false) }
        #expect(refusal?.code == .notAStore)
        #expect(refusal?.message.contains(text) == true)
    }

    /// A store of schema 1 gets the tables, columns, indexes, triggers and views that a new one has.
    @Test func aStoreOfTheFirstSchemaIsBroughtUpToDate() throws {
        let district = try District(Self.maker)
        let path = Self.path(district)
        func shape() throws -> String {
            let query = """
                select name, (select group_concat(name) from (select name from pragma_table_info(m.name) order by 1))
                from sqlite_master m where name not like 'sqlite_%' order by 1
                """
            return try shell("/usr/bin/sqlite3", [path, query]).output
        }
        let fresh = try shape()
        #expect(fresh.contains("rejected_copy_goes") && fresh.contains("made_run"))
        try SQLiteConnection(path: path).execute(
            """
            DROP VIEW quarantine; DROP TRIGGER rejected_copy_goes; DROP INDEX reject_by_place; DROP TABLE mend;
            DROP TABLE rejected_copy; DROP TABLE reject_layout; ALTER TABLE reject DROP COLUMN origin;
            ALTER TABLE reject DROP COLUMN copy_id; ALTER TABLE reject DROP COLUMN part;
            ALTER TABLE record DROP COLUMN absent_since; ALTER TABLE feed DROP COLUMN checkpoint;
            ALTER TABLE feed DROP COLUMN readings; ALTER TABLE assignment DROP COLUMN home_no;
            DROP VIEW identity_journal; DROP TABLE judgement; DROP TABLE judged_pair; DROP TABLE value_override;
            DROP TABLE review_candidate; DROP TABLE review_count; DROP TABLE entity_event; DROP TABLE resolution;
            DROP TABLE relation_history; DROP TABLE entity_history; ALTER TABLE entity_relation DROP COLUMN since_run;
            CREATE VIEW quarantine AS SELECT reject_id FROM reject;
            PRAGMA user_version = 1
            """)
        #expect(try shape() != fresh)
        let error = #expect(throws: StoreError.self) { try SQLiteStore(path: path, readOnly: true) }
        #expect(error?.message.contains("isthmus run") == true)
        _ = try SQLiteStore(path: path, readOnly: false)
        #expect(try shape() == fresh)
    }

    /// Entities that an earlier Isthmus made have a journal too.
    @Test func theJournalOfAnEarlierStoreIsMadeUpFromWhatIsKnown() throws {
        let district = try District(Self.maker)
        try district.stage([District.resident("a", "甲"), District.resident("b", "乙")])
        try district.resolveEachAlone()
        let people = try district.store.entities(type: District.person)
        try district.store.saveEntities(
            [], retired: [RetiredEntity(number: people[1].number, redirect: people[0].number)],
            type: District.person, run: district.run)
        try SQLiteConnection(path: Self.path(district)).execute(
            """
            ALTER TABLE assignment DROP COLUMN home_no; DROP VIEW identity_journal; DROP TABLE judgement;
            DROP TABLE judged_pair; DROP TABLE value_override; DROP TABLE review_candidate; DROP TABLE review_count;
            DROP TABLE entity_event; DROP TABLE resolution; DROP TABLE relation_history; DROP TABLE entity_history;
            ALTER TABLE entity_relation DROP COLUMN since_run; PRAGMA user_version = 2
            """)
        let store = try district.reopened()
        var events: [EntityEvent] = []
        try store.journal(entity: nil) { events.append($0.event) }
        #expect(events.map(\.kind) == [.made, .made, .merged])
        #expect(events.map(\.entity) == [people[0].number, people[1].number, people[1].number])
        #expect(events[0].id == people[0].id && events[2].other == people[0].number)
    }

    @Test func aLaterSchemaIsRefused() throws {
        let district = try District(Self.maker)
        try SQLiteConnection(path: Self.path(district)).execute("PRAGMA user_version = 5")
        let error = #expect(throws: StoreError.self) {
            try SQLiteStore(path: Self.path(district), readOnly: false)
        }
        #expect(error?.code == .newerSchema)
    }

    @Test func aReadOnlyStoreMakesNoFile() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/none.sqlite"
        let error = #expect(throws: StoreError.self) { try SQLiteStore(path: path, readOnly: true) }
        #expect(error?.code == .cannotOpen)
        #expect(!FileManager.default.fileExists(atPath: path))
        let empty = try folder.write("empty.sqlite", "")
        #expect(throws: StoreError.self) { try SQLiteStore(path: empty, readOnly: true) }
    }

    @Test func aFolderOrAFileInTheWayIsNamed() throws {
        let folder = try TemporaryFolder()
        let isFolder = #expect(throws: StoreError.self) {
            try SQLiteStore(path: folder.path, readOnly: false)
        }
        #expect(isFolder?.code == .cannotOpen)
        let file = try folder.write("file", "x")
        let below = #expect(throws: StoreError.self) {
            try SQLiteStore(path: file + "/store.sqlite", readOnly: false)
        }
        #expect(below?.code == .cannotOpen)
    }

    @Test func anEmptyFileBecomesAStore() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("store.sqlite", "")
        let store = try SQLiteStore(path: path, readOnly: false)
        #expect(try store.runs(limit: 1).isEmpty)
        _ = try SQLiteStore(path: path, readOnly: true)
    }

    @Test func aSecondWriterIsTurnedAway() throws {
        let district = try District(Self.maker)
        try district.store.begin()
        var options = SQLiteConnection.Options()
        options.busyMilliseconds = 1
        let other = try SQLiteConnection(path: Self.path(district), options: options)
        let error = #expect(throws: SQLiteError.self) { try other.execute("BEGIN IMMEDIATE") }
        #expect(error?.code == .busy)
        try district.store.commit()
        try other.execute("BEGIN IMMEDIATE")
        try other.execute("ROLLBACK")
    }

    @Test func aFullDiskChangesNothingAndTheStoreGoesOn() throws {
        let district = try District(Self.maker)
        try district.stage([District.resident("a", "甲", address: "一号")])
        try district.resolveEachAlone()
        let store = try #require(district.store as? SQLiteStore)
        try store.limitPages(to: 60)
        var failure: StoreError?
        do {
            try store.begin()
            for round in 0..<100 {
                try district.stage(
                    (0..<100).map { District.resident("k\(round)-\($0)", String(repeating: "长", count: 200)) }
                )
            }
        } catch let error as StoreError {
            failure = error
        }
        store.rollback()
        #expect(failure?.code == .full)
        #expect(try store.mentions(type: District.person).values.rows == [["a", "甲", nil]])
        try store.limitPages(to: 1_000_000)
        try district.stage([District.resident("b", "乙")])
        #expect(try store.recordIndex(feed: "police").entries.count == 2)
        #expect(try rows("PRAGMA integrity_check", district) == [["ok"]])
    }

    @Test func aBrokenPageIsReportedAsDamage() throws {
        let district = try District(Self.maker)
        try district.stage((0..<2_000).map { District.resident("k\($0)", "名\($0)", address: "路\($0)号") })
        let path = Self.path(district)
        let copy = district.folder.path + "/copy.sqlite"
        try SQLiteConnection(path: path).execute("VACUUM INTO '\(copy)'")
        var bytes = try Data(contentsOf: URL(fileURLWithPath: copy))
        for index in 8192 * 2..<bytes.count { bytes[index] = 0xFF }
        try bytes.write(to: URL(fileURLWithPath: copy))
        let error = #expect(throws: StoreError.self) {
            let store = try SQLiteStore(path: copy, readOnly: true)
            try store.prepare(models: District.models, feeds: District.feeds)
            _ = try store.mentions(type: District.person)
        }
        #expect(error?.code == .damaged)
    }

    @Test func errorsCarryNoValues() throws {
        let district = try District(Self.maker)
        try district.store.saveEntities(
            [NewEntity(number: 1, id: "P-secret")], retired: [], type: District.person, run: district.run)
        let error = #expect(throws: StoreError.self) {
            try district.store.saveEntities(
                [NewEntity(number: 2, id: "P-secret")], retired: [], type: District.person, run: district.run)
        }
        #expect(error?.message.contains("secret") == false)
        #expect(error?.message.contains("entity.entity_id") == true)
    }

    @Test func commitsSurviveAPowerCut() throws {
        // FULL (2): the write-ahead log is synced at every commit.
        let district = try District(Self.maker)
        #expect(try rows("PRAGMA journal_mode", district) == [["wal"]])
        let connection = try SQLiteConnection(path: Self.path(district))
        #expect(try connection.integer("PRAGMA synchronous") == 2)
    }
}

// The tables and views of docs/store.md.
extension SQLiteStoreTests {
    private func resolved() throws -> District {
        let district = try District(Self.maker)
        try district.stage([District.resident("a", "甲", address: "一号", qualifier: "户主")])
        try district.resolveEachAlone()
        let person = try #require(try district.store.find(type: District.person, where: [], limit: 1).first)
        let mention = try #require(try district.store.mentions(of: person).first).mention
        var golden = GoldenRows(attributes: 3)
        golden.add(
            person.number, person.id, ["a", "甲", nil], mentions: 1,
            provenance: #"{"name":{"mention":\#(mention),"support":5,"conflicts":1}}"#)
        try district.store.saveGolden(golden, type: District.person, run: district.run)
        return district
    }

    @Test func thematicTablesReadAsDocumented() throws {
        let district = try resolved()
        #expect(
            try rows("SELECT entity_id, mentions, resident_id, name, phone FROM person", district) == [
                ["P1002", "1", "a", "甲", nil]
            ])
        #expect(
            try rows(
                "SELECT kind, from_type, from_entity, to_type, to_entity, qualifier, support FROM relation",
                district)
                == [["lives_in", "person", "P1002", "house", "H1001", "户主", "1"]])
        #expect(
            try rows("SELECT entity_id, feed, record_key, role, line, run, name FROM person_source", district)
                == [["P1002", "police", "a", "resident", "2", "1", "甲"]])
        #expect(
            try rows(
                "SELECT entity_id, attribute, value, feed, record_key, line, support, conflicts FROM person_provenance",
                district)
                == [["P1002", "name", "甲", "police", "a", "2", "5", "1"]])
    }

    @Test func everyTableAndViewIsDocumented() throws {
        let district = try District(Self.maker)
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/store.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let names = try rows(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'",
            district)
        #expect(names.count > 15)
        for name in names.compactMap({ $0[0] }) where !name.hasPrefix("house") {
            #expect(text.contains("`\(name)`"), "docs/store.md does not name `\(name)`")
        }
    }

    @Test func viewsFollowTheModel() throws {
        let district = try resolved()
        var models = District.models
        models[1] = District.model(
            "person", prefix: "P", [("resident_id", false), ("name", false), ("nickname", false)])
        try district.store.prepare(models: models, feeds: District.feeds)
        #expect(try rows("SELECT entity_id, nickname FROM person_source", district) == [["P1002", nil]])
        #expect(throws: SQLiteError.self) { try rows("SELECT phone FROM person_source", district) }
        #expect(try rows("SELECT phone FROM person", district) == [[nil]])
    }

    @Test func missingRecordsLeaveTheViews() throws {
        let district = try resolved()
        try district.store.markMissing([try district.record("a")], run: district.run)
        #expect(try rows("SELECT * FROM person_source", district).isEmpty)
        #expect(try rows("SELECT * FROM quarantine", district).isEmpty)
    }
}
