import HubConnect
import HubFiles
import HubModel
import HubXML

/// A workbook on disk: its sheets, the texts and formats they share.
struct Workbook {
    /// One sheet of it.
    struct Sheet {
        let name: String
        let member: ZipMember
        let isHidden: Bool
    }

    let path: String
    private let archive: ZipArchive
    private let sheets: [Sheet]
    private let strings: SharedStrings
    private let formats: [WorkbookDates.Format]
    private let isFrom1904: Bool

    init(path: String) throws(ConnectorError) {
        self.path = path
        archive = try Self.archive(path)
        let main =
            try Self.target("officeDocument", in: Self.parts(of: "_rels/.rels", in: archive), from: "")
            ?? "xl/workbook.xml"
        let folder = main.split(separator: "/").dropLast().map { "\($0)/" }.joined()
        let file = main.dropFirst(folder.count)
        let parts = try Self.parts(of: main, in: archive)
        let relations = try Self.parts(of: "\(folder)_rels/\(file).rels", in: archive)
        var formats: [WorkbookDates.Format] = []
        if let styles = Self.target("styles", in: relations, from: folder) {
            formats = try Self.parts(of: styles, in: archive).formats
        }
        self.formats = formats
        var strings = SharedStrings()
        if let shared = Self.target("sharedStrings", in: relations, from: folder) {
            try Self.read(shared, in: archive) { (tape, parser) throws(XMLError) in
                try strings.read(tape, parser)
            }
        }
        self.strings = strings
        isFrom1904 = parts.isFrom1904
        let archive = archive
        sheets = parts.sheets.compactMap { sheet in
            // Charts are sheets, too; they have no rows.
            guard let relation = relations.relations.first(where: { $0.id == sheet.relation }),
                relation.type == "worksheet",
                let member = archive.member(named: Self.resolved(relation.target, from: folder))
            else { return nil }
            return Sheet(name: sheet.name, member: member, isHidden: sheet.isHidden)
        }
    }

    /// The sheet of a name or, when there is none, of a number; without a choice the first that is not hidden.
    func sheet(_ chosen: String?) throws(ConnectorError) -> Sheet {
        let found: Sheet?
        if let chosen {
            let number = Int(chosen) ?? 0
            found =
                sheets.first { $0.name == chosen }
                ?? (sheets.indices.contains(number - 1) ? sheets[number - 1] : nil)
        } else {
            found = sheets.first { !$0.isHidden } ?? sheets.first
        }
        if let found { return found }
        let names =
            sheets.isEmpty ? "no sheets" : sheets.prefix(20).map { "`\($0.name)`" }.joined(separator: ", ")
        throw ConnectorError(
            .notFound, "\(path) has no sheet `\(chosen ?? "1")`; it has \(names): correct `sheet`")
    }

    /// What is to be told of the choice of a sheet.
    func remarks(_ sheet: Sheet, chosen: String?) -> [String] {
        chosen == nil && sheets.count > 1 ? ["read sheet `\(sheet.name)`, one of \(sheets.count)"] : []
    }

    func stream(_ sheet: Sheet, maxRowBytes: Int) throws(ConnectorError) -> SheetStream<ConnectorError> {
        var source = try archive.open(sheet.member)
        var isStart = true
        let path = path
        return SheetStream(
            SheetReader(maxRowBytes: maxRowBytes),
            explain: { Self.explain($0, "\(path)!\(sheet.member.name)") }
        ) { () throws(ConnectorError) in
            try Self.piece(of: &source, &isStart)
        }
    }
}

// MARK: - Values

extension Workbook {
    /// Appends the value of a cell; false when it has none.
    func append(_ cell: SheetReader.Cell, of row: SheetReader, to output: inout [UInt8])
        throws(ConnectorError) -> Bool
    {
        guard let range = cell.range, cell.kind != .error else { return false }
        let text = row.text[range]
        switch cell.kind {
        case .text: output += text
        case .shared:
            guard let number = Int(String(decoding: text, as: UTF8.self)), let place = strings.range(number)
            else {
                throw ConnectorError(
                    .malformed,
                    "\(path): row \(row.number) refers to a text that is not there; have it saved again")
            }
            output += strings.bytes[place]
        case .boolean: output += (text.elementsEqual([0x31]) ? "true" : "false").utf8
        default:
            let format = formats.indices.contains(cell.style) ? formats[cell.style] : .number
            if cell.kind == .number, format != .number,
                let serial = Double(String(decoding: text, as: UTF8.self)),
                let date = WorkbookDates.text(of: serial, as: format, from1904: isFrom1904)
            {
                output += date.utf8
            } else if text.isEmpty {
                return false
            } else {
                output += text
            }
        }
        return true
    }

    /// The texts of a row, one a column from the first on.
    func texts(of row: SheetReader) throws(ConnectorError) -> [String] {
        var texts: [String] = []
        for cell in row.cells {
            var bytes: [UInt8] = []
            guard try append(cell, of: row, to: &bytes) else { continue }
            while texts.count <= cell.column { texts.append("") }
            texts[cell.column] = String(decoding: bytes, as: UTF8.self)
        }
        return texts
    }
}

// MARK: - Parts

extension Workbook {
    private static func archive(_ path: String) throws(ConnectorError) -> ZipArchive {
        let head = try FileReader(path: path).read(8)
        guard ZipArchive.isZip(head) else {
            let what =
                if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
                    "is an old workbook (.xls), or one with a password; save it as .xlsx without a password, or as CSV"
                } else if head.first == UInt8(ascii: "<") || head.starts(with: [0xEF, 0xBB, 0xBF, 0x3C]) {
                    "is HTML or XML that is called a workbook; open it in Excel and save it as .xlsx"
                } else {
                    "is no workbook; correct `path`, or use the connector `csv` if it is text"
                }
            throw ConnectorError(.malformed, "\(path) \(what)")
        }
        let archive = try ZipArchive(path: path)
        if archive.isWorkbook, archive.member(named: "xl/workbook.bin") == nil { return archive }
        let what =
            archive.isWorkbook
            ? "is a binary workbook (.xlsb)"
            : archive.member(named: "content.xml") != nil
                ? "is an OpenDocument workbook (.ods)" : "is a ZIP archive and no workbook"
        throw ConnectorError(.malformed, "\(path) \(what); save the sheet as .xlsx or CSV")
    }

    private static func parts(of name: String, in archive: ZipArchive) throws(ConnectorError) -> WorkbookParts
    {
        var parts = WorkbookParts()
        try read(name, in: archive) { (tape, parser) throws(XMLError) in try parts.read(tape, parser) }
        return parts
    }

    private static func read(
        _ name: String, in archive: ZipArchive, _ body: (XMLTape, XMLPushParser) throws(XMLError) -> Void
    ) throws(ConnectorError) {
        let path = "\(archive.path)!\(name)"
        guard let member = archive.member(named: name) else {
            throw ConnectorError(.malformed, "\(path) is missing; have the workbook saved again")
        }
        var source = try archive.open(member)
        var isStart = true
        let parser = XMLPushParser()
        try parser.parseAll(
            { () throws(ConnectorError) in try piece(of: &source, &isStart) }, explain: { explain($0, path) }
        ) { (tape) throws(XMLError) in try body(tape, parser) }
    }

    /// The next bytes, without a byte order mark.
    private static func piece(
        of source: inout any ByteSource, _ isStart: inout Bool
    ) throws(ConnectorError) -> [UInt8] {
        let bytes = try source.read(1 << 17)
        defer { isStart = false }
        if isStart, TextEncoding.marked(bytes[...]) == .utf8, bytes.count > 3 {
            return Array(bytes.dropFirst(3))
        }
        return bytes
    }

    private static func target(_ type: String, in parts: WorkbookParts, from folder: String) -> String? {
        parts.relations.first { $0.type == type }.map { resolved($0.target, from: folder) }
    }

    /// A target is a path from the folder of the part that names it, or from the root.
    private static func resolved(_ target: String, from folder: String) -> String {
        var steps: [Substring] = []
        for step in ((target.hasPrefix("/") ? "" : folder) + target).split(separator: "/") {
            if step == ".." { _ = steps.popLast() } else if step != "." { steps.append(step) }
        }
        return steps.joined(separator: "/")
    }

    private static func explain(_ error: XMLError, _ path: String) -> ConnectorError {
        switch error.code {
        case .documentType, .tooLarge: ConnectorError(.forbiddenContent, "\(path): \(error)")
        default: ConnectorError(.malformed, "\(path): \(error); have the workbook saved again")
        }
    }
}
