import HubConnect
import HubModel
import TestSupport

/// The example of `Connectors/README.md` under the contract.
struct FixedWidthCase: ConnectorCase {
    private static let width = 60

    var type: any Connector.Type { FixedWidthConnector.self }
    var holdsMissing: Bool { false }

    /// A line has no line breaks, a field no more than its width, and blanks at its end are not its own.
    func holds(value: String) -> Bool {
        value.unicodeScalars.count <= Self.width && value.unicodeScalars.last != " "
            && !value.utf8.contains(0x0A)
    }

    func source(columns: [String], rows: [[String?]]) async throws -> PreparedSource {
        let lines = rows.map { row in
            row.map { value in
                let text = value ?? ""
                return text + String(repeating: " ", count: Self.width - text.unicodeScalars.count)
            }.joined() + "\n"
        }
        var fields: [String: String] = [:]
        for (index, column) in columns.enumerated() {
            fields[column] = "\(index * Self.width + 1)-\((index + 1) * Self.width)"
        }
        return try prepare(lines.joined(), fields)
    }

    func sourceWithBrokenRecord(secret: String) async throws -> PreparedSource? {
        try prepare("a                   \n\(secret)\nb                   \n", ["value": "1-20"])
    }

    func brokenSource(secret: String) async throws -> PreparedSource {
        let folder = try TemporaryFolder()
        try folder.write("source.txt/\(secret)", "a folder")
        return try prepare(in: folder, ["value": "1-20"])
    }

    func missingSource() async throws -> (source: PreparedSource, named: String) {
        let folder = try TemporaryFolder()
        return (try prepare(in: folder, ["value": "1-20"]), "\(folder.path)/source.txt")
    }

    private func prepare(_ text: String, _ fields: [String: String]) throws -> PreparedSource {
        let folder = try TemporaryFolder()
        try folder.write("source.txt", text)
        return try prepare(in: folder, fields)
    }

    private func prepare(in folder: TemporaryFolder, _ fields: [String: String]) throws -> PreparedSource {
        let settings = try makeSettings(type, ["path": "source.txt"], dictionaries: ["fields": fields])
        let context = ConnectorContext(folder: folder.path, columns: [])
        return PreparedSource(connector: try FixedWidthConnector(settings, context), home: folder)
    }
}
