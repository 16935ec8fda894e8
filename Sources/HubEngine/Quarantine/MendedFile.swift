import Foundation
import HubConnect
import HubMapping
import HubModel
import HubStore

/// An export that a department has mended and sent back: delimited text with a header, in any encoding.
struct MendedFile {
    /// A row that could not be read.
    struct Unreadable: Sendable {
        let line: Int
        let reason: String
    }

    /// The whole file is held in memory, in one arena.
    private static let mostBytes = 1 << 30

    let columns: [String]
    private(set) var table: CellTable
    private(set) var lines: [Int] = []
    private(set) var unreadable: [Unreadable] = []
    private let originColumn: Int?

    /// Reads the whole file. Throws `ConnectorError` when it cannot be read, or has none of the feed's columns.
    init(
        path: String, feed: Feed, format: DelimitedFormat, csv: any Connector.Type
    ) async throws {
        let connector = try await Self.open(path, feed: feed, format: format, csv: csv)
        columns = try await connector.columns()
        let own = ExportColumns(besides: feed.columns)
        originColumn = columns.firstIndex(of: own.origin)
        table = CellTable(width: columns.count)
        var rows = CellTable(width: columns.count)
        var lines: [Int] = []
        var unreadable: [Unreadable] = []
        try await connector.read { batch in
            try Task.checkCancellation()
            guard rows.arena.count < Self.mostBytes else {
                throw ConnectorError(.malformed, "\(path) is larger than 1 GiB; send it in several files")
            }
            rows.append(contentsOf: batch.table)
            lines += batch.positions.map(\.line)
            unreadable += batch.rejects.map { Unreadable(line: $0.position.line, reason: $0.reason.code) }
        }
        table = rows
        self.lines = lines
        self.unreadable = unreadable
    }

    /// The delimiter may have changed on the way through a spreadsheet: the first with which the header names a column of
    /// the feed is taken.
    private static func open(
        _ path: String, feed: Feed, format: DelimitedFormat, csv: any Connector.Type
    ) async throws -> any Connector {
        var first: (any Error)?
        var tried: Set<UInt8> = []
        for delimiter in [format.delimiter, 0x2C, 0x3B, 0x09, 0x7C] where tried.insert(delimiter).inserted {
            guard delimiter != format.quote else { continue }
            let connector = try csv.init(
                settings(path, delimiter: delimiter, quote: format.quote, for: csv),
                ConnectorContext(folder: FileManager.default.currentDirectoryPath, columns: feed.columns))
            do {
                let columns = try await connector.columns()
                if columns.contains(where: feed.columns.contains) { return connector }
            } catch { first = first ?? error }
        }
        throw first
            ?? ConnectorError(
                .badHeader,
                "the header of \(path) has none of the columns of feed \(feed.name) (`\(feed.columns.first ?? "")`, …)"
            )
    }

    private static func settings(
        _ path: String, delimiter: UInt8, quote: UInt8, for csv: any Connector.Type
    ) throws -> Settings {
        let place = SourceLocation(file: path, line: 1, column: 1)
        func text(_ text: String) -> Node { Node(.string(text), at: place) }
        let members = [
            ("path", path), ("delimiter", String(UnicodeScalar(delimiter))),
            ("quote", String(UnicodeScalar(quote))),
        ].map { Node.Member(name: $0.0, location: place, value: text($0.1)) }
        var diagnostics = Diagnostics()
        let settings = Settings(
            Node(.object(members), at: place), declared: csv.settings, environment: [:], owner: place,
            diagnostics: &diagnostics)
        guard diagnostics.isEmpty else { throw diagnostics }
        return settings
    }

    /// What names the record that a row mends; empty when the row does not tell.
    func origin(_ row: Int) -> String {
        originColumn.flatMap { table.text(row, $0) }?.trimmingCharacters(in: .whitespaces) ?? ""
    }

    /// The cells of a row over those of `copy`. Columns that the file lacks stay; so do missing cells that are blank in
    /// the file, which cannot tell the two apart.
    func overlay(_ row: Int, on copy: RecordCopy) -> RecordCopy {
        var result = copy
        for (index, name) in copy.columns.enumerated() {
            guard let column = columns.firstIndex(of: name), let text = table.text(row, column) else {
                continue
            }
            if copy.cells[index] != nil || !text.isEmpty { result.cells[index] = text }
        }
        return result
    }
}

extension CellTable {
    /// Appends all rows of a table of the same width.
    fileprivate mutating func append(contentsOf other: CellTable) {
        let offset = UInt32(arena.count)
        arena += other.arena
        cells += other.cells.map { $0.isMissing ? $0 : Cell(start: $0.start + offset, length: $0.length) }
    }
}

/// Finds the row that mends a record: by the name that the export gave the record, else by its key.
struct MendedRows {
    let file: MendedFile
    private var byOrigin: [String: Int] = [:]
    private var byKey: [String: Int] = [:]
    private var used: Set<Int> = []
    /// Lines of rows that speak of the same record as an earlier one, and differently.
    private(set) var conflicting: [Int] = []

    init(_ file: MendedFile, feed: Feed, mapper: BatchMapper) {
        self.file = file
        let blank = RecordCopy(columns: feed.columns, cells: feed.columns.map { _ in nil })
        for row in 0..<file.table.rowCount {
            let origin = file.origin(row)
            let key = mapper.identity(of: file.overlay(row, on: blank), columns: feed.columns)?.key ?? ""
            let earlier = origin.isEmpty ? byKey[key] : byOrigin[origin]
            if let earlier {
                used.insert(row)
                if file.overlay(row, on: blank) != file.overlay(earlier, on: blank) {
                    conflicting.append(file.lines[row])
                }
            } else if !origin.isEmpty {
                byOrigin[origin] = row
            } else if !key.isEmpty {
                byKey[key] = row
            }
        }
    }

    /// The row that mends a record. A row may mend several equal records.
    mutating func row(mending origin: String, key: String) -> Int? {
        let row = (origin.isEmpty ? nil : byOrigin[origin]) ?? (key.isEmpty ? nil : byKey[key])
        if let row { used.insert(row) }
        return row
    }

    /// The row that names a record, when it mended none so far.
    mutating func unusedRow(mending origin: String) -> Int? {
        guard let row = byOrigin[origin], used.insert(row).inserted else { return nil }
        return row
    }

    /// Lines of rows that mend nothing that lies in quarantine.
    var unmatched: [Int] { file.lines.indices.filter { !used.contains($0) }.map { file.lines[$0] } }
}
