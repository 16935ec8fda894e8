import Foundation
import Synchronization

/// A folder that disappears with the last reference to it, or with the process.
package final class TemporaryFolder: Sendable {
    /// Absolute path.
    package let path: String

    package init() throws {
        path = NSTemporaryDirectory() + "isthmus-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        _ = Self.removesTheRestAtExit
        Self.living.withLock { _ = $0.insert(path) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        Self.living.withLock { _ = $0.remove(path) }
    }

    private static let living = Mutex<Set<String>>([])

    /// What statics hold is never released.
    private static let removesTheRestAtExit: Void = {
        atexit {
            for path in TemporaryFolder.living.withLock({ $0 }) {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
    }()

    /// Writes a file, making the folders on the way, and returns its absolute path.
    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    /// Writes a file of raw bytes, making the folders on the way, and returns its absolute path.
    @discardableResult
    package func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = URL(fileURLWithPath: path).appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        return file.path
    }
}

/// `Tests/TARGET/Fixtures` of the test file that asks.
package func fixtures(_ file: String = #filePath) -> String {
    URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Fixtures").path
}
