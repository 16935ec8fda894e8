import Foundation
import HubConnect
import HubGuess
import TestSupport
import Testing

/// How a file is written down is found out from its first bytes.
@Suite struct DialectTests {
    static let people = [
        ("R1", "张三", "13800000001"), ("R4", "李四", "13800000002"), ("R7", "王小明", "13800000003"),
        ("R9", "赵六", "13800000004"), ("R12", "欧阳霁月", "13800000005"), ("R13", "孙七", "13800000006"),
    ]

    static func table(_ delimiter: String, header: [String] = ["编号", "姓名", "手机"], end: String = "\n")
        -> String
    {
        ([header] + people.map { [$0.0, $0.1, $0.2] }).map { $0.joined(separator: delimiter) + end }.joined()
    }

    @Test(arguments: [",", "\t", ";", "|", "^"], ["\n", "\r\n", "\r"])
    func theDelimiterIsFound(delimiter: String, end: String) async throws {
        let guess = try await GuessFixture.guess(Self.table(delimiter, end: end))
        #expect(guess.columns.map(\.id) == ["编号", "姓名", "手机"])
        #expect(guess.rows == Self.people.count)
        #expect(guess.key == ["编号"])
        #expect(guess.columns[1].mapped.map(\.attribute) == ["name"])
    }

    @Test(arguments: [("gb18030", 0x8000_0632), ("utf-16le", 0x9400_0100), ("utf-16be", 0x9000_0100)])
    func theEncodingIsFound(name: String, foundation: UInt) async throws {
        let folder = try TemporaryFolder()
        let bytes = try #require(Self.table(",").data(using: String.Encoding(rawValue: foundation)))
        try bytes.write(to: URL(fileURLWithPath: folder.path + "/a.csv"))
        let guess = try await GuessFixture.guess("a.csv", in: folder.path)
        #expect(guess.text.contains("encoding: \"\(name)\""))
        #expect(guess.columns.map(\.id) == ["编号", "姓名", "手机"])
    }

    @Test func titlesAboveAndTotalsBelowAreNoRecords() async throws {
        let text = "人员名册\n填报日期：2025-01-01,,\n" + Self.table(",") + "合计,6,\n制表人：周八\n"
        let guess = try await GuessFixture.guess(text)
        #expect(guess.text.contains("skip_lines: 2"))
        #expect(guess.text.contains("totals: [\"制表*\", \"合计*\"]"))
        #expect(guess.rows == Self.people.count && guess.key == ["编号"])
    }

    @Test func aFileWithoutHeaderIsNotRobbedOfItsFirstRecord() async throws {
        let text = Self.table(",").split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
        let guess = try await GuessFixture.guess(text)
        #expect(guess.text.contains("header: false"))
        #expect(guess.rows == Self.people.count)
        #expect(guess.columns.map(\.id) == ["c1", "c2", "c3"])
        #expect(guess.columns.map { $0.mapped.first?.attribute } == [nil, "name", "phone"])
    }

    @Test func quotesAreOnlyQuotesWhereTheyEnclose() async throws {
        let rows = Self.people.map { "\($0.0);\($0.1);5\" pipe \($0.2)" }.joined(separator: "\n")
        let unquoted = try await GuessFixture.guess("编号;姓名;备注\n" + rows + "\n")
        #expect(unquoted.text.contains("quote: \"\"") && unquoted.rows == Self.people.count)
        let single = try await GuessFixture.guess(
            Self.table(",").replacing(",", with: "','").split(separator: "\n").map { "'\($0)'\n" }.joined())
        #expect(single.text.contains("quote: \"'\"") && single.columns.map(\.id) == ["编号", "姓名", "手机"])
    }

    @Test func aNameMayHoldAnything() async throws {
        let header = ["\"编\n号\"", "\"姓\"\"名\"\"\"", "🙂手机"]
        let guess = try await GuessFixture.guess(Self.table(",", header: header))
        #expect(guess.columns.map(\.id) == ["编\n号", "姓\"名\"", "🙂手机"])
        // The file is one that can be read again, and comments do not break off in the middle of a name.
        for line in guess.text.split(separator: "\n") where line.contains("🙂") || line.contains("编") {
            #expect(!line.hasPrefix("号"))
        }
        #expect(guess.text.contains("\"姓\\\"名\\\"\"") && guess.text.contains("\"编\\n号\""))
    }

    @Test func oneColumnIsATable() async throws {
        let guess = try await GuessFixture.guess("姓名\n张三\n李四\n王五\n赵六\n孙七\n周八\n")
        #expect(guess.columns.map(\.id) == ["姓名"] && guess.rows == 6)
    }

    @Test func aLineWithoutEndIsRefusedInBoundedTime() async throws {
        let folder = try TemporaryFolder()
        // 40 MiB without a line break: what a dump of a gigabyte begins with.
        try Data(repeating: 0x61, count: 40 << 20).write(to: URL(fileURLWithPath: folder.path + "/a.csv"))
        let start = ContinuousClock.now
        await #expect(throws: (any Error).self) { try await GuessFixture.guess("a.csv", in: folder.path) }
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func onlySoManyRecordsAreRead() async throws {
        let rows = (1...5000).map { "R\($0 * 3),张三\n" }.joined()
        let guess = try await GuessFixture.guess("编号,姓名\n" + rows, limit: 100)
        #expect(guess.rows == 100 && guess.text.contains("the first 100 records"))
    }

    @Test func objectsOfJSONAreRecordsToo() async throws {
        let lines = Self.people.map {
            "{\"bh\": \"\($0.0)\", \"person\": {\"xm\": \"\($0.1)\"}, \"phones\": [\"\($0.2)\"]}\n"
        }
        let guess = try await GuessFixture.guess(lines.joined(), as: "a.ndjson")
        #expect(guess.connector == "ndjson" && guess.rows == Self.people.count && guess.key == ["bh"])
        #expect(guess.columns.first { $0.id == "person.xm" }?.mapped.map(\.attribute) == ["name"])
    }
}
