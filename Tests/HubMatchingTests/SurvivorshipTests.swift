import HubMatching
import HubModel
import Testing

@Suite struct SurvivorshipTests {
    /// One mention's value with the trust of its feed and its run.
    typealias Told = (value: String?, trust: Int32, run: Int64)

    /// The golden value of one cluster of mentions 101, 102, … and where it comes from.
    func merge(
        _ rule: Attribute.Survivorship, _ told: [Told], multiple: Bool = false
    ) async -> (value: String?, source: CellSource) {
        let model = model([attribute("value", multiple: multiple, survivorship: rule)])
        let golden = await Survivorship(
            model: model, values: table(told.map { [$0.value] }, width: 1),
            mentions: told.indices.map { Int64($0 + 101) }, trust: told.map(\.trust), runs: told.map(\.run),
            ranks: told.indices.map { UInt64($0) }
        ).merge(ClusterMembers(clusters: told.map { _ in 0 }, count: 1))
        return (golden.values.text(0, 0), golden.sources[0])
    }

    @Test func mostFrequentCountsMentions() async {
        let (value, source) = await merge(
            .mostFrequent, [("甲", 90, 9), ("乙", 1, 1), ("乙", 2, 1), (nil, 99, 9)])
        #expect(value == "乙")
        #expect(source == CellSource(mention: 103, support: 2, conflicts: 1))
    }

    @Test func mostFrequentCountsFoldedFormsAndShowsTheBestSpelling() async {
        let (value, source) = await merge(
            .mostFrequent, [("臺北", 10, 1), ("台北", 50, 1), ("台北", 10, 1), ("高雄", 90, 9), ("高雄", 90, 9)])
        #expect(value == "台北")
        #expect(source == CellSource(mention: 102, support: 3, conflicts: 2))
    }

    @Test func tiesGoToTrustThenRunThenBytes() async {
        #expect(await merge(.mostFrequent, [("乙", 1, 9), ("甲", 2, 1)]).value == "甲")
        #expect(await merge(.mostFrequent, [("乙", 1, 9), ("甲", 1, 1)]).value == "乙")
        #expect(await merge(.mostFrequent, [("b", 1, 1), ("a", 1, 1), ("ab", 1, 1)]).value == "a")
        #expect(await merge(.longest, [("b2", 1, 1), ("a1", 1, 1), ("b2", 0, 0)]).value == "b2")
        #expect(await merge(.mostTrusted, [("b", 5, 1), ("a", 5, 9), ("b", 5, 1)]).value == "b")
    }

    @Test func mostTrustedMostRecentAndLongestDoAsTheySay() async {
        let told: [Told] = [("甲甲甲", 10, 1), ("乙", 90, 2), ("丙丙", 20, 3), ("丙丙", 20, 3)]
        let trusted = await merge(.mostTrusted, told)
        #expect(trusted.value == "乙")
        #expect(trusted.source == CellSource(mention: 102, support: 1, conflicts: 3))
        let recent = await merge(.mostRecent, told)
        #expect(recent.value == "丙丙")
        #expect(recent.source == CellSource(mention: 103, support: 2, conflicts: 2))
        let longest = await merge(.longest, told)
        #expect(longest.value == "甲甲甲")
        #expect(longest.source == CellSource(mention: 101, support: 1, conflicts: 3))
    }

    @Test func lengthIsCountedInCharactersNotBytes() async {
        #expect(await merge(.longest, [("abcd", 1, 1), ("中山路", 1, 1)]).value == "abcd")
    }

    @Test func unionKeepsEveryValueTheMostFrequentFirst() async {
        let (value, source) = await merge(
            .union, [("1;2", 1, 1), ("2;3", 1, 1), (nil, 1, 1), ("2", 9, 1), ("4", 9, 1)], multiple: true)
        #expect(value == "2;4;1;3")
        #expect(source == CellSource(mention: 104, support: 4, conflicts: 0))
    }

    @Test func unionOfSingleValuesDoesNotSplitThem() async {
        #expect(await merge(.union, [("a;b", 1, 1), ("a", 2, 1)]).value == "a;a;b")
    }

    @Test func severalValuesAreOneValueForTheOtherRules() async {
        let (value, source) = await merge(
            .mostFrequent, [("A;B", 1, 1), ("a;b", 1, 1), ("c", 9, 9)], multiple: true)
        #expect(value == "A;B")
        #expect(source == CellSource(mention: 101, support: 2, conflicts: 1))
    }

    @Test func noValueHasNoSource() async {
        let (value, source) = await merge(.mostTrusted, [(nil, 1, 1), (nil, 2, 2)])
        #expect(value == nil)
        #expect(source == .none)
    }

    @Test func provenanceNamesTheMostTrustedThenLatestThenFirstMention() async {
        #expect(
            await merge(.longest, [("甲", 1, 9), ("甲", 2, 1), ("甲", 2, 5), ("甲", 2, 5)]).source.mention == 103)
    }

    @Test(arguments: Attribute.Survivorship.allCases)
    func orderAndThreadsChangeNothing(_ rule: Attribute.Survivorship) async {
        var generator = SeededGenerator(77)
        let model = model([
            attribute("plain", survivorship: rule), attribute("several", multiple: true, survivorship: rule),
        ])
        let count = 30_000
        let rows: [[String?]] = (0..<count).map { _ in
            let text = String(
                (0..<Int.random(in: 1...2, using: &generator)).map { _ in
                    "aA臺台".randomElement(using: &generator) ?? "a"
                })
            return [generator.chance(0.2) ? nil : text, generator.chance(0.2) ? nil : "\(text);z"]
        }
        let clusters = (0..<count).map { _ in Int32.random(in: 0..<9000, using: &generator) }
        let trust = (0..<count).map { _ in Int32.random(in: 0...2, using: &generator) }
        let runs = (0..<count).map { _ in Int64.random(in: 0...2, using: &generator) }
        func golden(_ order: [Int], threads: Int) async -> GoldenTable {
            await Survivorship(
                model: model, values: table(order.map { rows[$0] }, width: 2),
                mentions: order.map { Int64($0) },
                trust: order.map { trust[$0] }, runs: order.map { runs[$0] }, ranks: order.map { UInt64($0) }
            ).merge(ClusterMembers(clusters: order.map { clusters[$0] }, count: 9000), threads: threads)
        }
        let base = await golden(Array(0..<count), threads: 1)
        let moved = await golden(Array(0..<count).shuffled(using: &generator), threads: 3)
        #expect(moved.values.arena == base.values.arena)
        #expect(moved.values.cells == base.values.cells)
        #expect(moved.sources == base.sources)
        #expect(base.values.rowCount == 9000)
    }

    @Test func noClustersGiveNoRows() async {
        let golden = await Survivorship(
            model: model([attribute("a")]), values: CellTable(width: 1), mentions: [], trust: [], runs: [],
            ranks: []
        ).merge(ClusterMembers(clusters: [], count: 0))
        #expect(golden.values.rowCount == 0)
        #expect(golden.sources.isEmpty)
    }
}
