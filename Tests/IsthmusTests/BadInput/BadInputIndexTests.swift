import Foundation
import Testing

/// `docs/bad-input.md` names a test for every case, and every test it names is there.
@Suite struct BadInputIndexTests {
    @Test func everyCaseNamesTestsThatExist() throws {
        let root = LayeringTests.root
        let index = try String(contentsOf: root.appendingPathComponent("docs/bad-input.md"), encoding: .utf8)
        var sources = ""
        for file in LayeringTests.swiftFiles(in: root.appendingPathComponent("Tests")) {
            sources += try String(contentsOf: file, encoding: .utf8)
        }
        for number in 1...35 {
            let name = "I" + (number < 10 ? "0\(number)" : "\(number)")
            let rows = index.split(separator: "\n").filter { $0.hasPrefix("| \(name) |") }
            #expect(rows.count == 1, "\(name) has a row")
            let cells =
                rows.first?.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
            try #require(cells.count == 4, "\(name): case, what happens, tests")
            let tests = cells[3].split(separator: "`").filter { !$0.allSatisfy { ", ".contains($0) } }
            #expect(!tests.isEmpty, "\(name) has a test")
            for test in tests {
                let isFixture = FileManager.default.fileExists(
                    atPath: root.appendingPathComponent("Tests/ConnectorTests/Fixtures/\(test)").path)
                #expect(isFixture || sources.contains("func \(test)("), "\(name): there is no test \(test)")
            }
        }
    }
}
