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
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw PublishError("cannot create \(path): \(DiskTrouble.text(of: errno))") }
        handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
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
        PublishError("cannot \(what) \(path): \(DiskTrouble.text(of: error))")
    }
}

/// A publication could not be made; the version before stays current. Carries no values.
package struct PublishError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
