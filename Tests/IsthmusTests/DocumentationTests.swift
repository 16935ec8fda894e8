import Connectors
import Foundation
import HubConnect
import HubMapping
import HubModel
import TestSupport
import Testing

/// A setting, transform, semantic type or verb that the documents do not explain does not exist for its users.
@Suite struct DocumentationTests {
    func text(_ path: String) throws -> String {
        try String(contentsOf: LayeringTests.root.appendingPathComponent(path), encoding: .utf8)
    }

    func isDocumented(_ words: String, in text: String) {
        let isThere = text.contains(words)
        #expect(isThere, "missing: \(words)")
    }

    @Test func everyConnectorAndSettingIsDocumented() throws {
        let readme = try text("Connectors/README.md")
        for connector in ConnectorRegistry.all {
            isDocumented("## \(connector.name)\n", in: readme)
            for setting in connector.settings {
                isDocumented("| `\(setting.name)` |", in: readme)
                #expect(!setting.help.isEmpty)
            }
        }
    }

    @Test func everySemanticTypeIsDocumented() throws {
        let readme = try text("Mappings/README.md")
        let types = SemanticTypes.all()
        #expect(types.count > 15)
        for type in types { isDocumented("| `\(type.name)` |", in: readme) }
    }

    @Test func everyWayToGetAValueIsDocumented() throws {
        let readme = try text("Mappings/README.md")
        for object in ConfigurationKeys.objects {
            for key in object.names { isDocumented("| `\(key)` |", in: readme) }
        }
        for transform in Transforms.all { isDocumented("| `\(transform.name)", in: readme) }
        for reason in [RejectReason.unknownCode, .sqlError, .missingRequired] {
            isDocumented("`\(reason.code)`", in: readme)
        }
        for rule in Attribute.Survivorship.allCases { isDocumented("`\(rule.rawValue)`", in: readme) }
        for test in ["equal", "edits", "prefix", "similar", "near-date", "else"] {
            isDocumented("| `\(test)` |", in: readme)
        }
        for outcome in ElementOutcome.allCases { isDocumented("| `\(outcome.rawValue)` |", in: readme) }
    }

    @Test func everyVerbAndOptionIsDocumented() throws {
        let operations = try text("docs/operations.md")
        let overview = try isthmus("help").output
        let verbs = overview.split(separator: "\n").filter { $0.hasPrefix("  ") }
            .map { String($0.split(separator: " ")[0]) }
        #expect(verbs.count > 10)
        for verb in verbs {
            let row = try #require(
                operations.split(separator: "\n").first { $0.hasPrefix("| `\(verb)") }, "\(verb)")
            let help = try isthmus("help", verb).output
            for line in help.split(separator: "\n") where line.hasPrefix("  --") {
                let option = line.split(separator: " ")[0]
                if option == "--format" { continue }
                #expect(row.contains(option), "\(verb) \(option)")
            }
        }
    }

    /// The commands of the README's second block, as a new user types them.
    @Test func theCommandsOfTheReadmeRun() throws {
        let blocks = try text("README.md").components(separatedBy: "```sh\n").dropFirst()
            .map { $0.components(separatedBy: "```")[0] }
        let commands = try #require(blocks.first { $0.contains("isthmus init") })
        let folder = try TemporaryFolder()
        let bin = URL(fileURLWithPath: isthmusBinary).deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let result = try shell(
            "/bin/bash", ["-euc", commands], environment: ["PATH": "\(bin):\(path)"], folder: folder.path)
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains("张三"))
    }

    @Test func theMakeTargetsOfTheReadmeExist() throws {
        let makefile = try text("Makefile")
        for target in ["demo", "test", "install", "bench"] {
            #expect(makefile.contains("\n\(target):"), "\(target)")
        }
    }

    @Test func everyDecisionIsNumberedOnce() throws {
        let folder = LayeringTests.root.appendingPathComponent("docs/decisions").path
        let numbers = try FileManager.default.contentsOfDirectory(atPath: folder).map { $0.prefix(4) }
            .sorted()
        #expect(numbers == (1...numbers.count).map { ("000\($0)").suffix(4) })
    }

    @Test func theRepositorySpeaksOfItselfAlone() throws {
        // Spelt in parts, so that this file does not contain them itself.
        let words = ["../" + "shared", "/wor" + "k/", "issue " + "#"]
        let files = try shell(
            "/usr/bin/env", ["git", "-C", LayeringTests.root.path, "ls-files", "-co", "--exclude-standard"])
        for name in files.output.split(separator: "\n") {
            guard let content = try? text(String(name)) else { continue }
            for word in words { #expect(!content.contains(word), "\(name): \(word)") }
        }
    }
}
