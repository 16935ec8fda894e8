import Foundation
import HubModel

/// The tables of a workspace, and what was made of them. Two values that look into a table by the same columns share
/// what was built for it.
final class TableCatalog {
    private struct Use: Hashable {
        let table: Int
        let from: [Int]
        let to: Int
    }

    /// Sorted by name.
    private let tables: [LookupTable]
    /// Names of all files, also of those that could not be read, which has been reported.
    private let names: [String]
    private var built: [Use: CodeTable] = [:]

    init(_ tables: [LookupTable] = [], names: [String] = []) {
        self.tables = tables
        self.names = names
    }

    /// The codes of table `name` from some of its columns to one. What is wrong is reported: at `place` when the
    /// table is not there, where a column is named when it has no such column, in the table when a code is
    /// ambiguous. Without `from` and `to` the first and the second column are meant.
    func codes(
        of name: Located<String>, from: [Located<String>], to: Located<String>?,
        _ report: inout Diagnostics
    ) -> CodeTable? {
        guard let position = tables.firstIndex(where: { $0.name == name.value }) else {
            if !names.contains(name.value) {
                let none = "put `\(name.value).csv` into `tables`"
                let hint = suggestion(for: name.value, among: names, otherwise: "there are: ")
                report.report(
                    "there is no table `\(name.value)`", hint: names.isEmpty ? none : hint, at: name.location)
            }
            return nil
        }
        let table = tables[position]
        let keys = from.map { column($0, of: table, &report) }
        let value = to.map { column($0, of: table, &report) } ?? 1
        guard let value, !keys.contains(nil) else { return nil }
        guard value < table.columns.count else {
            report.report(
                "table `\(table.name)` has one column, so `to` has nothing to lead to",
                hint: "columns are separated by commas",
                at: name.location)
            return nil
        }
        let use = Use(table: position, from: keys.isEmpty ? [0] : keys.compactMap(\.self), to: value)
        if let codes = built[use] { return codes }
        let codes = table.codes(from: use.from, to: use.to, &report)
        built[use] = codes
        return codes
    }

    private func column(
        _ name: Located<String>, of table: LookupTable, _ report: inout Diagnostics
    ) -> Int? {
        if let index = table.columns.firstIndex(of: name.value) { return index }
        report.report(
            "table `\(table.name)` has no column `\(name.value)`",
            hint: suggestion(for: name.value, among: table.columns, otherwise: "it has: "), at: name.location)
        return nil
    }
}

extension TableCatalog {
    /// Largest file read; what is larger is data, not a code list.
    private static let maximumSize = 64 << 20

    /// Reads all files of the folder at `path`, which need not be there.
    static func read(_ path: String, shownAs shown: String, _ report: inout Diagnostics) -> TableCatalog {
        var causes = Diagnostics()
        defer { report.merge(causes: causes) }
        let entries = try? FileManager.default.contentsOfDirectory(atPath: path)
        if entries == nil, FileManager.default.fileExists(atPath: path) {
            causes.report(
                "the folder cannot be read", hint: "it holds one CSV file for each table",
                at: SourceLocation(file: shown, line: 1, column: 1))
        }
        var tables: [LookupTable] = []
        var names: [String] = []
        for entry in (entries ?? []).sorted() where ConfigFolder.counts(entry) {
            let place = SourceLocation(file: "\(shown)/\(entry)", line: 1, column: 1)
            guard let name = name(of: entry, at: place, &causes) else { continue }
            names.append(name)
            guard let bytes = bytes("\(path)/\(entry)", at: place, &causes) else { continue }
            if let table = TableFile.read(bytes, name: name, at: place, &causes) { tables.append(table) }
        }
        return TableCatalog(tables, names: names)
    }

    /// `occupation` of `occupation.csv`, `occupation@2015` of `occupation@2015.csv`.
    private static func name(
        of entry: String, at place: SourceLocation, _ report: inout Diagnostics
    ) -> String? {
        guard entry.hasSuffix(".csv") else {
            report.report("this is no `.csv` file", hint: "a table is CSV in UTF-8 with a header", at: place)
            return nil
        }
        let name = String(entry.dropLast(4))
        if isName(name) { return name }
        report.report(
            "`\(entry)` cannot be the file name of a table",
            hint:
                "lower-case words joined by `-`, at most \(Names.maximumLength) characters, an edition behind "
                + "`@` if there is one, then `.csv`",
            at: place)
        return nil
    }

    /// Whether a table can be called so: a name, then perhaps an edition of digits, small letters, `-` and `.`.
    static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard Names.isValid(String(parts[0]), joint: "-") else { return false }
        guard parts.count == 2 else { return true }
        return !parts[1].isEmpty && parts[1].utf8.count <= Names.maximumLength
            && parts[1].utf8.allSatisfy {
                (48...57).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 46
            }
    }

    private static func bytes(
        _ path: String, at place: SourceLocation, _ report: inout Diagnostics
    ) -> [UInt8]? {
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let facts = try? file.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
        if let size = facts?.fileSize, size > maximumSize {
            report.report(
                "the table has \(size) bytes", hint: "a table has at most 64 MiB; is it a feed?", at: place)
            return nil
        }
        guard facts?.isRegularFile == true, let data = try? Data(contentsOf: file) else {
            report.report(
                "the file cannot be read", hint: "does it exist, and may this user read it?", at: place)
            return nil
        }
        return [UInt8](data)
    }
}
