import Foundation
import TestSupport
import Testing

/// What stewards decided, carried out by the next run and kept by all later ones.
@Suite struct StewardNightTests {
    static let number = residentNumber()
    static let others = [
        "5,张三丰,\(number),1980-01-01,示范路1号", "6,张三丰,\(number),1980-01-01,示范路1号",
        "7,张三丰,\(number),1980-01-01,示范路1号",
    ]

    @Test func aMergeIsCarriedOutKeptAndTakenBack() async throws {
        let people = ["1,张三丰,,1980-01-01,示范路1号", "2,李四光,,1971-01-01,示范路7号"]
        let district = try await StewardWorkspace(people)
        let (a, b) = (try district.person("1"), try district.person("2"))
        let older = try #require(
            try district.workspace.sql(
                "select entity_id from entity where entity_id in ('\(a)','\(b)') order by entity_no"
            ).first)
        #expect(try district.say("merge", a, b, "--why", "w").code == 0)
        try await district.workspace.run()
        #expect(try district.person("1") == older && district.person("2") == older)
        #expect(try district.redirects() == ["\(older == a ? b : a)>\(older)"])
        #expect(
            try district.workspace.sql("select judgement from identity_journal where event = 'merged'") == [
                "1"
            ])
        #expect(try district.say("explain", b).output.contains("judged"))
        // New values, another night, everything anew.
        try district.deliver(["1,张三峰,,1980-01-02,示范路1号", "2,李四光,,1971-01-01,示范路9号"])
        try await district.workspace.run()
        try await district.workspace.run { $0.isFull = true }
        #expect(try district.person("1") == older && district.person("2") == older)
        #expect(try district.say("review", "undo", "1", "--why", "w").code == 0)
        try await district.workspace.run()
        #expect(try district.person("1") == a && district.person("2") == b)
        #expect(try district.redirects().isEmpty)
        #expect(
            try district.workspace.sql("select judgement from identity_journal where event = 'revived'") == [
                "1"
            ])
    }

    @Test func aSplitIsCarriedOutAndNewcomersCannotTieItAgain() async throws {
        let district = try await StewardWorkspace(["1,张三丰,\(Self.number),1980-01-01,示范路1号"], Self.others)
        let entity = try district.person("1")
        #expect(try Set(["5", "6", "7"].map { try district.person($0, feed: "others") }) == [entity])
        #expect(
            try district.say("split", entity, "others/6/resident", "others/7/resident", "--why", "w").code
                == 0)
        try await district.workspace.run()
        func parts() throws -> (Set<String>, Set<String>) {
            (
                [try district.person("1"), try district.person("5", feed: "others")],
                [try district.person("6", feed: "others"), try district.person("7", feed: "others")]
            )
        }
        let (stayed, left) = try parts()
        #expect(stayed.count == 1 && left.count == 1 && stayed != left)
        #expect(stayed == [entity] || left == [entity])
        try district.deliver(
            ["1,张三丰,\(Self.number),1980-01-01,示范路1号", "9,张三丰,\(Self.number),1980-01-01,示范路1号"], Self.others)
        try await district.workspace.run { $0.isFull = true }
        #expect(try parts() == (stayed, left), "however much the newcomer is like both")
        let newcomer = try district.person("9")
        #expect(stayed == [newcomer] || left == [newcomer])
        #expect(try district.say("review", "undo", "1", "--why", "w").code == 0)
        try await district.workspace.run()
        #expect(try Set([district.person("1"), district.person("6", feed: "others")]).count == 1)
    }

    @Test func aMergeOfDifferentIdentifiersHolds() async throws {
        let second = residentNumber("19800101", 3)
        let district = try await StewardWorkspace(
            ["1,张三丰,\(second),1980-01-01,示范路1号", "2,张三丰,\(second),1980-01-01,示范路1号"], Self.others)
        let (a, b) = (try district.person("1"), try district.person("5", feed: "others"))
        #expect(a != b)
        #expect(try district.say("merge", a, b, "--why", "w").code == 0)
        try await district.workspace.run()
        let all =
            try ["1", "2"].map { try district.person($0) }
            + ["5", "6", "7"].map { try district.person($0, feed: "others") }
        #expect(Set(all).count == 1)
    }

    @Test func aValueSetForAnEntityFollowsItIntoAMergeAndOutAgain() async throws {
        let district = try await StewardWorkspace(["1,张三丰,,1980-01-01,示范路1号", "2,李四光,,1971-01-01,示范路7号"])
        let (a, b) = (try district.person("1"), try district.person("2"))
        func name(_ id: String) throws -> String? {
            try district.workspace.sql("select name from person where entity_id = '\(id)'").first
        }
        try district.say("override", b, "name", "李四海", "--why", "w")
        try district.say("merge", a, b, "--why", "w")
        try await district.workspace.run()
        #expect(try name(district.person("1")) == "李四海")
        try district.say("review", "undo", "1", "--why", "w")
        try await district.workspace.run()
        #expect(try name(b) == "李四海" && name(a) == "张三丰")
    }
}
