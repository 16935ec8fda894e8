import Foundation
import HubMapping
import HubModel
import Testing

/// What the columns of two readings say of each other.
@Suite struct ColumnDriftTests {
    func profile(_ columns: [String], rows: Int = 200, _ value: (_ row: Int, _ column: Int) -> String?)
        -> FeedProfile
    {
        var profile = FeedProfile(columns: columns)
        // In pieces, as batches come.
        for start in stride(from: 0, to: rows, by: 64) {
            var piece = FeedProfile(columns: columns)
            piece.add(
                table((start..<min(rows, start + 64)).map { row in columns.indices.map { value(row, $0) } }))
            profile.merge(piece)
        }
        return profile
    }

    static let makers: [@Sendable (Int) -> String] = [
        { "\(10_000_000 + $0)" }, { ["张三", "李四", "王小二"][$0 % 3] }, { "19\(50 + $0 % 50)-0\(1 + $0 % 9)-11" },
        { "1380000\(1000 + $0)" }, { $0 % 2 == 0 ? "1" : "2" }, { "示范路\($0)号" },
    ]

    func usual(_ names: [String], from first: Int = 0, rows: Int = 200, order: [Int]? = nil) -> FeedProfile {
        profile(names, rows: rows) { row, column in Self.makers[order?[column] ?? column](row + first) }
    }

    let names = ["no", "name", "birth", "phone", "sex", "address"]

    @Test func theSameAgainAndAFewMoreRecordsIsNoDrift() {
        let earlier = usual(names)
        #expect(usual(names).drift(since: earlier).isEmpty)
        #expect(usual(names, from: 30, rows: 230).drift(since: earlier).isEmpty)
        #expect(usual(names, from: 5000).drift(since: earlier).isEmpty, "an increment of new records alone")
        #expect(usual(names, rows: 3).drift(since: earlier).isEmpty)
        #expect(usual(names, rows: 0).drift(since: earlier).isEmpty)
    }

    @Test func severalRenamedColumnsFindTheirNames() {
        let earlier = usual(names)
        let now = usual(["no", "XM", "CSRQ", "LXDH", "XB", "DZ"], from: 10)
        let renamed = now.drift(since: earlier)
        #expect(renamed.map(\.kind) == Array(repeating: .renamed, count: 5))
        #expect(renamed.map(\.was) == ["name", "birth", "phone", "sex", "address"])
        #expect(renamed.map(\.column) == ["XM", "CSRQ", "LXDH", "XB", "DZ"])
        #expect(renamed[2].sentence.hasSuffix("95 % of its values are among those of `phone`"))
        #expect(now.successor(of: "name", since: earlier)?.column == "XM")
        #expect(now.successor(of: "no", since: earlier) == nil)
    }

    @Test func aColumnThatLooksLikeNothingIsOnlyNew() {
        let drift = profile(["no", "note"]) { row, column in column == 0 ? "\(10_000_000 + row)" : "a-\(row)#"
        }
        .drift(since: profile(["no", "name"]) { row, column in column == 0 ? "\(10_000_000 + row)" : "张三" })
        #expect(drift.map(\.kind) == [.removed, .added])
        #expect(drift.map(\.sentence) == ["column `name` is gone", "column `note` is new"])
    }

    @Test func orderAloneIsHarmless() {
        let drift = usual(["name", "no", "birth", "phone", "sex", "address"], order: [1, 0, 2, 3, 4, 5])
            .drift(since: usual(names))
        #expect(drift.map(\.kind) == [.reordered])
        #expect(!drift[0].touches(Set(names)))
    }

    @Test func swappedContentUnderTheSameNamesIsAShift() {
        let drift = usual(names, order: [3, 1, 2, 0, 4, 5]).drift(since: usual(names))
        #expect(drift.map(\.kind) == [.shifted, .shifted])
        #expect(drift.map(\.was) == ["phone", "no"])
        #expect(drift[0].touches(["no"]) && !drift[0].touches(["phone"]))
    }

    @Test func sentencesHoldNoValue() {
        let drift =
            usual(names, order: [3, 5, 2, 0, 1, 4]).drift(since: usual(names))
            + usual(["x"], order: [1]).drift(since: usual(["name"], order: [1]))
        #expect(drift.count >= 5)
        for value in ["张三", "1380000", "10000", "示范路"] {
            #expect(!drift.contains { $0.sentence.contains(value) })
        }
    }

    @Test func aProfileSurvivesItsJSONAndIsTheSameInAnyPieces() throws {
        var one = FeedProfile(columns: names)
        one.add(table((0..<200).map { row in Self.makers.map { $0(row) } }))
        #expect(usual(names) == one)
        let text = try JSONEncoder().encode(one)
        #expect(try JSONDecoder().decode(FeedProfile.self, from: text) == one)
        #expect(text.count < names.count * 6000)
        for value in ["张三", "13800001", "示范路1"] {
            #expect(!String(decoding: text, as: UTF8.self).contains(value))
        }
    }

    @Test func aSmallReadingDoesNotForgetWhatWasKnown() {
        let earlier = usual(names)
        let tiny = usual(names + ["more"], rows: 3, order: [0, 1, 2, 3, 4, 5, 0])
        let kept = tiny.remembering(earlier)
        #expect(kept.columns.map(\.name) == names + ["more"])
        #expect(kept["phone"] == earlier["phone"] && kept["more"]?.rows == 3)
        #expect(usual(names, rows: 30).remembering(earlier).rows == 30)
        #expect(tiny.remembering(nil) == tiny)
    }
}
