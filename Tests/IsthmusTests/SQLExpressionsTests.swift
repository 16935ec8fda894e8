import HubEngine
import HubMapping
import HubModel
import TestSupport
import Testing

@Suite struct SQLExpressionsTests {
    private let engine = SQLExpressions()

    /// The value for each row of columns `姓`, `名` and `年`: `nil` is missing, `!` failed.
    private func evaluate(_ text: String, _ rows: [[String?]]) -> [String?] {
        var table = CellTable(width: 3)
        for cell in rows.joined() {
            if let cell { table.append(cell.utf8) } else { table.appendMissing() }
        }
        let bound = BoundExpression(text: text, columns: [("姓", 0), ("名", 1), ("年", 2)])
        let result = engine.evaluate([bound], of: table, rows: rows.indices.map { Int32($0) })
        #expect(result.failures.count == rows.count && result.values.rowCount == rows.count)
        return rows.indices.map { result.failures[$0] ? "!" : result.values.text($0, 0) }
    }

    private func mistake(_ text: String) throws -> String? {
        var files: [String: String] = [:]
        files["isthmus.json5"] = "{name: 't'}"
        files["Mappings/models/thing.json5"] =
            "{title: 't', id_prefix: 'T', attributes: {a: {title: 'a', type: 'text'}}, blocking: [], comparisons: {}}"
        let quoted = "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        files["Mappings/feeds/f.json5"] = """
            {title: 'f', source: {department: 'd'}, connector: 'csv', key: ['k'],
             mentions: {r: {type: 'thing', attributes: {a: {sql: \(quoted)}}}}}
            """
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(name, text) }
        let (workspace, diagnostics) = Workspace.load(folder: folder.path)
        #expect(diagnostics.sorted.map(\.description) == [])
        let feed = try #require(workspace?.feeds.first)
        let found = feed.mistakesInExpressions(engine).entries
        #expect(found.allSatisfy { $0.location.file == "Mappings/feeds/f.json5" && $0.location.line == 2 })
        return found.first?.message
    }

    @Test func expressionsAreEvaluatedRowByRow() {
        #expect(
            evaluate(
                #""姓" || coalesce("名", '')"#,
                [["张", "三", nil], [" 李　", nil, nil], ["王", "", nil], [nil, "五", nil]])
                == ["张三", "李", "王", nil])
        #expect(
            evaluate(
                #"CASE WHEN "年" BETWEEN '1' AND '2' THEN '幼' ELSE "名" END"#,
                [["", "x", "1"], ["", "x", "3"]])
                == ["幼", "x"])
        #expect(
            evaluate(#"2026 - CAST("年" AS INTEGER)"#, [["", "", "1990"], ["", "", "x"]]) == ["36", "2026"])
        // A column is text, so that comparing it with a number compares texts.
        #expect(evaluate(#""年" = 7"#, [["", "", "7"], ["", "", "07"]]) == ["1", "0"])
        #expect(evaluate(#"NULL"#, [["a", "b", "c"]]) == [nil])
        #expect(evaluate(#"'a' || char(0) || 'b'"#, [["a", "b", "c"]]) == ["a\u{0}b"])
    }

    @Test func aRowThatFailsCostsItselfAlone() {
        let rows: [[String?]] = [
            ["1", nil, nil], ["-9223372036854775808", nil, nil], ["-3", nil, nil],
            ["-9223372036854775808", nil, nil],
        ]
        #expect(evaluate(#"abs(CAST("姓" AS INTEGER))"#, rows) == ["1", "!", "3", "!"])
        // Bytes that are no text, texts that grow beyond all bounds, and texts that came so.
        #expect(evaluate("x'FF'", [["a", nil, nil]]) == ["!"])
        #expect(evaluate("char(55296)", [["a", nil, nil]]) == ["!"])
        #expect(evaluate("zeroblob(1000000000)", [["a", nil, nil], ["b", nil, nil]]) == ["!", "!"])
        #expect(
            evaluate(
                #"CASE "姓" WHEN 'a' THEN hex(zeroblob(200000)) ELSE 'b' END"#,
                [["a", nil, nil], ["b", nil, nil]]) == ["!", "b"])
        let long = String(repeating: "长", count: 100_000)
        #expect(
            evaluate(#"length("姓")"#, [["a", nil, nil], [long, nil, nil], ["b", nil, nil]]) == [
                "1", "!", "1",
            ])
        // What the clock says is found out at work at the latest.
        #expect(
            evaluate(
                #"CASE "姓" WHEN 'a' THEN date('now') ELSE 'b' END"#, [["a", nil, nil], ["b", nil, nil]]) == [
                    "!", "b",
                ])
        // An expression that nobody checked fails for every row, and breaks nothing.
        #expect(evaluate(#""姓" ||"#, [["a", nil, nil], ["b", nil, nil]]) == ["!", "!"])
    }

    @Test(arguments: [
        #""姓" || "名""#, #"upper(substr("x", 1, 6))"#, #"CASE WHEN "x" IN ('a', 'b') THEN 'c' END"#,
        #"iif("x" LIKE '张%', "value", "record")"#, #"date("x", '+1 day')"#, #"replace("x", char(10), '')"#,
        #""x""y" || 1"#,
    ])
    func soundExpressionsAreTaken(_ text: String) throws {
        #expect(try mistake(text) == nil)
    }

    @Test(arguments: [
        (#""x" ||"#, "syntax error"), (#"nope("x")"#, "no such function"),
        (#"nope || "x""#, "no such column"),
        (#"(SELECT "x")"#, "subqueries prohibited"),
        (#""x" IN (SELECT name FROM sqlite_schema)"#, "subqueries prohibited"),
        (#"count("x")"#, "aggregate"), (#"row_number() OVER (ORDER BY "x")"#, "window"),
        (#"random() || "x""#, "non-deterministic"), (#"date('now') || "x""#, "non-deterministic"),
        (#"CURRENT_TIMESTAMP || "x""#, "non-deterministic"),
        (#"last_insert_rowid() || "x""#, "non-deterministic"),
        (#"load_extension("x")"#, "non-deterministic"), (#"readfile("x")"#, "no such function"),
        (#"writefile("x", 'y')"#, "no such function"),
        (#""x", "y""#, "syntax error"), (#""x" AS y"#, "syntax error"),
        (#"?1 || "x""#, "parameters prohibited"),
        (#"PRAGMA "x""#, "syntax error"), (#"ATTACH 'f' AS "x""#, "syntax error"),
        (#""x" || value"#, "loop"), (#"RAISE(ABORT, "x")"#, "RAISE"), (#""X" || "x""#, "duplicate column"),
    ])
    func whateverIsNoPureExpressionIsRefusedAtItsLine(_ text: String, _ reason: String) throws {
        let found = try #require(try mistake(text), "\(text)")
        #expect(found.contains("the SQL expression is wrong: ") && found.contains(reason), "\(found)")
    }

    @Test func manyTasksEvaluateAtOnce() async {
        let results = await withTaskGroup(of: [String?].self) { group in
            for task in 0..<8 {
                group.addTask {
                    evaluate(#""姓" || "名""#, (0..<500).map { ["\(task)", "-\($0)", nil] })
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count == 8)
        for result in results {
            let task = result[0]?.prefix(1) ?? ""
            #expect(result == (0..<500).map { "\(task)-\($0)" })
        }
    }
}
