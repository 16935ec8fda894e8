import HubConnect

/// What connectors that need nothing but a path have in common: the columns are those the connector finds.
protocol PathProber: Prober {
    /// Endings of file names, in lower case.
    static var endings: Set<String> { get }
    /// Bytes that such files begin with; empty for none.
    static var mark: [UInt8] { get }
}

extension PathProber {
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
        source.columns = try await opener.open(source, columns: []).columns().map { SourceColumn($0) }
        return source
    }
}

/// One JSON object a line.
package struct NDJSONProber: PathProber {
    package static let connector = "ndjson"
    static let endings: Set = ["ndjson", "jsonl"]
    static let mark: [UInt8] = []

    package init() {}
}

/// A sheet of a workbook.
package struct XLSXProber: PathProber {
    package static let connector = "xlsx"
    static let endings: Set = ["xlsx"]
    static let mark = Array("PK".utf8)

    package init() {}
}

/// A table of an SQLite file.
package struct SQLiteProber: PathProber {
    package static let connector = "sqlite"
    static let endings: Set = ["sqlite", "sqlite3", "db"]
    static let mark = Array("SQLite format 3".utf8)

    package init() {}
}
