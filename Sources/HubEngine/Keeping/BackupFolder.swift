import Foundation
import HubPublish
import HubStore

/// A backup that is wrong, or in the way of something. Says what, where and how to mend it.
package struct BackupError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// What a backup says of itself: `backup.json`.
package struct BackupManifest: Codable, Sendable {
    /// Layout of the folder.
    package var format = 1
    package let workspace: String
    package let madeAt: String
    package let store: StoreBackup.Contents
    /// Name of the version that was current; `nil` when nothing was published.
    package let currentVersion: String?
    /// Whether the files of publications are in the backup, or their manifests alone.
    package let hasPublications: Bool
}

/// The folder of a backup:
///
/// ```
/// backup.json  SHA256SUMS  store.sqlite  deliveries.ndjson  lineage.ndjson
/// isthmus.json5  mappings/…  publications/000012/manifest.json …
/// ```
///
/// `SHA256SUMS` names every other file, so that `sha256sum -c SHA256SUMS` checks a backup without Isthmus.
struct BackupFolder {
    static let manifest = "backup.json"
    static let store = "store.sqlite"
    static let deliveries = "deliveries.ndjson"
    static let lineage = "lineage.ndjson"
    static let configuration = "isthmus.json5"
    static let mappings = "mappings"
    static let publications = "publications"

    let path: String

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Every file below `folder`, sorted, by its path inside. Links are followed: what the workspace reads through them
    /// belongs to it. Nothing when there is no such folder.
    static func files(in folder: String) throws -> [String] {
        var found: [String] = []
        try collect(folder, "", depth: 0, into: &found)
        return found.sorted()
    }

    private static func collect(
        _ folder: String, _ inside: String, depth: Int, into found: inout [String]
    ) throws {
        guard depth < 32 else {
            throw BackupError("\(folder): a link in there leads back to where it stands; remove it")
        }
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = "\(folder)/\(name)"
            var isFolder = ObjCBool(false)
            guard unsafe files.fileExists(atPath: path, isDirectory: &isFolder) else { continue }
            if isFolder.boolValue {
                try collect(path, "\(inside)\(name)/", depth: depth + 1, into: &found)
            } else {
                found.append(inside + name)
            }
        }
    }

    /// Copies the bytes of a file and makes them durable; only its owner may read them unless `rights` say otherwise.
    static func copy(_ source: String, to target: String, rights: Int = 0o600) throws {
        let files = FileManager.default
        try files.createDirectory(
            atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        guard let input = FileHandle(forReadingAtPath: source),
            files.createFile(atPath: target, contents: nil, attributes: [.posixPermissions: rights]),
            let output = FileHandle(forWritingAtPath: target)
        else {
            throw BackupError("cannot copy \(source) to \(target); check the rights of both and the room")
        }
        defer {
            try? input.close()
            try? output.close()
        }
        while let bytes = try input.read(upToCount: 1 << 20), !bytes.isEmpty {
            try output.write(contentsOf: bytes)
        }
        try output.synchronize()
    }

    static func write(_ data: Data, to target: String) throws {
        guard
            FileManager.default.createFile(
                atPath: target, contents: nil, attributes: [.posixPermissions: 0o600]),
            let output = FileHandle(forWritingAtPath: target)
        else { throw BackupError("cannot write \(target); check its folder and the room there") }
        try output.write(contentsOf: data)
        try output.synchronize()
        try output.close()
    }

    /// Writes the checksum of every file there is.
    func seal() throws {
        var text = ""
        for name in try Self.files(in: path) where name != Checksums.file {
            guard !name.contains("\n"), !name.contains("\\") else {
                throw BackupError(
                    "\(name): a name with a line break or a backslash cannot be checked; rename the file")
            }
            text += Checksums.line(try Checksums.of(file: file(name)), name)
        }
        try Self.write(Data(text.utf8), to: file(Checksums.file))
    }

    /// Names of all files, each of them the one that was saved.
    func verified() throws -> [String] {
        guard let text = try? String(contentsOfFile: file(Checksums.file), encoding: .utf8),
            let entries = Checksums.read(text), !entries.isEmpty
        else { throw BackupError("\(path): this is no backup, or its \(Checksums.file) is damaged") }
        for entry in entries {
            guard let digest = try? Checksums.of(file: file(entry.name)) else {
                throw BackupError(
                    "\(file(entry.name)): this file of the backup is missing; take another backup")
            }
            guard digest == entry.digest else {
                throw BackupError(
                    "\(file(entry.name)): this file is not the one that was saved; take another backup")
            }
        }
        return entries.map(\.name)
    }

    func readManifest() throws -> BackupManifest {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = FileManager.default.contents(atPath: file(Self.manifest)),
            let manifest = try? decoder.decode(BackupManifest.self, from: data)
        else { throw BackupError("\(file(Self.manifest)) cannot be read; take another backup") }
        guard manifest.format == 1 else {
            throw BackupError("\(path): a later Isthmus made this backup; update Isthmus")
        }
        return manifest
    }

    func write(_ manifest: BackupManifest) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        try Self.write(try encoder.encode(manifest) + Data("\n".utf8), to: file(Self.manifest))
    }
}
