import Foundation
import Synchronization

/// Stdout, buffered, and stderr.
enum Terminal {
    private static let buffer = Mutex<[UInt8]>([])
    private static let hasFailed = Mutex(false)

    /// Whether something could not be written to stdout: what was printed is then not whole.
    static var isOutputIncomplete: Bool { hasFailed.withLock { $0 } }

    static func write(_ text: String) {
        buffer.withLock { pending in
            pending += text.utf8
            if pending.count >= 1 << 16 { drain(&pending) }
        }
    }

    static func print(_ text: String) {
        write(text + "\n")
        flush()
    }

    static func flush() { buffer.withLock { drain(&$0) } }

    static func error(_ text: String) {
        flush()
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }

    static func errorWithoutNewline(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    static var isErrorInteractive: Bool { isatty(FileHandle.standardError.fileDescriptor) == 1 }

    private static func drain(_ pending: inout [UInt8]) {
        do {
            try FileHandle.standardOutput.write(contentsOf: pending)
        } catch {
            hasFailed.withLock { $0 = true }
        }
        pending.removeAll(keepingCapacity: true)
    }
}
