import HubMapping
import HubModel
import TestSupport
import Testing

struct TableTests {
    /// What `check` says to a table that attribute `name` of the small workspace is looked up in.
    private func diagnostics(
        _ table: String?, file: String = "local.csv", value: String = "{column: '姓名', table: 'local'}",
        bytes: [UInt8]? = nil
    ) throws -> [String] {
        var files = SmallWorkspace()
        files["Mappings/feeds/police.json5"] = files["Mappings/feeds/police.json5"]?
            .replacing("name: '姓名'", with: "name: \(value)")
        let folder = try TemporaryFolder()
        for (name, text) in files.files { try folder.write(name, text) }
        if let table { try folder.write("Mappings/tables/\(file)", table) }
        if let bytes { try folder.write("Mappings/tables/\(file)", bytes) }
        return Workspace.load(folder: folder.path).diagnostics.sorted.map(\.description)
    }

    @Test func theCSVOfATableIsReadAsRFC4180HasIt() throws {
        let table = "\u{FEFF}code,\"the name\"\r\n\r\n1,\"a \"\"b\"\", c\"\r\"2\n3\",  d　\n4,\n"
        let feed = try feed(
            "r: {type: 'thing', attributes: {a: {column: 'x', table: 't', to: 'the name'}}}",
            tables: ["t": table])
        let rows: [[String?]] = [["k", "1", nil, nil], ["k", "2\n3", nil, nil], ["k", "4", nil, nil]]
        #expect(try mapped(rows, feed) == ["0:r(two=A a=A \"B\", C one=A)", "1:r(two=D a=D one=D)"])
    }

    static let mistakes: [(String, [String])] = [
        ("", ["1:1: the table is empty; its first line names the columns"]),
        ("a,b\n", ["1:1: the table has no rows below its header"]),
        ("a,a\n1,2\n", ["1:1: the header names `a` twice; rename one"]),
        ("a,\n1,2\n", ["1:1: column 2 of the header has no name"]),
        ("a,b\n1,2\n\n3\n", ["4:1: the line has 1 fields, the header 2; quote a field that holds a comma"]),
        ("a,b\n1,2,3\n", ["2:1: the line has 3 fields, the header 2; quote a field that holds a comma"]),
        ("a,b\n1,x\"y\n", ["2:1: a quote stands inside a field; quote the whole field and double it"]),
        ("a,b\n1,\"x\ny\n", ["2:1: a quoted field is never closed"]),
        (
            "a,b\n1,x\n2,y\n1,z\n",
            [
                "4:1: `a` is what line 2 has, with another `b`; a code stands for one value; remove or mend one of the lines"
            ]
        ),
        ("a,b\n1,x\n 1 ,x\n", []),
        ("a\n1\n", ["table"]),
    ]

    @Test(arguments: mistakes)
    func mistakesOfATableAreNamedAtTheirLine(_ table: String, _ expected: [String]) throws {
        let found = try diagnostics(table)
        if expected == ["table"] {
            #expect(
                found == [
                    "Mappings/feeds/police.json5:4:99: table `local` has one column, so `to` has nothing to lead to; columns are separated by commas"
                ])
        } else {
            #expect(found == expected.map { "Mappings/tables/local.csv:\($0)" })
        }
    }

    @Test func manyMistakesOfOneKindAreCounted() throws {
        let repeated = "a,b\n" + (0..<40).map { "1,\($0)\n" }.joined()
        let found = try diagnostics(repeated)
        #expect(found.count == 11)
        #expect(found.contains("Mappings/tables/local.csv:1:1: 29 more lines repeat a code"))
        let ragged = "a,b\n" + (0..<40).map { "\($0)\n" }.joined()
        #expect(
            try diagnostics(ragged).contains("Mappings/tables/local.csv:1:1: 30 more lines have mistakes"))
    }

    @Test func bytesThatAreNotUTF8AreToldWithTheirLine() throws {
        #expect(
            try diagnostics(nil, bytes: Array("a,b\n1,x\n2,".utf8) + [0xC4, 0xD0, 0x0A]) == [
                "Mappings/tables/local.csv:3:1: the file is not UTF-8; save it as UTF-8; a GBK file must be converted"
            ])
        // The replacement character itself is a character.
        #expect(try diagnostics("a,b\n1,\u{FFFD}\n") == [])
    }

    @Test(arguments: [
        ("Local.csv", false), ("local_x.csv", false), ("local@2015.csv", true), ("local@.csv", false),
        ("local@2015-b.1.csv", true), ("local@A.csv", false), ("@2.csv", false), ("local.json5", false),
        ("local.CSV", false),
    ])
    func fileNamesOfTablesMustBeNames(_ file: String, _ isName: Bool) throws {
        let found = try diagnostics("a,b\n1,2\n", file: file, value: "'姓名'")
        #expect(found.isEmpty == isName, "\(found)")
        #expect(found.allSatisfy { $0.hasPrefix("Mappings/tables/\(file):1:1: ") })
    }

    @Test func aTableThatIsNotThereIsToldAtItsUse() throws {
        #expect(
            try diagnostics(nil) == [
                "Mappings/feeds/police.json5:4:99: there is no table `local`; put `local.csv` into `tables`"
            ])
        #expect(
            try diagnostics("a,b\n1,2\n", file: "locals.csv") == [
                "Mappings/feeds/police.json5:4:99: there is no table `local`; did you mean `locals`?"
            ])
        // A table that cannot be read is told once.
        #expect(try diagnostics("").count == 1)
        #expect(
            try diagnostics("a,b\n1,2\n", value: "{column: '姓名', table: 'local', from: 'A', to: 'name'}") == [
                "Mappings/feeds/police.json5:4:114: table `local` has no column `A`; did you mean `a`?",
                "Mappings/feeds/police.json5:4:123: table `local` has no column `name`; it has: a, b",
            ])
    }

    /// A street has many communities: codes that repeat are sound when they say the same.
    @Test func oneTableCanBeLookedIntoByDifferentColumns() throws {
        let table = "street,community,name\n1,1,A\n1,2,A\n2,1,B\n"
        #expect(
            try diagnostics(table, value: "{column: '姓名', table: 'local', from: 'street', to: 'name'}") == [])
        #expect(
            try diagnostics(table, value: "{column: '姓名', table: 'local', from: 'community', to: 'name'}")
                .count == 1)
        #expect(
            try diagnostics(
                table,
                value: "{columns: ['姓名', '证件'], table: 'local', from: ['street', 'community'], to: 'name'}")
                == [])
    }

    @Test func tableFoldersMayHoldNotesAndNothingElse() throws {
        var files = SmallWorkspace()
        files["Mappings/tables/README.md"] = "# Tables"
        files["Mappings/tables/.hidden.csv"] = ""
        files["Mappings/tables/old/x.csv"] = "a,b\n1,2\n"
        files["Mappings/schemas/feed.schema.json"] = "{}"
        let found = try files.load().diagnostics
        #expect(
            found == [
                "Mappings/tables/old:1:1: this is no `.csv` file; a table is CSV in UTF-8 with a header"
            ])
    }

    @Test func aHundredThousandRowsAreLookedUpAtOnce() throws {
        var table = "code,name\n"
        for row in 0..<100_000 { table += "C\(row),n\(row)\n" }
        let feed = try feed(
            "r: {type: 'thing', attributes: {a: {column: 'x', table: 'large'}}}", tables: ["large": table])
        let rows: [[String?]] = (0..<1000).map { ["k", "C\($0 * 101)", nil, nil] }
        let lines = try mapped(rows, feed)
        #expect(lines.filter { $0.contains("!unknown-code") }.count == 9)
        #expect(lines.first == "0:r(two=N a=N0 one=N)" && lines[990] == "990:r(two=N a=N99990 one=N)")
    }
}
