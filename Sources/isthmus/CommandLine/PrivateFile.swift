import Foundation

/// A new file that only its owner may read, and that appears under its name when it is whole. Never replaces a file:
/// what stands there may be somebody's work.
struct PrivateFile {
    private let path: String
    private let partial: String
    private let handle: FileHandle

    init(path: String) throws {
        self.path = path
        partial = path + ".part"
        guard !FileManager.default.fileExists(atPath: path) else { throw Self.exists(path) }
        try? FileManager.default.removeItem(atPath: partial)
        guard
            FileManager.default.createFile(
                atPath: partial, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: partial)
        else {
            throw UsageError("\(path) cannot be written; check that its folder exists and may be written")
        }
        self.handle = handle
    }

    func write(_ bytes: [UInt8]) throws { try handle.write(contentsOf: bytes) }

    func close() throws {
        try handle.synchronize()
        try handle.close()
        do {
            try FileManager.default.moveItem(atPath: partial, toPath: path)
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            throw FileManager.default.fileExists(atPath: path) ? Self.exists(path) : error
        }
    }

    private static func exists(_ path: String) -> UsageError {
        UsageError("\(path) is there already; remove it, or name another file")
    }
}
