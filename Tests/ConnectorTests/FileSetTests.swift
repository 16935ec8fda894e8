import Connectors
import Foundation
import HubArchive
import HubConnect
import HubFiles
import TestSupport
import Testing

/// The files behind a path: patterns, which of several, packed ones.
@Suite struct FileSetTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    // MARK: Patterns

    @Test(
        arguments: [
            ("*.csv", "a.csv", true), ("*.csv", ".csv", false), ("*", ".hidden", false),
            (".*", ".hidden", true),
            ("a?c", "abc", true), ("a?c", "a张c", true), ("a?c", "ac", false), ("[0-9]", "5", true),
            ("[!0-9]", "5", false), ("[^0-9]", "x", true), ("[]]", "]", true), ("[a", "[a", true),
            ("a*b*c", "aXbYbc", true),
            ("a*b*c", "aXbYb", false), ("*", "a/b", false), ("*/*", "a/b", true),
            ("人口*.csv", "人口2024.csv", true),
            ("**", "abc", true), ("", "", true), ("*a", "aaa", true), ("?", "/", false), ("[!a]", "/", false),
        ])
    func aPatternMeansTheseNames(_ pattern: String, _ name: String, _ fits: Bool) {
        #expect(Glob(pattern).matches(name) == fits)
    }

    @Test func aPatternOfManyStarsDoesNotTakeForever() {
        let clock = ContinuousClock()
        let start = clock.now
        #expect(!Glob(String(repeating: "*a", count: 40)).matches(String(repeating: "a", count: 5000) + "b"))
        #expect(clock.now - start < .seconds(5))
    }

    @Test func namesAreOrderedAsPeopleCount() {
        let ordered = [
            "", "2024-05", "2024-5", "2024-10", "a", "a1", "a01b", "a1b", "a2", "a10", "a10.csv", "b",
            "人口2024年9月", "人口2024年10月",
        ]
        for (i, a) in ordered.enumerated() {
            for (j, b) in ordered.enumerated() {
                #expect(NaturalOrder.precedes(a, b) == (i < j), "\(a) and \(b)")
            }
        }
        #expect(NaturalOrder.precedes("99999999999999999999999998", "99999999999999999999999999"))
    }

    // MARK: Which of several

    @Test func theNewestByNameIsTaken() async throws {
        for month in [9, 10, 2] { try folder.write("feeds/2024-\(month).csv", "id\n\(month)\n") }
        let reading = try await read(connector("feeds/2024-*.csv"))
        #expect(reading.rows == [["10"]])
        #expect(reading.batches[0].part.name == "2024-10.csv")
        #expect(reading.remarks.first == "read 2024-10.csv, the newest of 3 files that fit")
    }

    @Test func theNewestByTimeIsTaken() async throws {
        for (name, age) in [("b.csv", 10.0), ("a.csv", 5), ("c.csv", 20)] {
            let path = try folder.write(name, "id\n\(name)\n")
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
        }
        #expect(try await read(connector("*.csv", ["order": "time"])).rows == [["a.csv"]])
        let all = try await read(connector("*.csv", ["order": "time", "take": "all"]))
        #expect(all.rows == [["a.csv"], ["b.csv"], ["c.csv"]])
    }

    @Test func allAreReadNewestFirstAndNumberedThrough() async throws {
        try folder.write("1/a.csv", "id,name\n1,old\n2\n")
        try folder.write("2/a.csv", "name,id\nnew,1\nnewer,3\n")
        let reading = try await read(connector("*/a.csv", ["take": "all"]))
        #expect(reading.columns == ["name", "id"])
        #expect(reading.rows == [["new", "1"], ["newer", "3"], ["old", "1"]])
        #expect(reading.positions.map(\.ordinal) == [1, 2, 3])
        #expect(reading.positions.map(\.line) == [2, 3, 2])
        #expect(reading.rejects.map(\.position.ordinal) == [4])
        #expect(
            reading.batches.map(\.part) == [
                SourcePart(number: 0, name: "2/a.csv"), SourcePart(number: 1, name: "1/a.csv"),
            ])
        #expect(reading.remarks[0] == "read 2 files that fit `path`, newest first: 2/a.csv, 1/a.csv")
    }

    @Test func anOlderFileMayHaveOtherColumnsButNotLackWantedOnes() async throws {
        try folder.write("1.csv", "id,old\n1,x\n")
        try folder.write("2.csv", "id,name\n2,y\n")
        let reading = try await read(connector("?.csv", ["take": "all"], wanted: ["id"]))
        #expect(reading.rows == [["2", "y"], ["1", nil]])
        #expect(reading.remarks.contains("1.csv: lacks columns that the newest file has: `name`"))
        #expect(reading.remarks.contains("1.csv: has columns that the newest file has not, left out: `old`"))
        let error = try await #require(throws: ConnectorError.self) {
            try await read(connector("?.csv", ["take": "all"], wanted: ["id", "name"]))
        }
        #expect(
            error.code == .noSuchColumn && error.message.contains("1.csv") && error.message.contains("`name`")
        )
    }

    @Test func foldersAreNotFilesAndHiddenFilesAreLeftAlone() async throws {
        try folder.write("x.csv/inner.csv", "id\n9\n")
        try folder.write(".z.csv", "id\n8\n")
        try folder.write("a.csv", "id\n1\n")
        #expect(try await read(connector("*.csv", ["take": "all"])).rows == [["1"]])
    }

    @Test func aFileNamedLikeAPatternIsThatFile() async throws {
        try folder.write("a[1].csv", "id\nbracket\n")
        try folder.write("a1.csv", "id\nplain\n")
        #expect(try await read(connector("a[1].csv")).rows == [["bracket"]])
        #expect(try await read(connector("a[12].csv")).rows == [["plain"]])
    }

    @Test(arguments: ["x*.csv", "nowhere/*/a.csv", "[0-9].csv"])
    func noFileThatFitsIsSaid(_ path: String) async throws {
        let error = try await #require(throws: ConnectorError.self) { try await read(connector(path)) }
        #expect(error.code == .notFound)
        #expect(error.message.hasPrefix("no file fits \(folder.path)/\(path);"))
    }

    @Test func aNameThatIsNotUTF8IsSaidNotSkipped() async throws {
        try folder.write("a.csv", "id\n1\n")
        let result = try shell(
            "/bin/sh", ["-c", "cp a.csv \"$(printf '\\310\\313').csv\""], folder: folder.path)
        try #require(result.code == 0)
        let error = try await #require(throws: ConnectorError.self) { try await read(connector("*.csv")) }
        #expect(error.code == .unreadable && error.message.contains("not UTF-8"))
    }

    @Test func aLinkToNowhereThatFitsIsNamed() async throws {
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/a.csv", withDestinationPath: "nowhere")
        let error = try await #require(throws: ConnectorError.self) { try await read(connector("*.csv")) }
        #expect(error.code == .notFound && error.message.contains("is a link to"))
    }

    // MARK: Has anything changed

    @Test func digestAndStampFollowTheChosenFiles() async throws {
        try folder.write("1.csv", "id\n1\n")
        let newest = try connector("*.csv")
        let all = try connector("*.csv", ["take": "all"])
        let before = (
            try await newest.contentDigest(), try await all.contentDigest(), try await newest.changeStamp()
        )
        try folder.write("0.csv", "id\n0\n")
        #expect(try await newest.contentDigest() == before.0)
        #expect(try await all.contentDigest() != before.1)
        try folder.write("2.csv", "id\n1\n")
        #expect(try await newest.contentDigest() == before.0, "the same bytes under a newer name")
        #expect(try await newest.changeStamp() != before.2)
        try folder.write("2.csv", "id\n2\n")
        #expect(try await newest.contentDigest() != before.0)
    }

    // MARK: gzip

    @Test(arguments: ["a.csv.gz", "a.csv"]) func gzipIsKnownByItsContents(_ name: String) async throws {
        let text = Array("id,name\n1,张三\n2\n".utf8)
        try folder.write(name, Packing.gzip(text))
        let packed = try await read(connector(name))
        #expect(packed.rows == [["1", "张三"]])
        #expect(packed.rejects.map(\.position) == [RecordPosition(ordinal: 2, line: 3, byteOffset: 17)])
    }

    @Test func membersOneAfterAnotherAreOneText() async throws {
        let bytes = Packing.gzip(Array("id\n1".utf8)) + Packing.gzip([]) + Packing.gzip(Array("2\n3\n".utf8))
        try folder.write("a.gz", bytes + [0, 0, 0])
        #expect(try await read(connector("a.gz")).rows == [["12"], ["3"]])
    }

    @Test func everyCutOrDamagedGzipIsRefused() async throws {
        let text = "id,name\n1,abc\n2,def\n"
        let whole = Packing.gzip(Array(text.utf8))
        for length in 2..<whole.count {
            try folder.write("a.gz", Array(whole[..<length]))
            #expect(throws: ConnectorError.self, "cut at \(length)") { try unpacked("a.gz") }
        }
        var refused = 0
        for place in 10..<whole.count {
            var bytes = whole
            bytes[place] ^= 0x10
            try folder.write("a.gz", bytes)
            // The last bits of the packed bytes are unused.
            if case let read? = try? unpacked("a.gz") {
                #expect(read == text, "byte \(place)")
            } else {
                refused += 1
            }
        }
        #expect(refused >= whole.count - 11)
        try folder.write("a.gz", whole + Array("more".utf8))
        let error = #expect(throws: ConnectorError.self) { try unpacked("a.gz") }
        #expect(error?.message.contains("behind its packed contents") == true)
    }

    @Test func aGzipBombIsStopped() throws {
        let bomb = Packing.bomb(100 << 20)
        try folder.write("a.gz", Packing.gzip(packed: bomb, checksum: 0, size: 100 << 20))
        let error = #expect(throws: ConnectorError.self) { try unpacked("a.gz") }
        #expect(error?.code == .forbiddenContent && error?.message.contains("100 times") == true)
    }

    // MARK: Archives

    @Test func theOnlyMemberNeedsNoName() async throws {
        try folder.write(
            "a.zip",
            Packing.zip([
                Packing.Member("人口/", ""), Packing.Member("人口/a.csv", "id\n1\n"),
                Packing.Member("__MACOSX/._a.csv", "x"), Packing.Member("人口/.DS_Store", "x"),
            ]))
        let reading = try await read(connector("a.zip"))
        #expect(reading.rows == [["1"]])
        #expect(reading.batches[0].part == .whole)
    }

    @Test func amongSeveralMembersOneMustBeNamed() async throws {
        let members = ["人口/2.csv", "人口/10.csv", "readme.txt"].map { Packing.Member($0, "id\n\($0)\n") }
        try folder.write("in/a.zip", Packing.zip(members))
        let error = try await #require(throws: ConnectorError.self) { try await read(connector("in/a.zip")) }
        #expect(error.code == .badSetting && error.message.contains("a.zip!人口/2.csv"))
        #expect(try await read(connector("in/a.zip!readme.txt")).rows == [["readme.txt"]])
        #expect(try await read(connector("in/a.zip!人口/*.csv")).rows == [["人口/10.csv"]])
        let all = try await read(connector("in/*.zip!人口/*.csv", ["take": "all"]))
        #expect(all.rows == [["人口/10.csv"], ["人口/2.csv"]])
        #expect(all.batches.map(\.part.name) == ["a.zip!人口/10.csv", "a.zip!人口/2.csv"])
        let absent = try await #require(throws: ConnectorError.self) {
            try await read(connector("in/a.zip!x*"))
        }
        #expect(absent.code == .notFound && absent.message.contains("`readme.txt`"))
    }

    @Test func aMemberMayBePackedByGzipOnceMore() async throws {
        try folder.write(
            "a.zip",
            Packing.zip([Packing.Member(Array("a.csv.gz".utf8), Packing.gzip(Array("id\n1\n".utf8)))]))
        #expect(try await read(connector("a.zip")).rows == [["1"]])
    }

    @Test func anArchiveInAnArchiveIsNotUnpacked() async throws {
        let inner = Packing.zip([Packing.Member("a.csv", "id\n1\n")])
        try folder.write("a.zip", Packing.zip([Packing.Member(Array("b.zip".utf8), inner)]))
        let error = try await #require(throws: ConnectorError.self) { try await read(connector("a.zip")) }
        #expect(error.code == .badHeader && error.message.contains("a.zip!b.zip"))
    }

    @Test func aWorkbookIsNotTakenForAnArchive() async throws {
        let members = ["[Content_Types].xml", "xl/workbook.xml"].map { Packing.Member($0, "<x/>") }
        try folder.write("a.xlsx", Packing.zip(members))
        let error = try await #require(throws: ConnectorError.self) { try await read(connector("a.xlsx")) }
        #expect(error.code == .malformed && error.message.contains("spreadsheet"))
    }

    @Test func whatStandsBehindAnExclamationMarkNeedsAnArchive() async throws {
        try folder.write("a.zip", "id\n1\n")
        let error = try await #require(throws: ConnectorError.self) {
            try await read(connector("a.zip!b.csv"))
        }
        #expect(error.message.contains("is not a ZIP archive"))
        try folder.write("a!b.csv", "id\n1\n")
        #expect(try await read(connector("a!b.csv")).rows == [["1"]])
    }

    // MARK: Instruments

    private func connector(
        _ path: String, _ settings: [String: String] = [:], wanted: [String] = []
    ) throws -> CSVConnector {
        let all = settings.merging(["path": path]) { given, _ in given }
        return try CSVConnector(
            makeSettings(CSVConnector.self, all), ConnectorContext(folder: folder.path, columns: wanted))
    }

    private func unpacked(_ path: String) throws(ConnectorError) -> String {
        guard let settings = try? makeSettings(CSVConnector.self, ["path": path]) else { return "" }
        let files = FileSet(settings, ConnectorContext(folder: folder.path, columns: []))
        return try everything(files.select().parts[0].open())
    }
}
