import Foundation
import HubModel
import HubStore
import TestSupport
import Testing

/// A store that any earlier Isthmus made becomes one of today, with all it held. Each schema there ever was has its
/// fixture, `Fixtures/schemas/N.sql`; whoever changes the schema adds that of the version before.
@Suite struct MigrationTests {
    /// Numbers of all kept schemas.
    static let schemas: [Int] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: fixtures() + "/schemas")) ?? []
        return names.compactMap { Int($0.split(separator: ".")[0]) }.sorted()
    }()

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The store of a kept schema, as a file.
    private func store(of schema: Int) throws -> String {
        let path = folder.path + "/\(schema).sqlite"
        let result = try shell(
            "/usr/bin/sqlite3", ["-bail", path, ".read \(fixtures())/schemas/\(schema).sql"])
        try #require(result.code == 0, "\(result.errors)")
        return path
    }

    private func open(_ path: String) throws -> SQLiteStore {
        let store = try SQLiteStore(path: path, readOnly: false)
        try store.prepare(models: District.models, feeds: [District.feeds[0]])
        return store
    }

    /// Everything but the words of CREATE TABLE, which ALTER TABLE leaves in another layout.
    private func shape(_ path: String) throws -> [String] {
        let queries = [
            "SELECT m.name, c.cid, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk FROM sqlite_master m, "
                + "pragma_table_xinfo(m.name) c WHERE m.type = 'table' ORDER BY 1, 2",
            "SELECT m.name, l.name, l.\"unique\", l.partial, i.seqno, i.name FROM sqlite_master m, "
                + "pragma_index_list(m.name) l, pragma_index_info(l.name) i WHERE m.type = 'table' ORDER BY 1, 2, 5",
            "SELECT type, name, replace(replace(sql, char(10), ' '), '  ', '') FROM sqlite_master "
                + "WHERE type IN ('view', 'trigger') ORDER BY 1, 2",
            "PRAGMA user_version", "PRAGMA application_id",
        ]
        return try queries.flatMap { query in
            let result = try shell("/usr/bin/sqlite3", ["-readonly", path, query])
            try #require(result.code == 0, "\(result.errors)")
            return result.output.split(separator: "\n").map {
                $0.split(separator: " ").joined(separator: " ")
            }
        }
    }

    /// The present schema is a number above the last fixture's, or that of the last.
    @Test func everyEarlierSchemaIsKept() throws {
        _ = try open(folder.path + "/new.sqlite")
        let present = try #require(
            Int(
                try shell("/usr/bin/sqlite3", [folder.path + "/new.sqlite", "PRAGMA user_version"]).output
                    .trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(present == StoreBackup.schema)
        #expect(Set(Self.schemas).isSuperset(of: 1..<present))
    }

    @Test(arguments: schemas) func aStoreOfAnEarlierSchemaBecomesOneOfToday(schema: Int) throws {
        let new = folder.path + "/new.sqlite"
        _ = try open(new)
        let path = try store(of: schema)
        if schema < StoreBackup.schema { #expect(try shape(path) != shape(new)) }
        _ = try open(path)
        let (migrated, fresh) = (try shape(path), try shape(new))
        #expect(migrated == fresh, "\(Set(migrated).symmetricDifference(fresh).sorted().prefix(6))")
        #expect(fresh.count > 100)
    }

    @Test(arguments: schemas) func nothingIsLostOnTheWay(schema: Int) throws {
        let store = try open(try store(of: schema))
        let found = try #require(try store.entity(id: "P1002"), "an id that was merged leads on")
        #expect(found.id == "P1001" && found.mentionCount == 2 && found.values == ["a", "甲", "1"])
        #expect(try store.mentions(of: found).map(\.recordKey) == ["a", "b"])
        #expect(try store.relations(of: found).map(\.otherID) == ["H1003"])
        #expect(try store.runs(limit: 5).map(\.status) == ["done"])
        #expect(try store.rejects(RejectFilter(), limit: 9).map(\.reason) == ["bad-date", "missing-key"])
        #expect(try store.feedStates().map(\.records) == [2])
        var events: [String] = []
        try store.journal(entity: nil) { events.append("\($0.event.kind) \($0.event.entity)") }
        #expect(Set(events) == ["made 1", "made 2", "made 3", "merged 2"])
        let findings = try store.audit()
        #expect(findings.count > 15)
        for finding in findings { #expect(finding.holds, "\(finding)") }
    }

    /// Twice is once, and a reader does not migrate.
    @Test(arguments: schemas) func aReaderLeavesAnEarlierStoreAlone(schema: Int) throws {
        let path = try store(of: schema)
        let before = try shape(path)
        if schema < StoreBackup.schema {
            let error = #expect(throws: StoreError.self) { try SQLiteStore(path: path, readOnly: true) }
            #expect(error?.message.contains("isthmus run") == true)
        }
        #expect(try shape(path) == before)
        _ = try open(path)
        let once = try shape(path)
        _ = try open(path)
        #expect(try shape(path) == once)
    }

    /// A store is backed up before it is brought up to date, so a backup must not ask for today's schema.
    @Test(arguments: schemas) func aStoreOfAnySchemaCanBeBackedUp(schema: Int) throws {
        let path = try store(of: schema)
        let contents = try StoreBackup.make(of: path, at: folder.path + "/copy.sqlite")
        #expect(contents.schema == schema)
        #expect(contents.rows["record"] == 2 && contents.rows["entity"] == 3)
        #expect(try StoreBackup.verify(folder.path + "/copy.sqlite") == contents)
        #expect(try shape(folder.path + "/copy.sqlite") == shape(path))
    }
}
