import HubMapping
import HubModel
import Testing

/// What a refused or missing value costs, and how many rejects tell it.
struct MapperRejectTests {
    @Test func aMentionWithoutWhatItRequiresLeavesOneReject() throws {
        let feed = try feed(
            """
            r: {type: 'thing', requires: ['a', 'b'], attributes: {
              a: 'x', b: {first: ['y', 'z']}, many: {constant: 'c'}}}
            """)
        let rows: [[String?]] = [
            ["k", "a", "b", nil], ["k", "a", nil, " "], ["k", nil, "b", nil], ["k", nil, nil, nil],
            ["k", "-", "-", "b"], ["k", "a", "!", nil], ["k", "a", nil, "!"], ["k", "!", "-", "-"],
            ["k", "!", "b", nil],
        ]
        #expect(
            try mapped(rows, feed) == [
                "0:r(two=A a=A b=B one=A many=C)", "1!missing-required y r.b", "2!missing-required x r.a",
                "4!missing-required x r.a", "5!wrong-shape y r.b", "6!wrong-shape z r.b",
                "7!wrong-shape x r.a", "8!wrong-shape x r.a",
            ])
    }

    @Test func anImpliedAttributeIsMissedWhereItsSourceStands() throws {
        var files = SmallWorkspace()
        files["Mappings/feeds/police.json5"] = files["Mappings/feeds/police.json5"]?
            .replacing("requires: ['name']", with: "requires: ['birth_date']")
        let workspace = try #require(try files.load().workspace)
        let mapper = try Mapper(
            feed: workspace.feeds[0], models: workspace.models, columns: ["编号", "姓名", "证件", "地址", "关系"])
        let batch = mapper.map(
            table([["1", "张三", nil, "某路", "x"], ["2", "张三", "123", "某路", "x"]]), rows: [0, 1])
        #expect(batch.mentions[1].record.isEmpty && batch.relations.isEmpty)
        #expect(batch.mentions[0].record == [0, 1])
        #expect(batch.rejects.map(\.column) == ["证件", "证件"])
        #expect(batch.rejects.map(\.target) == ["resident.birth_date", "resident.resident_id"])
        #expect(batch.rejects.map(\.reason) == [.missingRequired, .wrongLength])
    }

    @Test func whatIsRequiredCostsTheMentionAlone() throws {
        let feed = try feed(
            """
            r: {type: 'thing', requires: ['b'], attributes: {a: 'x', b: {template: '{y}-{z}'}}},
            p: {type: 'place', attributes: {at: 'x'}}, q: {type: 'place', attributes: {at: 'z'}}
            """, rest: "on_invalid: 'record'")
        let rows: [[String?]] = [["k", "a", nil, nil], ["k", "a", nil, "!"], ["k", "a", "b", "c"]]
        #expect(
            try mapped(rows, feed) == [
                "0:p(at=A)", "2:p(at=A)", "2:q(at=C)", "2:r(two=A a=A b=B-C one=A)",
                "0!missing-required y r.b", "1!wrong-shape * r.b from y",
            ])
    }

    /// Values of `a`, which takes digits, and of `b`, which takes letters; row of `x y z`, outcome.
    static let shared: [(String, String, [String?], [String])] = [
        ("'x'", "'x'", ["1", nil, nil], ["0:r(a=1)"]), ("'x'", "'x'", ["v", nil, nil], ["0:r(b=V)"]),
        ("'x'", "'x'", ["?", nil, nil], ["0!no-digit x r.a"]), ("'x'", "'x'", ["-", nil, nil], []),
        ("'x'", "'x'", [nil, nil, nil], []),
        ("'x'", "{column: 'x', codes: {'1': 'q'}}", ["1", nil, nil], ["0:r(a=1 b=Q)"]),
        ("'x'", "{column: 'x', codes: {'?': 'q'}}", ["?", nil, nil], ["0:r(b=Q)"]),
        ("'x'", "{column: 'x', codes: {'?': ''}}", ["?", nil, nil], ["0!no-digit x r.a"]),
        // Another column, or more than a column, is not shared.
        ("'x'", "'y'", ["v", "1", nil], ["0!no-digit x r.a", "0!no-letter y r.b"]),
        ("'x'", "{first: ['x']}", ["v", nil, nil], ["0:r(b=V)", "0!no-digit x r.a"]),
        ("{template: '{x}'}", "'x'", ["v", nil, nil], ["0:r(b=V)", "0!no-digit x r.a"]),
    ]

    @Test(arguments: shared)
    func aColumnOfTwoAttributesIsRefusedWhenNeitherTakesIt(
        _ a: String, _ b: String, _ row: [String?], _ outcome: [String]
    ) throws {
        let mention = "r: {type: 'either', attributes: {a: \(a), b: \(b)}}"
        #expect(try mapped([["k"] + row], feed(mention)) == outcome)
        // Where a refused value costs the record, exactly the first of those refusals does.
        let refusal = outcome.first { $0.contains("!") }?.split(separator: " ")
        let expected = refusal.map { ["\($0[0]) * \($0[2]) from \($0[1])"] } ?? outcome
        #expect(try mapped([["k"] + row], feed(mention, rest: "on_invalid: 'record'")) == expected)
    }

    @Test func columnsAreSharedInsideOneMentionByAnyNumberOfAttributes() throws {
        let feed = try feed(
            """
            r: {type: 'either', requires: ['b'], attributes: {a: 'x', b: 'x', many: 'x', c: 'y', d: 'y'}},
            s: {type: 'either', attributes: {a: 'x'}}
            """)
        let rows: [[String?]] = [
            ["k", "1,2", nil, nil], ["k", "v,2", "v", nil], ["k", "?", "1", nil], ["k", "v", "?", nil],
            // A set that loses one of its values has not taken the field.
            ["k", "?,2", nil, nil],
        ]
        #expect(
            try mapped(rows, feed) == [
                "0:s(a=1,2)", "1:r(b=V,2 d=V many=2)", "3:r(b=V)", "0!missing-required x r.b",
                "1!no-digit x s.a", "2!no-digit x r.a", "2!no-digit x s.a", "3!no-digit y r.c",
                "3!no-digit x s.a", "4!no-digit x r.a", "4!no-digit x s.a",
            ])
    }
}
