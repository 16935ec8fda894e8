import Connectors
import HubConnect
import HubModel
import TestSupport

/// XML documents under the contract.
struct XMLCase: ConnectorCase {
    var type: any Connector.Type { XMLConnector.self }
    var holdsMissing: Bool { true }

    /// A column is the name of an element here.
    func holds(columnName: String) -> Bool {
        guard let first = columnName.unicodeScalars.first, first.properties.isXIDStart else { return false }
        return columnName.unicodeScalars.allSatisfy {
            $0.properties.isXIDContinue && $0.value < 0x3000
                || (0x4E00...0x9FFF).contains($0.value)
        }
    }

    /// White space at the ends is trimmed, and control characters cannot be written.
    func holds(value: String) -> Bool {
        let space: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
        let isTrimmed = ![value.utf8.first, value.utf8.last].contains { $0.map(space.contains) ?? false }
        return isTrimmed
            && value.unicodeScalars.allSatisfy {
                ($0.value >= 0x20 || $0.value == 0x09 || $0.value == 0x0A || $0.value == 0x0D)
                    && $0.value != 0xFFFE && $0.value != 0xFFFF
            }
    }

    func source(columns: [String], rows: [[String?]]) async throws -> PreparedSource {
        let records = rows.map { row in
            let values = zip(columns, row).map { column, value in
                value.map { "<\(column)>\(escaped($0))</\(column)>" } ?? ""
            }
            return "  <row>\(values.joined())</row>\n"
        }
        return try file("<rows>\n\(records.joined())</rows>\n", columns: columns)
    }

    func sourceWithBrokenRecord(secret: String) async throws -> PreparedSource? {
        let long = String(repeating: "x", count: 2000)
        let rows = ["a", escaped(secret) + long, "b"].map { "<row><value>\($0)</value></row>" }
        return try file(
            "<rows>\(rows.joined(separator: "\n"))</rows>", columns: ["value"],
            settings: ["max_record_bytes": "1024"])
    }

    func brokenSource(secret: String) async throws -> PreparedSource {
        try file("<rows><row><value>\(escaped(secret))</valu></row></rows>", columns: ["value"])
    }

    func missingSource() async throws -> (source: PreparedSource, named: String) {
        let folder = try TemporaryFolder()
        return (try prepare("absent.xml", in: folder, ["value"], [:]), "\(folder.path)/absent.xml")
    }

    private func file(
        _ text: String, columns: [String], settings: [String: String] = [:]
    ) throws -> PreparedSource {
        let folder = try TemporaryFolder()
        try folder.write("source.xml", text)
        return try prepare("source.xml", in: folder, columns, settings)
    }

    private func prepare(
        _ path: String, in folder: TemporaryFolder, _ columns: [String], _ settings: [String: String]
    ) throws -> PreparedSource {
        let given = settings.merging(["path": path, "record": "/rows/row"]) { first, _ in first }
        let context = ConnectorContext(folder: folder.path, columns: columns)
        return PreparedSource(connector: try XMLConnector(makeSettings(type, given), context), home: folder)
    }

    /// A carriage return as such would be read as a line feed.
    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\r", with: "&#13;")
    }
}
