import Foundation
import HubConnect
import HubEngine
import TestSupport
import Testing

/// What was refused, mended and replayed, over several nights.
@Suite struct ReplayTests {
    static let good = "9;周九;;1970-01-01;示范路9号;s9"

    @Test func aMendedValueStandsWhileTheBadOneIsDelivered() async throws {
        let bad = "1;张三;;1980-02-30;示范路1号;s1"
        let district = try QuarantineWorkspace(bad, Self.good)
        try await district.night()
        #expect(try district.people() == ["周九 1970-01-01", "张三 ?"])
        let outcome = try await district.mend([("1980-02-30", "1980-02-28")])
        #expect((outcome.replayed, outcome.taken, outcome.refused) == (1, 1, 0))
        #expect(try district.people() == ["周九 1970-01-01", "张三 1980-02-28"])
        #expect(try district.reasons().isEmpty)

        // The same bad record, in a file that did change, and by a mapping that did.
        try district.deliver([bad, Self.good, "8;吴八;;1971-01-01;示范路8号;s8"])
        let second = try await district.night()
        #expect((second.unchanged, second.new, second.rejectedValues) == (2, 1, 0))
        try district.map(attributes: "sex: { constant: \"女\" },")
        #expect(try await district.night().rejectedValues == 0)
        #expect(try district.people().contains("张三 1980-02-28"))

        // The department mends it, in its own way.
        try district.deliver(["1;张三;;1980-03-01;示范路1号;s1", Self.good])
        #expect(try await district.night().changed == 1)
        #expect(try district.people().contains("张三 1980-03-01"))
        #expect(try district.workspace.sql("select count(*) from mend") == ["0"])
        // And breaks it again: what stood once stands no more.
        try district.deliver([bad, Self.good])
        #expect(try await district.night().rejectedValues == 1)
        #expect(try district.people().contains("张三 ?"))
    }

    static let whole: [(bad: String, reason: String, mend: (String, String))] = [
        (";王五;;1981-01-01;示范路3号;s", "missing-key", ("\"\";\"王五\"", "\"5\";\"王五\"")),
        ("9;王五;;1981-01-01;示范路3号;s", "duplicate-key", ("\"9\";\"王五\"", "\"5\";\"王五\"")),
        ("5;王五;;1981-01-32;示范路3号;s", "no-such-date", ("1981-01-32", "1981-01-01")),
        (
            "5;王五", "wrong-field-count",
            ("\"\";\"\";\"\";\"\";\"\";\"字段", "\"5\";\"王五\";\"\";\"1981-01-01\";\"示范路3号\";\"字段")
        ),
    ]

    @Test(arguments: whole.indices)
    func aMendedRecordIsNotMissingWhileItsBadOriginalIsDelivered(_ index: Int) async throws {
        let (bad, reason, mend) = Self.whole[index]
        let district = try QuarantineWorkspace(Self.good, bad, extra: "on_invalid: \"record\",")
        let first = try await district.night()
        #expect(first.rejected == 1)
        #expect(try district.reasons() == [reason])
        let outcome = try await district.mend([mend])
        #expect((outcome.replayed, outcome.taken, outcome.refused) == (1, 1, 0), "\(outcome)")
        #expect(try district.people() == ["周九 1970-01-01", "王五 1981-01-01"])
        let ids = try district.workspace.sql("select entity_id from person order by name")

        // Night two and three: the file is read anew, the bad record comes again.
        for other in ["8;吴八;;1971-01-01;示范路8号;s8", "7;郑七;;1972-01-01;示范路7号;s7"] {
            try district.deliver([Self.good, bad, other])
            let night = try await district.night()
            #expect(night.rejected == 0 && night.unchanged == 2 && night.new == 1, "\(night)")
            #expect(night.read == night.new + night.changed + night.unchanged + night.rejected)
            #expect(try district.people().contains("王五 1981-01-01"))
            #expect(try district.reasons().isEmpty)
        }
        // A whole new reading, too.
        let full = try await district.workspace.run { $0.isFull = true }.feed("police")
        #expect(full.changed == 3 && full.rejected == 0)

        // Delivered well under its key: the same person goes on.
        try district.deliver([Self.good, "5;王五;;1981-01-01;示范路3号;s", "6;冯六;;1973-01-01;示范路6号;s"])
        try await district.night()
        #expect(
            try district.workspace.sql(
                "select entity_id from person where name in ('周九', '王五') order by name") == ids)
        #expect(try district.workspace.sql("select count(*) from mend") == ["0"])
        // No longer delivered at all: it leaves.
        try district.deliver([Self.good, "6;冯六;;1973-01-01;示范路6号;s"])
        #expect(try await district.night().missing == 1)
        #expect(try district.people() == ["冯六 1973-01-01", "周九 1970-01-01"])
    }

    @Test func aChangedMappingReplaysWhatItNowTakes() async throws {
        let district = try QuarantineWorkspace("1;张三;;八〇年;示范路1号;s1", "2;李四;;九零年;示范路2号;s2")
        try await district.night()
        #expect(try district.reasons() == ["wrong-shape", "wrong-shape"])
        #expect(try await district.replay().unchanged == 2)
        let feed = district.workspace.folder.path + "/Mappings/feeds/police.json5"
        let text = try String(contentsOfFile: feed, encoding: .utf8)
        try district.workspace.folder.write(
            "Mappings/feeds/police.json5",
            text.replacing(
                "birth_date: \"出生日期\"",
                with: "birth_date: { column: \"出生日期\", codes: { \"八〇年\": \"1980-01-01\" } }"))
        let outcome = try await district.replay { $0.reason = "wrong-shape" }
        #expect((outcome.replayed, outcome.taken, outcome.unchanged) == (2, 1, 1))
        #expect(try district.people() == ["张三 1980-01-01", "李四 ?"])
        // The next night finds what the replay made, record for record.
        let digest = try district.workspace.sql("select digest from feed")
        let night = try await district.night()
        #expect((night.unchanged, night.changed) == (1, 1))
        #expect(try district.people() == ["张三 1980-01-01", "李四 ?"])
        #expect(
            try district.workspace.sql("select digest from feed") != digest, "李四 was read by the new mapping")
    }

    @Test func theNightAfterAReplayFindsNothingToDo() async throws {
        let district = try QuarantineWorkspace(Self.good, ";王五;;1981-01-01;示范路3号;s", "1;张三;;1980-02-30;;s1")
        try await district.night()
        try await district.mend([("1980-02-30", "1980-02-28"), ("\"\";\"王五\"", "\"5\";\"王五\"")])
        let state = try district.workspace.sql("select version, records, digest from feed")
        let golden = try district.workspace.sql("select * from person")
        let night = try await district.night()
        #expect((night.read, night.unchanged) == (3, 3))
        #expect(try district.workspace.sql("select version, records, digest from feed") == state)
        #expect(try district.workspace.sql("select * from person") == golden)
    }

    @Test func anExportComesBackAsItWasHoweverNasty() async throws {
        let district = try QuarantineWorkspace(
            "1;\"张\"\"三;\n李四\";;1980-02-30;\"=1+1,𠮷㐂龴\";s1", "2; 王五 ;;1980-02-30;-2;s2",
            "3;\"x\ny\"", "4\t;a")
        try await district.night()
        let bytes = try await district.export()
        let before = try district.workspace.sql("select * from quarantine")
        #expect(before.count >= 3)
        for encoding in [TextEncoding.gb18030, .utf8] {
            let outcome = try await district.replay(QuarantineWorkspace.text(bytes), encoding: encoding)
            #expect(
                outcome.taken == 0 && outcome.unmatched.isEmpty && outcome.conflicting.isEmpty, "\(outcome)")
            #expect(try district.workspace.sql("select * from quarantine") == before)
            #expect(try district.workspace.sql("select count(*) from mend") == ["0"])
        }
        #expect(try await district.export() == bytes)
    }

    @Test func theDelimiterMayChangeAndOurColumnsMayGo() async throws {
        let district = try QuarantineWorkspace("1;张三;;1980-02-30;示范路1号;s1", "2;李四;;1980-02-30;示范路2号;s2")
        try await district.night()
        let outcome = try await district.replay(
            "编号,出生日期\n1,1980-02-28\n7,1980-02-28\n2,1980-02-31\n", encoding: .utf8)
        #expect((outcome.taken, outcome.replayed, outcome.unmatched) == (2, 2, [3]))
        #expect(outcome.stillWrong.map(\.line) == [4])
        #expect(try district.people() == ["张三 1980-02-28", "李四 ?"])
        #expect(try district.workspace.sql("select address from house order by 1") == ["示范路1号", "示范路2号"])
    }

    @Test func aMendMayBeMendedAndTakenBack() async throws {
        let bad = "1;张三;;1980-02-30;示范路1号;s1"
        let district = try QuarantineWorkspace(bad, Self.good)
        try await district.night()
        let delivered = QuarantineWorkspace.text(try await district.export())
        let mended = delivered.replacing("1980-02-30", with: "1980-02-28")
        #expect(try await district.replay(mended).taken == 1)
        #expect(try await district.replay(mended).unchanged == 1, "twice is once")
        #expect(try await district.replay(mended.replacing("02-28", with: "02-29")).taken == 1)
        #expect(try district.people().contains("张三 1980-02-29"))
        #expect(try district.workspace.sql("select line from person_source where name = '张三'") == ["2"])
        #expect(try await district.night().unchanged == 2)
        #expect(try await district.replay(delivered).takenBack == 1)
        #expect(try await district.night().rejectedValues == 1)
        #expect(try district.people().contains("张三 ?"))
    }

    @Test func aKeyThatAnotherRecordHasIsNotTaken() async throws {
        let district = try QuarantineWorkspace(Self.good, ";王五;;;示范路3号;s", "9;周九;;1970-01-01;示范路9号;twice")
        try await district.night()
        #expect(try district.reasons() == ["missing-key", "duplicate-key"])
        let outcome = try await district.mend([
            ("\"\";\"王五\"", "\"9\";\"王五\""), ("\"9\";\"周九\"", "\"4\";\"周九\""),
        ])
        // The second says what the record says that was taken: mending it would mend both.
        #expect((outcome.taken, outcome.refused, outcome.stillWrong.count) == (0, 2, 2))
        #expect(try district.people() == ["周九 1970-01-01"])
        #expect(try district.reasons() == ["missing-key", "duplicate-key"])
        #expect(try district.workspace.sql("select count(*) from mend") == ["0"])
    }

    @Test func aRecordMendedToAnotherKeyLeavesItsOldOne() async throws {
        let district = try QuarantineWorkspace(Self.good, "1;张三;;1980-02-30;示范路1号;s1")
        try await district.night()
        try await district.mend([("\"1\";\"张三\"", "\"2\";\"张三\""), ("1980-02-30", "1980-02-28")])
        #expect(try district.people() == ["周九 1970-01-01", "张三 1980-02-28"])
        #expect(
            try district.workspace.sql("select record_key from record where missing_since is null order by 1")
                == ["2", "9"])
        #expect(try await district.night().unchanged == 2)
        #expect(try district.people().count == 2)
    }

    @Test func columnsThatNoMappingNamesAreNotKept() async throws {
        let district = try QuarantineWorkspace(
            Self.good, "1;张三;;1980-02-30;示范路1号;TOPSECRET", ";王五;;;示范路3号;TOPSECRET",
            "9;x;;;;TOPSECRET", extra: "")
        try await district.night()
        #expect(try district.workspace.sql("select count(*) from rejected_copy") == ["3"])
        let dump = try shell("/usr/bin/sqlite3", [try district.workspace.load().store, ".dump"])
        let keepsIt = dump.output.contains("TOPSECRET")
        #expect(!keepsIt)
        #expect(dump.output.contains("示范路3号"))
    }

    @Test func aFeedThatOnlyAddsKeepsWhatWasMended() async throws {
        let bad = ";王五;;1981-01-01;示范路3号;s"
        let district = try QuarantineWorkspace(Self.good, bad, extra: "change: \"append\",")
        try await district.night()
        try await district.mend([("\"\";\"王五\"", "\"5\";\"王五\"")])
        try district.deliver(["8;吴八;;1971-01-01;示范路8号;s8"])
        #expect(try await district.night().missing == 0)
        #expect(try district.people() == ["吴八 1971-01-01", "周九 1970-01-01", "王五 1981-01-01"])
        // The bad record a second time is the same record, and is known.
        try district.deliver([bad])
        let night = try await district.night()
        #expect((night.unchanged, night.rejected) == (1, 0))
        #expect(try district.reasons().isEmpty)
        // Two refused records, one of them delivered twice, are two.
        try district.deliver([";甲;;;;", ";乙;;;;"])
        try await district.night()
        try district.deliver([";乙;;;;"])
        try await district.night()
        #expect(try district.reasons() == ["missing-key", "missing-key"])
        #expect(try district.workspace.sql("select count(*) from rejected_copy") == ["2"])
    }

    @Test func stagingAloneLeavesTheRestToTheNextNight() async throws {
        let district = try QuarantineWorkspace(Self.good, "1;张三;;1980-02-30;示范路1号;s1")
        try await district.night()
        let text = QuarantineWorkspace.text(try await district.export()).replacing(
            "1980-02-30", with: "1980-02-28")
        let file = try district.workspace.folder.write("mended.csv", text)
        try await district.replay {
            $0.feed = "police"
            $0.mended = file
            $0.stagesOnly = true
        }
        #expect(try district.people() == ["周九 1970-01-01", "张三 ?"])
        #expect(try await district.night().unchanged == 2)
        #expect(try district.people() == ["周九 1970-01-01", "张三 1980-02-28"])
    }

    @Test func valuesExpireWithTheNight() async throws {
        let district = try QuarantineWorkspace(Self.good, "1;张三;;1980-02-30;示范路1号;s1")
        try district.workspace.folder.write(
            "isthmus.json5", "{ name: \"test\", quarantine: { keep_days: 30 } }")
        try await district.night()
        #expect(try await district.workspace.run().expired == 0)
        _ = try district.workspace.sql("update run set started_at = '2020-01-01T00:00:00Z'")
        let report = try await district.workspace.run()
        #expect(report.expired == 1)
        #expect(try district.reasons() == ["no-such-date"])
        #expect(try await district.replay().withoutCells == 1)
        #expect(QuarantineWorkspace.text(try await district.export()).split(separator: "\r\n").count == 1)
    }
}
