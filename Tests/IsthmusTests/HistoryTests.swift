import Foundation
import HubEngine
import HubModel
import HubStore
import TestSupport
import Testing

/// History as people ask for it: `--as-of`, `history`, `export`.
@Suite struct HistoryTests {
    @Test(arguments: [
        ("17", PointInTime.run(17)), ("2026-05-01", .time("2026-05-01T15:59:59Z")),
        ("2026-05-01T08:30", .time("2026-05-01T00:30:00Z")),
        ("2026-05-01 08:30:15", .time("2026-05-01T00:30:15Z")),
        ("2026-05-01T08:30Z", .time("2026-05-01T08:30:00Z")),
        ("2026-05-01T08:30:00+02:00", .time("2026-05-01T06:30:00Z")),
        ("2026-05-01T08:30-01:00", .time("2026-05-01T09:30:00Z")),
        ("2024-02-29", .time("2024-02-29T15:59:59Z")),
    ])
    func pointsInTimeAreReadAsWritten(_ text: String, _ point: PointInTime) throws {
        #expect(PointInTime(text, zone: try #require(TimeZone(identifier: "Asia/Shanghai"))) == point)
    }

    @Test(arguments: [
        "", "0", "-1", "yesterday", "2026-02-30", "2026-13-01", "2026-5-1", "2026-05-01T", "2026-05-01T24:00",
        "2026-05-01T08:60", "2026-05-01T08", "2026-05-01X08:30", "2026-05-01T08:30+2:00",
        "2026-05-01T08:30+15:00",
        "2026/05/01", "99999999999", "２０２６-05-01",
    ])
    func whatIsNoPointInTimeIsRefused(_ text: String) { #expect(PointInTime(text) == nil) }

    /// The day in Paris that has an hour twice ends when it ends there.
    @Test func theEndOfADayIsThatOfTheZone() throws {
        let zone = try #require(TimeZone(identifier: "Europe/Paris"))
        #expect(PointInTime("2026-10-25", zone: zone) == .time("2026-10-25T22:59:59Z"))
        #expect(PointInTime("2026-03-29", zone: zone) == .time("2026-03-29T21:59:59Z"))
    }

    @Test func threeNightsAreToldApart() async throws {
        let nights = try await ThreeNights()
        let id = nights.id
        func query(_ more: String...) throws -> ShellResult {
            try shell(
                isthmusBinary,
                ["-C", nights.place, "query", "person", "entity_id=\(id)", "--format", "csv"] + more)
        }
        #expect(try query().output.contains("李四"))
        let first = try query("--as-of", "1")
        #expect(first.output.contains("张三") && !first.output.contains("李四"))
        #expect(first.errors.contains("as of run 1, begun 20"))
        let trace = try isthmus("-C", nights.place, "trace", id, "--as-of", "1", "--format", "csv")
        #expect(trace.output.contains("name,张三,golden,people,1,"))
        #expect(trace.output.contains("lives_in,"))
        let masked = try isthmus("-C", nights.place, "trace", id, "--as-of", "1", "--format", "csv", "--mask")
        #expect(!masked.output.contains("张三") && masked.output.contains("***"))
        // By value too: 张三 was, and is no longer.
        let by = { (more: [String]) in
            try shell(isthmusBinary, ["-C", nights.place, "query", "person", "name=张三"] + more)
        }
        #expect(try by([]).code == 1)
        #expect(try by(["--as-of", "1"]).output.contains(id))
        for (time, text) in [
            ("2001-01-01", "no run had ended"), ("99", "there is no run 99; runs 1 to 3 have been"),
        ] {
            let error = try query("--as-of", time)
            #expect(error.code == 1 && error.errors.contains(text), "\(error.errors)")
        }
        let wrong = try query("--as-of", "soon")
        #expect(wrong.code == 2 && wrong.errors.contains("2026-05-01T08:30"))
    }

    @Test func theHistoryOfAnEntityNamesRunAndChange() async throws {
        let nights = try await ThreeNights()
        func lines(_ more: String...) throws -> [String] {
            let result = try shell(
                isthmusBinary, ["-C", nights.place, "history", nights.id, "--format", "csv"] + more)
            #expect(result.code == 0, "\(result.errors)")
            // Without the times.
            return result.output.split(separator: "\n").map { line in
                line.split(separator: ",", omittingEmptySubsequences: false).enumerated()
                    .filter { $0.offset != 1 }.map { String($0.element) }.joined(separator: ",")
            }
        }
        let all = try lines()
        #expect(all[0] == "run,what,before,after")
        #expect(all.contains("1,identity,,made"))
        #expect(all.contains("1,name,,张三") && all.contains("2,name,张三,李四"))
        #expect(all.contains { $0.hasPrefix("1,lives_in,,to H") })
        #expect(all.contains { $0.hasPrefix("3,lives_in,to H") && $0.hasSuffix(",") })
        #expect(all.contains { $0.hasPrefix("3,lives_in,,to H") })
        #expect(try lines("--attribute", "name") == ["run,what,before,after", "1,name,,张三", "2,name,张三,李四"])
        #expect(try lines("--mask").allSatisfy { !$0.contains("张三") && !$0.contains("李四") })
        let wrong = try isthmus("-C", nights.place, "history", nights.id, "--attribute", "nmae")
        #expect(wrong.code == 2 && wrong.errors.contains("did you mean `name`"))
        let nobody = try isthmus("-C", nights.place, "history", "P000000000000")
        #expect(nobody.code == 2 && nobody.errors.contains("isthmus query"))
    }

    @Test func aPastNightIsExportedAsItWasPublished() async throws {
        let nights = try await ThreeNights()
        for (run, version) in [(1, "000001"), (2, "000002"), (3, "000003")] {
            let folder = "\(nights.workspace.folder.path)/export\(run)"
            let result = try isthmus(
                "-C", nights.place, "export", "people", "--as-of", "\(run)", "-o", folder)
            #expect(result.code == 0, "\(result.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["people.csv"])
            let published = try String(
                contentsOfFile: "\(nights.place)/published/\(version)/people.csv", encoding: .utf8)
            #expect(try String(contentsOfFile: folder + "/people.csv", encoding: .utf8) == published)
            let again = try isthmus("-C", nights.place, "export", "people", "-o", folder)
            #expect(again.code == 1 && again.errors.contains("must not exist yet"))
        }
        #expect(
            try isthmus("-C", nights.place, "versions", "--format", "csv").output.split(separator: "\n").count
                == 4)
        let wrong = try isthmus("-C", nights.place, "export", "peple", "-o", "/nowhere")
        #expect(wrong.code == 2 && wrong.errors.contains("did you mean `people`"))
        #expect(try isthmus("-C", nights.place, "export", "people").errors.contains("-o DIR"))
    }

    /// Nothing is copied each night: a night without changes adds no row, also when everything is resolved anew.
    @Test func anUnchangedNightWritesNoHistory() async throws {
        let nights = try await ThreeNights()
        let tables = ["person_history", "house_history", "relation_history", "entity_history"]
        func rows() throws -> [String] {
            try tables.flatMap { try nights.workspace.sql("select count(*) from \($0)") }
                + nights.workspace.sql("select entity_no, run_id from person order by 1")
                + nights.workspace.sql(
                    "select from_entity, to_entity, since_run from entity_relation order by 1, 2")
        }
        let before = try rows()
        #expect(before.prefix(4).map { Int($0) ?? 0 }.reduce(0, +) > 0)
        #expect(try await nights.workspace.run().status == .done)
        #expect(try rows() == before)
        #expect(try await nights.workspace.run { $0.isFull = true }.status == .done)
        #expect(try rows() == before)
    }
}

/// A person who is renamed in the second night and moves in the third, among others who stay.
private final class ThreeNights {
    let workspace: TestWorkspace
    var place: String { workspace.folder.path }
    let id: String

    init() async throws {
        workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        try workspace.folder.write(
            "Mappings/datasets/people.json5",
            """
            { title: "people", type: "person", purpose: "p", recipients: ["d"],
              columns: ["entity_id", "name", "lives_in.address", "lives_in:count", "name:feed", "name:key"] }
            """)
        for night in [
            ["张三", "湖滨街道示范路1号"], ["李四", "湖滨街道示范路1号"], ["李四", "湖滨街道示范路2号"],
        ] {
            var text =
                TestWorkspace.header
                + "1,\(night[0]),\(residentNumber("19800101", 1)),1980-01-01,\(night[1])\n"
            for number in 2..<9 {
                text +=
                    "\(number),王五,\(residentNumber("19710203", number)),1971-02-03,湖滨街道示范路\(number < 5 ? 1 : 2)号\n"
            }
            try workspace.folder.write("people.csv", text)
            let report = try await workspace.run()
            #expect(report.status == .done, "\(report.problems)")
        }
        id = try #require(
            try workspace.sql(
                "select entity_id from person where resident_id = '\(residentNumber("19800101", 1))'"
            ).first)
    }
}
