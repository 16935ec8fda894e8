import HubMatching
import HubModel
import Testing

/// Golden values that a steward set.
@Suite struct SetValueTests {
    static let thing = model([attribute("name"), attribute("phone", multiple: true, survivorship: .union)])

    func merge(_ rows: [[String?]], _ set: [SetValue]) async -> GoldenTable {
        await Survivorship(
            model: Self.thing, values: table(rows, width: 2), mentions: rows.indices.map { Int64($0) + 10 },
            trust: rows.indices.map { Int32($0) }, runs: rows.map { _ in 1 },
            ranks: rows.indices.map { UInt64($0) }
        ).merge(
            ClusterMembers(starts: [0, rows.count], rows: rows.indices.map { Int32($0) }), set: [0: set])
    }

    @Test func whatAStewardSetBeatsEveryRuleAndCountsWhoAgrees() async {
        let golden = await merge(
            [["甲", "1;2"], ["乙", "3"], ["乙", nil], [nil, "2"]],
            [SetValue(id: 5, attribute: 0, value: "甲"), SetValue(id: 6, attribute: 1, value: "2;9")])
        #expect(golden.values.text(0, 0) == "甲" && golden.values.text(0, 1) == "2;9")
        #expect(golden.sources[0] == CellSource(mention: 10, support: 1, conflicts: 2, override: 5))
        #expect(golden.sources[1] == CellSource(mention: 13, support: 2, conflicts: 1, override: 6))
    }

    @Test func aValueNobodyGivesStandsAlone() async {
        let golden = await merge(
            [["甲", nil]],
            [SetValue(id: 1, attribute: 1, value: "7"), SetValue(id: 2, attribute: 1, value: "8")])
        #expect(golden.values.text(0, 0) == "甲", "the others are left to the rules")
        #expect(golden.values.text(0, 1) == "8", "the later counts")
        #expect(golden.sources[1] == CellSource(mention: 0, support: 0, conflicts: 0, override: 2))
    }

    @Test func confidenceGrowsWithSupportAndFallsWithConflicts() {
        func confidence(_ support: Int32, _ conflicts: Int32, _ override: Int64 = 0) -> Double {
            CellSource(mention: 1, support: support, conflicts: conflicts, override: override).confidence
        }
        #expect(confidence(1, 0) == 0.75 && confidence(1, 1) == 0.5 && confidence(0, 0) == 0.5)
        for support in 0..<6 as Range<Int32> {
            for conflicts in 0..<6 as Range<Int32> {
                #expect(confidence(support + 1, conflicts) > confidence(support, conflicts))
                #expect(confidence(support, conflicts + 1) < confidence(support, conflicts))
                #expect((0..<1).contains(confidence(support, conflicts)))
                #expect(confidence(support, conflicts, 3) == 1)
            }
        }
    }
}
