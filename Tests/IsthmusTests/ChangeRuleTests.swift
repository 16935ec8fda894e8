import Foundation
import HubEngine
import HubStore
import TestSupport
import Testing

/// What one delivery is of the whole, and from where the next one goes on.
@Suite struct ChangeRuleTests {
    static func row(_ number: Int, _ name: String = "人") -> [String] {
        ["\(number)", "\(name)\(number)", "", "", ""]
    }

    func names(_ workspace: TestWorkspace) throws -> [String] {
        try workspace.sql("select name from person order by name")
    }

    @Test func ofAnAppendFeedNothingIsEverMissing() async throws {
        let workspace = try TestWorkspace()
        let source = ScriptedSource((1...3).map { Self.row($0) })
        try workspace.addScripted(source, extra: "change: 'append',")
        try await workspace.scriptedNight()
        source.script.parts = [[Self.row(4)]]
        let feed = try await workspace.scriptedNight().feed("people")
        #expect((feed.new, feed.missing, feed.read) == (1, 0, 1))
        #expect(try names(workspace).count == 4)
        #expect(try workspace.sql("select records from feed") == ["4"])
        source.script.parts = [[]]
        #expect(try await workspace.scriptedNight().feed("people").status == .read)
        #expect(try names(workspace).count == 4)
    }

    @Test func withoutProofOfCompletenessNothingIsGone() async throws {
        let workspace = try TestWorkspace()
        let source = ScriptedSource((1...3).map { Self.row($0) })
        source.script.remarks = ["read as it came"]
        try workspace.addScripted(source)
        try await workspace.scriptedNight()
        source.script.parts = [[Self.row(1)]]
        source.script.isComplete = false
        let feed = try await workspace.scriptedNight().feed("people")
        #expect(feed.status == .read && feed.missing == 0)
        #expect(
            feed.notes == ["the source gave no proof that this is all it has, so nothing is taken for gone"])
        #expect(feed.remarks == ["read as it came"])
        #expect(try names(workspace).count == 3)
    }

    @Test func aCursorGoesOnFromItsCheckpoint() async throws {
        let workspace = try TestWorkspace()
        let source = ScriptedSource((1...3).map { Self.row($0) })
        source.script.checkpoint = "3"
        try workspace.addScripted(source, extra: "change: 'cursor',")
        try await workspace.scriptedNight()
        source.script.parts = [[Self.row(2, "改"), Self.row(4)]]
        source.script.isComplete = false
        source.script.checkpoint = "4"
        let feed = try await workspace.scriptedNight().feed("people")
        #expect((feed.new, feed.changed, feed.missing) == (1, 1, 0))
        #expect(try names(workspace) == ["人1", "人3", "人4", "改2"])
        source.script.parts = [[]]
        #expect(try await workspace.scriptedNight().feed("people").status == .read)
        // A complete reading tells what is gone.
        source.script.parts = [[Self.row(1), Self.row(2, "改"), Self.row(4)]]
        source.script.isComplete = true
        let full = try await workspace.scriptedNight { $0.isFull = true }.feed("people")
        #expect(full.missing == 1)
        #expect(try names(workspace) == ["人1", "人4", "改2"])
        #expect(source.script.askedFrom == [nil, "3", "4", nil])
    }

    @Test func aCheckpointIsOnlyGoodUnderItsMappingAndRule() async throws {
        let workspace = try TestWorkspace()
        let source = ScriptedSource([Self.row(1)])
        source.script.checkpoint = "1"
        try workspace.addScripted(source, extra: "change: 'cursor',")
        try await workspace.scriptedNight()
        try workspace.addScripted(source, extra: "change: 'cursor', on_invalid: 'record',")
        try await workspace.scriptedNight()
        try await workspace.scriptedNight()
        try workspace.addScripted(source, extra: "change: 'snapshot', on_invalid: 'record',")
        try await workspace.scriptedNight()
        #expect(source.script.askedFrom == [nil, nil, "1", nil])
        #expect(try workspace.sql("select checkpoint is null from feed") == ["1"])
    }

    @Test func aHeldOrDryNightDoesNotMoveTheCheckpoint() async throws {
        let workspace = try TestWorkspace()
        let source = ScriptedSource([Self.row(1), Self.row(2)])
        source.script.checkpoint = "2"
        try workspace.addScripted(source, extra: "change: 'cursor', expect: { rows: { max: 2 } },")
        try await workspace.scriptedNight { $0.isDryRun = true }
        try await workspace.scriptedNight()
        source.script.parts = [(3...6).map { Self.row($0) }]
        source.script.isComplete = false
        source.script.checkpoint = "6"
        #expect(try await workspace.scriptedNight().feed("people").status == .held)
        try await workspace.scriptedNight { $0.acceptsEverything = true }
        try await workspace.scriptedNight()
        #expect(source.script.askedFrom == [nil, nil, "2", "2", "6"])
        #expect(try names(workspace).count == 6)
    }

    @Test func aCursorWithoutACheckpointIsTold() async throws {
        let workspace = try TestWorkspace()
        let source = ScriptedSource([Self.row(1)])
        try workspace.addScripted(source, extra: "change: 'cursor',")
        #expect(try await workspace.scriptedNight().feed("people").notes[0].contains("gives no checkpoint"))
    }

    /// The store as it lies on the disk when the process is killed between reading and commit.
    @Test func killedBetweenReadingAndCommitTheRerunEndsTheSame() async throws {
        let calm = try TestWorkspace()
        let killed = try TestWorkspace()
        let source = ScriptedSource((1...30).map { Self.row($0) })
        source.script.checkpoint = "30"
        for workspace in [calm, killed] { try workspace.addScripted(source, extra: "change: 'cursor',") }
        try await calm.scriptedNight()
        let (from, to) = (calm.folder.path + "/store", killed.folder.path + "/store")
        source.script.parts = [(20...90).map { Self.row($0, "改") }]
        source.script.isComplete = false
        source.script.checkpoint = "90"
        source.script.afterDelivery = { try FileManager.default.copyItem(atPath: from, toPath: to) }
        try await calm.scriptedNight()
        source.script.afterDelivery = {}
        #expect(try killed.sql("select count(*) from record") == ["30"])
        try await killed.scriptedNight()
        #expect(source.script.askedFrom == [nil, "30", "30"])
        for query in [
            "select entity_id, mentions, name, provenance from person order by 1",
            "select checkpoint, readings, records, digest from feed",
        ] {
            #expect(try killed.sql(query) == calm.sql(query))
        }
        try await killed.scriptedNight()
        #expect(source.script.askedFrom.last == "90")
    }

    @Test func rejectsOfRecordsThatWereNotDeliveredStand() async throws {
        let workspace = try TestWorkspace()
        let source = ScriptedSource([["", "x", "", "", ""], ["5", "y", "", "1990-02-30", ""], Self.row(1)])
        try workspace.addScripted(source, extra: "change: 'append', on_invalid: 'record',")
        try await workspace.scriptedNight()
        source.script.parts = [[Self.row(2)]]
        try await workspace.scriptedNight()
        #expect(try workspace.sql("select reason from reject order by 1") == ["missing-key", "no-such-date"])
        // Once more the same, and the other one mended.
        source.script.parts = [[["", "x", "", "", ""], ["5", "y", "", "1990-02-03", ""]]]
        try await workspace.scriptedNight()
        #expect(try workspace.sql("select reason from reject") == ["missing-key"])
    }
}

/// A source of several parts, and records that have no name of their own.
@Suite struct PartsAndKeysTests {
    static func row(_ number: Int, _ name: String) -> [String] { ["\(number)", name, "", "", ""] }

    @Test func theNewestPartSpeaksLast() async throws {
        let workspace = try TestWorkspace()
        let source = ScriptedSource()
        source.script.parts = [
            [Self.row(1, "新"), Self.row(2, "乙")], [Self.row(1, "旧"), Self.row(3, "丙"), Self.row(3, "again")],
            [Self.row(3, "更旧"), Self.row(4, "丁")],
        ]
        try workspace.addScripted(source)
        let feed = try await workspace.scriptedNight().feed("people")
        #expect((feed.read, feed.new, feed.superseded, feed.rejected) == (7, 4, 2, 1))
        #expect(try workspace.sql("select name from person order by name") == ["丁", "丙", "乙", "新"])
        #expect(try workspace.sql("select reason, line from reject") == ["duplicate-key|4"])
        let again = try await workspace.scriptedNight().feed("people")
        #expect((again.unchanged, again.superseded, again.rejected) == (4, 2, 1))
    }

    @Test func anOlderVersionIsBetterThanARefusedOne() async throws {
        let workspace = try TestWorkspace()
        let source = ScriptedSource()
        source.script.parts = [
            [["1", "新", "", "1990-02-30", ""]], [["1", "旧", "", "1990-02-03", ""]],
            [["1", "更旧", "", "1990-02-30", ""]],
        ]
        try workspace.addScripted(source, extra: "on_invalid: 'record',")
        let feed = try await workspace.scriptedNight().feed("people")
        #expect((feed.read, feed.new, feed.rejected, feed.superseded) == (3, 1, 1, 1))
        #expect(try workspace.sql("select name from person") == ["旧"])
    }

    @Test func supersededRecordsCountForNoExpectation() async throws {
        let workspace = try TestWorkspace()
        let source = ScriptedSource()
        source.script.parts = [[Self.row(1, "甲"), Self.row(2, "乙")], [Self.row(1, "甲"), Self.row(2, "")]]
        try workspace.addScripted(
            source, extra: "expect: { rows: { max: 2 }, unique: ['no', 'name'], filled: { name: 1 } },")
        #expect(try await workspace.scriptedNight().feed("people").unmet == [])
    }

    @Test func recordsWithoutAKeyAreNamedByWhatTheySay() async throws {
        let workspace = try TestWorkspace()
        let source = ScriptedSource([
            Self.row(0, "甲"), Self.row(0, "乙"), Self.row(9, "甲"), Self.row(0, " 甲 "), ["7", "", "", " ", ""],
        ])
        try workspace.addScripted(source, key: "\"content\"")
        let feed = try await workspace.scriptedNight().feed("people")
        #expect((feed.read, feed.new, feed.superseded, feed.rejected) == (5, 2, 2, 1))
        #expect(try workspace.sql("select length(record_key) from record") == ["32", "32"])
        source.script.parts = [[Self.row(0, "乙"), Self.row(0, "丙"), ["7", "", "", " ", ""]]]
        let next = try await workspace.scriptedNight().feed("people")
        #expect((next.new, next.unchanged, next.missing, next.rejected) == (1, 1, 1, 1))
        #expect(try workspace.sql("select detail from reject") == ["no value in any mapped column"])
        #expect(try workspace.sql("select name from person order by 1") == ["丙", "乙"])
    }
}
