import Connectors
import HubConnect
import HubFiles
import HubModel
import TestSupport

/// What must hold for any bytes that are read as an archive or a packed file.
///
/// Input: name of the file, name of the member, piece size; then the file.
package struct ArchiveOracle {
    private let folder: TemporaryFolder

    package init() throws { folder = try TemporaryFolder() }

    package func check(_ input: [UInt8]) async throws {
        var choices = Choices(input)
        let name = choices.one(of: ["f.zip", "f.gz", "f.csv"])
        let member = choices.one(of: ["", "!a.csv", "!*.csv", "!../a"])
        let piece = 7 + choices.byte()
        let content = choices.content
        try folder.write(name, content)
        try checkArchive(name, piece: piece)
        func outcome(_ size: Int) async throws -> Outcome {
            let settings = try settings(of: CSVConnector.self, ["path": name + member, "take": "all"])
            let context = ConnectorContext(folder: folder.path, columns: [])
            return try await Outcome.of(CSVConnector(settings, context, chunkSize: size))
        }
        let whole = try await outcome(1 << 19)
        try demandEqual(whole, try await outcome(piece), "pieces of \(piece) read alike")
    }

    /// Members by themselves: every way of reading gives the same bytes, or none gives any.
    private func checkArchive(_ name: String, piece: Int) throws {
        var limits = UnpackLimits()
        limits.freeBytes = 1 << 16
        guard let archive = try? ZipArchive(path: "\(folder.path)/\(name)", limits: limits) else { return }
        for member in archive.members.prefix(8) {
            let whole = bytes(of: member, in: archive, piece: 1 << 16)
            try demandEqual(
                whole, bytes(of: member, in: archive, piece: piece), "a member is the same in pieces")
            if let whole {
                try demand(
                    whole.count <= 100 * 4096 + limits.freeBytes + (1 << 16), "what is packed has bounds")
            }
        }
    }

    private func bytes(of member: ZipMember, in archive: ZipArchive, piece: Int) -> [UInt8]? {
        guard var source = try? archive.open(member) else { return nil }
        var all: [UInt8] = []
        do {
            while case let some = try source.read(piece), !some.isEmpty { all += some }
        } catch {
            return nil
        }
        return all
    }
}
