import Foundation
import HubModel
import TestSupport
import Testing

/// `isthmus resolve` as people type it.
@Suite struct ResolveCommandTests {
    /// Two records each of `count` people; of every third the second name is misspelt.
    static func people(_ count: Int) -> String {
        let surnames = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄"]
        let given = ["明", "芳", "伟", "娜", "静", "强", "磊", "军", "洋", "勇"]
        var text = TestWorkspace.header
        for person in 0..<count {
            let name = surnames[person % 8] + given[person / 8 % 10] + given[person * 7 % 10]
            let birth = "19\(50 + person % 50)-0\(1 + person % 9)-\(10 + person % 18)"
            let other = person % 3 == 0 ? String(name.dropLast()) + "宝" : name
            text += "\(person)a,\(name),,\(birth),示范路\(person)号\n"
            text += "\(person)b,\(other),,\(birth),示范路\(person)号\n"
        }
        return text
    }

    static func night(_ count: Int = 120) async throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        try workspace.folder.write("people.csv", people(count))
        let report = try await workspace.run()
        try #require(report.status == .done)
        return workspace
    }

    func resolve(_ workspace: TestWorkspace, _ words: String...) throws -> ShellResult {
        try shell(isthmusBinary, ["-C", workspace.folder.path, "resolve", "--quiet"] + words)
    }

    @Test func trainingWritesAFileThatTheNextRunMatchesWith() async throws {
        let workspace = try await Self.night()
        let file = workspace.folder.path + "/Mappings/weights/person.json5"
        let trial = try resolve(workspace, "person", "--train", "--dry-run")
        #expect(trial.code == 0 && trial.output.contains("birth_date"))
        #expect(!FileManager.default.fileExists(atPath: file))
        let trained = try resolve(workspace, "person", "--train")
        #expect(trained.code == 0 && trained.errors.contains("Mappings/weights/person.json5"))
        #expect(trained.output == trial.output)
        let weights = try #require(try workspace.load().models.first { $0.name == "person" }?.weights)
        #expect(weights.version == 1 && weights.mentions == 240)
        // New rules: everything is resolved anew, though no feed changed; then nothing more is to do.
        let next = try await workspace.run()
        #expect(next.types.first { $0.name == "person" }?.pairs ?? 0 > 0)
        let after = try await workspace.run()
        #expect(after.types.first { $0.name == "person" }?.pairs == 0)
        #expect(try resolve(workspace, "person", "--train").code == 0)
        #expect(try workspace.load().models.first { $0.name == "person" }?.weights?.version == 2)
    }

    @Test func tooFewMentionsTrainNothing() async throws {
        let workspace = try await Self.night(20)
        let result = try resolve(workspace, "--train")
        #expect(result.code == 0 && result.errors.contains("person: fewer than 100 mentions"))
        #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/Mappings/weights"))
    }

    @Test func resolvingAgainChangesNothingAndIsARun() async throws {
        let workspace = try await Self.night()
        let before = try isthmus("-C", workspace.folder.path, "mentions", "--format", "csv").output
        let trial = try resolve(workspace, "--dry-run")
        #expect(trial.code == 0 && trial.output.contains("Dry run"))
        let result = try resolve(workspace, "--format", "json")
        let report = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        #expect(report?["job"] as? String == "resolve" && report?["status"] as? String == "done")
        #expect(try isthmus("-C", workspace.folder.path, "mentions", "--format", "csv").output == before)
        #expect(try isthmus("-C", workspace.folder.path, "runs").output.contains("resolve"))
    }

    @Test func aTrialUnderOtherRulesTellsWhatWouldComeOfIt() async throws {
        let workspace = try await Self.night()
        let path = "Mappings/models/person.json5"
        let model = try String(contentsOfFile: workspace.folder.path + "/" + path, encoding: .utf8)
        try workspace.folder.write(path, model.replacing("threshold: 0.95", with: "threshold: 0.9999999999"))
        let before = try isthmus("-C", workspace.folder.path, "mentions", "--format", "csv").output
        let trial = try resolve(workspace, "--dry-run", "--format", "json")
        let report = try JSONSerialization.jsonObject(with: Data(trial.output.utf8)) as? [String: Any]
        let types = report?["types"] as? [[String: Any]]
        let person = types?.first { $0["name"] as? String == "person" }
        #expect((person?["created"] as? Int ?? 0) > 0)
        #expect(try isthmus("-C", workspace.folder.path, "mentions", "--format", "csv").output == before)
    }

    @Test func theBlockingReportHasARowForEveryRule() async throws {
        let workspace = try await Self.night()
        let result = try resolve(workspace, "--blocking-report", "--format", "json")
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
        for model in try workspace.load().models {
            let told = rows.filter {
                $0["entity_type"] as? String == model.name && $0["standing"] as? String == "in use"
            }
            #expect(told.compactMap { $0["rule"] as? String } == model.blocking.map(\.text))
        }
        let named = rows.first { $0["rule"] as? String == "name|former_name + birth_date" }
        #expect(named?["pairs"] as? Int == 80 && named?["links"] as? Int == 80)
    }

    @Test(arguments: [
        (["persn", "--train"], "did you mean `person`"), (["person"], "resolved together"),
        (["--train", "--blocking-report"], "give one of them"), (["--format", "csv"], "table or json"),
    ])
    func whatMakesNoSenseIsSaid(_ words: [String], _ told: String) async throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        let result = try shell(isthmusBinary, ["-C", workspace.folder.path, "resolve"] + words)
        #expect(result.code == 2 && result.errors.contains(told), "\(result.errors)")
    }

    @Test func withoutAStoreThereIsNothingToResolve() throws {
        let workspace = try TestWorkspace()
        try workspace.addPeopleFeed()
        for words in [[], ["--train"], ["--blocking-report"], ["--dry-run"]] {
            let result = try shell(isthmusBinary, ["-C", workspace.folder.path, "resolve"] + words)
            #expect(result.code == 2 && result.errors.contains("no store yet"), "\(result.errors)")
        }
    }
}
