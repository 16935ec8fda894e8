import HubMapping
import HubModel
import Testing

/// What is done to a value between its origin and its semantic type.
struct ValueStageTests {
    private static let tables = [
        "kind": "code,name,group\n1,one,odd\n2,two,even\n 3 ,,odd\n",
        "pair@2020": "a,b,name\nu,v,uv\nu,,u-\n",
    ]

    /// Value of attribute `a`, row of `x y z`, outcome.
    static let values: [(String, [String?], [String])] = [
        // split
        ("{column: 'x', split: '/', take: 1}", ["p / q", nil, nil], ["0:r(two=P a=P one=P)"]),
        ("{column: 'x', split: '/', take: 2}", ["p / q", nil, nil], ["0:r(two=Q a=Q one=Q)"]),
        ("{column: 'x', split: '/', take: -1}", ["p/q/s", nil, nil], ["0:r(two=S a=S one=S)"]),
        ("{column: 'x', split: '/', take: -3}", ["p/q/s", nil, nil], ["0:r(two=P a=P one=P)"]),
        ("{column: 'x', split: '/', take: 3}", ["p/q", nil, nil], []),
        ("{column: 'x', split: '/', take: -3}", ["p/q", nil, nil], []),
        ("{column: 'x', split: '/', take: 2}", ["p//q", nil, nil], []),
        ("{column: 'x', split: '、或', take: 2}", ["p、或q", nil, nil], ["0:r(two=Q a=Q one=Q)"]),
        ("{column: 'x', split: '/', take: 1}", ["!/q", nil, nil], ["0!wrong-shape x r.a"]),
        ("{template: '{x}/{y}', split: '/', take: 2}", ["p", "q", nil], ["0:r(two=Q a=Q one=Q)"]),
        // transforms, in order, and never of nothing
        (
            "{column: 'x', transform: [['before', '/'], ['prefix', 'n']]}", ["p/q", nil, nil],
            ["0:r(two=N a=NP one=N)"]
        ),
        (
            "{column: 'x', transform: [['prefix', 'n'], ['before', '/']]}", ["p/q", nil, nil],
            ["0:r(two=N a=NP one=N)"]
        ),
        ("{column: 'x', transform: [['prefix', 'n']]}", [" 　", nil, nil], []),
        ("{column: 'x', transform: [['before', '/'], ['prefix', 'n']]}", [" /q", nil, nil], []),
        ("{column: 'x', transform: ['digits']}", ["n1n2", nil, nil], ["0:r(two=1 a=12 one=1)"]),
        ("{column: 'x', transform: [['after', ':']]}", ["n: !", nil, nil], ["0!wrong-shape x r.a"]),
        (
            "{column: 'x', split: ';', take: 2, transform: [['suffix', 'z']]}", ["p;q", nil, nil],
            ["0:r(two=Q a=QZ one=Q)"]
        ),
        // codes
        ("{column: 'x', codes: {p: 'q'}, unknown: 'reject'}", ["p", nil, nil], ["0:r(two=Q a=Q one=Q)"]),
        ("{column: 'x', codes: {p: 'q'}, unknown: 'reject'}", ["s", nil, nil], ["0!unknown-code x r.a"]),
        ("{column: 'x', codes: {p: 'q'}, unknown: 'reject'}", ["－", nil, nil], []),
        ("{column: 'x', codes: {p: 'q'}, unknown: 'reject'}", ["不详", nil, nil], []),
        ("{column: 'x', codes: {p: 'q'}, unknown: 'missing'}", ["s", nil, nil], []),
        ("{column: 'x', codes: {p: 'q'}, unknown: 'keep'}", ["s", nil, nil], ["0:r(two=S a=S one=S)"]),
        ("{column: 'x', codes: {不详: 'q'}, unknown: 'reject'}", ["不详", nil, nil], ["0:r(two=Q a=Q one=Q)"]),
        // tables
        ("{column: 'x', table: 'kind'}", ["2", nil, nil], ["0:r(two=T a=TWO one=T)"]),
        ("{column: 'x', table: 'kind'}", [" 1　", nil, nil], ["0:r(two=O a=ONE one=O)"]),
        ("{column: 'x', table: 'kind'}", ["3", nil, nil], []),
        ("{column: 'x', table: 'kind'}", ["4", nil, nil], ["0!unknown-code x r.a"]),
        ("{column: 'x', table: 'kind'}", ["", nil, nil], []),
        (
            "{column: 'x', table: 'kind', from: 'name', to: 'code'}", ["two", nil, nil],
            ["0:r(two=2 a=2 one=2)"]
        ),
        (
            "{column: 'x', table: 'kind', from: 'name', to: 'code'}", ["TWO", nil, nil],
            ["0!unknown-code x r.a"]
        ),
        (
            "{column: 'x', table: 'kind', to: 'group', unknown: 'keep'}", ["9", nil, nil],
            ["0:r(two=9 a=9 one=9)"]
        ),
        (
            "{column: 'x', transform: [['before', '号']], table: 'kind'}", ["2号", nil, nil],
            ["0:r(two=T a=TWO one=T)"]
        ),
        (
            "{first: [{column: 'x', table: 'kind'}, 'y']}", ["4", "p", nil],
            ["0:r(two=P a=P one=P)", "0!unknown-code x r.a"]
        ),
        ("{first: ['x', 'y'], table: 'kind'}", [nil, "1", nil], ["0:r(two=O a=ONE one=O)"]),
        (
            "{columns: ['x', 'y'], table: 'pair@2020', from: ['a', 'b'], to: 'name'}", ["u", "v", nil],
            ["0:r(two=U a=UV one=U)"]
        ),
        (
            "{columns: ['x', 'y'], table: 'pair@2020', from: ['a', 'b'], to: 'name'}", ["u", nil, nil],
            ["0:r(two=U a=U- one=U)"]
        ),
        (
            "{columns: ['x', 'y'], table: 'pair@2020', from: ['b', 'a'], to: 'name'}", ["u", "v", nil],
            ["0!unknown-code x r.a"]
        ),
        ("{columns: ['x', 'y'], table: 'pair@2020', from: ['a', 'b'], to: 'name'}", [nil, " ", nil], []),
        // conditions
        ("{column: 'x', when: {y: ['1', '2']}}", ["p", " 2 ", nil], ["0:r(two=P a=P one=P)"]),
        ("{column: 'x', when: {y: ['1', '2']}}", ["p", "3", nil], []),
        ("{column: 'x', when: {y: '1'}}", ["!", "3", nil], []),
        ("{column: 'x', when: {y: ['']}}", ["p", nil, nil], ["0:r(two=P a=P one=P)"]),
        ("{column: 'x', when: {y: ['1'], z: {blank: true}}}", ["p", "1", " "], ["0:r(two=P a=P one=P)"]),
        ("{column: 'x', when: {y: ['1'], z: {blank: true}}}", ["p", "1", "q"], []),
        ("{column: 'x', when: {y: {not: ['1']}}}", ["p", nil, nil], ["0:r(two=P a=P one=P)"]),
        ("{column: 'x', when: {y: {not: ['1'], blank: false}}}", ["p", nil, nil], []),
        ("{column: 'x', when: {y: {not: ['1'], blank: false}}}", ["p", "2", nil], ["0:r(two=P a=P one=P)"]),
        ("{column: 'x', when: {y: {not: ['1']}}}", ["p", "1", nil], []),
        ("{first: [{column: 'x', when: {z: ['1']}}, 'y']}", ["p", "q", "2"], ["0:r(two=Q a=Q one=Q)"]),
    ]

    @Test(arguments: values)
    func aValueGoesThroughItsStages(_ value: String, _ row: [String?], _ outcome: [String]) throws {
        let feed = try feed("r: {type: 'thing', attributes: {a: \(value)}}", tables: Self.tables)
        #expect(try mapped([["k"] + row], feed) == outcome)
    }

    /// Value of attribute `many`, row of `x y z`, outcome.
    static let sets: [(String, [String?], [String])] = [
        ("{column: 'x', split: '/'}", ["b/a/b", nil, nil], ["0:r(many=A;B)"]),
        ("{column: 'x', split: '/'}", ["b,c/a", nil, nil], ["0:r(many=A;B;C)"]),
        ("{column: 'x', split: '/'}", ["/ /", nil, nil], []),
        ("{column: 'x', split: '/'}", ["!/a/!", nil, nil], ["0:r(many=A)", "0!wrong-shape x r.many"]),
        (
            "{column: 'x', split: '/', transform: [['before', '(']]}", ["a(1)/b(2)", nil, nil],
            ["0:r(many=A;B)"]
        ),
        (
            "{column: 'x', split: '/', table: 'kind'}", ["1/2/9/8", nil, nil],
            ["0:r(many=ONE;TWO)", "0!unknown-code x r.many"]
        ),
        ("{all: ['x', {column: 'y', split: '/', take: -1}]}", ["b", "c/a", nil], ["0:r(many=A;B)"]),
        ("{all: ['x', 'y'], split: '/'}", ["b/c", "a", nil], ["0:r(many=A;B;C)"]),
    ]

    @Test(arguments: sets)
    func partsOfAFieldBecomeASet(_ value: String, _ row: [String?], _ outcome: [String]) throws {
        let feed = try feed("r: {type: 'thing', attributes: {many: \(value)}}", tables: Self.tables)
        #expect(try mapped([["k"] + row], feed) == outcome)
    }

    @Test func aMentionIsMadeOnlyOfRecordsThatMeetItsCondition() throws {
        let feed = try feed(
            "r: {type: 'thing', when: {y: ['1']}, requires: ['a'], attributes: {a: 'x'}}, p: {type: 'place', attributes: {at: 'z'}}",
            rest: "relations: [{kind: 'near', from: 'r', to: 'p', when: {z: {not: ['w']}}}]")
        let rows: [[String?]] = [
            ["k", "u", "1", "v"], ["k", "!", "2", "v"], ["k", "u", nil, "v"], ["k", "u", "1", "w"],
            ["k", nil, "1", "v"],
        ]
        #expect(
            try mapped(rows, feed) == [
                "0:p(at=V)", "1:p(at=V)", "2:p(at=V)", "3:p(at=W)", "4:p(at=V)", "0:r(two=U a=U one=U)",
                "3:r(two=U a=U one=U)", "0:near()",
            ])
    }

    @Test func defaultsFillWhatTheRecordDoesNotSay() throws {
        let feed = try feed(
            "r: {type: 'thing', attributes: {a: 'x', b: {column: 'y', default: 'own'}}}",
            rest: "defaults: {thing: {b: 'feed', one: 'q', many: 'n,m'}}")
        let rows: [[String?]] = [
            // Implied values go before defaults, and defaults imply nothing.
            ["k", "u", "v", nil], ["k", "xu", nil, nil], ["k", nil, nil, nil], ["k", nil, "v", nil],
            // What was said wrongly has no default.
            ["k", "u", "!", nil],
        ]
        #expect(
            try mapped(rows, feed) == [
                "0:r(two=U a=U b=V one=U many=M;N)", "1:r(a=XU b=OWN one=Q many=M;N)",
                "3:r(b=V one=Q many=M;N)", "4:r(two=U a=U one=U many=M;N)", "4!wrong-shape y r.b",
            ])
    }

    @Test func aDefaultMeetsARequirement() throws {
        let feed = try feed(
            "r: {type: 'thing', requires: ['b'], attributes: {a: 'x', b: {column: 'y', when: {z: '1'}, default: 'n'}}}"
        )
        let rows: [[String?]] = [["k", "u", "v", "2"], ["k", nil, "v", "2"], ["k", "u", "!", "1"]]
        #expect(try mapped(rows, feed) == ["0:r(two=U a=U b=N one=U)", "2!wrong-shape y r.b"])
    }

    @Test func aRefusedSharedColumnHasNoDefaultAndATakenOneHas() throws {
        let feed = try feed(
            "r: {type: 'either', attributes: {a: 'x', b: {column: 'x', default: 'm'}, c: {column: 'y', default: '1'}}}"
        )
        let rows: [[String?]] = [["k", "5", nil, nil], ["k", "n", nil, nil], ["k", "!", "7", nil]]
        #expect(
            try mapped(rows, feed) == [
                "0:r(a=5 b=M c=1)", "1:r(b=N c=1)", "2:r(c=7)", "2!no-digit x r.a",
            ])
    }

    @Test func keptColumnsAndThoseOfConditionsCountAsNamed() throws {
        let feed = try feed(
            "r: {type: 'thing', when: {y: ['1']}, attributes: {a: {column: 'x', when: {z: {blank: true}}}}}",
            rest: "keep: ['note']")
        #expect(feed.columns == ["k", "y", "z", "x", "note"])
        let mapper = try Mapper(
            feed: feed, models: mapperModels, columns: ["k", "x", "y", "z", "note", "more"])
        var key: [UInt8] = []
        func content(_ row: [String?]) throws -> RecordHash {
            try #require(mapper.keyAndHash(of: table([row]), row: 0, key: &key)).content
        }
        let original = try content(["k", "x", "y", "z", "n", "m"])
        for column in 1...4 {
            var row: [String?] = ["k", "x", "y", "z", "n", "m"]
            row[column] = "other"
            #expect(try content(row) != original)
        }
        #expect(try content(["k", "x", "y", "z", "n", "other"]) == original)
        let batch = mapper.map(table([["k", nil, "1", nil, "note", "more"]]), rows: [0])
        #expect(batch.mentions.allSatisfy { $0.record.isEmpty } && batch.rejects.isEmpty)
    }

    @Test func aRefusedCodeCanCostTheWholeRecord() throws {
        let feed = try feed(
            "r: {type: 'thing', attributes: {a: {column: 'x', table: 'kind'}, b: 'y'}}",
            rest: "on_invalid: 'record'", tables: Self.tables)
        #expect(try mapped([["k", "9", "v", nil]], feed) == ["0!unknown-code * r.a from x"])
    }
}
