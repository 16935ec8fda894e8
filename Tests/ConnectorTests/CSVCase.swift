import Connectors
import HubConnect
import HubModel
import TestSupport

/// Delimited text under the contract.
struct CSVCase: ConnectorCase {
    var type: any Connector.Type { CSVConnector.self }
    var holdsMissing: Bool { false }

    func source(columns: [String], rows: [[String?]]) async throws -> PreparedSource {
        let lines = ([columns] + rows).map { row in row.map { quoted($0 ?? "") }.joined(separator: ",") }
        return try file(lines.map { $0 + "\r\n" }.joined())
    }

    func sourceWithBrokenRecord(secret: String) async throws -> PreparedSource? {
        try file("value\na\n\(secret),one field too many\nb\n")
    }

    func brokenSource(secret: String) async throws -> PreparedSource {
        try file("value\na\n\"\(secret) and a quote that nobody closes\nb\n")
    }

    func missingSource() async throws -> (source: PreparedSource, named: String) {
        let folder = try TemporaryFolder()
        return (try prepare("absent.csv", in: folder), "\(folder.path)/absent.csv")
    }

    private func file(_ text: String) throws -> PreparedSource {
        let folder = try TemporaryFolder()
        try folder.write("source.csv", text)
        return try prepare("source.csv", in: folder)
    }

    private func prepare(_ path: String, in folder: TemporaryFolder) throws -> PreparedSource {
        let context = ConnectorContext(folder: folder.path, columns: [])
        return PreparedSource(
            connector: try CSVConnector(makeSettings(type, ["path": path]), context), home: folder)
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
