import Foundation
import HubPublish
import TestSupport
import Testing

/// Counts instead of people, small ones withheld.
@Suite struct StatisticsTests {
    private func cells(_ counts: [(String, String, Int)]) -> [(key: [[UInt8]?], count: Int)] {
        counts.map { ([Array($0.0.utf8), Array($0.1.utf8)], $0.2) }
    }

    @Test func aLoneSmallCountTakesAnotherAlongInItsLineAndColumn() {
        let table = cells([
            ("a", "x", 3), ("a", "y", 50), ("a", "z", 20), ("b", "x", 30), ("b", "y", 40), ("b", "z", 60),
        ])
        let withheld = StatisticsTable.withheld(table, minimum: 5)
        #expect(withheld == [true, false, true, true, false, true])
    }

    /// In no line of the table one count alone is withheld, unless the line has no other; and none below the minimum is
    /// shown. All tables of two by three with counts of 1, 5 and 9.
    @Test func noWithheldCountFollowsFromATotal() {
        var tables = 0
        for code in 0..<729 {
            var rest = code
            var counts: [(String, String, Int)] = []
            for row in ["a", "b"] {
                for column in ["x", "y", "z"] {
                    counts.append((row, column, [1, 5, 9][rest % 3]))
                    rest /= 3
                }
            }
            let table = cells(counts)
            let withheld = StatisticsTable.withheld(table, minimum: 5)
            for (index, cell) in table.enumerated() where cell.count < 5 { #expect(withheld[index]) }
            for line in [[0, 1, 2], [3, 4, 5], [0, 3], [1, 4], [2, 5]] {
                #expect(line.count { withheld[$0] } != 1, "table \(code)")
            }
            if table.allSatisfy({ $0.count >= 5 }) { #expect(!withheld.contains(true)) }
            tables += 1
        }
        #expect(tables == 729)
    }

    @Test func countsByBandAreRightAndSmallOnesEmpty() async throws {
        let year = Int(Date.now.formatted(.iso8601).prefix(4)) ?? 0
        // Ages at the end of last year: 29 twice over twelve, 5 three times, 70 once.
        let births = Array(repeating: year - 30, count: 24) + [year - 6, year - 6, year - 6, year - 71]
        let place = try PublicationWorkspace(
            births.enumerated().map { ("张\($0)", "\($1)0615", "示范路\($0)号") })
        try place.dataset(
            "ages",
            """
            header: "en", encoding: "utf-8", statistics: { minimum: 5 },
            columns: [{ value: "birth_date", name: "age", bands: [0, 7, 18, 60] }]
            """)
        try place.dataset(
            "open",
            """
            header: "en", encoding: "utf-8", statistics: { minimum: 1 },
            columns: [{ value: "birth_date", name: "age", bands: [18, 60] }]
            """)
        let night = try await place.workspace.run()
        #expect(night.status == .done, "\(night.problems)")
        #expect(try place.text("ages.csv") == "age,count\r\n0-6,\r\n18-59,24\r\n60+,\r\n")
        #expect(try place.text("open.csv") == "age,count\r\n18-59,24\r\n60+,1\r\n<18,3\r\n")
    }
}
