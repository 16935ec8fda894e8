import HubConnect

/// What connectors that need nothing but a path have in common: the columns are those the connector finds.
protocol PathProber: Prober {
    /// Endings of file names, in lower case.
    static var endings: Set<String> { get }
    /// Bytes that such files begin with; empty for none.
    static var mark: [UInt8] { get }
    /// The setting that names one of several tables, for connectors that have one.
    static var tableSetting: String? { get }
    /// What a column's name says.
    static func column(_ id: String) -> SourceColumn
}

extension PathProber {
    static var tableSetting: String? { nil }
    package static var hasTables: Bool { tableSetting != nil }

    package func recognises(_ input: GuessInput) -> Bool {
        guard case .file = input.place else { return false }
        return Self.endings.contains(input.ending) && input.head.starts(with: Self.mark)
    }

    package func probe(_ input: GuessInput, _ opener: ConnectorOpener) async throws -> ProbedSource {
        guard case .file(let written, _) = input.place else {
            throw GuessError("the connector \(Self.connector) reads files")
        }
        var source = ProbedSource(
            connector: Self.connector, settings: [SourceSetting("path", .text(written))], columns: [])
        if let table = input.table, let setting = Self.tableSetting {
            source.settings.append(SourceSetting(setting, .text(table)))
        }
        source.columns = try await opener.open(source, columns: []).columns().map(Self.column)
        return source
    }
}

/// One JSON object a line, or an array of them.
package struct NDJSONProber: PathProber {
    package static let connector = "ndjson"
    static let endings: Set = ["ndjson", "jsonl", "json"]
    static let mark: [UInt8] = []

    package init() {}

    /// The meaning of `address.city` is `city`, of an address.
    static func column(_ id: String) -> SourceColumn {
        var steps = [""]
        var isQuoted = false
        var isIndex = false
        for character in id {
            switch character {
            case "\"": isQuoted.toggle()
            case "." where !isQuoted: steps.append("")
            case "[" where !isQuoted: isIndex = true
            case "]" where !isQuoted: isIndex = false
            default: if !isIndex { steps[steps.count - 1].append(character) }
            }
        }
        steps.removeAll(where: \.isEmpty)
        return SourceColumn(id, names: Array(steps.suffix(1)), context: Array(steps.dropLast()))
    }
}

/// A sheet of a workbook.
package struct XLSXProber: PathProber {
    package static let connector = "xlsx"
    static let endings: Set = ["xlsx"]
    static let tableSetting: String? = "sheet"
    static let mark = Array("PK".utf8)

    package init() {}

    static func column(_ id: String) -> SourceColumn {
        let isNumber = id.hasPrefix("c") && Int(id.dropFirst()) != nil
        return SourceColumn(id, names: isNumber ? [] : [CSVProber.withoutNumber(id)])
    }
}

/// A table of an SQLite file: the one that is named, or the only one.
package struct SQLiteProber: Prober {
    package static let connector = "sqlite"
    package static let hasTables = true

    package init() {}

    package func recognises(_ input: GuessInput) -> Bool {
        guard case .file = input.place else { return false }
        return input.head.starts(with: "SQLite format 3".utf8)
    }

    package func probe(_ input: GuessInput, _ opener: ConnectorOpener) async throws -> ProbedSource {
        guard case .file(let written, _) = input.place else {
            throw GuessError("the connector sqlite reads files")
        }
        func source(_ name: String, _ text: String) -> ProbedSource {
            ProbedSource(
                connector: Self.connector,
                settings: [SourceSetting("path", .text(written)), SourceSetting(name, .text(text))],
                columns: [])
        }
        let tables = try await opener.rows(of: source("query", Self.tables)).compactMap { $0.first ?? nil }
        let table: String
        switch (input.table, tables.count) {
        case (let named?, _): table = named
        case (nil, 1): table = tables[0]
        case (nil, 0): throw GuessError("\(written) has no table")
        default:
            let names = tables.prefix(20).joined(separator: ", ") + (tables.count > 20 ? ", …" : "")
            throw GuessError("\(written) has \(tables.count) tables; name one of them with --table: \(names)")
        }
        var found = source("table", table)
        // The connector lets nobody ask for primary keys; uniqueness finds them.
        found.columns = try await opener.open(found, columns: []).columns().map { SourceColumn($0) }
        return found
    }

    private static let tables = """
        SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
        """
}
