import Connectors
import HubConnect
import TestSupport

/// An XML document in a folder of its own, with a way to read it.
struct XMLProbe {
    var record = "/a/b"
    var columns = ["."]
    var namespaces: [String: String] = [:]
    var settings: [String: String] = [:]
    var chunkSize = 1 << 16

    /// Reads one document to its end.
    func read(_ bytes: [UInt8], name: String = "source.xml") async throws -> Delivered {
        try await read([name: bytes], path: name).delivered
    }

    func read(_ text: String) async throws -> Delivered { try await read(Array(text.utf8)) }

    func rows(_ text: String) async throws -> [[String?]] { try await read(text).rows }

    /// Reads what `path` stands for in a folder of files.
    func read(
        _ files: [String: [UInt8]], path: String
    ) async throws -> (delivered: Delivered, reading: Reading) {
        let folder = try TemporaryFolder()
        for (name, bytes) in files { try folder.write(name, bytes) }
        let given = settings.merging(["path": path, "record": record]) { first, _ in first }
        let connector = try XMLConnector(
            makeSettings(XMLConnector.self, given, dictionaries: ["namespaces": namespaces]),
            ConnectorContext(folder: folder.path, columns: columns), chunkSize: chunkSize)
        var delivered = Delivered()
        let reading = try await connector.read(from: nil) { delivered.batches.append($0) }
        return (delivered, reading)
    }

    func with(chunkSize: Int) -> XMLProbe {
        var other = self
        other.chunkSize = chunkSize
        return other
    }

    func with(_ settings: [String: String]) -> XMLProbe {
        var other = self
        other.settings = settings
        return other
    }
}
