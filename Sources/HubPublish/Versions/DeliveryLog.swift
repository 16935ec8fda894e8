import Foundation
import HubModel

/// Which dataset went to whom, when, by which law: one JSON object a line, kept three years.
///
/// A version is written down after it was switched to; a run that was cut off in between is made up for by the next.
package struct DeliveryLog: Sendable {
    /// One dataset made available to one recipient.
    package struct Entry: Codable, Sendable, Equatable {
        package enum Action: String, Codable, Sendable {
            case published
            case rolledBack = "rolled-back"
        }

        package let at: String
        package let action: Action
        package let version: String
        package let dataset: String
        package let recipient: String
        package let legalBasis: String?
        package let agreement: String?
        package let purpose: String
        package let rows: Int
        package let sha256: String
    }

    static let keptYears = 3
    private let path: String

    package init(path: String) { self.path = path }

    /// All entries, oldest first; lines that cannot be read are passed over.
    package func entries() -> [Entry] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return data.split(separator: UInt8(ascii: "\n")).compactMap {
            try? decoder.decode(Entry.self, from: $0)
        }
    }

    /// Makes sure that the current version is written down.
    func complete(with manifest: Manifest, version: String) throws {
        guard lastVersion() != version else { return }
        try append(manifest, version: version, action: .published, at: manifest.publishedAt)
    }

    /// Writes down that a version was switched to.
    func append(_ manifest: Manifest, version: String, action: Entry.Action, at time: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        var lines = Data()
        for dataset in manifest.datasets {
            for recipient in dataset.recipients {
                let entry = Entry(
                    at: time, action: action, version: version, dataset: dataset.name,
                    recipient: recipient.name, legalBasis: recipient.legalBasis,
                    agreement: recipient.agreement, purpose: recipient.purpose ?? dataset.purpose,
                    rows: dataset.rows, sha256: dataset.sha256)
                lines += try encoder.encode(entry) + Data("\n".utf8)
            }
        }
        do {
            try write(lines)
        } catch {
            throw PublishError(
                "cannot write \(path): \(DiskTrouble.text(of: error)); the version is published, "
                    + "and is written down there by the next run")
        }
        try forget(before: time)
    }

    private func write(_ lines: Data) throws {
        if !FileManager.default.fileExists(atPath: path) {
            // Who receives what is nobody else's business.
            let file = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw DiskTrouble.failure(errno) }
            _ = close(file)
            try DiskTrouble.synchronize(folder: (path as NSString).deletingLastPathComponent)
        }
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        let end = try handle.seekToEnd()
        var data = lines
        if end > 0 {
            // A line that was cut off stays alone.
            try handle.seek(toOffset: end - 1)
            if try handle.read(upToCount: 1) != Data("\n".utf8) { data = Data("\n".utf8) + lines }
        }
        try handle.seekToEnd()
        try handle.write(contentsOf: data)
        try handle.synchronize()
    }

    /// The version of the last line.
    private func lastVersion() -> String? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        guard let end = try? handle.seekToEnd() else { return nil }
        try? handle.seek(toOffset: end > 65_536 ? end - 65_536 : 0)
        guard let tail = try? handle.readToEnd(), tail.last == UInt8(ascii: "\n") else { return nil }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return tail.split(separator: UInt8(ascii: "\n")).last.flatMap {
            try? decoder.decode(Entry.self, from: $0).version
        }
    }

    /// Drops what is older than is kept; looks at the oldest line first, so that this costs nothing on most nights.
    private func forget(before time: String) throws { _ = try expire(at: time, isDryRun: false) }

    /// How many entries are older than three years at `time`; drops these unless `isDryRun`. Lines that cannot be read
    /// go with them.
    package func expire(at time: String, isDryRun: Bool) throws -> Int {
        guard let year = Int(time.prefix(4)) else { return 0 }
        let limit = "\(year - Self.keptYears)\(time.dropFirst(4))"
        let all = entries()
        guard let oldest = all.first, oldest.at < limit else { return 0 }
        let kept = all.filter { $0.at >= limit }
        if !isDryRun {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            var lines = Data()
            for entry in kept { lines += try encoder.encode(entry) + Data("\n".utf8) }
            try lines.write(to: URL(fileURLWithPath: path), options: .atomic)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
        return all.count - kept.count
    }
}
