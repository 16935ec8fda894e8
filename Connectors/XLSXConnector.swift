import Foundation
import HubConnect
import HubFiles
import HubModel
import HubXML

/// A worksheet of an Excel workbook (.xlsx, ECMA-376).
///
/// ```
/// 1  │ 2024年5月常住人口登记表           above the header: left out
/// 2  │ 姓名     出生日期    身份证号       header
/// 3  │ 张三     1980/5/1   3.30203E+17   dates become 1980-05-01; a long number is what Excel kept of it
/// ```
///
/// The sheet is unpacked and parsed piece by piece; only the texts that cells share are held in memory.
package struct XLSXConnector: Connector {
    package static let name = "xlsx"
    package static let summary = "a sheet of an Excel workbook (.xlsx)"
    package static let settings: [SettingDeclaration] =
        FileSet.settings + [
            SettingDeclaration(
                "sheet", .text,
                help: "name of the sheet, or its number from 1; the first one that is not hidden"),
            SettingDeclaration(
                "header", .boolean, default: "true",
                help: "whether a row names the columns; false calls them c1, c2, …"),
            SettingDeclaration(
                "skip_lines", .integer(0...1000), default: "0", help: "rows before the header or first record"
            ),
            SettingDeclaration(
                "totals", .texts, help: "how rows begin that are no records: `[\"合计\", \"制表人*\"]`"),
            SettingDeclaration(
                "max_record_bytes", .integer(1024...(64 << 20)), default: "1048576",
                help: "a longer record is rejected"),
        ]

    private let files: FileSet
    private let sheet: String?
    private let hasHeader: Bool
    private let skipLines: Int
    private let totals: CSVTotals
    private let maxRecordBytes: Int
    private let wanted: [String]

    package init(_ settings: Settings, _ context: ConnectorContext) throws(ConnectorError) {
        files = FileSet(settings, context)
        sheet = settings.text("sheet")
        hasHeader = settings.flag("header")
        skipLines = settings.integer("skip_lines") ?? 0
        totals = CSVTotals(settings.list("totals"))
        maxRecordBytes = settings.integer("max_record_bytes") ?? 1 << 20
        wanted = context.columns
    }

    package func columns() async throws -> [String] {
        let workbook = try Workbook(path: files.files()[0])
        return try header(of: workbook.sheet(sheet), in: workbook).columns.map(\.name)
    }

    package func contentDigest() async throws -> String? { try files.contentDigest() }

    package func changeStamp() async throws -> String? { files.changeStamp() }

    package func lastChange() async throws -> Int? { files.lastChange() }

    package func read(
        from checkpoint: String?, deliver: (RecordBatch) async throws -> Void
    ) async throws -> Reading {
        let paths = try files.files()
        var columns: [String] = []
        var ordinal = 0
        var isDelivered = false
        var remarks: [String] = []
        for (number, path) in paths.enumerated() {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            let part = paths.count == 1 ? SourcePart.whole : SourcePart(number: number, name: name)
            let workbook = try Workbook(path: path)
            let sheet = try workbook.sheet(sheet)
            let header = try header(of: sheet, in: workbook)
            if number == 0 { columns = header.columns.map(\.name) }
            var rows = try SheetRows(
                header, as: columns, wanted: wanted, part: part, totals: totals,
                maxRecordBytes: maxRecordBytes,
                after: ordinal, workbook: workbook, workbook.stream(sheet, maxRowBytes: maxRecordBytes))
            while let batch = try rows.nextBatch() {
                try Task.checkCancellation()
                if batch.positions.isEmpty, batch.rejects.isEmpty { continue }
                try await deliver(batch)
                isDelivered = true
            }
            ordinal = rows.ordinal
            let prefix = paths.count == 1 ? "" : "\(name): "
            remarks += (workbook.remarks(sheet, chosen: self.sheet) + header.remarks + rows.remarks).map {
                prefix + $0
            }
        }
        if !isDelivered { try await deliver(RecordBatch(columns: columns)) }
        return Reading(remarks: remarks)
    }
}

// MARK: - The header

/// Where the columns of a sheet stand, and behind which row its records begin.
private struct SheetHeader {
    var columns: [(name: String, place: Int)] = []
    /// Number of the header's row.
    var row = 0
    var texts: [String] = []
    var remarks: [String] = []
}

extension XLSXConnector {
    /// How many rows may hold the header.
    private static let searchRows = 20

    /// The first of the first rows that has most of the wanted columns; where nothing is wanted, the first that is about as
    /// wide as any: titles fill one cell.
    private func header(of sheet: Workbook.Sheet, in workbook: Workbook) throws -> SheetHeader {
        var stream = try workbook.stream(sheet, maxRowBytes: maxRecordBytes)
        var rows: [(row: Int, texts: [String])] = []
        while rows.count < Self.searchRows, try stream.next() {
            guard stream.reader.number > skipLines else { continue }
            let texts = try workbook.texts(of: stream.reader)
            if texts.contains(where: { !$0.isEmpty }) { rows.append((stream.reader.number, texts)) }
        }
        guard hasHeader else {
            let names = (0..<max(rows.map(\.texts.count).max() ?? 0, 1)).map {
                (name: "c\($0 + 1)", place: $0)
            }
            return SheetHeader(columns: names, row: skipLines)
        }
        guard !rows.isEmpty else {
            throw ConnectorError(
                .badHeader, "sheet `\(sheet.name)` of \(workbook.path) is empty; a header was expected")
        }
        let headers = rows.map { CSVHeader($0.texts, wanted: wanted) }
        let widest = rows.map { $0.texts.count { !$0.isEmpty } }.max() ?? 0
        let most = headers.map(\.wantedCount).max() ?? 0
        guard wanted.isEmpty || most > 0 else {
            throw ConnectorError(
                .badHeader,
                "sheet `\(sheet.name)` of \(workbook.path) has none of the columns that are wanted (`\(wanted[0])`, …) in "
                    + "its first \(Self.searchRows) rows; check `sheet`, `header` and `skip_lines`")
        }
        let index = rows.indices.first {
            wanted.isEmpty
                ? rows[$0].texts.count { !$0.isEmpty } * 2 > widest : headers[$0].wantedCount == most
        }
        let found = headers[index ?? 0]
        guard found.repeated.isEmpty else {
            throw ConnectorError(
                .badHeader,
                "sheet `\(sheet.name)` of \(workbook.path) names \(CSVHeader.listed(found.repeated)) more than once; every "
                    + "column that is wanted needs a name of its own")
        }
        let row = rows[index ?? 0]
        let columns = found.names.indices.filter {
            !found.unnamed.contains($0) || wanted.contains(found.names[$0])
        }
        let rowsAbove = index ?? 0
        let above =
            rowsAbove == 0 ? [] : ["left out \(rowsAbove) row\(rowsAbove == 1 ? "" : "s") above the header"]
        return SheetHeader(
            columns: columns.map { (found.names[$0], $0) }, row: row.row, texts: row.texts,
            remarks: found.remarks + above)
    }
}

// MARK: - Rows

/// Makes batches of the rows of one sheet.
private struct SheetRows {
    private let columns: [String]
    /// Of each column of the sheet, the column of the batch; -1 for none.
    private var places: [Int] = []
    private let header: SheetHeader
    private let part: SourcePart
    private let totals: CSVTotals
    private let maxRecordBytes: Int
    private let workbook: Workbook
    private var stream: SheetStream<ConnectorError>
    private(set) var ordinal: Int
    private var isDone = false
    private var counts = (errors: 0, unsaved: 0, nameless: 0, totals: 0, headers: 0)

    init(
        _ header: SheetHeader, as columns: [String], wanted: [String], part: SourcePart, totals: CSVTotals,
        maxRecordBytes: Int, after ordinal: Int, workbook: Workbook, _ stream: SheetStream<ConnectorError>
    ) throws(ConnectorError) {
        for (name, place) in header.columns {
            while places.count <= place { places.append(-1) }
            places[place] = columns.firstIndex(of: name) ?? -1
        }
        let names = header.columns.map(\.name)
        if let column = columns.first(where: { wanted.contains($0) && !names.contains($0) }) {
            throw ConnectorError(
                .noSuchColumn,
                "\(workbook.path) has no column `\(column)`, which newer files of `path` have; deliver it with the column"
            )
        }
        self.header = header
        self.columns = columns
        self.part = part
        self.totals = totals
        self.maxRecordBytes = maxRecordBytes
        self.workbook = workbook
        self.stream = stream
        self.ordinal = ordinal
    }

    /// The next rows, at most 8,192; `nil` behind the last one.
    mutating func nextBatch() throws(ConnectorError) -> RecordBatch? {
        if isDone { return nil }
        var batch = RecordBatch(columns: columns, part: part)
        while !batch.isFull, batch.positions.count + batch.rejects.count < 8192, batch.rejects.count < 64 {
            guard try stream.next() else {
                isDone = true
                break
            }
            if stream.reader.number > header.row { try append(to: &batch) }
        }
        return batch
    }

    private mutating func append(to batch: inout RecordBatch) throws(ConnectorError) {
        let row = stream.reader
        let start = batch.table.arena.count
        var cells = [CellTable.Cell](repeating: .missing, count: columns.count)
        var isBlank = !row.isTooLong
        for cell in row.cells {
            let column = cell.column < places.count ? places[cell.column] : -1
            let from = batch.table.arena.count
            guard try workbook.append(cell, of: row, to: &batch.table.arena) else {
                if cell.kind == .error { counts.errors += 1 }
                if cell.isFormula, cell.range == nil { counts.unsaved += 1 }
                continue
            }
            let length = batch.table.arena.count - from
            let isEmpty = batch.table.arena[from...].allSatisfy { $0 == 0x20 || $0 == 0x09 }
            guard column >= 0 else {
                batch.table.arena.removeLast(length)
                if !isEmpty { counts.nameless += 1 }
                continue
            }
            cells[column] = CellTable.Cell(start: UInt32(from), length: UInt32(length))
            isBlank = isBlank && isEmpty
        }
        if isBlank || isNoRecord(cells, batch.table.arena) {
            return batch.table.arena.removeLast(batch.table.arena.count - start)
        }
        ordinal += 1
        let position = RecordPosition(ordinal: ordinal, line: row.number)
        let isTooLong = row.isTooLong || batch.table.arena.count - start > maxRecordBytes
        guard isTooLong || batch.table.arena[start...].contains(0) else {
            batch.positions.append(position)
            batch.table.cells += cells
            return
        }
        let raw = batch.table.arena.quarantineText(start..<batch.table.arena.count)
        batch.table.arena.removeLast(batch.table.arena.count - start)
        batch.rejects.append(
            Reject(
                isTooLong ? .fieldTooLong : .nulByte, at: position,
                detail: isTooLong ? "longer than \(maxRecordBytes) bytes" : "a NUL character", raw: raw))
    }

    /// Whether a row begins like totals, or repeats the header.
    private mutating func isNoRecord(_ cells: [CellTable.Cell], _ arena: [UInt8]) -> Bool {
        if !totals.isEmpty, totals.hold(arena.span, cells[...]) {
            counts.totals += 1
            return true
        }
        let isHeader =
            header.row > 0 && !header.texts.isEmpty
            && header.columns.allSatisfy { name, place in
                guard let column = columns.firstIndex(of: name) else { return true }
                return arena[cells[column].range].elementsEqual(header.texts[place].utf8)
            }
        if isHeader { counts.headers += 1 }
        return isHeader
    }

    var remarks: [String] {
        [
            (counts.totals, "row of totals was left out", "rows of totals were left out"),
            (counts.headers, "repeated header was left out", "repeated headers were left out"),
            (
                counts.errors, "cell holds an error such as #N/A, taken as missing",
                "cells hold an error such as #N/A, taken as missing"
            ),
            (
                counts.unsaved,
                "formula was saved without its value, taken as missing: open and save the workbook in Excel",
                "formulas were saved without their values, taken as missing: open and save the workbook in Excel"
            ),
            (
                counts.nameless, "value stands in a column that the header does not name, left out",
                "values stand in columns that the header does not name, left out"
            ),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
    }
}
