import HubModel
import HubStore
import Testing

/// Datasets, look-ups, traces, the whole assignment.
@Suite struct ReadingContractTests {
    private typealias Column = DatasetDeclaration.Column

    private static func dataset(
        type: Int, _ sources: [DatasetDeclaration.Column.Source], requires: [Int] = []
    ) -> DatasetDeclaration {
        DatasetDeclaration(
            name: "register", title: "登记册", type: type, format: .csv, header: .zh,
            columns: sources.map { Column(name: "c", title: "c", source: $0, isMasked: false) },
            requires: requires,
            recipients: [], purpose: "", location: District.nowhere)
    }

    private func read(_ dataset: DatasetDeclaration, _ store: any Store) throws -> [[String?]] {
        var rows: [[String?]] = []
        try store.readDataset(dataset) { rows += $0.rows }
        return rows
    }

    /// Two people in one house, one of them with a second house, one without any.
    private func threePeople(_ maker: StoreMaker) throws -> District {
        let district = try District(maker)
        try district.stage([
            District.resident("a", "甲", address: "一号"), District.resident("b", "乙", address: "一号"),
            District.resident("c", ""),
        ])
        let second = Said(
            key: "x", mentions: [(1, District.person, ["a", "甲", nil]), (0, District.house, [nil, "〇号"])],
            relations: [(0, "")])
        try district.stage([second], feed: "civil")
        let people = try district.store.mentions(type: District.person)
        let houses = try district.store.mentions(type: District.house)
        let store = district.store
        try store.saveEntities(
            [
                NewEntity(number: 1, id: "P9"), NewEntity(number: 2, id: "P10"),
                NewEntity(number: 3, id: "P2"),
            ],
            retired: [], type: District.person, run: district.run)
        try store.saveEntities(
            [NewEntity(number: 4, id: "H2"), NewEntity(number: 5, id: "H1")], retired: [],
            type: District.house,
            run: district.run)
        try store.saveAssignments(zip(people.ids, [1, 2, 3, 1]).map { Assignment(mention: $0, entity: $1) })
        try store.saveAssignments(zip(houses.ids, [4, 4, 5]).map { Assignment(mention: $0, entity: $1) })
        var golden = GoldenRows(attributes: 3)
        golden.add(1, "P9", ["a", "甲", "2;1"], mentions: 2)
        golden.add(2, "P10", ["b", "乙", "1"])
        golden.add(3, "P2", ["c", "", nil])
        try store.saveGolden(golden, type: District.person, run: district.run)
        golden = GoldenRows(attributes: 2)
        golden.add(4, "H2", [nil, "一号"], mentions: 2)
        golden.add(5, "H1", ["h", "〇号"])
        try store.saveGolden(golden, type: District.house, run: district.run)
        try store.rebuildRelations()
        return district
    }

    @Test(arguments: StoreMaker.all)
    func rowsComeInTheOrderOfEntityIDs(_ maker: StoreMaker) throws {
        let district = try threePeople(maker)
        let dataset = Self.dataset(
            type: District.person, [.entityID, .mentionCount, .attribute(1), .attribute(2)])
        #expect(
            try read(dataset, district.store) == [
                ["P10", "1", "乙", "1"], ["P2", "1", "", nil], ["P9", "2", "甲", "2;1"],
            ])
    }

    @Test(arguments: StoreMaker.all)
    func relatedValuesAreASortedSet(_ maker: StoreMaker) throws {
        let district = try threePeople(maker)
        let homes = Self.dataset(
            type: District.person,
            [
                .entityID, .related(kind: "lives_in", type: District.house, attribute: 1),
                .related(kind: "lives_in", type: District.house, attribute: nil),
                .related(kind: "lives_in", type: District.house, attribute: 0),
                .related(kind: "no_such_kind", type: District.house, attribute: 1),
            ])
        #expect(
            try read(homes, district.store) == [
                ["P10", "一号", "H2", nil, nil], ["P2", nil, nil, nil, nil],
                ["P9", "〇号;一号", "H1;H2", "h", nil],
            ])
        // From the other end; several people's values of a `multiple` attribute are one set, one person's are left
        // in their order.
        let residents = Self.dataset(
            type: District.house,
            [
                .related(kind: "lives_in", type: District.person, attribute: nil),
                .related(kind: "lives_in", type: District.person, attribute: 2), .entityID,
            ])
        #expect(try read(residents, district.store) == [["P9", "2;1", "H1"], ["P10;P9", "1;2", "H2"]])
    }

    @Test(arguments: StoreMaker.all)
    func requiredAttributesMustSaySomething(_ maker: StoreMaker) throws {
        let district = try threePeople(maker)
        let named = Self.dataset(type: District.person, [.entityID], requires: [1])
        #expect(try read(named, district.store) == [["P10"], ["P9"]])
        let reachable = Self.dataset(type: District.person, [.entityID], requires: [1, 2])
        #expect(try read(reachable, district.store).count == 2)
        let coded = Self.dataset(type: District.house, [.entityID], requires: [0, 1])
        #expect(try read(coded, district.store) == [["H1"]])
    }

    @Test(arguments: StoreMaker.all)
    func manyRowsComeInBatchesAndAllOfThem(_ maker: StoreMaker) throws {
        let district = try District(maker)
        try district.stage((0..<9_000).map { District.resident("k\($0)", "名\($0)") })
        try district.resolveEachAlone()
        var batches: [Int] = []
        var ids: [String] = []
        try district.store.readDataset(Self.dataset(type: District.person, [.entityID])) { batch in
            batches.append(batch.rowCount)
            ids += batch.rows.compactMap { $0[0] }
        }
        #expect(batches.count > 1 && batches.reduce(0, +) == 9_000)
        #expect(ids == ids.sorted() && Set(ids).count == 9_000)
    }

    @Test(arguments: StoreMaker.all)
    func whatTheCallerThrowsComesBackToIt(_ maker: StoreMaker) throws {
        struct Enough: Error {}
        let district = try threePeople(maker)
        #expect(throws: Enough.self) {
            try district.store.readDataset(Self.dataset(type: District.person, [.entityID])) { _ in
                throw Enough()
            }
        }
        #expect(throws: Enough.self) { try district.store.assignments(type: nil) { _ in throw Enough() } }
        // The readings were ended: writing goes on.
        try district.store.begin()
        try district.store.rebuildRelations()
        try district.store.commit()
        #expect(try district.store.find(type: District.person, where: [], limit: 9).count == 3)
    }

    @Test(arguments: StoreMaker.all)
    func lookUpsMatchWholeValues(_ maker: StoreMaker) throws {
        let district = try threePeople(maker)
        func ids(_ conditions: [(attribute: Int, value: String)], limit: Int = 10) throws -> [String] {
            try district.store.find(type: District.person, where: conditions, limit: limit).map(\.id)
        }
        #expect(try ids([(0, "a")]) == ["P9"])
        #expect(try ids([(0, "A")]).isEmpty)
        #expect(try ids([(2, "1")]) == ["P10", "P9"])
        #expect(try ids([(2, "2")]) == ["P9"])
        #expect(try ids([(2, "2;1")]) == ["P9"])
        #expect(try ids([(2, "1"), (1, "乙")]) == ["P10"])
        #expect(try ids([(1, "甲' OR 1=1 --")]).isEmpty)
        #expect(try ids([]) == ["P10", "P2", "P9"])
        #expect(try ids([], limit: 2) == ["P10", "P2"])
        #expect(try ids([], limit: 0).isEmpty)
    }

    @Test(arguments: StoreMaker.all)
    func aTraceLeadsToFeedLineAndNight(_ maker: StoreMaker) throws {
        let district = try threePeople(maker)
        let person = try #require(try district.store.entity(id: "P9"))
        #expect(person.type == District.person && person.number == 1)
        let traced = try district.store.mentions(of: person)
        #expect(traced.map(\.feed) == ["civil", "police"])
        #expect(traced.map(\.recordKey) == ["x", "a"])
        #expect(traced.map(\.role) == ["applicant", "resident"])
        #expect(traced.map(\.line) == [2, 2] && traced.map(\.byteOffset) == [200, 200])
        #expect(traced.map(\.runStartedAt) == ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"])
        #expect(traced.map(\.run) == [district.run, district.run])
        #expect(traced.map { $0.values[1] } == ["甲", "甲"])
        let all = try district.store.mentions(type: District.person)
        #expect(Set(traced.map(\.mention)).isSubset(of: Set(all.ids)))
    }

    @Test(arguments: StoreMaker.all)
    func theWholeAssignmentIsInOrder(_ maker: StoreMaker) throws {
        let district = try threePeople(maker)
        try district.stage([Said(key: "0", mentions: [(0, District.person, ["n", "新", nil])])])
        var lines: [String] = []
        try district.store.assignments(type: nil) { row in
            lines.append("\(row.feed) \(row.recordKey) \(row.role) \(row.type) \(row.entityID)")
        }
        #expect(
            lines == [
                "civil x applicant 1 P9", "civil x home 0 H1", "police 0 resident 1 ", "police a home 0 H2",
                "police a resident 1 P9", "police b home 0 H2", "police b resident 1 P10",
                "police c resident 1 P2",
            ])
        var houses = 0
        try district.store.assignments(type: District.house) { row in
            #expect(row.type == District.house)
            houses += 1
        }
        #expect(houses == 3)
        #expect(try district.store.count(type: District.person) == (5, 3))
    }
}
