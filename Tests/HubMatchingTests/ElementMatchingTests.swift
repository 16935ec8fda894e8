import HubMatching
import HubModel
import Testing

/// Doors found by the elements of their addresses, from blocking to clusters.
struct ElementMatchingTests {
    private let doors = EntityModel(
        name: "door", title: "门", idPrefix: "D",
        attributes: [
            Attribute(name: "code", title: "编码", type: HouseCode()),
            Attribute(name: "address", title: "地址", type: AddressType()),
        ],
        blocking: [
            BlockingRule(text: "code", elements: [Element(.attribute(0))]),
            BlockingRule(text: "address:door", elements: [Element(.attribute(1), part: .elements(0))]),
        ],
        comparisons: [
            exact(0, m: 0.95, u: 0.000001),
            Comparison(
                name: "address", evidence: .attribute(1),
                levels: [
                    Level(.elements(.sameDoor), m: 0.76, u: 0.00001),
                    Level(.elements(.sameDoorUnitOpen), m: 0.1, u: 0.00001),
                    Level(.elements(.samePlace), m: 0.08, u: 0.0005),
                    Level(.elements(.sameBuilding), m: 0.00001, u: 0.02),
                    Level(.elements(.otherDoor), m: 0.00001, u: 0.97), Level(.otherwise, m: 0.06, u: 0.0095),
                ]),
        ],
        prior: 0.01, threshold: 0.95, location: SourceLocation(file: "door.json5", line: 1, column: 1))

    private func clusters(_ rows: [[String?]], threads: Int = 1) async -> [Int32] {
        let normal = rows.map { row in
            row.enumerated().map { index, raw in raw.map { doors.attributes[index].type.normalised($0).text }
            }
        }
        return await Matcher(
            MatchInput(
                model: doors, values: table(normal, width: 2), ranks: rows.indices.map { UInt64($0 + 1) },
                related: [:])
        ).run(threads: threads).clusters
    }

    @Test func aDoorIsFoundHoweverItIsWritten() async {
        let found = await clusters([
            [nil, "镇海区庄市街道光明社区清泉花园3幢2单元301室"], [nil, "清泉花园3-2-301"], [nil, "中山路12号清泉花園3号楼2门301"],
            ["330211-000001", "清泉花园三幢二单元三〇一室"], ["330211-000001", nil], [nil, "清泉花园3幢2单元302室"],
        ])
        #expect(found == [0, 0, 0, 0, 0, 1])
    }

    @Test func aLeftOutUnitTiesNoTwoUnitsTogether() async {
        let found = await clusters([
            [nil, "清泉花园3幢1单元301室"], [nil, "清泉花园3幢301室"], [nil, "清泉花园3幢2单元301室"], [nil, "清泉花园3-301"],
        ])
        #expect(Set(found).count == 4)
        let single = await clusters([[nil, "清泉花园3幢1单元301室"], [nil, "清泉花园3幢301室"], [nil, "清泉花园3幢1单元302室"]])
        #expect(single == [0, 0, 1])
    }

    @Test func aCodeDecidesWhatAnAddressLeavesOpen() async {
        let found = await clusters([
            ["330211-000001", "清泉花园3幢1单元301室"], ["330211-000001", "清泉花园3幢301室"], [nil, "清泉花园3幢2单元301室"],
        ])
        #expect(found == [0, 0, 1])
    }

    @Test func oneCodeAtTwoDoorsAndTwoCodesAtOne() async {
        // A mistyped code does not move a door; an old code does not split one.
        #expect(
            await clusters([["330211-000001", "清泉花园3幢301室"], ["330211-000001", "清泉花园3幢302室"]]) == [0, 1])
        #expect(
            await clusters([["330211-000001", "清泉花园3幢301室"], ["330211-000001", "东海名苑5幢102室"]]) == [0, 1])
        #expect(
            await clusters([["330211-000001", "清泉花园3幢301室"], ["330211-000009", "清泉花园3-301"]]) == [0, 0])
    }

    @Test func estatesOfOneNameStayApart() async {
        let found = await clusters([
            [nil, "光明社区清泉花园3幢301室"], [nil, "清泉花园3幢301室"], [nil, "红星社区清泉花园3幢301室"], [nil, "光明社区清泉花园3-301"],
        ])
        #expect(found == [0, 1, 2, 0])
    }

    @Test func orderAndThreadsDoNotMatter() async {
        var generator = SeededGenerator(21)
        let rows: [[String?]] = (0..<400).map { _ in
            let unit = Bool.random(using: &generator) ? "\(Int.random(in: 1...2, using: &generator))单元" : ""
            let division = ["", "光明社区", "红星社区"][Int.random(in: 0..<3, using: &generator)]
            let building = Int.random(in: 1...4, using: &generator)
            return [
                nil, "\(division)清泉花园\(building)幢\(unit)\(Int.random(in: 101...106, using: &generator))室",
            ]
        }
        let once = await clusters(rows)
        #expect(await clusters(rows, threads: 4) == once)
        let order = rows.indices.shuffled(using: &generator)
        let other = await clusters(order.map { rows[$0] })
        var pairs: Set<[Int32]> = []
        for (place, row) in order.enumerated() { pairs.insert([once[row], other[place]]) }
        #expect(pairs.count == Set(once).count)
        #expect(pairs.count == Set(other).count)
    }

    @Test func equalityGoesByTheFoldedForm() {
        let plain = Comparison(
            name: "address", evidence: .attribute(0),
            levels: [
                Level(.equal, m: 0.5, u: 0.001), Level(.elements(.samePlace), m: 0.3, u: 0.009),
                Level(.otherwise, m: 0.2, u: 0.99),
            ])
        let model = EntityModel(
            name: "place", title: "处", idPrefix: "P",
            attributes: [Attribute(name: "address", title: "地址", type: AddressType())], blocking: [],
            comparisons: [plain], prior: 0.01, threshold: 0.95,
            location: SourceLocation(file: "place.json5", line: 1, column: 1))
        let rows: [[String?]] = [["光明社区清泉花园3幢"], ["清泉花园3幢"], ["清泉花园"], ["东海名苑"]]
        let explainer = PairExplainer(
            MatchInput(model: model, values: table(rows, width: 1), ranks: [1, 2, 3, 4], related: [:]))
        #expect(explainer.score(0, 1).parts[0].level == 0)
        #expect(explainer.score(0, 2).parts[0].level == 1)
        #expect(explainer.score(0, 3).parts[0].level == 2)
    }
}
