import Foundation
import Synchronization

/// Stdout, buffered, and stderr.
enum Terminal {
    private struct Pending {
        var bytes: [UInt8] = []
        var isLost = false
    }

    private static let output = Mutex(Pending())

    /// Whether something written to stdout did not arrive, on a full disk for instance.
    static var isOutputLost: Bool { output.withLock { $0.isLost } }

    /// A descriptor that the caller closed would be given to the next file we open, and what is meant for
    /// stdout or stderr would be written into the store or a publication.
    static func reserveStandardDescriptors() {
        for descriptor in 0...2 where fcntl(Int32(descriptor), F_GETFD) == -1 {
            // For reading only, so that writing still fails.
            _ = unsafe open("/dev/null", O_RDONLY)
        }
    }

    static func write(_ text: String) { write(Array(text.utf8)) }

    /// Bytes in whatever encoding.
    static func write(_ bytes: [UInt8]) {
        output.withLock { pending in
            pending.bytes += bytes
            if pending.bytes.count >= 1 << 16 { drain(&pending) }
        }
    }

    static func print(_ text: String) {
        write(text + "\n")
        flush()
    }

    static func flush() { output.withLock { drain(&$0) } }

    /// A line for people; control characters that came in with somebody's data are shown, not obeyed.
    static func error(_ text: String) {
        flush()
        try? FileHandle.standardError.write(contentsOf: Data((text.withVisibleControls + "\n").utf8))
    }

    static func errorWithoutNewline(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    static var isErrorInteractive: Bool { isatty(FileHandle.standardError.fileDescriptor) == 1 }

    private static func drain(_ pending: inout Pending) {
        defer { pending.bytes.removeAll(keepingCapacity: true) }
        guard !pending.isLost, !pending.bytes.isEmpty else { return }
        do {
            try FileHandle.standardOutput.write(contentsOf: pending.bytes)
        } catch {
            // Nobody reads on: `isthmus mentions | head` has what it wanted.
            if isBrokenPipe(error) { exit(ExitCode.outputClosed.rawValue) }
            pending.isLost = true
        }
    }

    private static func isBrokenPipe(_ error: any Error) -> Bool {
        let cause = (error as? CocoaError)?.underlying ?? error
        return (cause as NSError).domain == NSPOSIXErrorDomain && (cause as NSError).code == Int(EPIPE)
    }
}

extension String {
    /// The text with control characters, which a terminal would obey, as pictures of themselves; tabs and line
    /// feeds stay.
    var withVisibleControls: String {
        guard unicodeScalars.contains(where: \.isObeyed) else { return self }
        var result = ""
        for scalar in unicodeScalars {
            switch scalar.value {
            case _ where !scalar.isObeyed: result.unicodeScalars.append(scalar)
            case 0x00..<0x20:
                result.unicodeScalars.append(Unicode.Scalar(UInt16(0x2400 + scalar.value)) ?? "\u{FFFD}")
            default: result.unicodeScalars.append("\u{FFFD}")
            }
        }
        return result
    }
}

extension Unicode.Scalar {
    /// Whether a terminal obeys it: C0 and C1 controls, and those that turn the direction of writing.
    fileprivate var isObeyed: Bool {
        switch value {
        case 0x09, 0x0A: false
        case 0x00..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
