import Connectors
import HubConnect
import HubModel
import TestSupport

/// JSON objects, one a line, under the contract.
struct NDJSONCase: ConnectorCase {
    var type: any Connector.Type { NDJSONConnector.self }
    var holdsMissing: Bool { true }

    /// A point and a bracket stand for something in a path; such names are written in quotes.
    func holds(columnName: String) -> Bool { JSONPath([.name(columnName)]).description == columnName }

    func source(columns: [String], rows: [[String?]]) async throws -> PreparedSource {
        let lines = rows.map { row in
            let members = zip(columns, row).map { "\(jsonText($0)): \($1.map(jsonText) ?? "null")" }
            return "{\(members.joined(separator: ", "))}\n"
        }
        return try file(lines.joined(), columns: columns)
    }

    func sourceWithBrokenRecord(secret: String) async throws -> PreparedSource? {
        try file("{\"value\": \"a\"}\n{\"value\": \"\(secret)\"]\n{\"value\": \"b\"}\n", columns: [])
    }

    func brokenSource(secret: String) async throws -> PreparedSource {
        try file("{\"value\": \"a\"}\n{\"value\": \"\(secret)", columns: ["value"])
    }

    func missingSource() async throws -> (source: PreparedSource, named: String) {
        let folder = try TemporaryFolder()
        return (try prepare("absent.ndjson", in: folder, []), "\(folder.path)/absent.ndjson")
    }

    private func file(_ text: String, columns: [String]) throws -> PreparedSource {
        let folder = try TemporaryFolder()
        try folder.write("source.ndjson", text)
        return try prepare("source.ndjson", in: folder, columns)
    }

    private func prepare(
        _ path: String, in folder: TemporaryFolder, _ columns: [String]
    ) throws -> PreparedSource {
        let context = ConnectorContext(folder: folder.path, columns: columns)
        return PreparedSource(
            connector: try NDJSONConnector(makeSettings(type, ["path": path]), context), home: folder)
    }
}

/// A text as JSON writes it, all beyond ASCII as it is.
func jsonText(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar -> String in
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case _ where scalar.value < 0x20:
            "\\u00\(scalar.value < 16 ? "0" : "")\(String(scalar.value, radix: 16))"
        default: String(scalar)
        }
    }
    return "\"\(escaped.joined())\""
}
