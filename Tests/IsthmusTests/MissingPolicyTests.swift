import HubEngine
import TestSupport
import Testing

/// What becomes of records that do not come, by the rule of their feed.
@Suite struct MissingPolicyTests {
    static let both = [
        ["1", "张三", "", "", "示范路1号"], ["2", "李四", "", "", "示范路2号"], ["3", "王五", "", "", ""],
    ]
    static let one = Array(both.prefix(2))

    func workspace(_ missing: String, digest: Bool = false) async throws -> (TestWorkspace, ScriptedSource) {
        let workspace = try TestWorkspace()
        let source = ScriptedSource(Self.both)
        if digest { source.script.digest = "both" }
        try workspace.addScripted(source, extra: "missing: { \(missing) },")
        try await workspace.scriptedNight()
        source.script.parts = [Self.one]
        if digest { source.script.digest = "one" }
        return (workspace, source)
    }

    func names(_ workspace: TestWorkspace) throws -> [String] {
        try workspace.sql("select name from person order by name")
    }

    @Test(arguments: [false, true])
    func aRecordLeavesAfterSoManyReadings(_ isUnchanged: Bool) async throws {
        let (workspace, source) = try await workspace("policy: 'close', after: 3", digest: isUnchanged)
        var nights: [RunReport.Feed] = []
        for _ in 0..<4 { nights.append(try await workspace.scriptedNight().feed("people")) }
        #expect(nights.map(\.missing) == [1, 0, 0, 0])
        #expect(nights.map(\.waiting) == [1, 1, 0, 0])
        #expect(nights.map(\.closed) == [0, 0, 1, 0])
        #expect(try names(workspace) == ["张三", "李四"])
        #expect(source.script.askedFrom.count == (isUnchanged ? 2 : 5))
        #expect(try workspace.sql("select records from feed") == ["2"])
        source.script.parts = [Self.both]
        source.script.digest = isUnchanged ? "both" : nil
        #expect(try await workspace.scriptedNight().feed("people").unchanged == 3)
        #expect(try names(workspace) == ["张三", "李四", "王五"])
    }

    @Test func aRecordThatReturnsInTimeStartsAnew() async throws {
        let (workspace, source) = try await workspace("policy: 'close', after: 2")
        try await workspace.scriptedNight()
        #expect(try workspace.sql("select absent_since from record where absent_since is not null") == ["2"])
        source.script.parts = [Self.both]
        try await workspace.scriptedNight()
        #expect(try workspace.sql("select count(*) from record where absent_since is not null") == ["0"])
        source.script.parts = [Self.one]
        #expect(try await workspace.scriptedNight().feed("people").waiting == 1)
        #expect(try names(workspace).count == 3)
        #expect(try await workspace.scriptedNight().feed("people").closed == 1)
    }

    @Test func keptRecordsStayForEver() async throws {
        let (workspace, _) = try await workspace("policy: 'keep'")
        for _ in 0..<3 { try await workspace.scriptedNight() }
        #expect(try names(workspace).count == 3)
        #expect(try await workspace.scriptedNight().feed("people").missing == 0)
        #expect(try workspace.sql("select version < run_id, records from feed") == ["1|3"])
    }

    @Test func deletedRecordsAreForgottenAndTheirNumbersAreNotGivenAgain() async throws {
        let (workspace, source) = try await workspace("policy: 'delete', after: 2")
        let last = try workspace.sql("select max(record_id) from record")
        try await workspace.scriptedNight()
        #expect(try names(workspace).count == 3)
        let night = try await workspace.scriptedNight().feed("people")
        #expect((night.deleted, night.closed, night.waiting) == (1, 0, 0))
        #expect(try names(workspace) == ["张三", "李四"])
        #expect(try workspace.sql("select count(*) from record") == ["2"])
        #expect(try workspace.sql("select count(*) from person_mention where name = '王五'") == ["0"])
        #expect(
            try workspace.sql("select count(*) from assignment where mention_id >> 6 = \(last[0])") == ["0"])
        source.script.parts = [Self.both]
        #expect(try await workspace.scriptedNight().feed("people").new == 1)
        #expect(try names(workspace).count == 3)
        #expect(try workspace.sql("select max(record_id) > \(last[0]) from record") == ["1"])
    }

    @Test func aCloseThatBecomesADeleteForgetsWhatWasClosed() async throws {
        let (workspace, source) = try await workspace("policy: 'close'")
        try await workspace.scriptedNight()
        #expect(try workspace.sql("select count(*) from record") == ["3"])
        try workspace.addScripted(source, extra: "missing: { policy: 'delete' },")
        #expect(try await workspace.scriptedNight().feed("people").deleted == 1)
        #expect(try workspace.sql("select count(*) from record") == ["2"])
    }

    @Test func absentRecordsAreNotCountedAgainEveryNight() async throws {
        let workspace = try TestWorkspace()
        let rows = (1...200).map { ["\($0)", "人\($0)", "", "", ""] }
        let source = ScriptedSource(rows)
        try workspace.addScripted(source, extra: "missing: { after: 9 },")
        try await workspace.scriptedNight()
        for left in [170, 140, 115] {
            source.script.parts = [Array(rows.prefix(left))]
            #expect(try await workspace.scriptedNight().feed("people").status == .read)
        }
        source.script.parts = [Array(rows.prefix(80))]
        #expect(
            try await workspace.scriptedNight().feed("people").unmet
                == ["shrink: 35 of 115 known records did not come, at most 23 expected"])
    }

    @Test func aNightThatIsCarriedOnIsOneReading() async throws {
        let (workspace, _) = try await workspace("policy: 'close', after: 2")
        // The first night of absence is cut off after its feed: nothing is resolved, and the next run carries it on.
        try await workspace.scriptedNight()
        _ = try workspace.sql(
            "update meta set value = (select max(run_id) from run) where name = 'open-night'")
        #expect(try await workspace.scriptedNight().feed("people").waiting == 1)
        #expect(try names(workspace).count == 3)
        #expect(try await workspace.scriptedNight().feed("people").closed == 1)
    }
}
