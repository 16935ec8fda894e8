import Foundation
import HubEngine
import TestSupport
import Testing

/// I01 to I14: delimited text that is broken, cut, or in another encoding than thought.
@Suite struct HostileTextTests {
    typealias Night = HostileNight

    @Test func i01NULInAFieldIsQuarantinedAndNothingIsCutThere() async throws {
        let night = try await Night()
        let feed = try await night.deliver(Night.good + Night.secretRecord.replacing("密语", with: "密语\0"))
        try expectQuarantined(feed, night, ["nul-byte|a NUL byte at line 122, column 9"])
    }

    @Test func i01NULInTheHeaderRefusesTheFile() async throws {
        let night = try await Night()
        let header = TestWorkspace.header.replacing("name", with: "na\0me")
        let feed = try await night.deliver(header + Night.rows + Night.secretRecord)
        try expectRefused(feed, night, says: "NUL", "line 1")
    }

    @Test func i02OpenQuoteRefusesTheFileAndNamesItsLine() async throws {
        let night = try await Night()
        let feed = try await night.deliver(Night.good + Night.secretRecord + "901,\"密语,,,\n902,丁,,,\n")
        try expectRefused(feed, night, says: "line 123", "never closed")
    }

    @Test func i03StrayQuotesAreQuarantined() async throws {
        let night = try await Night()
        let feed = try await night.deliver(Night.good + "901,密\"语,,,\n902,\"密语\"x,,,\n" + Night.secretRecord)
        try expectQuarantined(
            feed, night,
            [
                "stray-quote|a quote where none may stand at line 122, column 6",
                "stray-quote|a quote where none may stand at line 123, column 8",
            ], new: 1)
    }

    @Test func i05FieldOfMoreThanAMiBIsQuarantined() async throws {
        let night = try await Night()
        let long = String(repeating: "密语", count: 200_000)
        let feed = try await night.deliver(Night.good + "901,\(long),,,\n")
        try expectQuarantined(feed, night, ["field-too-long|longer than 1048576 bytes"])
    }

    @Test func i05TenThousandColumnsAreReadAndOnlyTheMappedOnesKept() async throws {
        let night = try await Night()
        let names = (0..<9996).map { ",c\($0)" }.joined()
        let fields = String(repeating: ",", count: 9996)
        let text = Night.good.split(separator: "\n").enumerated().map {
            $0.element + ($0.offset == 0 ? names : fields)
        }
        let feed = try await night.deliver(text.joined(separator: "\n"))
        #expect((feed.status, feed.unchanged) == (.read, Night.count))
    }

    @Test func i06RaggedRowsAreQuarantinedNeverShifted() async throws {
        let night = try await Night()
        let feed = try await night.deliver(Night.good + "901,密语\n902,密语,,,,,\n" + Night.secretRecord)
        try expectQuarantined(
            feed, night,
            [
                "wrong-field-count|expected 5 fields, found 2",
                "wrong-field-count|expected 5 fields, found 7",
            ], new: 1)
    }

    static let sameRecords: [(String, [UInt8])] = [
        ("UTF-8 with a mark", [0xEF, 0xBB, 0xBF] + Array(Night.good.utf8)),
        ("UTF-16LE with a mark", [0xFF, 0xFE] + utf16(Night.good, isBig: false)),
        ("UTF-16BE with a mark", [0xFE, 0xFF] + utf16(Night.good, isBig: true)),
        ("CRLF", Array(Night.good.replacing("\n", with: "\r\n").utf8)),
        ("CR", Array(Night.good.replacing("\n", with: "\r").utf8)),
        ("CR CR LF", Array(Night.good.replacing("\n", with: "\r\r\n").utf8)),
        ("mixed", Array(Night.good.replacing("9号\n", with: "9号\r").replacing("8号\n", with: "8号\r\n").utf8)),
        ("no final line break", Array(Night.good.dropLast().utf8)),
        ("two final line breaks", Array((Night.good + "\n").utf8)),
        ("titles and totals in blanks", Array(("人口登记表\n\n" + Night.good + ",,,,\n").utf8)),
        ("columns in another order", Array(reordered.utf8)),
        (
            "letter case, blanks and width of names",
            Array(Night.good.replacing("no,name,id", with: "NO, Name ,ＩＤ").utf8)
        ),
    ]

    static let reordered =
        "address,birth,no,name,id\n" + (1...Night.count).map { "示范路\($0)号,,\($0),居民\($0),\n" }.joined()

    static func utf16(_ text: String, isBig: Bool) -> [UInt8] {
        text.utf16.flatMap { unit in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            return isBig ? [high, low] : [low, high]
        }
    }

    @Test(arguments: sameRecords) func i07To11TheSameRecordsWrittenDifferentlyChangeNothing(
        _ name: String, _ bytes: [UInt8]
    ) async throws {
        let night = try await Night()
        let feed = try await night.deliver(bytes)
        #expect(
            (feed.status, feed.unchanged, feed.read) == (.read, Night.count, Night.count), "\(feed.reason)")
        try night.expectNothingTaken()
    }

    @Test func i09EmptyFileIsRefused() async throws {
        let night = try await Night()
        try expectRefused(try await night.deliver(""), night, says: "is empty")
    }

    @Test func i09HeaderAloneIsHeldAsAShrunkFeed() async throws {
        let night = try await Night()
        try expectRefused(
            try await night.deliver(TestWorkspace.header), night, says: "120 of 120", status: .held)
    }

    @Test func i09RecordsWithoutAHeaderAreRefusedAndNotShown() async throws {
        let night = try await Night()
        let feed = try await night.deliver(Night.secretRecord + Night.rows)
        try expectRefused(feed, night, says: "none of the columns that are wanted")
    }

    @Test(arguments: [30, 1000, 1500, 2300])
    func i10CutFileIsHeldWhereverItIsCut(_ bytes: Int) async throws {
        let night = try await Night()
        let cut = Array((TestWorkspace.header + Night.secretRecord + Night.rows).utf8).prefix(bytes)
        let feed = try await night.deliver(Array(cut))
        try expectRefused(feed, night, says: "of 120", status: .held)
        // Who knows better says so.
        let accepted = try await night.workspace.run { $0.acceptsShrinking = true }
        #expect(try accepted.feed("people").status == .read)
    }

    @Test func i11WantedColumnThatIsThereTwiceRefusesTheFile() async throws {
        let night = try await Night()
        let rows = Night.rows.split(separator: "\n").map { $0 + ",密语\n" }.joined()
        let feed = try await night.deliver("no,name,id,birth,address,name\n" + rows)
        try expectRefused(feed, night, says: "`name` more than once")
    }

    @Test func i11MissingColumnRefusesTheFileAndNamesTheNearest() async throws {
        let night = try await Night()
        let feed = try await night.deliver(Night.good.replacing("name", with: "naam") + Night.secretRecord)
        try expectRefused(feed, night, says: "`name` is not in the feed", "naam")
    }

    @Test func i12InvalidUTF8IsQuarantinedAndNeverReplaced() async throws {
        let night = try await Night()
        let broken: [[UInt8]] = [
            [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xFF], [0xC0, 0xAF], [0xF5, 0x80, 0x80, 0x80],
        ]
        let rows = broken.enumerated().map {
            Array("90\($0.offset),密语".utf8) + $0.element + Array(",,,\n".utf8)
        }
        let feed = try await night.deliver(Array(Night.good.utf8) + rows.joined())
        try expectQuarantined(
            feed, night,
            broken.indices.map { "invalid-encoding|not valid utf-8 at line \(122 + $0), column 7" })
        #expect(try night.workspace.sql("select count(*) from person where name like '%\u{FFFD}%'") == ["0"])
    }

    @Test func i13BadGB18030IsQuarantinedAndRareCharactersAreTaken() async throws {
        let night = try await Night()
        try night.change(settings: ", encoding: \"gb18030\"")
        // 0xD5C5 张; 0x8139EE39 㐀 is in the four-byte area; 0xFF, 0x80 before a comma and cut sequences are nothing.
        let good = Array("901,".utf8) + [0xD5, 0xC5, 0x81, 0x39, 0xEE, 0x39] + Array(",,,\n".utf8)
        let bad: [[UInt8]] = [[0xFF], [0x81, 0x30, 0x81], [0xFE, 0x39]]
        let rows = bad.map { Array("902,".utf8) + $0 + Array(",,,\n".utf8) }
        let ascii = Array((TestWorkspace.header + (1...Night.count).map { "\($0),,,,\n" }.joined()).utf8)
        let feed = try await night.deliver(ascii + good + rows.joined())
        #expect((feed.read, feed.new, feed.rejected) == (Night.count + 4, 1, 3), "\(feed.reason)")
        #expect(try night.refused().allSatisfy { $0.hasPrefix("invalid-encoding|not valid gb18030 at line") })
        #expect(try night.workspace.sql("select name from person where name like '张%'") == ["张㐀"])
    }

    @Test func i14GBKDeclaredAsUTF8IsHeldAndTheEncodingSuggested() async throws {
        let night = try await Night(settings: ", encoding: \"utf-8\"")
        // 居民 and 示范路…号 in GBK.
        let rows = (1...Night.count).map { number in
            Array("\(number),".utf8) + [0xBE, 0xD3, 0xC3, 0xF1] + Array("\(number),,,".utf8)
                + [0xCA, 0xBE, 0xB7, 0xB6, 0xC2, 0xB7] + Array("\(number)".utf8) + [0xBA, 0xC5, 0x0A]
        }
        let feed = try await night.deliver(Array(TestWorkspace.header.utf8) + rows.joined())
        try expectRefusedKeepingPublication(feed, night, says: "invalid-encoding 120")
        #expect(feed.remarks.contains { $0.contains("look like gb18030") })
    }

    @Test func i14UTF8DeclaredAsGBKIsRefusedNotRead() async throws {
        let night = try await Night()
        try night.change(settings: ", encoding: \"gbk\"")
        try expectRefused(try await night.run(), night, says: "valid UTF-8", "gbk")
    }

    /// Refused records of a held delivery are kept for mending; everything else is as it was.
    private func expectRefusedKeepingPublication(
        _ feed: RunReport.Feed, _ night: HostileNight, says word: String
    ) throws {
        #expect(feed.status == .held)
        #expect(feed.reason.contains(word), "\(feed.reason)")
        #expect(try night.workspace.sql("select count(*) from record") == ["\(Night.count)"])
    }
}
