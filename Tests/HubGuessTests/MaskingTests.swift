import Foundation
import HubGuess
import HubSynth
import TestSupport
import Testing

/// What is written down is passed around; no value of a record may be in it.
@Suite struct MaskingTests {
    /// Digits of numbers, and names, as they stand in a file.
    static func secrets(_ text: String) -> Set<String> {
        var found: Set<String> = []
        for field in text.split(whereSeparator: { ",|;\t\r\n\"'<>^ ".contains($0) }) {
            let digits = field.utf8.count { $0 >= 0x30 && $0 <= 0x39 }
            // Identity numbers, telephones, codes of houses and organisations.
            if digits >= 9, field.utf8.count <= 40 { found.insert(String(field)) }
        }
        return found
    }

    @Test func noNumberOfARecordIsInTheGuess() async throws {
        let district = try VerbTests.district.get()
        var inputs = try FileManager.default.contentsOfDirectory(atPath: district.path + "/feeds")
            .filter { $0.hasSuffix(".csv") || $0.hasSuffix(".xml") }.map { ("feeds/\($0)", district.path) }
        inputs += try HeldOutTests.feeds().map { ($0, GuessFixture.heldOut) }
        #expect(inputs.count > 25)
        for (path, folder) in inputs {
            let guess = try await GuessFixture.guess(path, in: folder)
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)"))
            let text =
                String(data: data, encoding: .utf8)
                ?? String(data: data, encoding: String.Encoding(rawValue: 0x8000_0632)) ?? ""
            // Codes of grids and divisions are public and shown: communities have them, not people.
            let shown = guess.text + guess.columns.flatMap(\.samples).joined(separator: " ")
            for secret in Self.secrets(text) where shown.contains(secret) {
                let isPublic = guess.columns.contains {
                    $0.semanticType == "grid-code" && $0.samples.contains(secret)
                }
                #expect(isPublic || secret.hasPrefix("urn:"), "\(path) shows a number")
            }
        }
    }

    @Test func noNameOrAddressOfARecordIsInTheGuess() async throws {
        let people = ["欧阳霁月", "古丽米热·买买提", "张三丰", "李四光", "王五六", "赵六七", "钱七八", "孙八九"]
        let rows = people.enumerated().map { index, name in
            "N\(index * 3),\(name),\(name)水果店,澄湖区中山路\(index + 1)号3幢301室,今天\(name)来过,\(name)@example.org"
        }
        let guess = try await GuessFixture.guess(
            "编号,姓名,店铺名称,住址,走访情况,联系\n" + rows.joined(separator: "\n") + "\n")
        #expect(guess.columns.contains { !$0.mapped.isEmpty })
        let shown = guess.text + guess.columns.map { $0.samples.joined() + $0.shapes + $0.remark }.joined()
        for name in people {
            #expect(!shown.contains(name) && !shown.contains(name.dropFirst()), "a name is shown")
        }
        #expect(!shown.contains("中山路") && !shown.contains("example.org"))
    }

    @Test func errorsCarryNoValues() async throws {
        let cases = [
            ("姓名,身份证号\n张三,990101199001010012\n\"李四,1\n王五,2\n", "a.csv"),
            ("<a><r><b>张三</b><c>990101199001010012</c></r><r><b>张三</b>", "a.xml"),
            ("<a><b>张三</c></a>", "b.xml"), ("{\"a\": \"张三\"}\n{\"a\": 张三", "c.ndjson"),
        ]
        var thrown = 0
        for (text, name) in cases {
            do {
                let guess = try await GuessFixture.guess(text, as: name)
                #expect(!guess.text.contains("990101") && !guess.text.contains("张三"))
            } catch {
                thrown += 1
                #expect(!"\(error)".contains("990101") && !"\(error)".contains("张三"))
            }
        }
        #expect(thrown >= 2)
    }
}
