import Connectors
import Foundation
import HubConnect
import HubModel
import TestSupport
import Testing

/// What the contract and the fixtures do not show of CSV: laws, places, hostile files, files that are none.
@Suite struct CSVConnectorTests {
    // MARK: Laws

    @Test func whatIsWrittenIsReadInEveryDialectAndLineBreak() async throws {
        var random = SeededGenerator(seed: 20_240_501)
        let folder = try TemporaryFolder()
        for round in 0..<150 {
            let delimiter = [",", ";", "|", "\t", "^"].randomElement(using: &random) ?? ","
            let quote = ["\"", "'", "`"].randomElement(using: &random) ?? "\""
            let lineBreak = ["\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n"
            let width = Int.random(in: 1...5, using: &random)
            let rows = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                (0..<width).map { _ in Self.randomText(using: &random, spice: delimiter + quote) }
            }
            let columns = (0..<width).map { "column \($0)" }
            let lines = ([columns] + rows).map { row in
                row.map { Self.field($0, delimiter, quote, using: &random) }.joined(separator: delimiter)
            }
            let path = try folder.write("\(round).csv", lines.joined(separator: lineBreak) + lineBreak)
            let settings = try makeSettings(
                CSVConnector.self, ["path": path, "delimiter": delimiter, "quote": quote])
            for pieces in [1, 5, 1 << 19] {
                let connector = try CSVConnector(
                    settings, ConnectorContext(folder: "", columns: []), chunkSize: pieces)
                let reading = try await read(connector)
                #expect(reading.columns == columns, "round \(round)")
                #expect(reading.rows == rows, "round \(round), pieces of \(pieces)")
            }
        }
    }

    @Test func rubbishIsReadAlikeInPiecesOfEverySize() async throws {
        var random = SeededGenerator(seed: 7)
        let alphabet: [[UInt8]] = [
            [0x61], [0x62], [0x2C], [0x2C], [0x22], [0x22], [0x0A], [0x0A], [0x0D], [0x0D, 0x0A], [0x00],
            [0xFF],
            [0xE5, 0xBC, 0xA0], [0xD5, 0xC5], [0x81, 0x30, 0x84, 0x36], [0x84], [0xF0, 0x9F, 0x98, 0x80],
            [0xC3],
        ]
        let folder = try TemporaryFolder()
        for round in 0..<300 {
            var bytes = Array("a,b\n".utf8)
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                bytes += alphabet.randomElement(using: &random) ?? []
            }
            let encoding = ["utf-8", "gb18030", "auto"].randomElement(using: &random) ?? "auto"
            let path = try folder.write("\(round).csv", bytes)
            let whole = await Self.outcome(path, encoding, pieces: 1 << 19)
            for pieces in [1, 2, 3, 4, 5, 7, 11, 64] {
                #expect(await Self.outcome(path, encoding, pieces: pieces) == whole, "round \(round)")
            }
        }
    }

    @Test func everyRecordIsARowOrAReject() async throws {
        let lines = (1...30_000).map { $0 % 10 == 0 ? "\($0)" : "\($0),姓名" }
        let reading = try await Self.readText("id,name\n" + lines.joined(separator: "\n"))
        #expect(reading.rows.count == 27_000)
        #expect(reading.rejects.count == 3_000)
        let ordinals = reading.positions.map(\.ordinal) + reading.rejects.map(\.position.ordinal)
        #expect(ordinals.sorted() == Array(1...30_000))
        for batch in reading.batches {
            let numbers = batch.positions.map(\.ordinal) + batch.rejects.map(\.position.ordinal)
            let span = (numbers.max() ?? 0) - (numbers.min() ?? 0) + 1
            #expect(span == numbers.count, "a batch holds neighbours only")
        }
    }

    // MARK: Places

    @Test(arguments: ["utf-8", "gb18030", "utf-16le", "utf-16be"])
    func offsetsLeadBackToTheRecordInTheFile(_ encoding: String) async throws {
        let records = (1...3000).map { "\($0),\"张三\n䶮𠮷\",x" }
        let encode: (String) throws -> [UInt8] = { text in try Self.encode(text, encoding) }
        let folder = try TemporaryFolder()
        let bytes = try encode("id,name,x\n" + records.joined(separator: "\n") + "\n")
        let path = try folder.write("a.csv", bytes)
        let reading = try await Self.readFile(path, ["encoding": encoding], pieces: 1000)
        try #require(reading.positions.count == 3000)
        for (record, position) in zip(records, reading.positions) {
            let expected = try encode(record)
            let found = bytes[position.byteOffset..<position.byteOffset + expected.count]
            try #require(Array(found) == expected)
            #expect(position.line == position.ordinal * 2)
        }
    }

    @Test func aRejectKeepsTheRecordAsDelivered() async throws {
        let reading = try await Self.readText("a,b\r\n1,\"x\"\"y\r\nz\",3\r\n4,5\r\n")
        let reject = try #require(reading.rejects.first)
        #expect(reject.raw == "1,\"x\"\"y\r\nz\",3")
        #expect(reject.position == RecordPosition(ordinal: 1, line: 2, byteOffset: 5))
        #expect(reading.positions == [RecordPosition(ordinal: 2, line: 4, byteOffset: 20)])
    }

    @Test func theRawTextOfAHugeRejectIsCutBetweenCharacters() async throws {
        let reading = try await Self.readText("a\nx,y" + String(repeating: "长", count: 40_000) + "\nb\n")
        let reject = try #require(reading.rejects.first)
        #expect(reject.raw.utf8.count <= 65536)
        #expect(reject.raw.utf8.count > 65530)
        #expect(!reject.raw.contains("\u{FFFD}"))
        #expect(reading.rows == [["b"]])
    }

    // MARK: Hostile files

    @Test func anEndlessQuotedFieldIsGivenUpNotLoaded() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "a.csv", Array("a,b\n1,2\n3,\"".utf8) + [UInt8](repeating: 0x78, count: 18 << 20))
        let error = try await #require(throws: ConnectorError.self) {
            try await Self.readFile(path, ["max_record_bytes": "4096"])
        }
        #expect(error.code == .malformed)
        #expect(error.message.contains("line 3"))
        #expect(error.message.contains("max_record_bytes"))
    }

    @Test func anOverlongRecordCostsOnlyItself() async throws {
        let text = "a,b\n1,2\n" + String(repeating: "x", count: 3 << 20) + ",2\n3,4\n"
        let reading = try await Self.readText(text)
        #expect(reading.rows == [["1", "2"], ["3", "4"]])
        #expect(reading.rejects.map(\.reason) == [.fieldTooLong])
        #expect(reading.rejects.map(\.position.line) == [3])
        #expect(reading.positions.map(\.line) == [2, 4])
        let allowed = try await Self.readText(text, ["max_record_bytes": "4000000"])
        #expect(allowed.rows.count == 3)
    }

    @Test func aRecordExactlyAtTheBoundPasses() async throws {
        let fitting = String(repeating: "x", count: 1024)
        let reading = try await Self.readText("a\n\(fitting)\n\(fitting)x\n", ["max_record_bytes": "1024"])
        #expect(reading.rows == [[fitting]])
        #expect(reading.rejects.map(\.reason) == [.fieldTooLong])
    }

    @Test func aFileOfBlankLinesAfterTheHeaderIsOneEmptyBatch() async throws {
        let reading = try await Self.readText("a,b\n" + String(repeating: "\r\n", count: 2_000_000))
        #expect(reading.batches.count == 1)
        #expect(reading.rows.isEmpty)
    }

    @Test func aFileOfNothingButDelimitersIsOneEmptyBatch() async throws {
        let reading = try await Self.readText("a,b\n" + String(repeating: ",\r\n", count: 500_000))
        #expect(reading.batches.count == 1 && reading.rows.isEmpty)
        #expect(reading.remarks.last == "left out 500000 lines of blanks")
    }

    @Test func everyLineIsARecordARejectOrToldOf() async throws {
        var random = SeededGenerator(seed: 99)
        let kinds = ["1,张三", "2", ",", " ,\t", "id,name", "合计,", "小计:,3", "\"a\",\"\"", "x\"y,1"]
        for _ in 0..<60 {
            let lines = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                kinds.randomElement(using: &random) ?? ""
            }
            let folder = try TemporaryFolder()
            let path = try folder.write("a.csv", "id,name\n" + lines.map { $0 + "\n" }.joined())
            let settings = try makeSettings(
                CSVConnector.self, ["path": path], lists: ["totals": ["合计", "小计*"]])
            var told: [[String]] = []
            for pieces in [1, 3, 8, 1 << 19] {
                let reading = try await read(
                    CSVConnector(settings, ConnectorContext(folder: "", columns: []), chunkSize: pieces))
                let leftOut = reading.remarks.compactMap { remark in
                    remark.hasPrefix("left out ") ? Int(remark.split(separator: " ")[2]) : nil
                }
                #expect(reading.rows.count + reading.rejects.count + leftOut.reduce(0, +) == lines.count)
                let ordinals = reading.positions.map(\.ordinal) + reading.rejects.map(\.position.ordinal)
                #expect(ordinals.sorted() == Array(1..<1 + ordinals.count))
                told.append(reading.remarks)
            }
            #expect(Set(told).count == 1)
        }
    }

    @Test(
        arguments: [
            (["delimiter": ""], "`delimiter`"), (["delimiter": "张"], "`delimiter`"),
            (["quote": "ab"], "`quote`"),
            (["delimiter": "|||||"], "`delimiter`"),
        ])
    func nonsenseInTheDialectIsNoSetting(_ settings: [String: String], _ named: String) throws {
        let error = #expect(throws: Diagnostics.self) {
            try makeSettings(CSVConnector.self, settings.merging(["path": "a"]) { $1 })
        }
        #expect(error?.entries.first?.message.contains(named) == true)
    }

    @Test(
        arguments: [
            ["delimiter": "|\""], ["escape": "\""], ["escape": ","], ["delimiter": "||", "quote": "|"],
            ["delimiter": "\n"],
        ])
    func aDialectThatContradictsItselfIsRefused(_ settings: [String: String]) throws {
        let all = try makeSettings(CSVConnector.self, settings.merging(["path": "a"]) { $1 })
        let error = #expect(throws: ConnectorError.self) {
            try CSVConnector(all, ConnectorContext(folder: "", columns: []))
        }
        #expect(error?.code == .badSetting)
    }

    @Test func formulaTextsOfSpreadsheetsAreTheirTexts() async throws {
        let reading = try await Self.readText(
            "a,b\n=\"00123\",=1+1\n\"=\"\"7\"\"\",=\"\"\n=\"a\"b\",x\n=\"\n")
        #expect(reading.rows == [["00123", "=1+1"], ["=\"7\"", ""]])
        #expect(reading.rejects.map(\.reason) == [.strayQuote, .strayQuote])
    }

    @Test func thousandsOfColumnsAreRead() async throws {
        let names = (1...5000).map { "column \($0)" }
        let values = (1...5000).map { "\($0)" }
        let reading = try await Self.readText(
            "\(names.joined(separator: ","))\n\(values.joined(separator: ","))\n")
        #expect(reading.columns == names)
        #expect(reading.rows == [values])
    }

    // MARK: Files that are none

    @Test func aFolderIsRefused() async throws {
        let folder = try TemporaryFolder()
        let error = try await #require(throws: ConnectorError.self) {
            try await Self.readFile(folder.path, [:])
        }
        #expect(error.code == .unreadable)
        #expect(error.message == "\(folder.path) is a folder; `path` must name a file in it")
    }

    @Test func aDeviceIsRefused() async throws {
        let error = try await #require(throws: ConnectorError.self) {
            try await Self.readFile("/dev/zero", [:])
        }
        #expect(error.code == .unreadable)
        #expect(error.message.contains("device"))
    }

    @Test func aPipeIsRefusedWithoutWaitingForIt() async throws {
        let folder = try TemporaryFolder()
        let pipe = "\(folder.path)/pipe.csv"
        try #require(mkfifo(pipe, 0o600) == 0)
        let error = try await #require(throws: ConnectorError.self) { try await Self.readFile(pipe, [:]) }
        #expect(error.code == .unreadable)
    }

    @Test func aLinkToAFileIsFollowed() async throws {
        let folder = try TemporaryFolder()
        let target = try folder.write("target.csv", "a\n1\n")
        let link = "\(folder.path)/link.csv"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
        #expect(try await Self.readFile(link, [:]).rows == [["1"]])
    }

    @Test func aLinkToNowhereIsAFileThatIsMissing() async throws {
        let folder = try TemporaryFolder()
        let link = "\(folder.path)/link.csv"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nowhere.csv")
        let error = try await #require(throws: ConnectorError.self) { try await Self.readFile(link, [:]) }
        #expect(error.code == .notFound && error.message.contains("is a link to"))
    }

    @Test func aHundredThousandColumnsTakeNoLongerThanTheirBytes() async throws {
        let names = (0..<100_000).map { "c\($0)" }.joined(separator: ",")
        let clock = ContinuousClock()
        let start = clock.now
        #expect(try await Self.readText(names + "\n").columns.count == 100_000)
        #expect(clock.now - start < .seconds(10))
    }

    @Test func aFirstRecordInPlaceOfAHeaderIsNotRepeated() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.csv", "1,张三,男,男\n")
        let connector = try CSVConnector(
            makeSettings(CSVConnector.self, ["path": path]),
            ConnectorContext(folder: "", columns: ["name", "id"]))
        let error = try await #require(throws: ConnectorError.self) { try await connector.columns() }
        #expect(error.code == .badHeader && error.message.contains("`name`"))
        #expect(!error.message.contains("张三") && !error.message.contains("男"))
    }

    @Test func pathsStartAtTheWorkspace() async throws {
        let folder = try TemporaryFolder()
        try folder.write("feeds/a.csv", "a\n1\n")
        let connector = try CSVConnector(
            makeSettings(CSVConnector.self, ["path": "feeds/a.csv"]),
            ConnectorContext(folder: folder.path, columns: []))
        #expect(try await read(connector).rows == [["1"]])
    }

    // MARK: Instruments

    private static func readText(_ text: String, _ settings: [String: String] = [:]) async throws -> Delivered
    {
        let folder = try TemporaryFolder()
        return try await readFile(folder.write("source.csv", text), settings)
    }

    private static func readFile(
        _ path: String, _ settings: [String: String], pieces: Int = 1 << 19
    ) async throws -> Delivered {
        let all = settings.merging(["path": path]) { given, _ in given }
        let context = ConnectorContext(folder: "", columns: [])
        return try await read(
            CSVConnector(makeSettings(CSVConnector.self, all), context, chunkSize: pieces))
    }

    /// Everything a reading shows, as one text.
    private static func outcome(_ path: String, _ encoding: String, pieces: Int) async -> String {
        do {
            let reading = try await readFile(path, ["encoding": encoding], pieces: pieces)
            let rejects = reading.rejects.map { "\($0.reason) \($0.position) \($0.detail) \($0.raw)" }
            return "\(reading.rows) \(reading.positions) \(rejects)"
        } catch {
            return "\(error)"
        }
    }

    private static func encode(_ text: String, _ encoding: String) throws -> [UInt8] {
        switch encoding {
        case "utf-16le": text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        case "utf-16be": text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        case "gb18030":
            Array(try #require(text.data(using: String.Encoding(rawValue: 0x8000_0632))))
        default: Array(text.utf8)
        }
    }

    private static func randomText(using random: inout SeededGenerator, spice: String) -> String {
        let alphabet = Array("ab 张\n\r\u{1F600}é\\" + spice)
        return String(
            (0..<Int.random(in: 0...6, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? "a"
            })
    }

    private static func field(
        _ text: String, _ delimiter: String, _ quote: String, using random: inout SeededGenerator
    ) -> String {
        let needsQuotes =
            text.isEmpty
            || text.unicodeScalars.contains { "\(delimiter)\(quote)\n\r".unicodeScalars.contains($0) }
        guard needsQuotes || Bool.random(using: &random) else { return text }
        return quote + text.replacingOccurrences(of: quote, with: quote + quote, options: .literal) + quote
    }
}

/// The same numbers in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
