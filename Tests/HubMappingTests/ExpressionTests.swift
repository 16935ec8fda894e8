import HubMapping
import HubModel
import Testing

/// An engine that joins its columns with `+`, fails where one says `fail`, and gives nothing where all are blank.
private struct Joining: ExpressionEngine {
    func mistake(in expression: SQLExpression) -> String? {
        expression.text.contains("wrong") ? "there is no wrong" : nil
    }

    func evaluate(_ expressions: [BoundExpression], of table: CellTable, rows: [Int32]) -> ExpressionValues {
        var result = ExpressionValues(expressions: expressions.count)
        for row in rows {
            for expression in expressions {
                let texts = expression.columns.compactMap { table.text(Int(row), $0.position) }
                result.failures.append(texts.contains("fail"))
                if texts.isEmpty {
                    result.values.appendMissing()
                } else {
                    result.values.append(texts.joined(separator: "+").utf8)
                }
            }
        }
        return result
    }
}

struct ExpressionTests {
    @Test func theColumnsOfAnExpressionAreItsQuotedNames() throws {
        let feed = try feed(
            #"r: {type: 'thing', attributes: {a: {sql: "coalesce(\"x\", 'a \"b\" ''c') || \"y \"\"z\" || \"x\""}}}"#
        )
        #expect(feed.columns == ["k", "x", "y \"z"])
        #expect(feed.expressions.map(\.text) == [#"coalesce("x", 'a "b" ''c') || "y ""z" || "x""#])
        #expect(feed.columnPlaces.last?.location.line == 1)
    }

    @Test func whatAnExpressionGivesGoesTheWayOfAnyValue() throws {
        let feed = try feed(
            #"""
            r: {type: 'thing', attributes: {
              a: {sql: '"x" || "y"', transform: [['before', '/']], codes: {c: 'code'}},
              b: {first: ['z', {sql: '"y"'}]}, many: {all: ['z', {sql: '"x"', split: ';'}]}}}
            """#)
        let rows: [[String?]] = [
            ["k", "u", "v/w", nil], ["k", "c/", nil, "z"], ["k", "fail", nil, nil], ["k", nil, nil, nil],
            ["k", "p;q", "!", nil],
        ]
        #expect(
            try mapped(rows, feed, engine: Joining()) == [
                "0:r(two=U a=U+V b=V/W one=U many=U)", "1:r(two=C a=CODE b=Z one=C many=C/;Z)",
                "4:r(many=P;Q)", "2!sql-error x r.a", "2!sql-error x r.many", "4!wrong-shape x r.a",
                "4!wrong-shape y r.b",
            ])
    }

    @Test func mistakesOfTheEngineAreToldAtTheirLine() throws {
        let feed = try feed(
            #"r: {type: 'thing', attributes: {a: 'x', b: {sql: 'wrong("x")'}}}"#)
        let place = "Mappings/feeds/f.json5:1:"
        #expect(
            feed.mistakesInExpressions(Joining()).sorted.map(\.description).allSatisfy {
                $0.hasPrefix(place)
                    && $0.hasSuffix(
                        "the SQL expression is wrong: there is no wrong; columns are \"quoted\", texts in 'single quotes'"
                    )
            })
        #expect(feed.mistakesInExpressions(Joining()).entries.count == 1)
        #expect(throws: Diagnostics.self) {
            _ = try Mapper(feed: feed, models: mapperModels, columns: ["k", "x"], expressions: Joining())
        }
        #expect(feed.mistakesInExpressions(nil).entries.count == 1)
    }

    @Test func longExpressionsAreRefused() throws {
        var files = SmallWorkspace()
        let long = "\"姓名\" || '" + String(repeating: "x", count: 4000) + "'"
        files["Mappings/feeds/police.json5"] = files["Mappings/feeds/police.json5"]?
            .replacing("name: '姓名'", with: "name: {sql: \(long.debugDescription)}")
        let found = try files.load().diagnostics
        #expect(
            found == [
                "Mappings/feeds/police.json5:4:79: the SQL expression has \(long.utf8.count) bytes; at most 4000; prepare the data at the source"
            ])
    }
}
