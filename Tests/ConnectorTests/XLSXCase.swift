import Connectors
import HubConnect
import HubModel
import TestSupport

/// A sheet of a workbook under the contract.
struct XLSXCase: ConnectorCase {
    var type: any Connector.Type { XLSXConnector.self }
    var holdsMissing: Bool { true }

    /// A row of blanks alone is no record: every row here has a number beside its value.
    func source(columns: [String], rows: [[String?]]) async throws -> PreparedSource {
        try prepare(WorkbookFile([columns] + rows))
    }

    func sourceWithBrokenRecord(secret: String) async throws -> PreparedSource? {
        let long = secret + String(repeating: "x", count: 2000)
        return try prepare(WorkbookFile([["value"], ["a"], [long], ["b"]]), ["max_record_bytes": "1024"])
    }

    func brokenSource(secret: String) async throws -> PreparedSource {
        var workbook = WorkbookFile([["value"], ["a"]])
        workbook.sheets[0].rows += "<row><c t=\"inlineStr\"><is><t>\(secret)</t></c></row>"
        return try prepare(workbook)
    }

    func missingSource() async throws -> (source: PreparedSource, named: String) {
        let folder = try TemporaryFolder()
        let settings = try makeSettings(type, ["path": "absent.xlsx"])
        let context = ConnectorContext(folder: folder.path, columns: [])
        return (
            PreparedSource(connector: try XLSXConnector(settings, context), home: folder),
            "\(folder.path)/absent.xlsx"
        )
    }

    func holds(columnName: String) -> Bool { columnName == columnName.trimmed }

    private func prepare(_ workbook: WorkbookFile, _ settings: [String: String] = [:]) throws
        -> PreparedSource
    {
        let folder = try TemporaryFolder()
        try folder.write("source.xlsx", workbook.bytes)
        let all = settings.merging(["path": "source.xlsx"]) { first, _ in first }
        let context = ConnectorContext(folder: folder.path, columns: [])
        return PreparedSource(connector: try XLSXConnector(makeSettings(type, all), context), home: folder)
    }
}

extension String {
    fileprivate var trimmed: String {
        var rest = Substring(self)
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest.drop { $0.isWhitespace })
    }
}

/// A workbook as the programs write them, made of text.
struct WorkbookFile {
    struct Sheet {
        var name = "Sheet1"
        var rows = ""
        var state = "visible"
    }

    var sheets: [Sheet]
    /// The `si` elements.
    var strings = ""
    /// Formats of the styles 0, 1, …, as ids and codes.
    var formats: [(id: Int, code: String)] = [(0, "")]
    var properties = ""
    var main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    var relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    /// One sheet of texts.
    init(_ rows: [[String?]]) {
        sheets = [
            Sheet(
                rows: rows.map { row in
                    let cells = row.map {
                        $0.map { "<c t=\"inlineStr\"><is><t>\(Self.escaped($0))</t></is></c>" } ?? "<c/>"
                    }
                    return "<row>\(cells.joined())</row>"
                }.joined())
        ]
    }

    /// One sheet of rows as they are.
    init(rows: String) { sheets = [Sheet(rows: rows)] }

    var members: [Packing.Member] {
        var members = [
            Packing.Member("[Content_Types].xml", "<Types/>"),
            Packing.Member(
                "_rels/.rels",
                "<Relationships><Relationship Id=\"a\" Type=\"\(relations)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ]
        let list = sheets.enumerated().map {
            "<sheet name=\"\(Self.escaped($1.name))\" sheetId=\"\($0 + 9)\" r:id=\"r\($0)\" state=\"\($1.state)\"/>"
        }
        members.append(
            Packing.Member(
                "xl/workbook.xml",
                "<workbook xmlns=\"\(main)\" xmlns:r=\"\(relations)\">\(properties)<sheets>\(list.joined())</sheets></workbook>"
            ))
        let targets = sheets.indices.map {
            "<Relationship Id=\"r\($0)\" Type=\"\(relations)/worksheet\" Target=\"worksheets/sheet\($0).xml\"/>"
        }
        let shared =
            "<Relationship Id=\"s\" Type=\"\(relations)/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>"
        let styles = "<Relationship Id=\"t\" Type=\"\(relations)/styles\" Target=\"./styles.xml\"/>"
        members.append(
            Packing.Member(
                "xl/_rels/workbook.xml.rels",
                "<Relationships>\(targets.joined())\(shared)\(styles)</Relationships>"))
        let codes = formats.filter { !$0.code.isEmpty }.map {
            "<numFmt numFmtId=\"\($0.id)\" formatCode=\"\(Self.escaped($0.code))\"/>"
        }
        members.append(
            Packing.Member(
                "xl/styles.xml",
                "<styleSheet><numFmts>\(codes.joined())</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
                    + "<cellXfs>\(formats.map { "<xf numFmtId=\"\($0.id)\"/>" }.joined())</cellXfs></styleSheet>"
            ))
        members.append(Packing.Member("xl/sharedStrings.xml", "<sst xmlns=\"\(main)\">\(strings)</sst>"))
        for (number, sheet) in sheets.enumerated() {
            members.append(
                Packing.Member(
                    "xl/worksheets/sheet\(number).xml",
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<worksheet xmlns=\"\(main)\"><sheetData>\(sheet.rows)</sheetData>"
                        + "<extLst><ext><row><c><v>9</v></c></row></ext></extLst></worksheet>"))
        }
        return members
    }

    var bytes: [UInt8] { Packing.zip(members) }

    static func escaped(_ text: String) -> String {
        // Not by characters: CR and LF are one of them.
        text.replacing("_x", with: "_x005F_x").unicodeScalars.map { scalar -> String in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "\r": "_x000D_"
            default: String(scalar)
            }
        }.joined()
    }
}
