import Foundation
import HubSQLite
import HubStore
import TestSupport
import Testing

@Suite struct StoreBackupTests {
    private static let maker = StoreMaker.all[0]

    private static func path(_ district: District) -> String {
        district.folder.path + "/store/isthmus.sqlite"
    }

    private static func people(_ count: Int, from first: Int = 0) -> [Said] {
        (first..<first + count).map { District.resident("r\($0)", "甲\($0)", address: "示范路\($0)号") }
    }

    @Test func aCopyIsOfOneMomentWhoeverWritesMeanwhile() throws {
        let district = try District(Self.maker)
        try district.stage(Self.people(4000))
        try district.resolveEachAlone()
        let copy = district.folder.path + "/copy.sqlite"
        var isWritten = false
        let contents = try StoreBackup.make(of: Self.path(district), at: copy) { _, _ in
            guard !isWritten else { return }
            isWritten = true
            // Another connection commits while pages are copied.
            try district.stage(Self.people(500, from: 4000))
        }
        #expect(isWritten)
        #expect(contents.rows["record"] == 4000)
        #expect(try StoreBackup.verify(copy) == contents)
        let now = try StoreBackup.make(of: Self.path(district), at: district.folder.path + "/later.sqlite")
        #expect(now.rows["record"] == 4500)
    }

    /// What a writer has not committed is not in the copy, and the writer is not disturbed.
    @Test func anOpenTransactionIsNotCopied() throws {
        let district = try District(Self.maker)
        try district.stage(Self.people(10))
        try district.store.begin()
        try district.stage(Self.people(10, from: 10))
        let contents = try StoreBackup.make(
            of: Self.path(district), at: district.folder.path + "/copy.sqlite")
        try district.store.commit()
        #expect(contents.rows["record"] == 10)
        #expect(try district.store.recordIndex(feed: "police").entries.count == 20)
    }

    @Test func aDamagedCopyIsFoundOut() throws {
        let district = try District(Self.maker)
        try district.stage(Self.people(2000))
        let copy = district.folder.path + "/copy.sqlite"
        _ = try StoreBackup.make(of: Self.path(district), at: copy)
        let handle = try #require(FileHandle(forUpdatingAtPath: copy))
        try handle.seek(toOffset: 8192 * 4)
        try handle.write(contentsOf: Data(repeating: 0xAA, count: 8192 * 3))
        try handle.close()
        let error = #expect(throws: StoreError.self) { try StoreBackup.verify(copy) }
        #expect([StoreError.Code.damaged, .failed].contains(error?.code))
    }

    @Test func whatIsNoStoreIsNotBackedUp() throws {
        let folder = try TemporaryFolder()
        let other = folder.path + "/other.sqlite"
        try SQLiteConnection(path: other).execute("CREATE TABLE t(a)")
        var error = #expect(throws: StoreError.self) {
            try StoreBackup.make(of: other, at: folder.path + "/copy.sqlite")
        }
        #expect(error?.code == .notAStore)
        error = #expect(throws: StoreError.self) {
            try StoreBackup.make(of: folder.path + "/none.sqlite", at: folder.path + "/copy2.sqlite")
        }
        #expect(error?.code == .cannotOpen)
    }

    /// Who cancels ends the copying.
    @Test func copyingCanBeStopped() throws {
        let district = try District(Self.maker)
        try district.stage(Self.people(100))
        #expect(throws: CancellationError.self) {
            try StoreBackup.make(of: Self.path(district), at: district.folder.path + "/copy.sqlite") { _, _ in
                throw CancellationError()
            }
        }
    }

    // MARK: Findings

    /// Each line breaks one law of the accounting, and the finding that speaks of it fails.
    @Test(arguments: [
        (
            "DELETE FROM assignment WHERE mention_id = (SELECT min(mention_id) FROM assignment)",
            "every mention"
        ),
        (
            "UPDATE person SET mentions = mentions + 1 WHERE entity_no = (SELECT min(entity_no) FROM person)",
            "count their mentions"
        ),
        ("UPDATE person SET mentions = 7", "are all mentions"),
        ("DELETE FROM person WHERE entity_no = (SELECT min(entity_no) FROM person)", "has a golden record"),
        (
            "UPDATE entity SET retired_run = 1 WHERE entity_no = (SELECT min(entity_no) FROM person)",
            "do not live"
        ),
        ("UPDATE person SET name = 'x', provenance = '{}'", "names where it came from"),
        (
            "UPDATE person SET provenance = '{\"name\":{\"mention\":' || (SELECT max(mention_id) FROM person_mention) || '}}' WHERE entity_no = (SELECT min(entity_no) FROM person)",
            "mention of another entity"
        ),
        ("UPDATE entity SET redirect = 99999 WHERE entity_no = 1", "lead nowhere"),
        ("UPDATE feed SET run_id = 1, records = 17", "records of its last reading"),
        ("INSERT INTO rejected_copy VALUES (1, 1, '[]')", "no reject speaks of"),
        ("UPDATE entity_relation SET to_entity = 88888", "ends do not live"),
    ])
    func whatDoesNotAgreeIsFound(broken: String, rule: String) throws {
        let district = try District(Self.maker)
        try district.stage(Self.people(3))
        try district.resolveEachAlone()
        // Golden rows of this helper name no mentions; give them their own.
        try SQLiteConnection(path: Self.path(district)).execute(
            """
            UPDATE person SET provenance = (SELECT json_object('resident_id', json_object('mention', a.mention_id),
            'name', json_object('mention', a.mention_id)) FROM assignment a WHERE a.entity_no = person.entity_no);
            UPDATE house SET provenance = (SELECT json_object('address', json_object('mention', a.mention_id))
            FROM assignment a WHERE a.entity_no = house.entity_no)
            """)
        let sound = try district.store.audit()
        for finding in sound { #expect(finding.holds, "\(finding)") }
        try SQLiteConnection(path: Self.path(district)).execute(broken)
        let wrong = try district.store.audit().filter { !$0.holds }
        #expect(wrong.contains { $0.rule.contains(rule) }, "\(wrong)")
    }

    // MARK: Reports

    @Test func oldReportsGoAndTheirRunsStay() throws {
        let district = try District(Self.maker)
        let store = district.store
        for day in 1...9 {
            let run = try store.openRun(job: "night", startedAt: "2026-02-0\(day)T00:00:00Z")
            try store.closeRun(
                run, status: "done", finishedAt: "2026-02-0\(day)T01:00:00Z", report: "{\"a\":1}")
        }
        let limit = "2026-02-06T00:00:00Z"
        #expect(try store.expireReports(before: limit, keeping: 2, isDryRun: true) == 5)
        #expect(try store.runs(limit: 20).count { $0.report != "{}" } == 9)
        #expect(try store.expireReports(before: limit, keeping: 6, isDryRun: false) == 3)
        #expect(try store.expireReports(before: limit, keeping: 2, isDryRun: false) == 2)
        #expect(try store.expireReports(before: limit, keeping: 2, isDryRun: false) == 0)
        let runs = try store.runs(limit: 20)
        #expect(runs.count == 10)
        #expect(runs.filter { $0.report != "{}" }.map(\.startedAt).min() == limit)
    }
}
