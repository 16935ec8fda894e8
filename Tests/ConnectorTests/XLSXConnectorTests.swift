import Connectors
import Foundation
import HubConnect
import HubModel
import HubXML
import TestSupport
import Testing

@Suite struct XLSXConnectorTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func connector(
        _ workbook: WorkbookFile, _ settings: [String: String] = [:], columns: [String] = []
    ) throws -> XLSXConnector {
        try folder.write("f.xlsx", workbook.bytes)
        return try connector(settings, columns: columns)
    }

    private func connector(_ settings: [String: String] = [:], columns: [String] = []) throws -> XLSXConnector
    {
        let all = settings.merging(["path": "f.xlsx"]) { given, _ in given }
        return try XLSXConnector(
            makeSettings(XLSXConnector.self, all), ConnectorContext(folder: folder.path, columns: columns))
    }

    private func run(
        _ workbook: WorkbookFile, _ settings: [String: String] = [:], columns: [String] = []
    ) async throws -> (Delivered, [String]) {
        var found = Delivered()
        let reading = try await connector(workbook, settings, columns: columns).read {
            found.batches.append($0)
        }
        return (found, reading.remarks)
    }

    /// The value of one cell.
    private func value(_ cell: String, formats: [(Int, String)] = [(0, "")], properties: String = "")
        async throws -> String?
    {
        var workbook = WorkbookFile(
            rows:
                "<row><c t=\"str\"><v>id</v></c><c t=\"str\"><v>v</v></c></row><row><c><v>1</v></c>\(cell)</row>"
        )
        workbook.formats = formats
        workbook.properties = properties
        return try await run(workbook).0.rows.first?[1]
    }

    // MARK: Values

    @Test func numbersAreWhatExcelKept() async throws {
        for number in [
            "3.30203199001011E+17", "330203199001011234", "0.1", "13800000000", "-5", "1E-3",
            "0.30000000000000004",
        ] {
            #expect(try await value("<c><v>\(number)</v></c>") == number)
        }
    }

    @Test func textsOfEveryKindArrive() async throws {
        var workbook = WorkbookFile(
            rows: """
                <row r="1"><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>
                <row r="2"><c t="s"><v>2</v></c><c t="s"><v>3</v></c></row>
                <row r="3"><c t="inlineStr"><is><r><rPr><b/></rPr><t>宁</t></r><r><t xml:space="preserve"> 波</t></r><rPh sb="0" eb="1"><t>níng</t></rPh></is></c><c t="str"><f>A1</f><v>&lt;x&gt;</v></c></row>
                """)
        workbook.strings = """
            <si><t>name</t></si><si><r><t>la</t></r><r><t>st</t></r></si>
            <si><r><t>张</t></r><r><t xml:space="preserve"> 三</t></r><rPh sb="0" eb="1"><t>zhāng</t></rPh></si>
            <si><t>a_x000D_b_x005F_x000D__xD842__xDFB7__xD842__x</t></si>
            """
        let (found, _) = try await run(workbook)
        #expect(found.columns == ["name", "last"])
        #expect(found.rows == [["张 三", "a\rb_x000D_𠮷_xD842__x"], ["宁 波", "<x>"]])
    }

    @Test func truthErrorsAndNothingArrive() async throws {
        #expect(try await value("<c t=\"b\"><v>1</v></c>") == "true")
        #expect(try await value("<c t=\"b\"><v>0</v></c>") == "false")
        #expect(try await value("<c t=\"e\"><v>#N/A</v></c>") == nil)
        #expect(try await value("<c/>") == nil)
        #expect(try await value("") == nil)
        #expect(try await value("<c><v/></c>") == nil)
        #expect(try await value("<c t=\"d\"><v>2024-05-01</v></c>") == "2024-05-01")
        #expect(try await value("<c t=\"inlineStr\"><is><t></t></is></c>") == "")
    }

    @Test func whatCouldNotBeTakenIsTold() async throws {
        let workbook = WorkbookFile(
            rows: """
                <row><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row>
                <row><c t="e"><v>#N/A</v></c><c><v>1</v></c><c><v>7</v></c></row>
                <row><c><f>A2</f></c><c><v>1</v></c></row>
                """)
        let (found, remarks) = try await run(workbook)
        #expect(found.rows == [[nil, "1"], [nil, "1"]])
        #expect(remarks.contains { $0.hasPrefix("1 cell holds an error") })
        #expect(remarks.contains { $0.hasPrefix("1 formula was saved without") })
        #expect(remarks.contains { $0.hasPrefix("1 value stands in a column") })
    }

    // MARK: Dates

    @Test(arguments: [
        ("45413", 14, "", "2024-05-01"), ("1", 14, "", "1900-01-01"), ("59", 14, "", "1900-02-28"),
        ("60", 14, "", "1900-02-29"), ("61", 14, "", "1900-03-01"), ("2958465", 14, "", "9999-12-31"),
        ("36585", 31, "", "2000-02-29"), ("45413", 57, "", "2024-05-01"),
        ("45413.5", 22, "", "2024-05-01 12:00:00"),
        ("45413.999999", 22, "", "2024-05-02"), ("0.75", 20, "", "18:00:00"), ("0", 20, "", "00:00:00"),
        ("0.25", 33, "", "06:00:00"), ("1.5", 20, "", "1900-01-01 12:00:00"),
        ("45413", 176, "yyyy\"年\"m\"月\"d\"日\";@", "2024-05-01"),
        ("45413", 176, "[$-409]d\\-mmm\\-yy;@", "2024-05-01"), ("45413", 176, "m/d", "2024-05-01"),
        ("45413", 176, "[DBNum1][$-804]yyyy\"年\"m\"月\"", "2024-05-01"),
        ("0.5", 176, "上午/下午h\"时\"mm\"分\"", "12:00:00"),
        ("45413", 176, "General", "45413"), ("45413", 176, "0.00E+00", "45413"),
        ("45413", 176, "#,##0\" days\"", "45413"),
        ("45413", 176, "[Red]0.00_);(0.00)", "45413"), ("45413", 176, "0_d", "45413"), ("1.5", 46, "", "1.5"),
        ("1.5", 176, "[h]:mm:ss", "1.5"), ("45413", 0, "", "45413"), ("45413", 49, "", "45413"),
        ("-1", 14, "", "-1"), ("0", 14, "", "0"), ("2958466", 14, "", "2958466"),
        ("1E+300", 14, "", "1E+300"),
    ]) func aFormatMakesADateOfANumber(_ number: String, _ id: Int, _ code: String, _ date: String)
        async throws
    {
        let cell = "<c s=\"1\"><v>\(number)</v></c>"
        #expect(try await value(cell, formats: [(0, ""), (id, code)]) == date)
        #expect(try await value("<c><v>\(number)</v></c>", formats: [(0, ""), (id, code)]) == number)
    }

    @Test func theCalendarMayStartIn1904() async throws {
        for flag in ["1", "true"] {
            let properties = "<workbookPr date1904=\"\(flag)\"/>"
            #expect(
                try await value("<c s=\"0\"><v>43951</v></c>", formats: [(14, "")], properties: properties)
                    == "2024-05-01")
            #expect(
                try await value("<c s=\"0\"><v>0</v></c>", formats: [(14, "")], properties: properties)
                    == "1904-01-01")
        }
        #expect(
            try await value(
                "<c s=\"0\"><v>45413</v></c>", formats: [(14, "")], properties: "<workbookPr date1904=\"0\"/>"
            ) == "2024-05-01")
    }

    /// Against Foundation's calendar, day by day.
    @Test func everyDayOfTwoCenturiesIsItsOwn() throws {
        let formatter = DateFormatter()
        formatter.calendar = Calendar(identifier: .gregorian)
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "yyyy-MM-dd"
        let start = try #require(formatter.date(from: "1900-03-01"))
        for day in stride(from: 0, to: 73_000, by: 1) {
            let expected = formatter.string(from: start.addingTimeInterval(Double(day) * 86400))
            let found = WorkbookDates.text(of: Double(61 + day), as: .date, from1904: false)
            if found != expected { #expect(found == expected) }
        }
    }

    // MARK: Header and rows

    private let report = WorkbookFile([
        ["2024年5月登记表"], [], [nil, "姓名", "电话", ""], [nil, "张三", "1", nil], [nil, " ", "", nil],
        [nil, "姓名", "电话", nil],
        [nil, "李四", "2", "note"], [nil, "合计：", "2"], [],
    ])

    @Test func titlesBlanksTotalsAndRepeatedHeadersAreLeftOut() async throws {
        for columns in [[], ["电话", "姓名"]] {
            var found = Delivered()
            try folder.write("f.xlsx", report.bytes)
            let settings = try makeSettings(XLSXConnector.self, ["path": "f.xlsx", "totals": "合计"])
            let connector = try XLSXConnector(
                settings, ConnectorContext(folder: folder.path, columns: columns))
            let reading = try await connector.read { found.batches.append($0) }
            #expect(found.columns == ["姓名", "电话"])
            #expect(found.rows == [["张三", "1"], ["李四", "2"]])
            #expect(found.positions.map(\.line) == [4, 7])
            #expect(found.positions.map(\.ordinal) == [1, 2])
            #expect(reading.remarks.contains("left out 1 row above the header"))
            #expect(reading.remarks.contains("1 row of totals was left out"))
            #expect(reading.remarks.contains("1 repeated header was left out"))
            #expect(reading.remarks.contains { $0.hasPrefix("1 value stands in a column") })
            #expect(try await connector.columns() == ["姓名", "电话"])
        }
    }

    @Test func rowsAndCellsMayBeNumbered() async throws {
        let workbook = WorkbookFile(
            rows: """
                <row r="3"><c r="B3" t="str"><v>x</v></c><c r="AA3" t="str"><v>y</v></c></row>
                <row r="7"><c r="AA7"><v>2</v></c></row><row><c r="B8"><v>3</v></c></row>
                """)
        let (found, _) = try await run(workbook)
        #expect(found.columns == ["x", "y"])
        #expect(found.rows == [[nil, "2"], ["3", nil]])
        #expect(found.positions.map(\.line) == [7, 8])
    }

    @Test func aSheetWithoutHeaderHasNumberedColumns() async throws {
        let (found, _) = try await run(
            WorkbookFile([["t"], ["a", "b"], ["c", nil]]), ["header": "false", "skip_lines": "1"])
        #expect(found.columns == ["c1", "c2"])
        #expect(found.rows == [["a", "b"], ["c", nil]])
    }

    @Test func aHeaderThatIsNotThereIsNamedWithoutValues() async throws {
        await fails(.badHeader, naming: ["`Sheet1`", "`phone`", "`sheet`"]) {
            _ = try await run(WorkbookFile([["SECRET", "x"]]), columns: ["phone"])
        }
        await fails(.badHeader, naming: ["`Sheet1`", "empty"]) { _ = try await run(WorkbookFile([])) }
    }

    // MARK: Sheets

    @Test func sheetsAreChosenByNameNumberOrSight() async throws {
        var workbook = WorkbookFile([["a"], ["hidden"]])
        workbook.sheets[0].state = "hidden"
        workbook.sheets += [
            WorkbookFile([["a"], ["first"]]).sheets[0], WorkbookFile([["a"], ["third"]]).sheets[0],
        ]
        workbook.sheets[1].name = "人员"
        workbook.sheets[2].name = "1"
        for (sheet, value) in [("人员", "first"), ("2", "first"), ("1", "third"), ("3", "third")] {
            #expect(try await run(workbook, ["sheet": sheet]).0.rows == [[value]], "\(sheet)")
        }
        let (found, remarks) = try await run(workbook)
        #expect(found.rows == [["first"]])
        #expect(remarks.contains("read sheet `人员`, one of 3"))
        await fails(.notFound, naming: ["`4`", "`人员`"]) { _ = try await run(workbook, ["sheet": "4"]) }
    }

    @Test func theStrictNamespaceIsReadTheSame() async throws {
        var workbook = WorkbookFile([["a"], ["1"]])
        workbook.main = "http://purl.oclc.org/ooxml/spreadsheetml/main"
        workbook.relations = "http://purl.oclc.org/ooxml/officeDocument/relationships"
        #expect(try await run(workbook).0.rows == [["1"]])
    }

    @Test func severalWorkbooksAreOneReading() async throws {
        try folder.write("w-1.xlsx", WorkbookFile([["b", "a"], ["1", "2"]]).bytes)
        try folder.write("w-2.xlsx", WorkbookFile([["a", "b"], ["3", "4"]]).bytes)
        let found = try await read(connector(["path": "w-*.xlsx", "take": "all"]))
        #expect(found.rows == [["3", "4"], ["2", "1"]])
        #expect(found.positions.map(\.ordinal) == [1, 2])
        #expect(found.batches.map(\.part.name) == ["w-2.xlsx", "w-1.xlsx"])
    }

    // MARK: What is no workbook

    @Test(
        arguments: [
            ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], ".xls"), (Array("<html><table>".utf8), "HTML"),
            (Array("a,b\n1,2\n".utf8), "csv"), ([], "no workbook"),
            (Packing.zip([Packing.Member("a.csv", "x")]), "ZIP archive"),
            (Packing.zip([Packing.Member("content.xml", "x")]), ".ods"),
            (
                Packing.zip([
                    Packing.Member("[Content_Types].xml", "x"), Packing.Member("xl/workbook.bin", "x"),
                ]), ".xlsb"
            ),
            (Packing.zip([Packing.Member("[Content_Types].xml", "x")]), "_rels/.rels is missing"),
        ] as [([UInt8], String)]) func whatIsNoWorkbookIsNamed(_ bytes: [UInt8], _ word: String) async throws
    {
        try folder.write("f.xlsx", bytes)
        await fails(.malformed, naming: ["f.xlsx", word]) { _ = try await read(connector()) }
    }

    @Test func hostilePartsAreRefused() async throws {
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><sst/>"
        for part in ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet0.xml"] {
            let members = WorkbookFile([["a"], ["1"]]).members.map {
                $0.name == Array(part.utf8) ? Packing.Member(part, bomb) : $0
            }
            try folder.write("f.xlsx", Packing.zip(members))
            await fails(.forbiddenContent, naming: ["f.xlsx!\(part)", "DOCTYPE"]) {
                _ = try await read(connector())
            }
        }
    }

    @Test func damagedSheetsAreRefused() async throws {
        for rows in [
            "<row><c t=\"s\"><v>0</v></c></row>", "<row><c t=\"s\"><v>-1</v></c></row>",
            "<row><c r=\"7\"><v>1</v></c></row>",
            "<row><c></row>", "<row",
        ] {
            await fails(.malformed, naming: ["f.xlsx"]) { _ = try await run(WorkbookFile(rows: rows)) }
        }
        await fails(.forbiddenContent, naming: ["16384 columns"]) {
            _ = try await run(WorkbookFile(rows: "<row><c r=\"XFE1\"><v>1</v></c></row>"))
        }
    }

    @Test func aNULIsARejectWithItsRow() async throws {
        let cell = "<c t=\"str\"><v>x_x0000_y</v></c>"
        let (found, _) = try await run(
            WorkbookFile(rows: "<row><c t=\"str\"><v>a</v></c></row><row r=\"9\">\(cell)</row>"))
        #expect(found.rejects.map(\.reason) == [.nulByte])
        #expect(found.rejects.map(\.position.line) == [9])
    }
}
