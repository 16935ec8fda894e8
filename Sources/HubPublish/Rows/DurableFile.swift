import Foundation
import HubCrypto

/// A new file that is hashed while it is written and on the disk when `close` returns.
final class DurableFile {
    private let path: String
    private let handle: FileHandle
    private let hash: SHA256
    private(set) var byteCount = 0

    /// Creates the file; it must not exist.
    init(path: String) throws {
        self.path = path
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else {
            throw PublishError(
                "cannot create \(path); check that the folder is writable and the disk not full")
        }
        self.handle = handle
        hash = try SHA256()
    }

    /// Writes and empties `buffer`.
    func write(_ buffer: inout [UInt8]) throws {
        hash.update(buffer.span)
        do { try handle.write(contentsOf: buffer) } catch { throw failed("write", error) }
        byteCount += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }

    /// Makes the file durable and returns its SHA-256 in hexadecimal.
    func close() throws -> String {
        do {
            try handle.synchronize()
            try handle.close()
        } catch { throw failed("save", error) }
        return hash.finish()
    }

    private func failed(_ what: String, _ error: any Error) -> PublishError {
        PublishError("cannot \(what) \(path): \((error as NSError).localizedDescription)")
    }
}

/// A publication could not be made; the version before stays current. Carries no values.
package struct PublishError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
