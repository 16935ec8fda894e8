import HubMapping
import HubModel
import Testing

struct MapperTests {
    /// Value of attribute `a`, row of `x y z`, outcome.
    static let values: [(String, [String?], [String])] = [
        ("'x'", ["v", nil, nil], ["0:r(two=V a=V one=V)"]),
        ("'x'", [" \t　v\u{A0}\n", nil, nil], ["0:r(two=V a=V one=V)"]),
        ("'x'", [nil, "v", nil], []), ("'x'", ["", nil, nil], []), ("'x'", ["-", nil, nil], []),
        ("'x'", ["v!", nil, nil], ["0!wrong-shape x r.a"]),
        ("{column: 'x', codes: {v: 'w', '': 'q'}}", [" v ", nil, nil], ["0:r(two=W a=W one=W)"]),
        ("{column: 'x', codes: {v: 'w'}}", ["V", nil, nil], ["0:r(two=V a=V one=V)"]),
        ("{column: 'x', codes: {v: ''}}", ["v", nil, nil], []),
        ("{column: 'x', codes: {' v': '!'}}", ["v", nil, nil], ["0!wrong-shape x r.a"]),
        ("{column: 'x', codes: {'': 'q'}}", [" ", nil, nil], ["0:r(two=Q a=Q one=Q)"]),
        ("{column: 'x', codes: {'': 'q'}}", [nil, nil, nil], []),
        ("{first: ['x', 'y']}", ["u", "v", nil], ["0:r(two=U a=U one=U)"]),
        ("{first: ['x', 'y']}", ["-", "v", nil], ["0:r(two=V a=V one=V)"]),
        ("{first: ['x', 'y']}", ["!", "v", nil], ["0:r(two=V a=V one=V)", "0!wrong-shape x r.a"]),
        ("{first: ['x', 'y']}", ["!", "!", nil], ["0!wrong-shape x r.a", "0!wrong-shape y r.a"]),
        ("{first: ['x', {constant: 'c'}]}", [nil, nil, nil], []),
        (
            "{first: ['x', {column: 'y', codes: {v: 'w'}}], codes: {w: 'u', s: 't'}}", [nil, "v", nil],
            ["0:r(two=U a=U one=U)"]
        ),
        (
            "{first: ['x', {column: 'y', codes: {v: 'w'}}], codes: {w: 'u', s: 't'}}", [nil, "s", nil],
            ["0:r(two=T a=T one=T)"]
        ),
        (
            "{first: ['x', {column: 'y', codes: {v: 'w'}}], codes: {w: 'u', s: 't'}}", ["v", "s", nil],
            ["0:r(two=V a=V one=V)"]
        ),
        ("{template: '{x}路{y}号'}", ["a", " b ", nil], ["0:r(two=A a=A路B号 one=A)"]),
        ("{template: '{x}路{y}号'}", ["a", nil, nil], ["0:r(two=A a=A路号 one=A)"]),
        ("{template: '{x}路{y}号'}", [nil, " ", nil], []),
        ("{template: '{{{x}}}'}", ["a", nil, nil], ["0:r(two={ a={A} one={)"]),
        ("{template: '{x}{y}'}", ["a", "!", nil], ["0!wrong-shape x r.a"]),
        ("{template: '{x}{y}', codes: {ab: 'z'}}", ["a", "b", nil], ["0:r(two=Z a=Z one=Z)"]),
    ]

    @Test(arguments: values)
    func valuesComeFromWhereTheFeedSays(_ value: String, _ row: [String?], _ outcome: [String]) throws {
        let feed = try feed("r: {type: 'thing', attributes: {a: \(value)}}")
        #expect(try mapped([["k"] + row], feed) == outcome)
    }

    /// Value of attribute `many`, row of `x y z`, outcome.
    static let sets: [(String, [String?], [String])] = [
        ("'x'", ["v", nil, nil], ["0:r(many=V)"]), ("'x'", ["c,a,b,a", nil, nil], ["0:r(many=A;B;C)"]),
        ("'x'", ["b,!,a,!", nil, nil], ["0:r(many=A;B)", "0!wrong-shape x r.many"]),
        ("'x'", ["-,,-", nil, nil], []), ("'x'", ["!", nil, nil], ["0!wrong-shape x r.many"]),
        ("{all: ['x', 'y', 'z']}", ["b", "a,c", nil], ["0:r(many=A;B;C)"]),
        ("{all: ['x', 'y']}", ["ab", "a", nil], ["0:r(many=A;AB)"]),
        ("{all: ['x', {constant: 'c,a'}]}", ["b", nil, nil], ["0:r(many=A;B;C)"]),
        ("{all: ['x', {constant: 'c'}]}", [nil, nil, nil], []),
        ("{all: ['x', 'y']}", ["!", "!", nil], ["0!wrong-shape x r.many", "0!wrong-shape y r.many"]),
        ("{all: ['x', {first: ['y', 'z']}]}", ["b", "-", "a"], ["0:r(many=A;B)"]),
        ("{all: ['x', {column: 'y', codes: {v: 'w,u'}}]}", ["v", "v", nil], ["0:r(many=U;V;W)"]),
        ("{all: [{template: '{x}-{y}'}, 'z']}", ["a", "b", "a"], ["0:r(many=A;A-B)"]),
    ]

    @Test(arguments: sets)
    func severalValuesBecomeASortedSet(_ value: String, _ row: [String?], _ outcome: [String]) throws {
        let feed = try feed("r: {type: 'thing', attributes: {many: \(value)}}")
        #expect(try mapped([["k"] + row], feed) == outcome)
    }

    @Test func impliedValuesFillGapsAlongTheChain() throws {
        let feed = try feed("r: {type: 'thing', attributes: {a: 'x', one: 'y', two: 'z'}}")
        let rows: [[String?]] = [
            ["k", "abc", nil, nil], ["k", "abc", "o", nil], ["k", "abc", "!", "t"], ["k", "xyz", nil, nil],
            ["k", nil, "o", nil], ["k", "!", nil, nil],
        ]
        #expect(
            try mapped(rows, feed) == [
                "0:r(two=A a=ABC one=A)", "1:r(two=O a=ABC one=O)", "2:r(two=T a=ABC one=A)", "3:r(a=XYZ)",
                "4:r(two=O one=O)", "2!wrong-shape y r.one", "5!wrong-shape x r.a",
            ])
    }

    @Test func aMentionNeedsAValueOfItsOwnAndAllItRequires() throws {
        let feed = try feed(
            """
            r: {type: 'thing', requires: ['b'], attributes: {a: 'x', b: 'y'}},
            s: {type: 'thing', attributes: {a: {constant: 'c'}, b: 'z'}},
            p: {type: 'place', requires: ['at'], attributes: {at: 'y'}}
            """,
            rest: """
                relations: [{kind: 'near', from: 'r', to: 'p', qualifier: 'z'}, {kind: 'like', from: 's', to: 'r'}]
                """)
        let rows: [[String?]] = [
            ["k", "a", "b", nil], ["k", "a", nil, " c "], ["k", nil, "b", "c"], ["k", nil, nil, nil],
            ["k", "a", "!", "-"],
        ]
        #expect(
            try mapped(rows, feed) == [
                "0:p(at=B)", "2:p(at=B)", "0:r(two=A a=A b=B one=A)", "1:s(two=C a=C b=C one=C)", "2:r(b=B)",
                "2:s(two=C a=C b=C one=C)", "0:near()", "2:near(c)", "2:like()",
                "1!missing-required y r.b", "4!wrong-shape y r.b", "4!wrong-shape y p.at",
            ])
    }

    @Test func aRefusedValueCanCostTheWholeRecord() throws {
        let feed = try feed(
            "p: {type: 'place', attributes: {at: 'x'}}, r: {type: 'thing', attributes: {a: 'x', many: 'y', b: 'z'}}",
            rest: "on_invalid: 'record', relations: [{kind: 'near', from: 'r', to: 'p'}]")
        let rows: [[String?]] = [
            ["k", "a", "b", "c"], ["k", "a", "b,!", "!"], ["k", "!", nil, nil], ["k", "d", nil, nil],
        ]
        #expect(
            try mapped(rows, feed) == [
                "0:p(at=A)", "3:p(at=D)", "0:r(two=A a=A b=C one=A many=B)", "3:r(two=D a=D one=D)",
                "0:near()",
                "3:near()", "1!wrong-shape * r.many from y", "2!wrong-shape * p.at from x",
            ])
    }

    @Test func mappingRowsAloneTogetherOrInAnotherOrderSaysTheSame() throws {
        let feed = try feed(
            """
            r: {type: 'thing', requires: ['a'], attributes: {
              a: {first: ['x', 'y']}, many: {all: ['y', 'z']}, b: {template: '{x}/{z}'}}},
            p: {type: 'place', attributes: {at: {column: 'z', codes: {a: 'b'}}}}
            """, rest: "relations: [{kind: 'near', from: 'r', to: 'p', qualifier: 'x'}]")
        let cells: [String?] = [nil, "", "a", "!", "b,a", "-"]
        var rows: [[String?]] = []
        for x in cells { for y in cells { for z in cells { rows.append(["k", x, y, z]) } } }
        let mapper = try Mapper(feed: feed, models: mapperModels, columns: ["k", "x", "y", "z"])
        let whole = table(rows)
        let alone = rows.indices.map { rendered(mapper.map(whole, rows: [Int32($0)]), feed) }

        var random = SplitMix(state: 7)
        for _ in 0..<3 {
            let order = rows.indices.map { Int32($0) }.shuffled(using: &random)
            let batch = rendered(mapper.map(whole, rows: order), feed)
            var byRecord: [[String]] = Array(repeating: [], count: rows.count)
            for line in batch {
                let digits = line.prefix { $0.isNumber }
                let record = try #require(Int(digits))
                byRecord[Int(order[record])].append("0" + line.dropFirst(digits.count))
            }
            #expect(byRecord == alone)
        }
        #expect(mapper.map(whole, rows: []).mentions.map(\.record.count) == [0, 0])
    }

    @Test func millionCharacterFieldsAreTakenInTheirStride() throws {
        let feed = try feed(
            "r: {type: 'thing', attributes: {a: 'x', b: {template: '{x}{y}'}, many: {all: ['y', 'z']}}}")
        let long = String(repeating: "a", count: 1_000_000)
        let many = (0..<200_000).map { "\($0 % 1000)" }.joined(separator: ",")
        let bad = String(repeating: "!,", count: 500_000)
        let started = ContinuousClock.now
        let found = try mapped([["k", long, many, bad]], feed)
        #expect(ContinuousClock.now - started < .seconds(20))
        #expect(found.count == 2)
        #expect(found[0].utf8.count > 2_700_000)
        #expect(found[1] == "0!wrong-shape z r.many")
    }
}

/// A random generator with a fixed course.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
