import Foundation
import TestSupport
import Testing

/// `isthmus evaluate` on a workspace of one small feed, counted by hand.
@Suite struct EvaluateTests {
    /// Four records; the hub joins 1 and 2 by their number, and nothing else.
    private func workspace() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let place = folder.path + "/w"
        #expect(try isthmus("init", place).code == 0)
        for feed in try FileManager.default.contentsOfDirectory(atPath: place + "/Mappings/feeds") {
            try FileManager.default.removeItem(atPath: place + "/Mappings/feeds/" + feed)
        }
        try folder.write(
            "w/Mappings/feeds/clinic.json5",
            """
            { title: "Clinic", source: { department: "Clinic", system: "c" }, connector: "csv",
              settings: { path: "feeds/clinic.csv" }, key: ["id"],
              mentions: { patient: { type: "person", attributes: { name: "name", resident_id: "number" } } } }
            """)
        try folder.write(
            "w/feeds/clinic.csv",
            """
            id,name,number
            1,张三,\(residentNumber("19800101", 1))
            2,张三,\(residentNumber("19800101", 1))
            3,张三,
            4,李四,\(residentNumber("19900101", 1))

            """)
        #expect(try isthmus("-C", place, "run", "--quiet").code == 0)
        return folder
    }

    /// Truth {1 2 3} {4}; found {1 2} {3} {4}.
    private static let truth = "record_key,true_entity_id\n1,a\n2,a\n3,a\n4,b\n"

    @Test func recordKeyAndEntityAreEnoughForOneFeed() throws {
        let folder = try workspace()
        let truth = try folder.write("truth.csv", Self.truth)
        let result = try isthmus("-C", folder.path + "/w", "evaluate", "--truth", truth, "--format", "json")
        #expect(result.code == 0)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let types = try #require(object["types"] as? [[String: Any]])
        #expect(types.count == 1)
        let figures = try #require(types.first)
        #expect(figures["precision"] as? Double == 1)
        #expect(figures["recall"] as? Double == 0.33333)
        // B-cubed recall: 1 and 2: 2/3 each; 3: 1/3; 4: 1.
        #expect(figures["b3_recall"] as? Double == 0.66667)
        #expect(figures["exact_recall"] as? Double == 0.5)
        #expect(figures["largest"] as? Int == 2)
        #expect(figures["conflicting"] as? Int == 0)
        let feeds = try #require(object["feeds"] as? [[String: Any]])
        #expect(feeds.first?["feed"] as? String == "clinic")
        #expect(feeds.first?["true"] as? Int == 3)
    }

    @Test func columnsMayHaveOtherNames() throws {
        let folder = try workspace()
        let truth = try folder.write("truth.csv", "rec,who\n1,a\n2,a\n3,a\n4,b\n")
        let place = folder.path + "/w"
        let result = try isthmus(
            "-C", place, "evaluate", "--truth", truth, "--columns", "record_key=rec,true_entity_id=who")
        #expect(result.code == 0 && result.output.contains("0.33333"))
        let unnamed = try isthmus("-C", place, "evaluate", "--truth", truth)
        #expect(unnamed.code != 0 && unnamed.errors.contains("no column `record_key`"))
        let wrong = try isthmus("-C", place, "evaluate", "--truth", truth, "--columns", "key=rec")
        #expect(wrong.code == 2 && wrong.errors.contains("names are feed, record_key"))
    }

    @Test func oneMentionOfTwoEntitiesIsAMistakeOfTheFile() throws {
        let folder = try workspace()
        let truth = try folder.write("truth.csv", Self.truth + "4,a\n")
        let result = try isthmus("-C", folder.path + "/w", "evaluate", "--truth", truth)
        #expect(result.code != 0 && result.errors.contains("gives one mention two entities"))
    }

    @Test func errorsAreMaskedUnlessAskedFor() throws {
        let folder = try workspace()
        let truth = try folder.write("truth.csv", Self.truth)
        let place = folder.path + "/w"
        let masked = try isthmus("-C", place, "evaluate", "--truth", truth, "--errors", "3")
        #expect(masked.output.contains("split") && masked.output.contains("张*"))
        #expect(!masked.output.contains("张三"))
        let raw = try isthmus("-C", place, "evaluate", "--truth", truth, "--errors", "3", "--raw")
        #expect(raw.output.contains("张三"))
        #expect(try isthmus("-C", place, "evaluate", "--truth", truth, "--raw").code == 2)
    }

    @Test func hazardsBesideTheTruthAreTold() throws {
        let folder = try workspace()
        let truth = try folder.write("t/truth.csv", Self.truth)
        try folder.write("t/hazards.csv", "record_key,hazard,other_entity_id\n3,no-number,\n4,twin,a\n")
        let result = try isthmus(
            "-C", folder.path + "/w", "evaluate", "--truth", truth, "--format", "csv")
        let lines = result.output.split(separator: "\r\n").flatMap { $0.split(separator: "\n") }
        #expect(lines.contains("hazards,1,hazard,no-number") && lines.contains("hazards,1,split,1"))
        #expect(lines.contains("hazards,2,pairs,1") && lines.contains("hazards,2,merged,0"))
    }

    @Test func thresholdsAreTriedAndDrawn() throws {
        let folder = try workspace()
        let truth = try folder.write("truth.csv", Self.truth)
        let (place, svg) = (folder.path + "/w", folder.path + "/curve.svg")
        let result = try isthmus(
            "-C", place, "evaluate", "--truth", truth, "--thresholds", "0.5,0.9", "--svg", svg, "--format",
            "json")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let points = try #require(object["thresholds"] as? [[String: Any]])
        #expect(points.map { $0["threshold"] as? Double } == [0.5, 0.9, 0.95])
        #expect(points.last?["at"] as? String == "*")
        // The model's own threshold gives what the store has.
        #expect(points.last?["recall"] as? Double == 0.33333)
        let text = try String(contentsOfFile: svg, encoding: .utf8)
        #expect(text.hasPrefix("<svg") && text.contains("threshold 0.9: precision 1.00000"))
        #expect(!text.contains("href"), "nothing is loaded from anywhere")
        for bad in ["0", "1", "x", "0.5,,0.9", ""] {
            let refused = try isthmus("-C", place, "evaluate", "--truth", truth, "--thresholds", bad)
            #expect(refused.code == 2, "\(bad)")
        }
    }
}
