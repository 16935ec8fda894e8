import HubModel

/// A workbook (ECMA-376): every value a text in its cell, so that no number loses digits and nothing is a formula. Rows
/// that one sheet cannot hold go on in the next.
struct XLSXFormat: RowFormat {
    private let headers: [String]
    private let isNumber: [Bool]
    private var zip = ZipStream()
    private var sheets = 0
    private var rowsInSheet = 0
    /// Most rows of a sheet, the header among them.
    private let capacity: Int

    init(_ columns: [Manifest.Column], capacity: Int = 1_048_576) {
        headers = columns.map(\.header)
        isNumber = columns.map { $0.type == "integer" }
        self.capacity = capacity
    }

    mutating func begin(into output: inout [UInt8]) throws { try beginSheet(into: &output) }

    mutating func write(_ rows: CellTable, into output: inout [UInt8]) throws {
        var text: [UInt8] = []
        for row in 0..<rows.rowCount {
            if rowsInSheet == capacity {
                try zip.write(text, into: &output)
                text.removeAll(keepingCapacity: true)
                try endSheet(into: &output)
                try beginSheet(into: &output)
            }
            text += "<row>".utf8
            for column in headers.indices {
                let cell = rows.cell(row, column + 1)
                if cell.isMissing {
                    text += "<c/>".utf8
                } else if isNumber[column] {
                    text += "<c><v>".utf8
                    text += rows.arena[cell.range]
                    text += "</v></c>".utf8
                } else {
                    try Self.append(rows.arena[cell.range], to: &text)
                }
            }
            text += "</row>".utf8
            rowsInSheet += 1
        }
        try zip.write(text, into: &output)
    }

    mutating func end(into output: inout [UInt8]) throws {
        try endSheet(into: &output)
        let numbers = 1...sheets
        try add("xl/styles.xml", Self.styles, into: &output)
        try add(
            "xl/workbook.xml",
            """
            <workbook xmlns="\(Self.main)" xmlns:r="\(Self.office)/relationships"><sheets>\(numbers.map {
                "<sheet name=\"\($0)\" sheetId=\"\($0)\" r:id=\"rId\($0)\"/>"
            }.joined())</sheets></workbook>
            """, into: &output)
        try add(
            "xl/_rels/workbook.xml.rels",
            """
            <Relationships xmlns="\(Self.package)/relationships">\(numbers.map {
                relationship($0, "worksheet", "worksheets/sheet\($0).xml")
            }.joined())\(relationship(sheets + 1, "styles", "styles.xml"))</Relationships>
            """, into: &output)
        try add(
            "_rels/.rels",
            """
            <Relationships xmlns="\(Self.package)/relationships">\
            \(relationship(1, "officeDocument", "xl/workbook.xml"))</Relationships>
            """, into: &output)
        let type = "application/vnd.openxmlformats-officedocument.spreadsheetml."
        let parts =
            numbers.map { ("worksheets/sheet\($0)", "worksheet") }
            + [("workbook", "sheet.main"), ("styles", "styles")]
        try add(
            "[Content_Types].xml",
            """
            <Types xmlns="\(Self.package)/content-types"><Default Extension="rels" \
            ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\(parts.map {
                "<Override PartName=\"/xl/\($0.0).xml\" ContentType=\"\(type)\($0.1)+xml\"/>"
            }.joined())</Types>
            """, into: &output)
        zip.finish(into: &output)
    }

    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006"
    private static let package = "http://schemas.openxmlformats.org/package/2006"
    private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

    /// Format 1 is "text" (49), so that an edited number stays what was typed.
    private static let styles = """
        <styleSheet xmlns="\(main)"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>\
        <borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>\
        <cellXfs count="2"><xf/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>
        """

    private func relationship(_ number: Int, _ type: String, _ target: String) -> String {
        "<Relationship Id=\"rId\(number)\" Type=\"\(Self.office)/relationships/\(type)\" Target=\"\(target)\"/>"
    }

    private mutating func add(_ name: String, _ text: String, into output: inout [UInt8]) throws {
        try zip.begin(name, into: &output)
        try zip.write(Array((Self.declaration + text).utf8), into: &output)
        try zip.endEntry(into: &output)
    }

    private mutating func beginSheet(into output: inout [UInt8]) throws {
        sheets += 1
        rowsInSheet = 1
        try zip.begin("xl/worksheets/sheet\(sheets).xml", into: &output)
        var text = Array((Self.declaration + "<worksheet xmlns=\"\(Self.main)\"><sheetData><row>").utf8)
        for header in headers { try Self.append(Array(header.utf8)[...], to: &text) }
        text += "</row>".utf8
        try zip.write(text, into: &output)
    }

    private mutating func endSheet(into output: inout [UInt8]) throws {
        try zip.write(Array("</sheetData></worksheet>".utf8), into: &output)
        try zip.endEntry(into: &output)
    }

    /// A cell holds 32,767 characters at most; a longer value is not cut without a word.
    private static func append(_ value: ArraySlice<UInt8>, to text: inout [UInt8]) throws {
        if value.count > 32_767, String(decoding: value, as: UTF8.self).utf16.count > 32_767 {
            throw PublishError(
                "a value is longer than the 32,767 characters that a cell of a workbook holds; publish it as csv"
            )
        }
        text += "<c s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">".utf8
        XMLText.append(value, to: &text)
        text += "</t></is></c>".utf8
    }
}
